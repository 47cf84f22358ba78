// The question box. What is typed is never lost, and a syllable being composed is never sent.
import { byId, icon } from "../lib/dom.js";
import { language, say } from "../lib/i18n.js";
import { closePane } from "../lib/panes.js";
import { effect } from "../lib/signal.js";
import { answering } from "../models/model-state.js";
import { ask, stop } from "./asking.js";

const box = () => byId("question");

/** Whether this key press belongs to an input method: Safari reports only the old key code after a composition. */
const composing = (event) => event.isComposing || event.keyCode === 229;

function fit() {
  const area = box();
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.35)}px`;
}

/** The button stops while an answer is written; typing goes on. */
function drawButton() {
  const button = byId("send");
  const doing = answering.value ? "stop" : "send";
  button.dataset.doing = doing;
  button.replaceChildren(icon(doing));
  button.title = say(doing);
  button.setAttribute("aria-label", button.title);
  offer();
}

function offer() {
  byId("send").disabled = !answering.value && box().value.trim() === "";
}

/** Put `question` into the box, to be changed before it is asked. */
export function writeQuestion(question) {
  closePane();
  const area = box();
  area.value = question;
  fit();
  offer();
  area.focus();
  area.setSelectionRange(question.length, question.length);
}

export function startQuestionBox() {
  const send = () => {
    const question = box().value.trim();
    if (question === "" || answering.value) return;
    box().value = "";
    fit();
    ask(question);
  };
  box().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
    event.preventDefault();
    send();
  });
  box().addEventListener("input", () => {
    fit();
    offer();
  });
  byId("ask-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (answering.value) stop();
    else send();
    box().focus();
  });
  effect(drawButton, answering, language);
  fit();
  box().focus({ preventScroll: true });
}
