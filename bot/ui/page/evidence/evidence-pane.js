// The evidence pane: the passages of one answer as cards, or one article in their place.
import { legendNode } from "../chat/answer.js";
import { wantedOf } from "../chat/citation-popover.js";
import { numberOf, sourceOf } from "../chat/conversation-state.js";
import { shownSource } from "../chat/shown-source.js";
import { closeOverview, drawOverview, openOverview, overviewIsOpen } from "../insights/overview.js";
import { betweenNodes, byId, el, reveal, unitOffset } from "../lib/dom.js";
import { day, language, say } from "../lib/i18n.js";
import { openPane } from "../lib/panes.js";
import { effect } from "../lib/signal.js";
import { isOlder, library } from "../library/articles.js";
import { closeArticle, openArticle, openedArticle } from "../library/opened-article.js";
import { scope } from "../library/scope.js";
import { knownTranslation, translate, translationNodes } from "../models/translation.js";
import { pictureLink } from "./page-picture.js";
import { closeReader, drawReader, openReader } from "./article-reader.js";

const readerIsOpen = () => openedArticle.value !== null;

/** Show the passages in place of whatever was open, and the one that a citation led to. */
function showSource() {
  const { open, follow } = shownSource.value;
  closeOverview();
  if (readerIsOpen()) closeArticle();
  else draw();
  if (open) openPane("evidence");
  if (!follow) return;
  const card = byId("evidence-body").querySelector(".card.active");
  const goal = card?.querySelector(".active-sentence") ?? card;
  if (goal) reveal(goal);
}

function showArticle() {
  if (readerIsOpen()) {
    openPane("evidence");
    openReader(openedArticle.value);
    nameBack();
  } else {
    closeReader();
    draw();
  }
}

/** Open the overview of the library in place of the passages. */
function showOverview() {
  closeArticle();
  openOverview();
  draw();
  openPane("evidence");
  byId("evidence-body").focus({ preventScroll: true });
}

/** An article that was opened from the overview goes back to it. */
function nameBack() {
  const words = byId("back").querySelector("[data-words]");
  words.dataset.words = overviewIsOpen() && readerIsOpen() ? "backToOverview" : "backToEvidence";
  words.textContent = say(words.dataset.words);
}

function draw() {
  nameBack();
  if (readerIsOpen()) drawReader();
  else if (overviewIsOpen()) drawOverview();
  else drawPassages();
}

function drawPassages() {
  const body = byId("evidence-body");
  const { turn } = shownSource.value;
  const passages = turn?.evidence?.passages ?? null;
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
  byId("evidence-title").textContent = say(turn?.answer?.found === false ? "nearest" : "evidence");
}

function cardNode(passage) {
  const number = numberOf(passage);
  const isActive = passage.n === shownSource.value.n;
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
    scanNode(passage),
    translationPart(passage),
    el(
      "button",
      { type: "button", class: "link", onclick: () => openArticle(passage.article_id, passage.version, passage.sentences[passage.best]?.start ?? passage.start) },
      say("openArticle"),
    ),
  );
}

/** Where the passage was read by machine: that it was, and the way to the picture that it was read from. */
function scanNode(passage) {
  if (!passage.page) return null;
  const link = isOlder(passage) ? null : pictureLink(passage.article_id, passage.page);
  return el("p", { class: "facts scanned" }, say("machineRead"), link && " ", link);
}

/** Where the passage is not in the answer's language: its quote in that language, once it is asked for. */
function translationPart(passage) {
  const source = sourceOf(shownSource.value.turn, passage.n);
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
function refresh() {
  const { turn } = shownSource.value;
  if (readerIsOpen() || turn === null) return;
  const outdated = (turn.evidence?.passages ?? []).filter(isOlder).length;
  if (byId("evidence-body").querySelectorAll(".outdated").length !== outdated) draw();
}

function sentenceNodes(passage, isActive) {
  const { turn } = shownSource.value;
  const quote = sourceOf(turn, passage.n)?.quote ?? "";
  const told = turn.sentences.filter((each) => each.quoted && each.citations.includes(passage.n)).map((each) => each.text);
  const at = quote === "" ? -1 : passage.text.indexOf(quote);
  const nodes = [];
  let done = 0;
  passage.sentences.forEach((sentence, i) => {
    const start = unitOffset(passage.text, sentence.start - passage.start);
    const end = unitOffset(passage.text, sentence.end - passage.start);
    if (start > done) nodes.push(...betweenNodes(passage.text.slice(done, start)));
    const quoted = at >= 0 ? start < at + quote.length && end > at : i === passage.best;
    const isLit = quoted || i === passage.best || told.includes(passage.text.slice(start, end));
    const kind = `${isLit ? "lit" : ""} ${quoted && isActive ? "active-sentence" : ""}`.trim();
    nodes.push(el(kind ? "mark" : "span", { class: kind || null }, passage.text.slice(start, end)));
    done = end;
  });
  nodes.push(...betweenNodes(passage.text.slice(done)));
  return nodes;
}

export function startEvidencePane() {
  byId("open-overview").addEventListener("click", showOverview);
  byId("back").addEventListener("click", () => {
    if (readerIsOpen()) closeArticle();
    else {
      closeOverview();
      draw();
    }
  });
  shownSource.subscribe(showSource);
  openedArticle.subscribe(showArticle);
  library.subscribe(refresh);
  effect(draw, scope, language);
}
