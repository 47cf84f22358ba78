// The question box. What is typed is never lost, and a syllable being composed is never sent.
import { byId, icon } from "../lib/dom.js";
import { onLanguage, say } from "../lib/i18n.js";

const box = () => byId("question");

/** Whether this key press belongs to an input method: Safari reports only the old key code after a composition. */
const composing = (event) => event.isComposing || event.keyCode === 229;

function fit() {
  const area = box();
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.35)}px`;
}

/** Turn the button into Stop while an answer is written; typing goes on. */
export function setAnswering(answering) {
  const button = byId("send");
  button.dataset.doing = answering ? "stop" : "send";
  button.replaceChildren(icon(answering ? "stop" : "send"));
  button.setAttribute("aria-label", say(answering ? "stop" : "send"));
  button.title = say(answering ? "stop" : "send");
  offer();
}

function offer() {
  const button = byId("send");
  button.disabled = button.dataset.doing === "send" && box().value.trim() === "";
}

/** Put `question` into the box, to be changed before it is asked. */
export function writeQuestion(question) {
  const area = box();
  area.value = question;
  fit();
  offer();
  area.focus();
  area.setSelectionRange(question.length, question.length);
}

/** Wire the box: `ask(question)` sends, `stop()` stops, `isAnswering()` tells whether an answer is being written. */
export function startQuestion({ ask, stop, isAnswering }) {
  const send = () => {
    const question = box().value.trim();
    if (question === "" || isAnswering()) return;
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
    if (isAnswering()) stop();
    else send();
    box().focus();
  });
  onLanguage(() => setAnswering(isAnswering()));
  setAnswering(false);
  fit();
}
