// The question that is being asked: whoever has one puts it here, and the conversation answers it.
import { closePane } from "../lib/panes.js";
import { signal } from "../lib/signal.js";
import { scope } from "../library/scope.js";
import { answering } from "../models/model-state.js";
import { preferences } from "./preferences.js";

/** { question, scope, answerIn, abort } of the question asked last. */
export const asked = signal(null);

/**
 * Ask `question`. Nothing happens while another one is being answered.
 * `about` is the article to ask, `answerIn` the language to answer in: as the conversation and the preferences have them.
 */
export function ask(question, { about = scope.value, answerIn = preferences.value.language } = {}) {
  if (answering.value) return;
  closePane();
  asked.value = { question, scope: about, answerIn, abort: new AbortController() };
}

/** End the answer that is being written. */
export const stop = () => asked.value?.abort.abort();
