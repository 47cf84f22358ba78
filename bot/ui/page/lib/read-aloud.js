// Reading aloud: sentence by sentence, the sentence lit, with a bar that pauses, goes on, goes back and ends.
import { byId, el, icon, reveal } from "./dom.js";
import { language, say } from "./i18n.js";
import { effect } from "./signal.js";
import { keep, kept } from "./storage.js";
import { toast } from "./toast.js";
import { canSpeak, hush, speak, spokenIn, whenVoices } from "./voices.js";

const RATE_KEY = "haeseol.reading-rate";
const RATES = [0.75, 1, 1.25, 1.5, 2];

let sentences = []; // as ranges of the page
let at = 0;
let turn = 0; // which sentence is being spoken: what an earlier one says of its end counts no more
let paused = false;
let opener = null;
let missing = new Set(); // languages without a voice, told once each

/** The sentences in `node` as ranges: whole paragraphs are divided, elements of `.sentence-words` are one each. */
function rangesIn(node) {
  const own = [...node.querySelectorAll(".sentence-words")];
  if (own.length) return own.map(rangeOf);
  const blocks = node.querySelectorAll("p").length ? [...node.querySelectorAll("p")] : [node];
  return blocks.flatMap(dividedRanges);
}

function rangeOf(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range;
}

function dividedRanges(block) {
  const texts = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let length = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("button, .visually-hidden")) continue; // numbers of citations are not read
    texts.push({ node, start: length });
    length += node.data.length;
  }
  const whole = texts.map(({ node }) => node.data).join("");
  const place = (offset) => texts.findLast(({ start }) => start <= offset);
  const parts = [...new Intl.Segmenter(spokenIn(whole), { granularity: "sentence" }).segment(whole)];
  return parts.filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment)).map(({ segment, index }) => {
    const range = document.createRange();
    const end = index + segment.trimEnd().length;
    const [first, last] = [place(index), place(end - 1)];
    range.setStart(first.node, index - first.start);
    range.setEnd(last.node, end - last.start);
    return range;
  });
}

/** A button that reads what `find` returns aloud; null where this browser has no voices. */
export function listenButton(find) {
  if (!canSpeak()) return null;
  const press = ({ currentTarget }) => read(find(), currentTarget);
  return el("button", { type: "button", class: "quiet-button listen", onclick: press }, icon("listen"), el("span", {}, say("listen")));
}

function read(node, button) {
  stop();
  sentences = node ? rangesIn(node) : [];
  if (sentences.length === 0) return;
  opener = button;
  missing = new Set();
  at = 0;
  paused = false;
  byId("reading").hidden = false;
  draw();
  byId("reading-pause").focus({ preventScroll: true });
  whenVoices(speakOn);
}

/** Speak the sentence where the reading is, and go on from there. */
function speakOn() {
  const mine = (turn += 1);
  hush();
  if (at >= sentences.length || byId("reading").hidden) {
    stop();
    return;
  }
  light();
  const text = sentences[at].toString().trim();
  const next = (spoken) => {
    if (mine !== turn || paused) return;
    if (!spoken) {
      stop();
      return;
    }
    at += 1;
    speakOn();
  };
  if (speak(text, rate(), next)) return;
  const tongue = spokenIn(text);
  if (!missing.has(tongue)) toast(say("noVoice", { language: say(tongue) }));
  missing.add(tongue);
  at += 1;
  speakOn();
}

function light() {
  const range = sentences[at];
  if (window.Highlight && CSS.highlights) CSS.highlights.set("reading", new Highlight(range));
  const node = range.startContainer.parentElement;
  if (node?.isConnected) reveal(node, "nearest");
}

function go(step) {
  at = Math.min(Math.max(at + step, 0), sentences.length - 1);
  paused = false;
  draw();
  speakOn();
}

function toggle() {
  paused = !paused;
  draw();
  if (paused) {
    turn += 1;
    hush(); // its own pause is none on some phones: the sentence begins again
  } else speakOn();
}

function stop() {
  if (byId("reading").hidden) return;
  turn += 1;
  hush();
  window.CSS?.highlights?.delete("reading");
  const had = byId("reading").contains(document.activeElement);
  byId("reading").hidden = true;
  if (had && opener?.isConnected) opener.focus({ preventScroll: true });
}

const rate = () => (RATES.includes(Number(kept(RATE_KEY))) ? Number(kept(RATE_KEY)) : 1);

function draw() {
  const button = byId("reading-pause");
  button.replaceChildren(icon(paused ? "play" : "pause"));
  button.title = say(paused ? "readingGoOn" : "readingPause");
  button.setAttribute("aria-label", button.title);
  byId("reading-rate").replaceChildren(...RATES.map((each) => el("option", { value: String(each) }, say("readingRate", { n: each }))));
  byId("reading-rate").value = String(rate());
}

const KEYS = { ArrowLeft: () => go(-1), ArrowRight: () => go(1), Escape: stop };

export function startReadingAloud() {
  byId("reading-pause").addEventListener("click", toggle);
  byId("reading-back").addEventListener("click", () => go(-1));
  byId("reading-next").addEventListener("click", () => go(1));
  byId("reading-stop").addEventListener("click", stop);
  byId("reading-rate").addEventListener("change", ({ target }) => {
    keep(RATE_KEY, target.value);
    if (!paused) speakOn();
  });
  byId("reading").addEventListener("keydown", (event) => {
    const act = event.target.tagName === "SELECT" && event.key !== "Escape" ? null : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  addEventListener("pagehide", () => canSpeak() && hush());
  effect(draw, language);
}
