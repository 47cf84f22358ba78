// Links and judgements need a saved answer: one that is not yet can be saved, with its conversation, in one press.
import { look } from "../lib/api.js";
import { language, say } from "../lib/i18n.js";
import { toast } from "../lib/toast.js";
import { conversation, heldTurns, save } from "./conversation-state.js";
import { setWish } from "./preferences.js";

let onSaved = () => {};

/** Do `then` with a saved `turn`: at once where it is saved, else after the reader agreed to saving. */
export function whenSaved(turn, then) {
  if (turn.saved) then();
  else toast(say("saveFirst"), say("saveNow"), async () => (await saveAll()) && then());
}

async function saveAll() {
  const turns = heldTurns();
  const answer = await look("save_turns", conversation.id, turns);
  if (answer.type === "error") {
    toast(answer[language()]);
    return false;
  }
  const ids = new Set(turns.map(({ id }) => id));
  for (const turn of conversation.turns) turn.saved ||= ids.has(turn.id);
  setWish("save", true);
  save();
  onSaved();
  return true;
}

/** `saved()` is called whenever a conversation was saved here. */
export function startSaving(saved) {
  onSaved = saved;
}
