// Which articles are asked: all of them, or one. The chip at the top says which.
import { byId, el, iconButton } from "../lib/dom.js";
import { language, say } from "../lib/i18n.js";
import { closePane } from "../lib/panes.js";
import { effect, signal } from "../lib/signal.js";

/** { id, title } of the one that is asked; null for all. */
export const scope = signal(null);

/** Ask nothing but this article from now on. */
export function askOnly({ id, title }) {
  scope.value = { id, title };
  closePane();
  byId("question").focus();
}

function draw() {
  const one = scope.value;
  const chip = byId("scope");
  chip.classList.toggle("one", one !== null);
  chip.title = one ? say("scopeOne", { title: one.title }) : say("scopeAll");
  const words = el("span", { class: "scope-words" }, chip.title);
  chip.replaceChildren(words, ...(one ? [iconButton("close", say("scopeRelease"), () => (scope.value = null))] : []));
}

export function startScope() {
  effect(draw, scope, language);
}
