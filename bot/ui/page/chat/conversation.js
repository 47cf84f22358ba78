// The conversation: questions, what is happening, answers as they are written.
import { look, stream } from "../lib/api.js";
import { startClock } from "../lib/clock.js";
import { byId, calm, el, icon, prose } from "../lib/dom.js";
import { count, language, onLanguage, say, seconds, wordsOf } from "../lib/i18n.js";
import { toast } from "../lib/toast.js";
import { searchReady } from "../models/model-state.js";
import { actionsNode } from "./answer-actions.js";
import { numberPassages, refusalNode, sentenceNode } from "./answer.js";
import { conversation, newTurn, pairsBefore, save } from "./conversation-state.js";
import { wish } from "./preferences.js";

const WORTH_SHOWING = 8; // letters of thinking
const AT_ONCE = 6; // turns
const SLICE = 8; // milliseconds of filling earlier turns, after which the reader has a word again

let wired = null; // { showEvidence(turn), go(turn, n), add(), onBusy(busy), onSaved(), pick(question), edit(question) }
let running = null; // { turn, abort, view }, the view being the one on the page now
let filling = 0;
let suggestions = { ko: [], en: [] };
let articleCount = 0;

export const isAnswering = () => running !== null;

export function stop() {
  running?.abort.abort();
}

/**
 * Ask `question`; the answer grows in the page. Nothing happens while another one is being answered.
 * `scope` is the article to ask, `answerIn` the language to answer in: as the conversation and the settings have them.
 */
export async function ask(question, { scope = conversation.scope, answerIn = wish("language") } = {}) {
  if (running !== null) return false;
  const turn = newTurn(question, scope, answerIn);
  const view = turnView(turn);
  running = { turn, view, abort: new AbortController() };
  byId("greeting").hidden = true;
  showConversationActions(true);
  byId("turns").append(view.node);
  view.node.scrollIntoView({ block: "start", behavior: calm() ? "instant" : "smooth" });
  wired.onBusy(true);
  save();
  await follow(turn, running.abort.signal);
  const { view: last } = running; // the page may have been drawn again since
  turn.done = true;
  turn.draft = "";
  running = null;
  wired.onBusy(false);
  save();
  last.finish();
  return true;
}

async function follow(turn, signal) {
  running.view.status("searching");
  if (!(await searchReady(() => running.view.status("waitingSearch"), signal))) {
    turn.stopped = true;
    return;
  }
  running.view.status("searching");
  const keepIn = wish("save") ? conversation.id : "";
  const data = [turn.question, turn.answerIn, pairsBefore(turn), turn.scope?.id ?? null, keepIn, turn.id, wish("level"), wish("passages")];
  for await (const event of stream("ask", data, signal)) take(turn, running.view, event);
  turn.stopped = signal.aborted && turn.answer === null;
  // The server keeps what a stopped answer had come to; nobody is left to say so.
  if (turn.stopped && keepIn !== "" && turn.sentences.length) turn.saved = true;
  if (turn.saved) wired.onSaved();
}

function take(turn, view, event) {
  if (event.type === "place") view.place(event.ahead);
  else if (event.type === "evidence") {
    turn.evidence = event.evidence;
    numberPassages(turn);
    view.evidence();
    wired.showEvidence(turn);
    save();
  } else if (event.type === "thinking") view.think((turn.thinking += event.text));
  else if (event.type === "draft") view.draft((turn.draft = event.text));
  else if (event.type === "sentence") {
    turn.sentences.push(event.sentence);
    turn.draft = "";
    view.sentence(event.sentence);
  } else if (event.type === "answer") {
    const settled = JSON.stringify(turn.sentences) === JSON.stringify(event.answer.sentences);
    turn.answer = event.answer;
    turn.sentences = event.answer.sentences;
    if (!settled) view.rewrite();
  } else if (event.type === "error") turn.error = event;
  else if (event.type === "saved") turn.saved = true;
  else if (event.type === "unsaved") toast(event.error[language()]);
}

