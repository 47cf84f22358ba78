// The conversation as a document, saved or not: the page hands over what it holds, and nothing is kept of it.
import { attempt } from "../lib/attempt.js";
import { byId } from "../lib/dom.js";
import { download } from "../lib/download.js";
import { language, say } from "../lib/i18n.js";
import { toggleMenu } from "../lib/menu.js";
import { toast } from "../lib/toast.js";
import { answering } from "../models/model-state.js";
import { conversation, heldTurns } from "./conversation-state.js";

/** A document from what the endpoint `name` makes of `data`. */
export async function exportAs(name, ...data) {
  const made = await attempt(name, ...data, language.value);
  if (made !== null) download(made);
}

function exportThis(form) {
  const turns = heldTurns();
  if (turns.length === 0) {
    toast(say("nothingToExport"));
    return null;
  }
  // One that is saved is whole at the server; the page may hold its last turns alone.
  const isSaved = conversation.value.turns.every(({ saved }) => saved);
  return isSaved ? exportAs("export_conversation", conversation.value.id, form) : exportAs("export_turns", turns, form);
}

export function startExport() {
  const button = byId("export");
  answering.subscribe(() => (button.disabled = answering.value));
  button.addEventListener("click", () =>
    toggleMenu(button, [
      { words: say("exportMarkdown"), act: () => exportThis("markdown") },
      { words: say("exportHtml"), act: () => exportThis("html") },
      { words: say("exportObsidian"), act: () => exportThis("obsidian") },
      { words: say("exportBibtex"), act: () => exportThis("bibtex") },
      { words: say("exportCsl"), act: () => exportThis("csl-json") },
    ]),
  );
}
