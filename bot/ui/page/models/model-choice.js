// Choosing the model that answers: one that is here at once, another after a download that the reader asked for.
import { look } from "../lib/api.js";
import { byId, el, prose } from "../lib/dom.js";
import { gigabytes, language, say, wordsOf } from "../lib/i18n.js";
import { barNode } from "../lib/progress-bar.js";
import { toast } from "../lib/toast.js";
import { refreshModel } from "./model-state.js";

const PACE = 700; // milliseconds between looks at a download
const NONE = "none";
// After these a download goes on where it stopped; the others end it, or begin it anew.
const GOES_ON = ["NetworkUnavailable", "DownloadStalled", "DownloadFailed", "DiskFull", "CacheNotWritable"];

let told = null; // what the server said last
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

function hear(answer) {
  clearTimeout(timer);
  const before = told;
  if (answer.type === "models") told = answer;
  draw();
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
  if (told?.fetching || told?.problem || told?.gone) byId("choice").open = true;
}

function draw() {
  if (told === null) return;
  const { fetching, ...rest } = told;
  const shape = JSON.stringify([language.value, rest.chosen, rest.started_with, rest.gone, rest.failed, fetching?.subject, refused?.name,
    rest.offers.map(({ name, ready, missing }) => [name, ready, fetching ? 0 : missing])]);
  if (shape !== drawn) {
    drawn = shape;
    const had = byId("offers").contains(document.activeElement);
    byId("offers").replaceChildren(...told.offers.map(offerNode));
    byId("choice-facts").replaceChildren(...factNodes());
    if (had) byId("choice").querySelector("summary").focus();
  }
  if (fetching) drawProgress(fetching);
}

function factNodes() {
  const { chosen, started_with: started, gone } = told;
  return [
    gone && el("p", { class: "facts" }, say("goneModel", { name: gone, chosen })),
    started && el("p", { class: "facts" }, say("startedWith", { name: started })),
    refused && el("p", { class: "facts problem", role: "alert" }, refused.name === "ModelMissing" ? say("modelGone") : prose(wordsOf(refused))),
  ].filter(Boolean);
}

function offerNode(offer, at) {
  const { name } = offer;
  const isFetched = told.fetching?.subject === name;
  return el("li", { class: "offer" },
    el("div", { class: "offer-words" },
      name === NONE ? el("span", { class: "offer-name" }, say("noModel")) : el("code", {}, name),
      el("p", { class: "facts" }, factsOf(offer, at))),
    isFetched ? giveUpNode(name) : pressNode(offer),
    isFetched ? el("div", { class: "fetching", role: "status" }) : null,
    told.failed === name ? el("p", { class: "facts problem", role: "alert" }, failureWords(told.problem)) : null,
  );
}

const failureWords = (problem) => [say("fetchFailed"), " ", ...prose(wordsOf(problem)), GOES_ON.includes(problem.name) ? ` ${say("fetchGoesOn")}` : ""];

function factsOf({ name, ready, size, memory }, at) {
  if (name === NONE) return say("noModelMore");
  if (size === 0) return say("atStart");
  const room = told.memory !== null && memory > told.memory;
  return [
    at === 0 && say("builtIn"),
    gigabytes(size),
    ready && say("onDisk"),
    room ? `${say("takesMemory", { size: gigabytes(memory) })}. ${say("littleMemory", { size: gigabytes(told.memory) })}` : say("takesMemory", { size: gigabytes(memory) }),
  ].filter(Boolean).join(" · ");
}

function pressNode({ name, ready, size, missing }) {
  if (name === told.chosen) return el("span", { class: "in-use" }, say("inUse"));
  if (ready) {
    const label = say("useModelNamed", { name: name === NONE ? say("noModel") : name });
    return el("button", { type: "button", class: "outline", "aria-label": label, onclick: () => act("choose_model", name, false) }, say("useModel"));
  }
  const what = say(missing < size ? "fetchRest" : "fetchModel", { size: gigabytes(missing) });
  const label = `${name}: ${what}`;
  return el("button", { type: "button", class: "outline", "aria-label": label, onclick: () => act("choose_model", name, true) }, what);
}

const giveUpNode = (name) =>
  el("button", { type: "button", class: "outline", "aria-label": say("giveUpNamed", { name }), onclick: () => act("give_up_model") }, say("giveUpFetch"));

function drawProgress({ step, subject, done, total }) {
  const place = document.querySelector("#offers .fetching");
  const what = say(`step.${step}`);
  const far = total > 0 ? say("unit.bytes", { done: gigabytes(done), total: gigabytes(total) }) : "";
  place.replaceChildren(
    barNode(`${subject}: ${what}`, done, total),
    el("p", { class: "facts" }, [what, far, say("meanwhile")].filter(Boolean).join(" · ")),
  );
}

export function startModelChoice() {
  language.subscribe(draw);
  refreshModels(); // a download may be under way since before this page was opened
}
