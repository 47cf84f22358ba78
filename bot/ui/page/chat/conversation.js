// The conversation: asks its questions, follows their answers, and draws them all again where they have to be.
import { stream } from "../lib/api.js";
import { byId, calm } from "../lib/dom.js";
import { language } from "../lib/i18n.js";
import { effect } from "../lib/signal.js";
import { toast } from "../lib/toast.js";
import { answering, searchReady } from "../models/model-state.js";
import { numberPassages } from "./answer.js";
import { asked } from "./asking.js";
import { conversation, keepInTab, newTurn, pairsBefore, saves } from "./conversation-state.js";
import { preferences } from "./preferences.js";
import { showEvidence, shownSource } from "./shown-source.js";
import { turnView } from "./turn-view.js";

const AT_ONCE = 6; // turns
const SLICE = 8; // milliseconds of filling earlier turns, after which the reader has a word again

let running = null; // { turn, view }, the view being the one on the page now
let filling = 0;

/** Answer the question that is asked; the answer grows in the page. */
async function answer() {
  const { question, abort } = asked.value;
  const turn = newTurn(question, asked.value);
  running = { turn, view: turnView(turn) };
  answering.value = true;
  byId("turns").append(running.view.node);
  running.view.node.scrollIntoView({ block: "start", behavior: calm() ? "instant" : "smooth" });
  keepInTab();
  await follow(turn, abort.signal);
  const { view } = running; // the page may have been drawn again since
  turn.done = true;
  turn.draft = "";
  running = null;
  answering.value = false;
  keepInTab();
  view.finish();
}

async function follow(turn, signal) {
  running.view.status("searching");
  if (!(await searchReady(() => running.view.status("waitingSearch"), signal))) {
    turn.stopped = true;
    return;
  }
  running.view.status("searching");
  const { save, level, passages } = preferences.value;
  const keepIn = save ? conversation.value.id : "";
  const data = [turn.question, turn.answerIn, pairsBefore(turn), turn.scope, keepIn, turn.id, level, passages];
  for await (const event of stream("ask", data, signal)) take(turn, running.view, event);
  turn.stopped = signal.aborted && turn.answer === null;
  // The server keeps what a stopped answer had come to; nobody is left to say so.
  if (turn.stopped && keepIn !== "" && turn.sentences.length) turn.saved = true;
  if (turn.saved) saves.value += 1;
}

function take(turn, view, event) {
  if (event.type === "place") view.place(event.ahead);
  else if (event.type === "evidence") {
    turn.evidence = event.evidence;
    turn.kind = event.kind;
    numberPassages(turn);
    view.evidence();
    showEvidence(turn);
    keepInTab();
  } else if (event.type === "thinking") view.think((turn.thinking += event.text));
  else if (event.type === "draft") view.draft((turn.draft = event.text));
  else if (event.type === "sentence") {
    turn.sentences.push(event.sentence);
    turn.draft = "";
    view.sentence(event.sentence);
    // What is quoted is lit in its passage.
    if (event.sentence.quoted && shownSource.value.turn === turn) showEvidence(turn);
  } else if (event.type === "revised") {
    turn.sentences[event.index] = event.sentence;
    view.revise(event.index, event.sentence);
  } else if (event.type === "answer") {
    const settled = JSON.stringify(turn.sentences) === JSON.stringify(event.answer.sentences);
    turn.answer = event.answer;
    turn.sentences = event.answer.sentences;
    if (!settled) view.rewrite();
  } else if (event.type === "error") turn.error = event;
  else if (event.type === "saved") turn.saved = true;
  else if (event.type === "unsaved") toast(event.error[language.value]);
}

/**
 * Draw the whole conversation again: after a change of language, a reload, a new conversation. Its last turns are there at
 * once, the earlier ones are filled in backwards between whatever the reader does.
 */
function draw() {
  running?.view.leave();
  const views = conversation.value.turns.map((turn) => [turn, running?.turn === turn ? (running.view = turnView(turn)) : turnView(turn)]);
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

export function startConversation() {
  asked.subscribe(answer);
  effect(draw, conversation, language);
}
