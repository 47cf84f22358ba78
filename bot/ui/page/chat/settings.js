// The settings: what people do change, and whether the model answers.
import { look, stream } from "../lib/api.js";
import { byId, el, prose } from "../lib/dom.js";
import { download } from "../lib/download.js";
import { language, number, onLanguage, say, seconds } from "../lib/i18n.js";
import { toast } from "../lib/toast.js";
import { openChoice, startChoosing } from "../models/model-choice.js";
import { modelNow, onModel, refreshModel, watchingNow } from "../models/model-state.js";
import { CHOICES, setWish, usual, wish } from "./preferences.js";

let trying = false;
let tried = null; // the last answer of the test

/** Open the settings. */
export function openSettings() {
  draw();
  openChoice();
  byId("settings").showModal();
}

function draw() {
  for (const input of document.querySelectorAll("#settings [data-wish]")) {
    const value = wish(input.dataset.wish);
    if (input.tagName === "SELECT") fill(input, value);
    else input.checked = input.type === "checkbox" ? value : input.value === value;
  }
  drawWatching();
  const { name, words, usable } = modelNow();
  byId("model-name").replaceChildren(...(name ? [el("code", {}, name), " "] : []), words);
  byId("try-model").disabled = trying || !usable;
  drawTried();
}

function fill(select, value) {
  const name = select.dataset.wish;
  const words = (n) => say(n === usual(name) ? "passagesUsual" : "passagesOther", { n: number(n) });
  select.replaceChildren(...CHOICES[name].map((n) => el("option", { value: String(n) }, words(n))));
  select.value = String(value);
}

function drawWatching() {
  const { known, on, problem } = watchingNow();
  byId("watching").checked = on;
  byId("watching").disabled = !known;
  const words = say(known ? (on ? "watchingOn" : "watchingOff") : "watchingSoon");
  byId("watching-words").replaceChildren(words, ...(problem ? [" ", el("code", {}, problem)] : []));
}

async function chooseWatching({ currentTarget }) {
  const answer = await look("choose_watching", currentTarget.checked);
  if (answer.type === "error") toast(answer[language()]);
  await refreshModel();
}

function drawTried() {
  const place = byId("tried");
  if (trying) place.textContent = `${say("trying")}…`;
  else if (tried === null) place.replaceChildren();
  else if (tried.type === "error") place.replaceChildren(...prose(tried[language()]));
  else {
    const { first_token: first, letters_per_second: speed } = tried;
    place.textContent = say("tried", { s: seconds(first), n: number(Math.round(speed)) });
  }
  place.classList.toggle("problem", !trying && tried?.type === "error");
}

async function tryModel() {
  trying = true;
  draw();
  for await (const event of stream("test_model", [])) if (event.type !== "place") tried = event;
  trying = false;
  draw();
}

async function exportFeedback() {
  const answer = await look("export_feedback");
  if (answer.type === "error") toast(answer[language()]);
  else if (answer.text === "") toast(say("noFeedback"));
  else download(answer);
}

export function startSettings() {
  for (const input of document.querySelectorAll("#settings [data-wish]")) {
    const chosen = () => (input.type === "checkbox" ? input.checked : input.tagName === "SELECT" ? Number(input.value) : input.value);
    input.addEventListener("change", () => setWish(input.dataset.wish, chosen()));
  }
  byId("open-settings").addEventListener("click", openSettings);
  byId("close-settings").addEventListener("click", () => byId("settings").close());
  byId("watching").addEventListener("change", chooseWatching);
  byId("try-model").addEventListener("click", tryModel);
  byId("export-feedback").addEventListener("click", exportFeedback);
  startChoosing();
  onLanguage(draw);
  onModel(draw);
}
