// Work on the library while it goes on, and what came of it: one card for each piece of work, until it is dismissed.
import { byId, el, iconButton, prose } from "../lib/dom.js";
import { language, say } from "../lib/i18n.js";
import { barNode, counted } from "../lib/progress-bar.js";
import { titleOf } from "./articles.js";

const PACE = 100; // milliseconds: progress may come far more often than anyone can read it

/** Add a card that `draw` fills: it returns the card's children, and is called again after each change. */
export function startJob(draw) {
  const node = el("div", { class: "job", role: "status" });
  let waits = false;
  const now = () => {
    waits = false;
    node.replaceChildren(...draw(job));
  };
  const job = { node, draw: () => (waits ||= Boolean(setTimeout(now, PACE))) };
  job.end = language.subscribe(job.draw);
  byId("jobs").prepend(node);
  now();
  return job;
}

/** The button that takes a finished card away. */
export const dismissButton = (job) =>
  iconButton("close", say("dismiss"), () => {
    job.end();
    job.node.remove();
    byId("tab-articles").focus({ preventScroll: true });
  });

/** A step of the work in words and as a bar. */
export function progressNodes({ step, subject, done, total, unit }) {
  const what = step ? [subject, say(`step.${step}`)].filter(Boolean).join(" · ") : say("working");
  return [el("p", { class: "job-what" }, what), barNode(what, done, total), el("p", { class: "facts" }, counted(done, total, unit))];
}

/** What came of reading a text or the folder: an article or a failure a line. */
export function reportNodes({ added, changed, unchanged, removed, failed }) {
  const line = (ids, key) => ids.map((id) => outcomeNode(key, titleOf(id)));
  const kept = unchanged.length > 3 ? [] : line(unchanged, "unchanged");
  const lost = failed.map(({ source, error }) => outcomeNode("failed", source.split(/[\\/]/).at(-1), prose(error[language.value])));
  const lines = [...lost, ...line(added, "added"), ...line(changed, "changed"), ...line(removed, "removedCount"), ...kept];
  return lines.length ? el("ul", { class: "outcomes" }, lines) : el("p", {}, say("nothingNew"));
}

/** One line of a result: what became of `name`, and why. */
export const outcomeNode = (key, name, why = null) =>
  el("li", {}, el("span", { class: `outcome ${key}` }, say(key)), ` ${name}`, why && el("p", { class: "facts" }, why));
