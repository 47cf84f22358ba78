// The settings: what people do change, and whether the model answers.
import { isProtected, signOut, stream } from "../lib/api.js";
import { attempt } from "../lib/attempt.js";
import { byId, el, prose } from "../lib/dom.js";
import { download } from "../lib/download.js";
import { language, number, say, seconds } from "../lib/i18n.js";
import { effect } from "../lib/signal.js";
import { toast } from "../lib/toast.js";
import { modelOffers, openChoice } from "../models/model-choice.js";
import { answering, modelNow, modelState, refreshModel, watchingNow } from "../models/model-state.js";
import { CHOICES, preferences, setPreference, usual } from "./preferences.js";

let trying = false;
let tried = null; // the last answer of the test

/** Open the settings. */
function openSettings() {
  openChoice();
  byId("settings").showModal();
  isProtected().then((signedIn) => (byId("session").hidden = !signedIn));
}

function draw() {
  for (const input of document.querySelectorAll("#settings [data-preference]")) {
    const value = preferences.value[input.dataset.preference];
    if (input.tagName === "SELECT") fill(input, value);
    else input.checked = input.type === "checkbox" ? value : input.value === value;
  }
  drawWatching();
  const { name, words, usable } = modelNow();
  const notice = modelOffers.value?.offers.find((offer) => offer.name === name)?.notice;
  byId("model-name").replaceChildren(...(name ? [el("code", {}, name), " "] : []), words, ...(notice ? [` · ${notice}`] : []));
  byId("try-model").disabled = trying || !usable;
  drawTried();
}

function fill(select, value) {
  const name = select.dataset.preference;
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
  await attempt("choose_watching", currentTarget.checked);
  await refreshModel();
}

function drawTried() {
  const place = byId("tried");
  if (trying) place.textContent = `${say("trying")}…`;
  else if (tried === null) place.replaceChildren();
  else if (tried.type === "error") place.replaceChildren(...prose(tried[language.value]));
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
  const made = await attempt("export_feedback");
  if (made?.text === "") toast(say("noFeedback"));
  else if (made !== null) download(made);
}

export function startSettings() {
  for (const input of document.querySelectorAll("#settings [data-preference]")) {
    const chosen = () => (input.type === "checkbox" ? input.checked : input.tagName === "SELECT" ? Number(input.value) : input.value);
    input.addEventListener("change", () => setPreference(input.dataset.preference, chosen()));
  }
  byId("open-settings").addEventListener("click", openSettings);
  byId("close-settings").addEventListener("click", () => byId("settings").close());
  byId("sign-out").addEventListener("click", signOut);
  byId("watching").addEventListener("change", chooseWatching);
  byId("try-model").addEventListener("click", tryModel);
  byId("export-feedback").addEventListener("click", exportFeedback);
  effect(draw, preferences, modelState, modelOffers, answering, language);
}
