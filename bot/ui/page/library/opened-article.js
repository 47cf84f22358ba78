// The article that is open, whole, in place of the evidence.
import { signal } from "../lib/signal.js";

/** { id, version, at }: `version` null is the newest, `at` the offset to go to. Null where no article is open. */
export const openedArticle = signal(null);

export function openArticle(id, version = null, at = null) {
  openedArticle.value = { id, version, at };
}

export function closeArticle() {
  openedArticle.value = null;
}
