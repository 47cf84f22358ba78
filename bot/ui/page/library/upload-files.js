// Files on their way into the library: each is uploaded and indexed in its turn and has a line of its own.
import { stream, upload } from "../lib/api.js";
import { el, prose } from "../lib/dom.js";
import { count, inBoth, language, megabytes, say } from "../lib/i18n.js";
import { barNode, counted } from "../lib/progress-bar.js";
import { refreshLibrary, titleOf } from "./articles.js";
import { dismissButton, outcomeNode, startJob } from "./job-cards.js";

const LIMIT = 25 * 1024 * 1024;
const PACE = 1_000; // milliseconds between two looks at the list while files go in: a long one takes its time
const ENDED = new Set(["added", "changed", "unchanged", "failed"]);

/** Add files one after the other; one that fails takes no other with it. */
export async function addFiles(files) {
  const entries = files.map((file) => ({ file, state: "waiting", progress: null, report: null, error: null }));
  const job = startJob((it) => cardNodes(entries, it));
  let added = [];
  let listed = 0;
  for (const entry of entries) {
    const news = (change) => {
      Object.assign(entry, change);
      job.draw();
    };
    await addFile(entry, news);
    added = [...added, ...(entry.report?.added ?? [])];
    if (entry !== entries.at(-1) && performance.now() - listed < PACE) continue;
    await refreshLibrary(added);
    [added, listed] = [[], performance.now()];
    job.draw(); // titles are known now
  }
}

async function addFile({ file }, news) {
  if (file.size > LIMIT) {
    news({ state: "failed", error: inBoth("tooLarge", { name: file.name, size: megabytes(file.size) }) });
    return;
  }
  news({ state: "uploading" });
  const sent = await upload(file);
  if (sent.type === "error") {
    news({ state: "failed", error: sent });
    return;
  }
  for await (const event of stream("add_files", [[sent.path]])) {
    if (event.type === "progress") news({ state: "working", progress: event });
    else if (event.type === "report") news({ state: stateOf(event), report: event, error: event.failed[0]?.error ?? null });
    else if (event.type === "error") news({ state: "failed", error: event });
  }
}

const stateOf = (report) => ["failed", "added", "changed"].find((state) => report[state].length) ?? "unchanged";

function cardNodes(entries, job) {
  const ended = entries.filter(({ state }) => ENDED.has(state)).length;
  const bad = entries.filter(({ state }) => state === "failed").length;
  const over = ended === entries.length;
  const head = over ? say("addedFiles", { n: entries.length, ok: ended - bad, bad }) : say("addingFiles", { n: entries.length, done: ended });
  return [
    entries.length > 1 ? el("p", { class: "job-what" }, head) : null,
    entries.length > 1 && !over ? barNode(head, ended, entries.length) : null,
    el("ul", { class: over ? "outcomes" : "outcomes going" }, entries.map(lineNode)),
    over ? dismissButton(job) : null,
  ].filter(Boolean);
}

function lineNode({ file, state, progress, report, error }) {
  if (state === "failed") return outcomeNode("failed", file.name, prose(error[language.value]));
  if (ENDED.has(state)) return outcomeNode(state, file.name, titlesOf(report, file.name));
  if (state === "waiting") return el("li", { class: "later" }, file.name, el("p", { class: "facts" }, say("waitingTurn")));
  const words = state === "uploading" ? say("uploading") : say(`step.${progress.step}`);
  const facts = [words, progress && counted(progress.done, progress.total, progress.unit)].filter(Boolean).join(" · ");
  return el("li", {}, file.name, barNode(`${file.name}: ${words}`, progress?.done ?? 0, progress?.total ?? 0), el("p", { class: "facts" }, facts));
}

/** The article that a file became where its name does not say so; how many where it holds several. */
function titlesOf({ added, changed, unchanged }, name) {
  const ids = [...added, ...changed, ...unchanged];
  if (ids.length > 1) return count("articles", ids.length);
  const title = ids.length ? titleOf(ids[0]) : "";
  return title === "" || name.startsWith(title) ? null : title;
}
