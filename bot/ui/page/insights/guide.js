// What Haeseol explains of the open article without being asked: one tab a part, each item tied to its sentence below.
import { roughlyNode } from "../chat/answer.js";
import { ask } from "../chat/asking.js";
import { look } from "../lib/api.js";
import { byId, el, icon, unitOffset } from "../lib/dom.js";
import { count, language, say } from "../lib/i18n.js";
import { bring, sideways } from "../lib/scroll-row.js";
import { ofArticle } from "../library/scope.js";

const LOOK_AGAIN = 1500; // milliseconds, while more is being made
const PARTS = ["summary", "key_points", "names", "figures", "timeline", "terms", "questions"];

let article = null; // the one that is explained here
let explained = null; // what the server said last
let chosen = null; // the part that the reader chose; until then the first that there is
let nodes = null; // { bar, panel, show }
let waiting = 0;

/** Fetch the explanation of `opened`, an article in its newest version, and go on until it is whole. */
export async function explain(opened) {
  stopExplaining();
  article = opened;
  await fetchIt(true);
}

/** Forget the article that was explained; nothing is fetched any more. */
export function stopExplaining() {
  clearTimeout(waiting);
  article = explained = chosen = nodes = null;
}

async function fetchIt(wanted) {
  const mine = article;
  const got = await look("explanation", mine.id, wanted);
  if (article !== mine) return;
  // An older version of the article is read here: what is explained is another text.
  if (got.type !== "explanation" || got.version !== mine.version) return;
  explained = got;
  draw();
  if (!["ready", "stopped"].includes(got.making.stage)) waiting = setTimeout(() => fetchIt(false), LOOK_AGAIN);
}

/** The tabs and the chosen part as two nodes for the reader; they fill themselves when there is something to show. `show(source)` brings a sentence of the article into view. */
export function explanationNodes(show) {
  const bar = el("div", { class: "explained-tabs", role: "tablist", "aria-label": say("explained"), hidden: true, onkeydown: walk });
  const panel = el("div", { class: "explained", id: "explained", role: "tabpanel", hidden: true });
  nodes = { bar, panel, show, drawn: "", part: null };
  draw();
  return [sideways(bar), panel];
}

/** Draw what changed: a reader who is in the middle of a part keeps the place and the focus. */
function draw() {
  if (nodes === null || explained === null) return;
  const parts = PARTS.filter(isThere);
  const part = parts.includes(chosen) ? chosen : (parts[0] ?? null);
  const drawn = JSON.stringify([language.value, part, explained]);
  if (drawn === nodes.drawn) return;
  nodes.drawn = drawn;
  const keepPlace = placeOfSelection();
  nodes.bar.hidden = nodes.panel.hidden = part === null;
  if (part === null) return;
  const held = document.activeElement?.closest(".explained-tabs, .explained")?.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  nodes.bar.replaceChildren(...parts.map((each) => tabNode(each, each === part)));
  nodes.panel.setAttribute("aria-labelledby", `explained-${part}`);
  nodes.panel.replaceChildren(...DRAW[part](), statusNode());
  if (part !== nodes.part) bring(nodes.bar.querySelector('[aria-selected="true"]'));
  nodes.part = part;
  if (held) [...nodes.bar.children, ...nodes.panel.querySelectorAll("[data-key]")].find((node) => node.dataset.key === held)?.focus({ preventScroll: true });
  keepPlace();
}

/** Words that a reader has selected stay where they are while something comes in above: what to call when it is in. */
function placeOfSelection() {
  const { anchorNode: at, isCollapsed } = getSelection();
  const text = isCollapsed ? null : (at instanceof Element ? at : at?.parentElement)?.closest(".reader-text");
  if (!text) return () => {};
  const before = text.getBoundingClientRect().top;
  return () => (byId("evidence-body").scrollTop += text.getBoundingClientRect().top - before);
}

const isThere = (part) => {
  if (part === "summary") return summaryHere() !== null || isComing("summary");
  if (part === "names") return explained.people.length + explained.organisations.length > 0;
  if (part === "questions") return explained.questions.some(({ questions }) => questions.length) || isComing("questions");
  return explained[part].length > 0;
};

/** Whether something of a part is still to be made. */
const isComing = (what) => !["ready", "stopped"].includes(explained.making.stage) && what in COMING;
const COMING = { summary: "making.summary", questions: "making.questions" };

const tabNode = (part, isChosen) =>
  el(
    "button",
    {
      type: "button", role: "tab", id: `explained-${part}`, data: { key: part, part },
      "aria-selected": String(isChosen), "aria-controls": "explained", tabIndex: isChosen ? 0 : -1, onclick: () => choose(part),
    },
    say(`part.${part}`),
  );

function choose(part) {
  chosen = part;
  draw();
  nodes.bar.querySelector(`[data-part="${part}"]`)?.focus({ preventScroll: true });
  // The bar stays in reach while the article is read; its part lies above.
  const hidden = nodes.panel.getBoundingClientRect().top < nodes.bar.getBoundingClientRect().bottom - 1;
  if (hidden) nodes.panel.scrollIntoView({ block: "start", behavior: "instant" });
}

