// Panes that are always there on a wide window and slide in as sheets on a narrow one.
import { byId } from "./dom.js";

const PANES = {
  library: { node: byId("library"), fixed: matchMedia("(min-width: 1200px)") },
  evidence: { node: byId("evidence"), fixed: matchMedia("(min-width: 768px)") },
};
const scrim = byId("scrim");
let open = null;
let opener = null;

/** Show a pane: no other sheet lies over it; where it is one itself, move into it and remember where the reader came from. */
export function openPane(name) {
  const pane = PANES[name];
  if (open === name) return;
  closePane();
  if (pane.fixed.matches) return;
  opener = document.activeElement;
  open = name;
  settle();
  pane.node.focus({ preventScroll: true });
}

/** Close the open sheet and return to where the reader came from. */
export function closePane() {
  if (open === null) return;
  open = null;
  settle();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

function settle() {
  for (const [name, { node, fixed }] of Object.entries(PANES)) {
    if (fixed.matches && open === name) open = null;
    node.classList.toggle("open", open === name);
    node.inert = !fixed.matches && open !== name;
    if (fixed.matches) node.removeAttribute("aria-modal");
    else node.setAttribute("aria-modal", "true");
    node.setAttribute("role", fixed.matches ? "region" : "dialog");
  }
  scrim.hidden = open === null;
  byId("top").inert = open !== null;
  byId("conversation").inert = open !== null;
}

export function startPanes() {
  for (const { fixed } of Object.values(PANES)) fixed.addEventListener("change", settle);
  for (const button of document.querySelectorAll("[data-closes]")) button.addEventListener("click", closePane);
  byId("open-library").addEventListener("click", () => openPane("library"));
  scrim.addEventListener("click", closePane);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open !== null && !document.querySelector("dialog[open]")) closePane();
  });
  settle();
}
