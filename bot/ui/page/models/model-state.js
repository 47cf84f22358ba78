// What the server is doing: whether questions can be searched and answered now, which the dot shows, and whether the folder is
// watched. Asked often while something is loading, else seldom.
import { look } from "../lib/api.js";
import { byId, prose } from "../lib/dom.js";
import { onLanguage, say } from "../lib/i18n.js";

const SOON = 1_500;
const LATER = 5_000;

let state = { type: "state", search: "loading", model: "loading", model_name: "" };
let busy = false;
let timer = 0;
let onWritten = () => {};
const waiting = new Set();
const listeners = [];

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
  if (state.type !== "state") return "gone";
  if (state.search === "loading") return "searchLoading";
  if (state.search === "failed") return "searchFailed";
  if (busy && state.model === "ready") return "modelAnswering";
  return `model${state.model[0].toUpperCase()}${state.model.slice(1)}`;
}

function draw() {
  const now = situation();
  const { dot, notice } = WORDS_OF[now];
  const node = byId("model");
  node.dataset.state = dot;
  const words = state.model_name && now.startsWith("model") ? `${say(now)} · ${state.model_name}` : say(now);
  byId("model-words").textContent = words;
  const line = byId("notice");
  const gone = state.gone_model && { name: state.gone_model, chosen: state.model_name };
  line.hidden = notice === null && !gone;
  if (!line.hidden) line.replaceChildren(...prose(notice === null ? say("noticeGoneModel", gone) : say(notice)));
  for (const listener of listeners) listener();
}

/** The model's name and what it is doing, in words; `usable` tells whether there is one to be tried. */
export const modelNow = () => ({ name: state.model_name ?? "", words: say(situation()), usable: state.type === "state" && state.model !== "none" });

/** Whether the folder of the articles is watched; `known` once the search is ready, `problem` a bare fact why it cannot be. */
export function watchingNow() {
  const { type, search, model, watching, detail } = state;
  const known = type === "state" && search === "ready";
  return { known, on: known && watching, problem: known && !watching && model !== "away" ? detail : "" };
}

/** Call `listener` whenever any of that may have changed. */
export const onModel = (listener) => listeners.push(listener);

const isPreparing = () => state.search === "loading" || state.model === "loading" || state.type !== "state";

/** Ask for the state now. */
export async function refreshModel() {
  clearTimeout(timer);
  const preparing = isPreparing();
  const before = state;
  state = await look("state");
  draw();
  if (preparing || (state.type === "state" && state.written_at !== before.written_at)) onWritten();
  if (state.search !== "loading") {
    for (const resolve of waiting) resolve();
    waiting.clear();
  }
  clearTimeout(timer); // another look may have been quicker
  timer = setTimeout(refreshModel, isPreparing() ? SOON : LATER);
}

/** Wait until the search is ready, calling `onWait` if that takes waiting; false if the reader stopped it. */
export async function searchReady(onWait, signal) {
  if (state.search !== "loading") return !signal.aborted;
  onWait();
  await new Promise((resolve) => {
    waiting.add(resolve);
    signal.addEventListener("abort", resolve, { once: true });
  });
  return !signal.aborted;
}

export function setBusy(now) {
  busy = now;
  draw();
  if (!now) refreshModel();
}

/** Follow the state; `written` is called whenever the library may have changed, also by what others do to the folder. */
export function startModel(written) {
  onWritten = written;
  onLanguage(draw);
  draw();
  return refreshModel();
}
