// The evidence pane: the passages of one answer as cards, or one article in their place.
import { legendNode } from "../chat/answer.js";
import { wantedOf } from "../chat/citation-popover.js";
import { conversation, numberOf, sourceOf } from "../chat/conversation-state.js";
import { closeOverview, drawOverview, openOverview, overviewIsOpen } from "../insights/overview.js";
import { betweenNodes, byId, el, reveal, unitOffset } from "../lib/dom.js";
import { day, onLanguage, say } from "../lib/i18n.js";
import { isSheet, openPane } from "../lib/panes.js";
import { isOlder } from "../library/article-list.js";
import { knownTranslation, translate, translationNodes } from "../models/translation.js";
import { closeReader, drawReader, openReader, readerIsOpen } from "./article-reader.js";

let shown = null; // the turn whose passages are shown
let active = null; // the n that was followed

/** Show a turn's passages. On a narrow window they wait behind their sheet unless `open` is asked for. */
export function showEvidence(turn, { open = false, quiet = false } = {}) {
  if (quiet && shown !== turn) return;
  if (shown !== turn) active = null;
  shown = turn;
  closeOverview();
  closeReader();
  drawEvidence();
  if (open) openPane("evidence");
}

/** Go to passage `n` of a turn: light its quote and bring it into view. */
export function goToSource(turn, n) {
  shown = turn;
  active = n;
  closeOverview();
  closeReader();
  drawEvidence();
  if (isSheet("evidence")) openPane("evidence");
  const card = byId("evidence-body").querySelector(".card.active");
  const sentence = card?.querySelector(".active-sentence");
  if (sentence ?? card) reveal(sentence ?? card);
}

/** Open an article in place of the passages; `at` is the offset to go to. */
export function readArticle(articleId, version = null, at = null) {
  openPane("evidence");
  const opened = openReader(articleId, version, at);
  nameBack();
  return opened;
}

/** Open the overview of the library in place of the passages. */
export function showOverview() {
  closeReader();
  openOverview();
  drawEvidence();
  openPane("evidence");
  byId("evidence-body").focus({ preventScroll: true });
}

/** An article that was opened from the overview goes back to it. */
function nameBack() {
  const words = byId("back").querySelector("[data-words]");
  words.dataset.words = overviewIsOpen() && readerIsOpen() ? "backToOverview" : "backToEvidence";
  words.textContent = say(words.dataset.words);
}

export function drawEvidence() {
  nameBack();
  if (readerIsOpen() || overviewIsOpen()) {
    if (readerIsOpen()) drawReader();
    else drawOverview();
    return;
  }
  const body = byId("evidence-body");
  const passages = shown?.evidence?.passages ?? null;
  if (passages === null) {
    body.replaceChildren(
      el("p", { class: "empty" }, say("evidenceEmpty")),
      el("h3", { class: "small-head" }, say("marks")),
      legendNode(),
    );
  } else if (passages.length === 0) {
    body.replaceChildren(el("p", { class: "empty" }, say("evidenceNone")));
  } else {
    body.replaceChildren(...passages.map(cardNode));
  }
  byId("evidence-title").hidden = false;
  byId("evidence-title").textContent = say(shown?.answer?.found === false ? "nearest" : "evidence");
}

function cardNode(passage) {
  const number = numberOf(passage);
  const isActive = passage.n === active;
  return el(
    "section",
    { class: `card ${isActive ? "active" : ""}`, data: { number }, "aria-label": say("source", { n: number, title: passage.title }) },
    el(
      "header",
      { class: "card-head" },
      el("span", { class: "pill still" }, String(number)),
      el(
        "div",
        {},
        el("h3", { class: "card-title", lang: passage.language }, passage.title),
        el("p", { class: "facts" }, passage.published ? `${day(passage.published)} · ` : "", say(passage.language)),
      ),
    ),
    el("p", { class: "source-words passage", lang: passage.language }, sentenceNodes(passage, isActive)),
    isOlder(passage) ? el("p", { class: "facts outdated" }, say("quotedVersion", { n: passage.version })) : null,
    translationPart(passage),
    el(
      "button",
      { type: "button", class: "link", onclick: () => readArticle(passage.article_id, passage.version, passage.sentences[passage.best]?.start ?? passage.start) },
      say("openArticle"),
    ),
  );
}

/** Where the passage is not in the answer's language: its quote in that language, once it is asked for. */
function translationPart(passage) {
  const source = sourceOf(shown, passage.n);
  if (source === null || source.into === null) return null;
  const wanted = wantedOf(source);
  const place = el("div", { class: "translation", role: "status" });
  const ask = () => translate(wanted, draw);
  const offer = () => el("button", { type: "button", class: "link quiet", onclick: ask }, say("translate"));
  const draw = (now) => place.replaceChildren(...(now.state === "ended" ? [offer()] : translationNodes(now)));
  draw(knownTranslation(wanted) ?? { state: "ended" });
  return place;
}

/** Draw the passages again where the library says something else about their versions than it did. */
export function refreshEvidence() {
  if (readerIsOpen() || shown === null) return;
  const outdated = (shown.evidence?.passages ?? []).filter(isOlder).length;
  if (byId("evidence-body").querySelectorAll(".outdated").length !== outdated) drawEvidence();
}

function sentenceNodes(passage, isActive) {
  const quote = sourceOf(shown, passage.n)?.quote ?? "";
  const at = quote === "" ? -1 : passage.text.indexOf(quote);
  const nodes = [];
  let done = 0;
  passage.sentences.forEach((sentence, i) => {
    const start = unitOffset(passage.text, sentence.start - passage.start);
    const end = unitOffset(passage.text, sentence.end - passage.start);
    if (start > done) nodes.push(...betweenNodes(passage.text.slice(done, start)));
    const quoted = at >= 0 ? start < at + quote.length && end > at : i === passage.best;
    const kind = `${quoted || i === passage.best ? "lit" : ""} ${quoted && isActive ? "active-sentence" : ""}`.trim();
    nodes.push(el(kind ? "mark" : "span", { class: kind || null }, passage.text.slice(start, end)));
    done = end;
  });
  nodes.push(...betweenNodes(passage.text.slice(done)));
  return nodes;
}

export function clearEvidence() {
  shown = null;
  active = null;
  closeOverview();
  closeReader();
  drawEvidence();
}

export function startEvidence() {
  shown = conversation.turns.findLast((turn) => turn.evidence !== null) ?? null;
  onLanguage(drawEvidence);
  byId("back").addEventListener("click", () => {
    if (readerIsOpen()) closeReader();
    else closeOverview();
    drawEvidence();
  });
  drawEvidence();
}
