// Choosing the model that answers: one that is here at once, another after a download that the reader asked for.
import { look } from "../lib/api.js";
import { byId, el, prose } from "../lib/dom.js";
import { gigabytes, language, number, say, seconds, wordsOf } from "../lib/i18n.js";
import { barNode } from "../lib/progress-bar.js";
import { signal } from "../lib/signal.js";
import { toast } from "../lib/toast.js";
import { modelState, refreshModel } from "./model-state.js";

const PACE = 700; // milliseconds between looks at a download
const NONE = "none";
// After these a download goes on where it stopped; the others end it, or begin it anew.
const GOES_ON = ["NetworkUnavailable", "DownloadStalled", "DownloadFailed", "DiskFull", "CacheNotWritable"];

/** What the server said last of the models that there are; null before it did. */
export const modelOffers = signal(null);

let refused = null; // the error of the last choice
let drawn = ""; // what the list shows but for the download's progress: as long as that stays, its buttons stay too
let timer = 0;

/** Ask which models there are; where one is being downloaded, ask again soon. */
async function refreshModels() {
  hear(await look("models"));
}

async function act(name, ...data) {
  const answer = await look(name, ...data);
  refused = answer.type === "error" ? answer : null;
  // Who was refused chose from a list that does not hold any more.
  hear(refused ? await look("models") : answer);
  refreshModel();
}

/** Let the model `name` answer, after downloading it where `fetch` allows that. */
export const chooseModel = (name, fetch = false) => act("choose_model", name, fetch);

/** End the download that is under way. */
export const giveUp = () => act("give_up_model");

function hear(answer) {
  clearTimeout(timer);
  const before = modelOffers.value;
  if (answer.type === "models") modelOffers.value = answer;
  draw();
  const told = modelOffers.value;
  if (before !== null && told.chosen !== before.chosen) {
    toast(told.chosen === NONE ? say("nowQuotes") : say("nowAnswers", { name: told.chosen }));
    refreshModel();
  }
  if (told?.fetching) timer = setTimeout(refreshModels, PACE);
}

/** Show the list where there is something in it to be seen. */
export async function openChoice() {
  byId("choice").open = false;
  refused = null;
  await refreshModels();
  const told = modelOffers.value;
  if (told?.fetching || told?.problem || told?.gone) byId("choice").open = true;
}

function draw() {
  if (modelOffers.value === null) return;
  const { fetching, ...rest } = modelOffers.value;
  const shape = JSON.stringify([language.value, rest.chosen, rest.started_with, rest.gone, rest.failed, fetching?.subject, refused?.name, rest.better,
    rest.offers.map(({ name, ready, missing, writing }) => [name, ready, fetching ? 0 : missing, Math.round(writing)])]);
  if (shape !== drawn) {
    drawn = shape;
    const had = byId("offers").contains(document.activeElement);
    byId("offers").replaceChildren(...rest.offers.map(offerNode));
    byId("choice-facts").replaceChildren(...factNodes());
    if (had) byId("choice").querySelector("summary").focus();
  }
  if (fetching) drawProgress(fetching);
}

function factNodes() {
  const { chosen, started_with: started, gone } = modelOffers.value;
  return [
    gone && el("p", { class: "facts" }, say("goneModel", { name: gone, chosen })),
    started && el("p", { class: "facts" }, say("startedWith", { name: started })),
    refused && el("p", { class: "facts problem", role: "alert" }, refused.name === "ModelMissing" ? say("modelGone") : prose(wordsOf(refused))),
  ].filter(Boolean);
}

