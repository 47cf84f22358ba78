// The library: a table of contents that can be filtered, opened, emptied and filled.
import { look } from "./api.js";
import { byId, el, iconButton, prose } from "./dom.js";
import { toast } from "./toast.js";
import { count, day, language, onLanguage, say } from "./words.js";

let articles = [];
let problem = null;
let fresh = new Set(); // added since the page was opened
let shown = null; // the list as it was answered last
let wired = null; // { open(article), removed(id), counted(n) }

export const titleOf = (id) => articles.find((article) => article.id === id)?.title ?? id;

/** Fetch the list again; ids in `added` are shown as new. */
export async function refreshLibrary(added = []) {
  for (const id of added) fresh.add(id);
  const answer = await look("articles");
  const same = JSON.stringify(answer) === JSON.stringify(shown) && added.length === 0;
  if (same) return; // drawn anew, a row that has the focus would lose it
  shown = answer;
  problem = answer.type === "error" ? answer : null;
  if (problem === null) articles = answer.articles;
  draw();
  wired.counted(articles.length);
}

function draw() {
  const sought = byId("filter").value.trim().normalize("NFC").toLocaleLowerCase();
  const matches = ({ title, source }) => `${title}\n${source}`.normalize("NFC").toLocaleLowerCase().includes(sought);
  const rows = articles.filter(matches).map(rowNode);
  const empty = say(articles.length ? "noMatch" : "noArticles");
  if (problem) byId("articles").replaceChildren(el("li", { class: "problem" }, prose(problem[language()])));
  else byId("articles").replaceChildren(...(rows.length ? rows : [el("li", { class: "empty" }, empty)]));
  byId("library-count").textContent = articles.length ? count("articles", articles.length) : "";
  byId("filter").hidden = articles.length < 2 && sought === "";
}

function rowNode(article) {
  const { id, title, source, published, language: tongue } = article;
  const facts = [published && day(published), source.split("/").at(-1)].filter(Boolean).join(" · ");
  const more = `${source} · ${tongue === "ko" ? say("ko") : say("en")}`;
  return el(
    "li",
    { class: "row" },
    el(
      "button",
      { type: "button", class: "row-open", title: more, onclick: () => wired.open(article) },
      el("span", { class: "row-title", lang: tongue }, title),
      el("span", { class: "facts" }, fresh.has(id) ? el("b", { class: "new" }, `${say("newArticle")} `) : null, facts),
    ),
    el("span", { class: "tongue", title: say(tongue) }, tongue === "ko" ? "한" : "EN"),
    iconButton("close", say("remove", { title }), () => remove(article), "row-remove"),
  );
}

async function remove({ id, title }) {
  const answer = await look("remove", id);
  await refreshLibrary();
  byId("filter").focus({ preventScroll: true });
  if (answer.type === "error") toast(answer[language()]);
  else {
    wired.removed(id);
    toast(say("removed", { title }), say("undo"), undo);
  }
}

async function undo() {
  const answer = await look("undo_remove");
  if (answer.type === "error") toast(answer[language()]);
  await refreshLibrary();
}

export function startLibrary(wires) {
  wired = wires;
  byId("filter").addEventListener("input", draw);
  onLanguage(draw);
  return refreshLibrary();
}
