// Selecting words of the open article: a small bar asks about them. The keyboard walks through its sentences.
import { ask } from "../chat/asking.js";
import { writeQuestion } from "../chat/question-box.js";
import { byId } from "../lib/dom.js";
import { language, say } from "../lib/i18n.js";
import { ofArticle, scope } from "../library/scope.js";
import { translate, translationNodes } from "../models/translation.js";

const GAP = 8;
const LONGEST = 600; // letters; a question may have 2,000
const WORTH_ASKING = /[\p{L}\p{N}]/u;

let text = null; // the element that holds the article's words, and what is known of the article: { id, version, title, language }
let article = null;
let offered = ""; // the words that the bar is about
let endTranslation = () => {};

/** Let readers ask about what they select in `node`, the text of `about` ({ id, version, title, language }). */
export function selectIn(node, about) {
  text = node;
  article = about;
  node.tabIndex = 0;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", say("readerLabel"));
  node.addEventListener("keydown", walk);
}

/** The words that are selected in the article now; empty where there are none. */
function selected() {
  const selection = getSelection();
  if (text === null || !text.isConnected || selection.isCollapsed || selection.rangeCount === 0) return "";
  if (!text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return "";
  const range = selection.getRangeAt(0).cloneContents();
  for (const number of range.querySelectorAll(".margin-number")) number.remove();
  const words = range.textContent.replace(/\s+/g, " ").trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}

function offer() {
  const bar = byId("about");
  const words = selected();
  bar.hidden = !WORTH_ASKING.test(words);
  if (bar.hidden || words !== offered) clearTranslation();
  offered = words;
  if (bar.hidden) return;
  const place = getSelection().getRangeAt(0).getBoundingClientRect();
  const pane = byId("evidence-body").getBoundingClientRect();
  if (place.bottom < pane.top || place.top > pane.bottom) {
    bar.hidden = true; // scrolled away
    return;
  }
  const { width, height } = bar.getBoundingClientRect();
  const middle = place.left + place.width / 2 - width / 2;
  const above = place.top - height - GAP;
  bar.style.left = `${Math.max(GAP, Math.min(middle, innerWidth - width - GAP))}px`;
  bar.style.top = `${above > pane.top ? above : Math.min(place.bottom + GAP, innerHeight - height - GAP)}px`;
}

/** Put what was selected to the conversation about this article. */
function put(doing) {
  const words = selected();
  if (words === "") return;
  if (doing === "translate") {
    translateSelected(words);
    return;
  }
  const about = ofArticle(article.id);
  byId("about").hidden = true;
  getSelection().removeAllRanges();
  if (doing === "ask") {
    scope.value = about;
    writeQuestion(`“${words}” `);
  } else ask(say(`ask.${doing}`, { words }), { about, answerIn: language.value });
}

/** Show the words in the other language under the bar. */
function translateSelected(words) {
  const place = byId("about-translation");
  const whole = words.replace(/…$/, "");
  endTranslation();
  endTranslation = translate({ article: article.id, version: article.version, words: whole, into: article.language === "ko" ? "en" : "ko" }, (now) => {
    place.hidden = false;
    place.replaceChildren(...translationNodes(now));
    offer();
  });
}

function clearTranslation() {
  endTranslation();
  byId("about-translation").hidden = true;
}

/** Arrows select the sentence before or after; Enter moves on into the bar. */
function walk(event) {
  if (event.key === "Enter" && !byId("about").hidden) {
    event.preventDefault();
    byId("about").querySelector("button").focus();
  }
  const forward = { ArrowRight: true, ArrowDown: true, ArrowLeft: false, ArrowUp: false }[event.key];
  if (forward === undefined || event.shiftKey) return;
  event.preventDefault();
  const ranges = sentenceRanges();
  const from = getSelection().rangeCount && selected() ? getSelection().getRangeAt(0) : null;
  const goal = forward ? ranges.find((range) => startsAfter(range, from)) : ranges.findLast((range) => from && startsBefore(range, from));
  if (!goal) return;
  getSelection().removeAllRanges();
  getSelection().addRange(goal);
  goal.startContainer.parentElement.scrollIntoView({ block: "nearest" });
}

const startsAfter = (range, from) => from === null || range.compareBoundaryPoints(Range.START_TO_START, from) > 0;
const startsBefore = (range, from) => range.compareBoundaryPoints(Range.START_TO_START, from) < 0;

/** The sentences of the article as ranges, in order. */
function sentenceRanges() {
  const segmenter = new Intl.Segmenter(article.language, { granularity: "sentence" });
  return [...text.querySelectorAll("p")].flatMap((paragraph) => {
    const pieces = textPieces(paragraph);
    const whole = pieces.map(({ node }) => node.data).join("");
    return [...segmenter.segment(whole)]
      .filter(({ segment }) => WORTH_ASKING.test(segment))
      .map(({ segment, index }) => rangeOf(pieces, index, index + segment.trimEnd().length));
  });
}

function textPieces(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let start = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(".margin-number")) continue;
    pieces.push({ node, start });
    start += node.data.length;
  }
  return pieces;
}

function rangeOf(pieces, from, to) {
  const range = document.createRange();
  const first = pieces.findLast(({ start }) => start <= from);
  const last = pieces.findLast(({ start }) => start < to);
  range.setStart(first.node, from - first.start);
  range.setEnd(last.node, to - last.start);
  return range;
}

export function startTextSelection() {
  const bar = byId("about");
  for (const button of bar.querySelectorAll("button")) {
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", () => put(button.dataset.about));
  }
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    bar.hidden = true;
    text?.focus({ preventScroll: true });
  });
  document.addEventListener("selectionchange", () => requestAnimationFrame(offer));
  byId("evidence-body").addEventListener("scroll", offer);
  addEventListener("resize", offer);
  language.subscribe(offer);
}