function offerNode(offer, at) {
  const { name } = offer;
  const told = modelOffers.value;
  const isFetched = told.fetching?.subject === name;
  return el("li", { class: "offer" },
    el("div", { class: "offer-words" },
      name === NONE ? el("span", { class: "offer-name" }, say("noModel")) : el("code", {}, name),
      name === told.better ? el("span", { class: "suits" }, say("suitsBest")) : null,
      el("p", { class: "facts" }, factsOf(offer, at)),
      offer.conditions ? el("p", { class: "facts" }, offer.conditions[language.value]) : null),
    isFetched ? giveUpNode(name) : pressNode(offer),
    isFetched ? el("div", { class: "fetching", role: "status" }) : null,
    told.failed === name ? el("p", { class: "facts problem", role: "alert" }, failureWords(told.problem)) : null,
  );
}

/** Why a download failed, and whether pressing again goes on with it. */
export const failureWords = (problem) => [say("fetchFailed"), " ", ...prose(wordsOf(problem)), GOES_ON.includes(problem.name) ? ` ${say("fetchGoesOn")}` : ""];

function factsOf(offer, at) {
  if (offer.name === NONE) return say("noModelMore");
  if (offer.size === 0) return say("atStart");
  return [at === 0 && say("builtIn"), offerFacts(offer, modelOffers.value)].filter(Boolean).join(" · ");
}

/** What a model takes and what its licence is, and how fast it would be on this computer, as far as `told` says. */
export function offerFacts(offer, { chosen, memory, offers }) {
  const takes = say("takesMemory", { size: gigabytes(offer.memory) });
  const now = offers.find(({ name }) => name === chosen)?.writing ?? 0;
  const isOther = offer.name !== chosen && now > 0 && offer.writing > 0;
  return [
    sizeOf(offer, offer.size),
    offer.ready && say("onDisk"),
    memory !== null && offer.memory > memory ? `${takes}. ${say("littleMemory", { size: gigabytes(memory) })}` : takes,
    offer.licence,
    offer.notice,
    isOther && say("expectedSpeed", { s: seconds(offer.first_word), percent: number(Math.round((100 * offer.writing) / now)) }),
  ].filter(Boolean).join(" · ");
}

const sizeOf = ({ about }, bytes) => (about ? say("aboutSize", { size: gigabytes(bytes) }) : gigabytes(bytes));

/** What a press does that downloads a model. */
export const fetchWords = (offer) => say(offer.missing < offer.size ? "fetchRest" : "fetchModel", { size: sizeOf(offer, offer.missing) });

function pressNode(offer) {
  const { name, ready } = offer;
  if (name === modelOffers.value.chosen) return el("span", { class: "in-use" }, say("inUse"));
  if (ready) {
    const label = say("useModelNamed", { name: name === NONE ? say("noModel") : name });
    return el("button", { type: "button", class: "outline", "aria-label": label, onclick: () => chooseModel(name) }, say("useModel"));
  }
  const what = fetchWords(offer);
  const label = `${name}: ${what}`;
  return el("button", { type: "button", class: "outline", "aria-label": label, onclick: () => chooseModel(name, true) }, what);
}

const giveUpNode = (name) =>
  el("button", { type: "button", class: "outline", "aria-label": say("giveUpNamed", { name }), onclick: giveUp }, say("giveUpFetch"));

const drawProgress = (fetching) => document.querySelector("#offers .fetching").replaceChildren(...progressNodes(fetching));

/** How far a download is, as a bar and in words. */
export function progressNodes({ step, subject, done, total }) {
  const what = say(`step.${step}`);
  const far = total > 0 ? say("unit.bytes", { done: gigabytes(done), total: gigabytes(total) }) : "";
  return [
    barNode(`${subject}: ${what}`, done, total),
    el("p", { class: "facts" }, [what, far, say("meanwhile")].filter(Boolean).join(" · ")),
  ];
}

/** The server finds out by and by whether there is a better model. */
function lookForBetter() {
  const { type, better_model: better } = modelState.value;
  if (type === "state" && modelOffers.value !== null && better !== modelOffers.value.better) refreshModels();
}

export function startModelChoice() {
  language.subscribe(draw);
  modelState.subscribe(lookForBetter);
  refreshModels(); // a download may be under way since before this page was opened
}
