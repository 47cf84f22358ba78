// Addresses that last: /#conversation/turn names a saved answer, also after the program was started again.
import { conversation, saves } from "./conversation-state.js";

const SHAPE = /^#([0-9A-Za-z-]{8,64})(?:\/([0-9A-Za-z-]{8,64}))?$/;

/** What the page's address names: { conversation, turn } with turn null for the whole of it; null where it names nothing. */
export function linked() {
  const found = SHAPE.exec(location.hash);
  return found && { conversation: found[1], turn: found[2] ?? null };
}

/** The address of a saved answer. */
export const linkTo = (conversation, turn) => `${location.origin}${location.pathname}#${conversation}/${turn}`;

/** Let the page's address name this conversation, or none. */
export function showLink(conversation) {
  const hash = conversation ? `#${conversation}` : "";
  if (location.hash !== hash) history.replaceState(null, "", hash || location.pathname); // it would stop a scroll under way
}

/** Let the address name the conversation as soon as some of it is saved. */
export function startPermalinks() {
  saves.subscribe(() => {
    const { id, turns } = conversation.value;
    if (turns.some(({ saved }) => saved)) showLink(id);
  });
}
