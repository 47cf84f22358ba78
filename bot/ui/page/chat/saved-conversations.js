// The saved conversations: a list that can be searched, opened, renamed, exported and emptied.
import { look } from "../lib/api.js";
import { byId, el, iconButton, prose } from "../lib/dom.js";
import { count, language, moment, onLanguage, say } from "../lib/i18n.js";
import { toggleMenu } from "../lib/menu.js";
import { toast } from "../lib/toast.js";
import { conversation } from "./conversation-state.js";
import { exportAs } from "./export.js";
import { onWish, setWish, wish } from "./preferences.js";

const PAUSE = 150; // milliseconds of silence after a letter before the list is asked for again

let rows = [];
let problem = null;
let renaming = null; // the id of the row whose title is being written
let asked = 0;
let wired = null; // { open(id), removed(id) }

/** Fetch the list again, as far as it holds what is sought. */
export async function refreshSaved() {
  const mine = (asked += 1);
  const answer = await look("conversations", byId("seek").value);
  if (mine !== asked) return; // a later look was faster
  problem = answer.type === "error" ? answer : null;
  rows = problem ? [] : answer.conversations;
  if (renaming === null) drawSaved();
}

/** Draw the list, with the conversation that is shown marked in it. */
export function drawSaved() {
  byId("saving-off").hidden = wish("save");
  const seeking = byId("seek").value.trim() !== "";
  const empty = el("li", { class: "empty" }, say(seeking ? "noSuchConversation" : "noConversations"));
  if (problem) byId("saved").replaceChildren(el("li", { class: "problem" }, prose(problem[language()])));
  else byId("saved").replaceChildren(...(rows.length ? rows.map(rowNode) : [empty]));
}

function rowNode(row) {
  if (renaming === row.id) return el("li", { class: "row" }, nameForm(row));
  const open = () => wired.open(row.id);
  const label = say("conversationMenu", { title: row.title });
  const more = iconButton("more", label, () => toggleMenu(more, itemsFor(row)), "row-more");
  more.setAttribute("aria-haspopup", "menu");
  more.setAttribute("aria-expanded", "false");
  return el(
    "li",
    { class: "row", data: { id: row.id } },
    el(
      "button",
      { type: "button", class: "row-open", "aria-current": row.id === conversation.id ? "true" : null, onclick: open },
      el("span", { class: "row-title said" }, row.title),
      el("span", { class: "facts" }, `${count("questions", row.turns)} · ${moment(row.updated_at)}`),
    ),
    more,
  );
}

const itemsFor = (row) => [
  { words: say("rename"), act: () => rename(row) },
  { words: say("exportMarkdown"), act: () => exportAs("export_conversation", row.id, "markdown") },
  { words: say("exportHtml"), act: () => exportAs("export_conversation", row.id, "html") },
  { words: say("deleteConversation"), act: () => remove(row) },
];

function rename({ id }) {
  renaming = id;
  drawSaved();
  const box = byId("saved").querySelector(".rename input");
  box.focus();
  box.select();
}

function nameForm(row) {
  const box = el("input", { type: "text", maxlength: "80", autocomplete: "off", "aria-label": say("newName") });
  box.value = row.title;
  let over = false;
  const end = async (keep) => {
    if (over) return;
    over = true;
    renaming = null;
    if (keep && box.value.trim() !== row.title) {
      const answer = await look("rename_conversation", row.id, box.value);
      if (answer.type === "error") toast(answer[language()]);
    }
    await refreshSaved();
    byId("saved").querySelector(`[data-id="${row.id}"] .row-more`)?.focus({ preventScroll: true });
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    end(false);
  });
  box.addEventListener("blur", () => end(true));
  const submit = (event) => {
    event.preventDefault();
    end(true);
  };
  return el("form", { class: "rename", onsubmit: submit }, box);
}

async function remove(row) {
  const answer = await look("delete_conversation", row.id);
  if (answer.type === "error") toast(answer[language()]);
  else {
    wired.removed(row.id);
    toast(say("deletedConversation", { title: row.title }), say("undo"), undo);
  }
  await refreshSaved();
}

async function undo() {
  const answer = await look("undo_delete_conversation");
  if (answer.type === "error") toast(answer[language()]);
  await refreshSaved();
}

export function startSaved(wires) {
  wired = wires;
  let timer = 0;
  byId("seek").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refreshSaved, PAUSE);
  });
  byId("save-on").addEventListener("click", () => setWish("save", true));
  onWish(drawSaved);
  onLanguage(drawSaved);
  return refreshSaved();
}
