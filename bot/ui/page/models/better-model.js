// On the first run: a model that suits this computer better than the built-in one, to be had in one press or left alone for good.
import { byId, el } from "../lib/dom.js";
import { language, say } from "../lib/i18n.js";
import { effect } from "../lib/signal.js";
import { chooseModel, failureWords, fetchWords, giveUp, modelOffers, offerFacts, progressNodes } from "./model-choice.js";

let drawn = ""; // what is shown but for the download's progress: as long as that stays, its buttons stay too

function draw() {
  const told = modelOffers.value;
  const better = told?.better ? told.offers.find((offer) => offer.name === told.better) : null;
  const place = byId("better-model");
  place.hidden = !better;
  const isFetched = better !== null && told.fetching?.subject === better.name;
  const shape = better && JSON.stringify([language.value, better, isFetched, told.failed]);
  if (shape !== drawn) {
    drawn = shape;
    const had = place.contains(document.activeElement);
    place.replaceChildren(...(better ? nodesOf(told, better, isFetched) : []));
    if (had) place.querySelector("button")?.focus();
  }
  if (isFetched) place.querySelector(".fetching").replaceChildren(...progressNodes(told.fetching));
}

function nodesOf(told, better, isFetched) {
  const { name, ready } = better;
  const [builtIn] = told.offers;
  const take = el("button", { type: "button", class: "solid", onclick: () => chooseModel(name, !ready) }, ready ? say("useModel") : fetchWords(better));
  const leave = el("button", { type: "button", class: "outline", onclick: () => chooseModel(builtIn.name) }, say("keepBuiltIn"));
  const end = el("button", { type: "button", class: "outline", onclick: giveUp }, say("giveUpFetch"));
  return [
    el("h3", {}, say("betterModel")),
    el("p", {}, say("betterMore")),
    el("p", { class: "facts" }, el("code", {}, name), " ", offerFacts(better, told)),
    isFetched ? el("div", { class: "fetching", role: "status" }) : null,
    told.failed === name ? el("p", { class: "facts problem", role: "alert" }, failureWords(told.problem)) : null,
    el("div", { class: "trial" }, ...(isFetched ? [end] : [take, leave])),
  ].filter(Boolean);
}

export function startBetterModel() {
  effect(draw, modelOffers, language);
}
