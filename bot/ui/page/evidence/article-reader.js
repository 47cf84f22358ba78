// One article, whole, with the sentences that this conversation cites marked.
import { citedIn } from "../chat/conversation-state.js";
import { explain, explanationNodes, stopExplaining } from "../insights/guide.js";
import { look } from "../lib/api.js";
import { betweenNodes, byId, el, prose, reveal, unitOffset } from "../lib/dom.js";
import { day, language, say, wordsOf } from "../lib/i18n.js";
import { listenButton } from "../lib/read-aloud.js";
import { isOlder } from "../library/articles.js";
import { openArticle, openedArticle } from "../library/opened-article.js";
import { askOnly, isOnly } from "../library/scope.js";
import { versionsNode } from "./article-versions.js";
import { pictureLink } from "./page-picture.js";
import { selectIn } from "./text-selection.js";

let article = null;
let problem = null;
let lit = null; // the sentence that an item of the explanation led to: { start, end }

/** Fetch the article `opened` ({ id, version, at }) and show it. */
export async function openReader(opened) {
  forget();
  drawReader();
  const { id, version, at } = opened;
  const got = await look("article", id, version);
  if (openedArticle.value !== opened) return;
  if (got.type === "article") {
    article = got;
    explain(got);
  }
  else problem = got;
  drawReader();
  const body = byId("evidence-body");
  body.scrollTop = 0;
  const paragraphs = [...body.querySelectorAll("[data-end]")];
  const unit = at === null || article === null ? null : unitOffset(article.text, at);
  const goal = unit === null ? null : paragraphs.find((node) => Number(node.dataset.end) > unit);
  const sentence = [...(goal?.querySelectorAll("mark") ?? [])].findLast((node) => Number(node.dataset.start) <= unit);
  if (goal) reveal(sentence ?? goal);
}

export function closeReader() {
  forget();
  byId("evidence").classList.remove("reading");
}

function forget() {
  article = problem = lit = null;
  stopExplaining();
}

export function drawReader() {
  byId("evidence").classList.add("reading");
  byId("evidence-title").hidden = true;
  const body = byId("evidence-body");
  if (problem) body.replaceChildren(el("p", { class: "problem" }, prose(wordsOf(problem))), ...wayToNewest());
  else if (article === null) body.replaceChildren(el("p", { class: "empty" }, `${say("opening")}…`));
  else body.replaceChildren(articleNode());
}

function articleNode() {
  const { id, title, author, url, source, published, language: tongue, version } = article;
  const facts = [author, published && day(published), source, say(tongue)].filter(Boolean).join("\u00a0· ");
  const asked = isOnly(id);
  const words = el("div", { class: "source-words reader-text", lang: tongue }, wordsNodes());
  selectIn(words, article);
  return el(
    "article",
    { class: "reader" },
    el("h3", { class: "reader-title", lang: tongue }, title),
    el("p", { class: "facts" }, facts),
    originNode(url),
    warningsNode(article),
    versionsNode(article, (other) => openArticle(id, other)),
    el(
      "div",
      { class: "reader-doing" },
      asked ? null : el("button", { type: "button", class: "outline", onclick: () => askOnly({ id }) }, say("askThis")),
      listenButton(() => byId("evidence-body").querySelector(".reader-text")),
    ),
    explanationNodes(showSentence),
    el("p", { class: "facts reader-hint" }, say("selectHint")),
    words,
  );
}

/** Where the article was found, as a link that nothing but a reader's click follows; other schemes are no links. */
function originNode(url) {
  if (!/^https?:\/\//i.test(url ?? "")) return null;
  const link = { href: url, target: "_blank", rel: "noopener noreferrer", referrerpolicy: "no-referrer", class: "origin" };
  return el("p", { class: "facts" }, `${say("origin")}: `, el("a", link, url));
}

/** What the program that read the article wants known about it, with the pictures of pages read by machine; or nothing. */
function warningsNode({ id, version, warnings = [] }) {
  if (warnings.length === 0) return null;
  const links = ({ places = [] }) => (isOlder({ article_id: id, version }) ? [] : places.flatMap(([page]) => [" ", pictureLink(id, page)]));
  const items = warnings.map((each) => el("li", {}, prose(wordsOf(each)), ...links(each)));
  return el("ul", { class: "facts reader-warnings", "aria-label": say("readingWarnings") }, items);
}

/** A version that is not kept any more need not be the end of the way. */
function wayToNewest() {
  if (problem.name !== "VersionMissing") return [];
  return [el("button", { type: "button", class: "outline", onclick: () => openArticle(openedArticle.value.id) }, say("openNewest"))];
}

/** The article's paragraphs, with what the conversation cites and what an item of the explanation led to marked. */
function wordsNodes() {
  const cited = citedIn(article.id, article.version);
  const shown = lit === null ? cited : [...cited.filter(({ start, end }) => end <= lit.start || start >= lit.end), lit];
  const ordered = shown.map((quote) => inUnits(article.text, quote)).sort((a, b) => a.start - b.start);
  return paragraphNodes(article.text, ordered);
}

/** Light the sentence `source` ({ start, end }) of the open article and bring it into view. */
function showSentence({ start, end }) {
  lit = { start, end, number: null };
  const words = byId("evidence-body").querySelector(".reader-text");
  words.replaceChildren(...wordsNodes());
  reveal(words.querySelector(".active-sentence"));
}

const inUnits = (text, quote) => ({ ...quote, start: unitOffset(text, quote.start), end: unitOffset(text, quote.end) });

function paragraphNodes(text, cited) {
  return [...text.matchAll(/[^\n](?:.|\n(?!\s*\n))*/g)].map(({ 0: words, index }) => {
    const end = index + words.length;
    const here = cited.filter((quote) => quote.start < end && quote.end > index);
    return el("p", { class: here.some(({ number }) => number !== null) ? "cited" : null, data: { end } }, markedNodes(words, index, here));
  });
}

function markedNodes(words, offset, quotes) {
  const nodes = [];
  let done = 0;
  for (const { start, end, number } of quotes) {
    const from = Math.max(start - offset, done);
    const to = Math.min(end - offset, words.length);
    if (to <= from) continue;
    const kind = number === null ? "lit active-sentence" : "lit";
    nodes.push(...betweenNodes(words.slice(done, from)), el("mark", { class: kind, data: { start } }, words.slice(from, to)));
    if (number !== null) nodes.push(el("span", { class: "margin-number", "aria-label": say("source", { n: number, title: "" }) }, String(number)));
    done = to;
  }
  nodes.push(...betweenNodes(words.slice(done)));
  return nodes;
}
