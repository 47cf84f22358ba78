// The parts of an answer: sentences with their marks and citations, a refusal, the legend, the copy.
import { el } from "../lib/dom.js";
import { count, say, seconds } from "../lib/i18n.js";
import { openAdding } from "../library/add-articles.js";
import { scopeWords } from "../library/scope.js";
import { quoteOn } from "./citation-popover.js";
import { numberOf, sourceOf } from "./conversation-state.js";
import { goToSource } from "./shown-source.js";

const GLUE = "\u00a0"; // keeps a citation on the line of its sentence

/** A citation: its number in the conversation. Hover shows the original sentence; a click goes there. */
function pill(turn, n) {
  const source = sourceOf(turn, n);
  if (source === null) return null;
  const { number, whole } = source;
  const label = say("source", { n: number, title: whole.title });
  const node = el("button", { type: "button", class: "pill", "aria-label": label, onclick: () => goToSource(turn, n) }, String(number));
  quoteOn(node, () => sourceOf(turn, n));
  return node;
}

/** A finished sentence with its mark and the citations that belong to it. */
export function sentenceNode(turn, sentence) {
  const pills = sentence.citations.map((n) => pill(turn, n)).filter(Boolean);
  const verbatim = sentence.support === "verbatim";
  const lang = verbatim ? (sourceOf(turn, sentence.citations[0])?.whole.language ?? null) : null;
  const words = el("span", { class: `sentence-words ${verbatim ? "source-words" : ""}`, lang }, sentence.text);
  const mark = markNode(turn, sentence);
  const numbers = pills.length ? el("span", { class: "pills" }, GLUE, pills) : null;
  return el("span", { class: `sentence ${sentence.support}` }, words, numbers, mark && GLUE, mark, " ", roughlyNode(sentence), glossesNode(sentence));
}

/** What the model makes of a quotation in another language, where nothing confirms it. */
export const roughlyNode = ({ roughly, reason }) =>
  roughly ? el("span", { class: "roughly" }, el("span", { class: "machine", title: reason }, say("roughly")), " ", roughly) : null;

/** What names and terms of a quotation in another language are called in the answer's, where nobody tells the whole of it. */
const glossesNode = ({ roughly, glosses = [] }) =>
  roughly || glosses.length === 0 ? null : el("span", { class: "roughly glosses" }, glosses.map(([own, other]) => el("span", {}, el("i", {}, own), ` ${other}`)));

function markNode(turn, { support, reason, closest }) {
  if (support === "weak") {
    const press = () => closest !== null && goToSource(turn, closest);
    return el("button", { type: "button", class: "mark", title: reason, onclick: press }, say("checkSource"));
  }
  if (support === "unsupported") return el("span", { class: "mark" }, reason || say("noSource"));
  return null;
}

/** What to say where the articles do not answer: what was looked for, what comes nearest, what would help. */
export function refusalNode(turn) {
  const { missing = [], passages = [] } = turn.evidence ?? {};
  const near = passages.map(({ n, title, language }) =>
    el("li", {}, pill(turn, n), el("button", { type: "button", class: "link quiet", lang: language, onclick: () => goToSource(turn, n) }, title)),
  );
  return el(
    "div",
    { class: "refusal" },
    el("p", { class: "answer-text", lang: turn.answer.language }, turn.answer.answer),
    missing.length ? el("p", { class: "refusal-missing" }, el("span", { class: "small-head" }, say("lookedFor")), missing.map((each) => el("span", { class: "tag" }, each))) : null,
    near.length ? el("div", {}, el("p", { class: "small-head" }, say("nearest")), el("ul", { class: "near" }, near)) : null,
    el("p", { class: "refusal-help" }, say("helps"), " ", el("button", { type: "button", class: "link", onclick: openAdding }, say("add"))),
  );
}

/** The four marks, each shown as it looks and told in words. */
export function legendNode() {
  const row = (support, sample, words) =>
    el(
      "div",
      { class: "legend-row" },
      el("dt", {}, el("span", { class: `sentence ${support}` }, el("span", { class: `sentence-words ${support === "verbatim" ? "source-words" : ""}` }, say(sample)))),
      el("dd", {}, say(words)),
    );
  return el(
    "dl",
    { class: "legend" },
    row("verbatim", "sampleVerbatim", "markVerbatim"),
    row("supported", "sampleSupported", "markSupported"),
    row("weak", "sampleWeak", "markWeak"),
    row("unsupported", "sampleUnsupported", "markUnsupported"),
  );
}

/** Times and model, for the curious. */
export function detailsText({ answer, evidence, scope }) {
  const { seconds: took, model } = answer;
  return [
    say("detailSearched", { where: scope ? scopeWords(scope) : say("allArticles") }),
    count("passages", evidence?.passages.length ?? 0),
    say("detailEvidence", { s: seconds(took.evidence) }),
    took.first_token === null ? null : say("detailFirst", { s: seconds(took.first_token) }),
    say("detailTotal", { s: seconds(took.total) }),
    model ? say("detailModel", { name: model }) : null,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** The answer as plain text: sentences with [n], then what each [n] stands for. */
export function copyText(turn) {
  if (turn.sentences.length === 0) return turn.answer?.answer ?? "";
  const cited = new Map();
  const said = turn.sentences.map(({ text, citations, roughly }) => {
    const sources = citations.map((n) => sourceOf(turn, n)).filter(Boolean);
    for (const source of sources) cited.set(source.number, source);
    return text + sources.map(({ number }) => ` [${number}]`).join("") + (roughly ? ` (${say("roughly")}: “${roughly}”)` : "");
  });
  const list = [...cited.values()].sort((a, b) => a.number - b.number);
  const sources = list.map(({ number, whole, quote }) => `[${number}] ${whole.title}: “${quote}”`);
  return [said.join(" "), ...(sources.length ? ["", ...sources] : [])].join("\n");
}

/** Give the passages of a turn their numbers, best first, before anything else shows them. */
export const numberPassages = ({ evidence }) => evidence.passages.forEach(numberOf);