/** Arrows, Home and End move between the tabs. */
function walk(event) {
  const tabs = [...nodes.bar.children];
  const at = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const goal = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
  if (goal === undefined) return;
  event.preventDefault();
  choose(tabs[goal % tabs.length].dataset.part);
}

// The parts

const DRAW = {
  summary: () => {
    const summary = summaryHere();
    if (summary === null) return [];
    const words = summary.sentences.map((sentence) => summarySentenceNode(sentence));
    const made = summary.model === null ? say("summaryQuoted") : say("summaryBy", { name: summary.model });
    return [el("p", { class: "explained-summary", lang: summary.language }, words), el("p", { class: "facts" }, made)];
  },
  key_points: () => [listNode(explained.key_points.map((item) => el("li", {}, quoteNode(item), sourcePill(item.source))))],
  names: () => [...groupNodes("people"), ...groupNodes("organisations")],
  figures: () => [itemsNode(explained.figures)],
  timeline: () => [itemsNode(explained.timeline, "timeline")],
  terms: () => [itemsNode(explained.terms)],
  questions: () => {
    const order = language.value === "ko" ? ["ko", "en"] : ["en", "ko"];
    const all = order.flatMap((each) => explained.questions.filter((one) => one.language === each));
    const rows = all.flatMap((one) => one.questions.map((question) => questionNode(question, one.language)));
    const patterned = all.some(({ questions }) => questions.some(({ model }) => model === null));
    return [el("ul", { class: "suggestions" }, rows), patterned ? el("p", { class: "facts" }, say("questionsPatterned")) : ""];
  },
};

/** The summary in the page's language, else in the article's; null where none was made, or nothing in it held. */
function summaryHere() {
  const told = (tongue) => explained.summaries.find((each) => each.language === tongue && each.sentences.length) ?? null;
  return told(language.value) ?? told(article.language);
}

function summarySentenceNode({ text, support, reason, sources, roughly }) {
  const quoted = support === "verbatim" ? "source-words" : "";
  const mark = support === "weak" ? el("span", { class: "mark", title: reason }, say("checkSource")) : null;
  const words = el("span", { class: `sentence-words ${quoted}`, lang: roughly ? article.language : null }, text);
  return el("span", { class: `sentence ${support}` }, words, "\u00a0", sources.map(sourcePill), mark, " ", roughlyNode({ roughly, reason }));
}

const groupNodes = (part) => (explained[part].length ? [el("h4", { class: "small-head" }, say(`part.${part}`)), itemsNode(explained[part])] : []);

const listNode = (rows, kind = "") => el("ul", { class: `explained-items ${kind}`, lang: article.language }, rows);

/** Items with their sentences; neighbours that rest on one sentence stand above it together. */
function itemsNode(items, kind) {
  const groups = [];
  for (const item of items) {
    if (groups.at(-1)?.[0].source.n === item.source.n) groups.at(-1).push(item);
    else groups.push([item]);
  }
  return listNode(groups.map((group) => el("li", {}, group.map(labelNode), quoteNode(group[0]), sourcePill(group[0].source))), kind);
}

const labelNode = ({ label, other }) => el("p", { class: "explained-label" }, el("b", {}, label), other ? el("span", {}, ` ${other}`) : null);

const quoteNode = ({ source }) => el("span", { class: "source-words explained-quote" }, sentenceAt(source), "\u00a0");

const sentenceAt = ({ start, end }) => article.text.slice(unitOffset(article.text, start), unitOffset(article.text, end)).replace(/\s+/g, " ");

const sourcePill = (source) =>
  el(
    "button",
    { type: "button", class: "pill", "aria-label": say("toSentence", { n: source.n }), title: say("toSentence", { n: source.n }), data: { key: `${source.n}` }, onclick: () => nodes.show(source) },
    String(source.n),
  );

const questionNode = ({ text }, tongue) =>
  el("li", {}, el("button", { type: "button", class: "suggestion", lang: tongue, data: { key: text }, onclick: () => askOfThis(text, tongue) }, el("span", {}, text), icon("arrow")));

const askOfThis = (question, tongue) => ask(question, { about: ofArticle(article.id), answerIn: tongue });

/** What is being made, or why no more is; nothing where it is whole. */
function statusNode() {
  const { stage, ahead, done, steps, step } = explained.making;
  if (stage === "ready" || step === null) return el("p", { class: "facts explained-status", role: "status" });
  const said = {
    making: () => say("explaining", { what: say(`making.${step.what}`, { tongue: say(step.language) }), n: done + 1, all: steps }),
    paused: () => say("explainingPaused"),
    waiting: () => (ahead ? count("explainingAhead", ahead) : say("explainingSoon")),
    stopped: () => say("explainingStopped"),
  }[stage]();
  const bar = stage === "stopped" ? null : el("progress", { max: steps, value: done, "aria-label": said });
  return el("div", { class: "explained-status", role: "status" }, el("p", { class: "facts" }, said), bar);
}