/** One turn on the page, and how it changes while its answer is written. */
function turnView(turn) {
  const status = el("p", { class: "status", role: "status" });
  const found = el("p", { class: "found", hidden: true });
  const thinking = el("details", { class: "thinking", hidden: true }, el("summary", {}, say("thinking")), el("p", {}));
  const written = el("span", { class: "written" });
  const draft = el("span", { class: "draft", "aria-hidden": "true" });
  const text = el("p", { class: "answer-text", "aria-live": "polite" }, written, draft);
  const after = el("div", { class: "after" });
  const scope = turn.scope ? el("p", { class: "asked-of" }, turn.scope.title) : null;
  const node = el(
    "article",
    { class: "turn", id: turn.id, "aria-label": turn.question },
    el("h2", { class: "asked" }, turn.question), scope, found, status, thinking, text, after,
  );
  const clock = startClock();
  let key = null;

  const view = {
    node,
    status(next) {
      key = next;
      clock.restart(() => {
        status.hidden = key === null;
        if (key === null) return;
        const waited = clock.seconds();
        status.textContent = waited < 3 ? `${say(key)}…` : `${say(key)} · ${seconds(waited)}`;
      });
    },
    place(ahead) {
      if (ahead > 0) {
        clock.stop();
        status.textContent = count("waitingLine", ahead);
      } else if (key !== "reading") view.status("searching");
    },
    evidence() {
      const { passages, seconds: took } = turn.evidence;
      const line = `${count("passages", passages.length)} · ${seconds(took)}`;
      const press = () => wired.showEvidence(turn, { open: true });
      found.replaceChildren(el("button", { type: "button", class: "link quiet", title: say("showEvidence"), onclick: press }, line));
      found.hidden = false;
      text.lang = turn.evidence.language;
      view.status("reading");
    },
    think(thought) {
      thinking.hidden = thought.trim().length < WORTH_SHOWING;
      thinking.lastChild.textContent = thought;
      if (key !== "thinkingNow" && turn.draft === "") view.status("thinkingNow");
    },
    draft(words) {
      if (key !== null) view.status(null);
      draft.textContent = words;
      node.classList.add("writing");
    },
    sentence(sentence) {
      draft.textContent = "";
      written.append(sentenceNode(turn, sentence, wired.go));
    },
    rewrite() {
      written.replaceChildren(...turn.sentences.map((sentence) => sentenceNode(turn, sentence, wired.go)));
    },
    leave: () => clock.stop(),
    finish() {
      clock.stop();
      node.classList.remove("writing");
      status.hidden = true;
      draft.textContent = "";
      thinking.hidden = turn.thinking.trim().length < WORTH_SHOWING;
      after.replaceChildren(...afterNodes(turn));
      const refused = turn.answer !== null && !turn.answer.found;
      if (turn.answer && turn.sentences.length === 0) written.textContent = turn.answer.answer;
      text.classList.toggle("quotes", turn.answer?.found === true && turn.answer.model === null);
      text.hidden = refused || written.textContent === "";
      if (turn.evidence !== null && refused) wired.showEvidence(turn, { quiet: true });
    },
  };
  return view;
}

function afterNodes(turn) {
  const nodes = [];
  if (turn.error) nodes.push(el("p", { class: "problem", role: "alert" }, prose(wordsOf(turn.error))));
  if (turn.stopped) nodes.push(el("p", { class: "aside" }, say("stopped")));
  if (turn.interrupted) nodes.push(el("p", { class: "aside" }, say("interrupted")));
  if (turn.answer && !turn.answer.found) nodes.push(refusalNode(turn, wired));
  if (turn.answer?.found && turn.answer.model === null) nodes.push(el("p", { class: "aside" }, say("quotesOnly")));
  nodes.push(actionsNode(turn, wired));
  return nodes;
}

/**
 * Draw the whole conversation again: after a change of language, a reload, a new conversation. Its last turns are there at
 * once, the earlier ones are filled in backwards between whatever the reader does.
 */
export function drawConversation() {
  drawGreeting();
  running?.view.leave();
  const views = conversation.turns.map((turn) => [turn, running?.turn === turn ? (running.view = turnView(turn)) : turnView(turn)]);
  byId("turns").replaceChildren(...views.map(([, { node }]) => node));
  for (const [turn, view] of views.splice(-AT_ONCE)) fillView(turn, view);
  clearTimeout(filling);
  fillSome(views);
}

function fillSome(views) {
  const until = performance.now() + SLICE;
  while (views.length > 0 && performance.now() < until) fillView(...views.pop());
  if (views.length > 0) filling = setTimeout(() => fillSome(views));
}

function fillView(turn, view) {
  if (turn.evidence) view.evidence();
  view.rewrite();
  if (turn.done) view.finish();
  else if (turn.draft) view.draft(turn.draft);
  else if (turn.evidence === null) view.status("searching");
}

function drawGreeting() {
  const greeting = byId("greeting");
  greeting.hidden = conversation.turns.length > 0;
  showConversationActions(conversation.turns.length > 0);
  const here = language();
  const order = here === "ko" ? ["ko", "en"] : ["en", "ko"];
  const rows = order.flatMap((each) =>
    suggestions[each].map((question) =>
      el("li", {}, el("button", { type: "button", class: "suggestion", lang: each, onclick: () => wired.pick(question) }, el("span", {}, question), icon("arrow"))),
    ),
  );
  const usable = articleCount > 0 && rows.length > 0;
  greeting.replaceChildren(
    el("h2", {}, say("greeting")),
    el("p", { class: "lead" }, say(articleCount > 0 ? "greetingMore" : "greetingEmpty")),
    ...(usable ? [el("p", { class: "small-head" }, say("tryThese")), el("ul", { class: "suggestions" }, rows)] : []),
    ...(articleCount === 0 ? [el("button", { type: "button", class: "solid", onclick: () => wired.add() }, say("add"))] : []),
  );
}

function showConversationActions(shown) {
  for (const id of ["new", "export"]) byId(id).hidden = !shown;
}

/** Tell the greeting how many articles there are. */
export function setArticleCount(n) {
  if (n === articleCount) return;
  articleCount = n;
  drawGreeting();
}

export function startConversation(wires) {
  wired = wires;
  onLanguage(drawConversation);
  drawConversation();
  return refreshSuggestions();
}

/** Fetch the suggested questions again; nothing is drawn anew where they are the same. */
export async function refreshSuggestions() {
  const answer = await look("suggested_questions");
  if (answer.type !== "questions") return;
  const got = { ko: [], en: [], ...answer.questions };
  if (JSON.stringify(got) === JSON.stringify(suggestions)) return;
  suggestions = got;
  drawGreeting();
}
