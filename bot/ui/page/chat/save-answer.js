// Links and judgements need a saved answer: one that is not yet can be saved, with its conversation, in one press.
import { attempt } from "../lib/attempt.js";
import { say } from "../lib/i18n.js";
import { toast } from "../lib/toast.js";
import { conversation, heldTurns, keepInTab, saves } from "./conversation-state.js";
import { setPreference } from "./preferences.js";

/** Do `then` with a saved `turn`: at once where it is saved, else after the reader agreed to saving. */
export function whenSaved(turn, then) {
  if (turn.saved) then();
  else toast(say("saveFirst"), say("saveNow"), async () => (await saveAll()) && then());
}

async function saveAll() {
  const turns = heldTurns();
  if ((await attempt("save_turns", conversation.value.id, turns)) === null) return false;
  const ids = new Set(turns.map(({ id }) => id));
  for (const turn of conversation.value.turns) turn.saved ||= ids.has(turn.id);
  setPreference("save", true);
  keepInTab();
  saves.value += 1;
  return true;
}
