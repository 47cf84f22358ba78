// Which passages are shown as evidence: those of one turn, and among them the one that a citation led to.
import { signal } from "../lib/signal.js";
import { conversation } from "./conversation-state.js";

const NONE = { turn: null, n: null, open: false, follow: false };
const latest = conversation.value.turns.findLast(({ evidence }) => evidence !== null) ?? null;

/** { turn, n, open, follow }: `open` where the pane is to come to the reader, `follow` where passage `n` is. */
export const shownSource = signal({ ...NONE, turn: latest });

/** Show a turn's passages. On a narrow window they wait behind their sheet unless `open` is asked for. */
export function showEvidence(turn, { open = false } = {}) {
  const { turn: before, n } = shownSource.value;
  shownSource.value = { ...NONE, turn, n: turn === before ? n : null, open };
}

/** Go to passage `n` of a turn: light its quote and bring it into view. */
export function goToSource(turn, n) {
  shownSource.value = { turn, n, open: true, follow: true };
}

export function clearEvidence() {
  shownSource.value = { ...NONE };
}

conversation.subscribe(clearEvidence);
