// The saved conversations: a list that can be searched, opened, renamed, exported and emptied.
import { look } from "../lib/api.js";
import { attempt } from "../lib/attempt.js";
import { byId, el, prose } from "../lib/dom.js";
import { count, language, moment, say } from "../lib/i18n.js";
import { menuButton } from "../lib/menu.js";
import { effect } from "../lib/signal.js";
import { toast } from "../lib/toast.js";
import { conversation, saves } from "./conversation-state.js";
import { exportAs } from "./export.js";
import { preferences, setPreference } from "./preferences.js";
import { openSaved, startNew } from "./switch-conversation.js";

const PAUSE = 150; // milliseconds of silence after a letter before the list is asked for again

let rows = [];
let problem = null;
let renaming = null; // the id of the row whose title is being written
let asked = 0;

/** Fetch the list again, as far as it holds what is sought. */
async function refresh() {
  const mine = (asked += 1);
  const answer = await look("conversations", byId("seek").value);
  if (mine !== asked) return; // a later look was faster
  problem = answer.type === "error" ? answer : null;
  rows = problem ? [] : answer.conversations;
  if (renaming === null) draw();
}

/** Draw the list, with the conversation that is shown marked in it. */
function draw() {
  byId("saving-off").hidden = preferences.value.save;
  const seeking = byId("seek").value.trim() !== "";
  const empty = el("li", { class: "empty" }, say(seeking ? "noSuchConversation" : "noConversations"));
  if (problem) byId("saved").replaceChildren(el("li", { class: "problem" }, prose(problem[language.value])));
  else byId("saved").replaceChildren(...(rows.length ? rows.map(rowNode) : [empty]));
}

function rowNode(row) {
  if (renaming === row.id) return el("li", { class: "row" }, nameForm(row));
  return el(
    "li",
    { class: "row", data: { id: row.id } },
    el(
      "button",
      { type: "button", class: "row-open", "aria-current": row.id === conversation.value.id ? "true" : null, onclick: () => openSaved(row.id) },
      el("span", { class: "row-title said" }, row.title),
      el("span", { class: "facts" }, `${count("questions", row.turns)} · ${moment(row.updated_at)}`),
    ),
    menuButton(say("conversationMenu", { title: row.title }), () => itemsFor(row)),
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
  draw();
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
    if (keep && box.value.trim() !== row.title) await attempt("rename_conversation", row.id, box.value);
    await refresh();
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
  if ((await attempt("delete_conversation", row.id)) !== null) {
    if (row.id === conversation.value.id) startNew();
    toast(say("deletedConversation", { title: row.title }), say("undo"), () => undo(row.id));
  }
  await refresh();
}

async function undo(id) {
  await attempt("undo_delete_conversation", id);
  await refresh();
}

export function startSavedConversations() {
  let timer = 0;
  byId("seek").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  byId("save-on").addEventListener("click", () => setPreference("save", true));
  saves.subscribe(refresh);
  effect(draw, conversation, preferences, language);
  refresh();
}
