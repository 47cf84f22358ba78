// What the server is doing: whether questions can be searched and answered now, which the dot shows, and whether the folder is
// watched. Asked often while something is loading, else seldom.
import { look } from "../lib/api.js";
import { byId, prose } from "../lib/dom.js";
import { language, say } from "../lib/i18n.js";
import { effect, signal } from "../lib/signal.js";

const SOON = 1_500;
const LATER = 5_000;
const LATEST = 60_000;
const TIMES_AS_LONG = 20; // as the server took to answer: many open pages must not keep a small machine busy

/** What the server said of itself last. */
export const modelState = signal({ type: "state", search: "loading", model: "loading", model_name: "" });

/** Whether an answer is being written. */
export const answering = signal(false);

/** How often the library may have changed, also by what others do to the folder. */
export const libraryWrites = signal(0);

let timer = 0;

const WORDS_OF = {
  searchLoading: { dot: "loading", notice: "noticeLoading" },
  searchFailed: { dot: "away", notice: "noticeFailed" },
  modelLoading: { dot: "loading", notice: null },
  modelReady: { dot: "ready", notice: null },
  modelAnswering: { dot: "answering", notice: null },
  modelAway: { dot: "away", notice: "noticeAway" },
  modelNone: { dot: "none", notice: "noticeNone" },
  gone: { dot: "away", notice: "noticeGone" },
};

function situation() {
  const state = modelState.value;
  if (state.type !== "state") return "gone";
  if (state.search === "loading") return "searchLoading";
  if (state.search === "failed") return "searchFailed";
  if (answering.value && state.model === "ready") return "modelAnswering";
  return `model${state.model[0].toUpperCase()}${state.model.slice(1)}`;
}

function draw() {
  const state = modelState.value;
  const now = situation();
  const { dot, notice } = WORDS_OF[now];
  const node = byId("model");
  node.dataset.state = dot;
  const silent = (state.addresses ?? []).filter(({ answers }) => !answers).map(({ address }) => address);
  const words = [say(now)];
  if (state.model_name && now.startsWith("model")) words.push(state.model_name);
  if (silent.length > 0) words.push(say("silentAddresses", { addresses: silent.join(", ") }));
  byId("model-words").textContent = words.join(" · ");
  const line = byId("notice");
  const gone = state.gone_model && { name: state.gone_model, chosen: state.model_name };
  line.hidden = notice === null && !gone;
  if (!line.hidden) line.replaceChildren(...prose(notice === null ? say("noticeGoneModel", gone) : say(notice)));
}

/** The model's name and what it is doing, in words; `usable` tells whether there is one to be tried. */
export function modelNow() {
  const { type, model, model_name: name } = modelState.value;
  return { name: name ?? "", words: say(situation()), usable: type === "state" && model !== "none" };
}

/** Whether the folder of the articles is watched; `known` once the search is ready, `problem` a bare fact why it cannot be. */
export function watchingNow() {
  const { type, search, model, watching, detail } = modelState.value;
  const known = type === "state" && search === "ready";
  return { known, on: known && watching, problem: known && !watching && model !== "away" ? detail : "" };
}

const isPreparing = ({ type, search, model }) => search === "loading" || model === "loading" || type !== "state";

/** Ask for the state now. */
export async function refreshModel() {
  clearTimeout(timer);
  const before = modelState.value;
  const began = performance.now();
  const now = await look("state");
  const took = performance.now() - began;
  modelState.value = now;
  if (isPreparing(before) || (now.type === "state" && now.written_at !== before.written_at)) libraryWrites.value += 1;
  clearTimeout(timer); // another look may have been quicker
  if (isPreparing(now)) timer = setTimeout(refreshModel, SOON);
  // A page that nobody sees looks again when it is seen.
  else if (!document.hidden) timer = setTimeout(refreshModel, Math.min(Math.max(LATER, TIMES_AS_LONG * took), LATEST));
}

/** Wait until the search is ready, calling `onWait` if that takes waiting; false if the reader stopped it. */
export async function searchReady(onWait, stopped) {
  const isLoading = () => modelState.value.search === "loading";
  if (isLoading()) {
    onWait();
    let end = null;
    await new Promise((resolve) => {
      end = modelState.subscribe(() => isLoading() || resolve());
      stopped.addEventListener("abort", resolve, { once: true });
    });
    end();
  }
  return !stopped.aborted;
}

/** Follow the state, and show it at the top. */
export function startModelState() {
  answering.subscribe(() => answering.value || refreshModel());
  effect(draw, modelState, answering, language);
  document.addEventListener("visibilitychange", () => document.hidden || refreshModel());
  refreshModel();
}
