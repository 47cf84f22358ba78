// Adding: files chosen or dropped anywhere, a pasted text, the folder read again. Each shows real progress and what came of it.
import { stream, upload } from "./api.js";
import { byId, el, iconButton, prose } from "./dom.js";
import { refreshLibrary, titleOf } from "./library.js";
import { WORDS } from "./texts.js";
import { language, megabytes, number, onLanguage, say } from "./words.js";

const LIMIT = 25 * 1024 * 1024;
const jobs = []; // { subject, step, done, total, unit, report, error }
let showLibrary = () => {};

/** Open the box for choosing files and pasting. */
export function openAdding() {
  byId("adding").showModal();
}

async function addFiles(files) {
  if (files.length === 0) return;
  showLibrary();
  const job = startJob();
  const failed = [];
  const uploaded = [];
  for (const [i, file] of files.entries()) {
    const facts = { name: file.name, size: megabytes(file.size) };
    if (file.size > LIMIT) {
      failed.push({ source: file.name, error: bilingual("tooLarge", facts) });
      continue;
    }
    update(job, { words: () => say("uploading", facts), done: i, total: files.length, unit: "files" });
    const answer = await upload(file);
    if (answer.type === "error") failed.push({ source: file.name, error: answer });
    else uploaded.push(answer.path);
  }
  job.words = null;
  if (uploaded.length) await run(job, "add_files", [uploaded]);
  if (failed.length) {
    const report = job.report ?? { added: [], changed: [], unchanged: [], removed: [], failed: [] };
    job.report = { ...report, failed: [...failed, ...report.failed] };
  }
  await finish(job);
}

async function addText(text, title) {
  showLibrary();
  const job = startJob();
  await run(job, "add_text", [text, title]);
  await finish(job);
  return job.error === null;
}

async function readFolder() {
  const job = startJob();
  await run(job, "sync", []);
  await finish(job);
}

async function run(job, name, data) {
  for await (const event of stream(name, data)) {
    if (event.type === "progress") update(job, event);
    else if (event.type === "report") job.report = event;
    else if (event.type === "error") job.error = event;
  }
}

const bilingual = (key, facts) => ({
  ko: WORDS[key].ko.replace(/\{(\w+)\}/g, (_, name) => facts[name]),
  en: WORDS[key].en.replace(/\{(\w+)\}/g, (_, name) => facts[name]),
});

function startJob() {
  const job = { subject: "", step: null, done: 0, total: 0, unit: "", words: null, report: null, error: null };
  jobs.unshift(job);
  drawJobs();
  return job;
}

function update(job, news) {
  Object.assign(job, news);
  drawJobs();
}

async function finish(job) {
  await refreshLibrary(job.report?.added);
  drawJobs();
}

function drawJobs() {
  byId("jobs").replaceChildren(...jobs.map((job) => (job.report || job.error ? reportNode(job) : progressNode(job))));
}

function progressNode({ words, step, subject, done, total, unit }) {
  const what = words ? words() : step ? `${subject} · ${say(`step.${step}`)}` : say("working");
  const shown = unit === "bytes" ? [megabytes(done), megabytes(total)] : [number(done), number(total)];
  const counted = total > 0 && unit ? say(`unit.${unit}`, { done: shown[0], total: shown[1] }) : "";
  const bar = el("progress", { "aria-label": what });
  if (total > 0) Object.assign(bar, { max: total, value: done });
  return el("div", { class: "job", role: "status" }, el("p", { class: "job-what" }, what), bar, el("p", { class: "facts" }, counted));
}

function reportNode(job) {
  const close = iconButton("close", say("dismiss"), () => {
    jobs.splice(jobs.indexOf(job), 1);
    drawJobs();
  });
  if (job.error) return el("div", { class: "job failed", role: "alert" }, el("p", {}, prose(job.error[language()])), close);
  const { added, changed, unchanged, removed, failed } = job.report;
  const line = (ids, key) => ids.map((id) => el("li", {}, el("span", { class: `outcome ${key}` }, say(key)), ` ${titleOf(id)}`));
  const kept = unchanged.length > 3 ? [] : line(unchanged, "unchanged");
  const lost = failed.map(({ source, error }) =>
    el("li", {}, el("span", { class: "outcome failed" }, say("failed")), ` ${source.split(/[\\/]/).at(-1)}`, el("p", { class: "facts" }, prose(error[language()]))),
  );
  const lines = [...lost, ...line(added, "added"), ...line(changed, "changed"), ...line(removed, "removedCount"), ...kept];
  const nothing = added.length + changed.length + removed.length + failed.length === 0 && unchanged.length > 3;
  return el(
    "div",
    { class: "job", role: "status" },
    nothing || lines.length === 0 ? el("p", {}, say("nothingNew")) : el("ul", { class: "outcomes" }, lines),
    close,
  );
}

/** Wire dropping, choosing, pasting and reading again. `openLibrary()` shows where the progress is. */
export function startAdding(openLibrary) {
  showLibrary = openLibrary;
  const dialog = byId("adding");
  const chooser = byId("files");
  for (const button of document.querySelectorAll("[data-adds]")) button.addEventListener("click", openAdding);
  byId("choose").addEventListener("click", () => chooser.click());
  byId("close-adding").addEventListener("click", () => dialog.close());
  byId("sync").addEventListener("click", readFolder);
  chooser.addEventListener("change", () => {
    const files = [...chooser.files];
    chooser.value = "";
    dialog.close();
    addFiles(files);
  });
  byId("paste-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = byId("paste-text").value;
    const title = byId("paste-title").value;
    if (text.trim() === "") return;
    dialog.close();
    if (await addText(text, title)) for (const id of ["paste-text", "paste-title"]) byId(id).value = "";
    else dialog.showModal(); // nothing typed is lost
  });
  startDropping();
  onLanguage(drawJobs);
}

function startDropping() {
  const cover = byId("drop");
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  addEventListener("dragenter", (event) => {
    if (!brings(event)) return;
    depth += 1;
    cover.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!brings(event)) return;
    depth -= 1;
    cover.hidden = depth <= 0;
  });
  addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    depth = 0;
    cover.hidden = true;
    byId("adding").close();
    addFiles([...event.dataTransfer.files]);
  });
}
