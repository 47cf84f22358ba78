// From one conversation to another: a new one, a saved one, the one that a link names.
import { attempt } from "../lib/attempt.js";
import { byId, reveal } from "../lib/dom.js";
import { closePane } from "../lib/panes.js";
import { answering } from "../models/model-state.js";
import { stop } from "./asking.js";
import { adopt, conversation, forget } from "./conversation-state.js";
import { linked, showLink } from "./permalinks.js";
import { clearEvidence, showEvidence } from "./shown-source.js";

export function startNew() {
  stop();
  forget();
  showLink(null);
  closePane();
  byId("question").focus();
}

/** Show a saved conversation, at one of its turns where the link names one. */
export async function openSaved(id, turnId = null) {
  const shown = conversation.value;
  const isShown = id === shown.id && shown.turns.some((turn) => turnId === null || turn.id === turnId);
  if (isShown) clearEvidence();
  else {
    stop();
    const saved = await attempt("conversation", id);
    if (saved === null) return;
    adopt(saved);
  }
  showLink(id);
  closePane();
  const { turns } = conversation.value;
  const turn = turns.find((each) => each.id === turnId) ?? turns.at(-1);
  if (!turn) return;
  if (turn.evidence) showEvidence(turn);
  reveal(byId(turn.id), "start");
}

/** Show what the page's address names, where it names something. */
export function followLink() {
  const link = linked();
  if (link !== null) openSaved(link.conversation, link.turn);
}

export function startSwitching() {
  const buttons = document.querySelectorAll("[data-news]");
  for (const button of buttons) button.addEventListener("click", startNew);
  answering.subscribe(() => buttons.forEach((button) => (button.disabled = answering.value)));
  addEventListener("hashchange", followLink);
}
