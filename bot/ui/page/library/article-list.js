// The library: a table of contents that can be filtered, sorted, opened, emptied and filled.
import { look } from "../lib/api.js";
import { arrange, byId, el, iconButton, prose } from "../lib/dom.js";
import { count, day, language, megabytes, moment, number, onLanguage, say } from "../lib/i18n.js";
import { toggleMenu } from "../lib/menu.js";
import { toast } from "../lib/toast.js";
import { onModel, watchingNow } from "../models/model-state.js";

const ORDER_KEY = "haeseol.order";
const FIRST = 60; // rows drawn for a press, which is to be answered at once
const CHUNK = 100; // rows that follow each time that the reader scrolls near the last one
const NEAR = 1_200; // pixels

let articles = [];
let problem = null;
let fresh = new Set(); // added since the page was opened
let shown = null; // the list as it was answered last
let sorted = { key: "", articles: [] }; // all of them in the order that is chosen, until they change
let drawn = new Map(); // article id -> its row: { look, node }
let listed = []; // the articles that match, in their order, drawn or not
let room = ""; // what everything takes on the disk, in words
let wired = null; // { open(article), askOnly(article), readAgain(article), removed(id), counted(n) }

/** The article of this id as the list has it, or null. */
export const rowOf = (id) => articles.find((article) => article.id === id) ?? null;

/** Whether a passage or citation is from a version that has been replaced since. */
export const isOlder = ({ article_id, version }) => (rowOf(article_id)?.version ?? version) > version;

export const titleOf = (id) => articles.find((article) => article.id === id)?.title ?? id;

/** Fetch the list again; ids in `added` are shown as new. */
export async function refreshLibrary(added = []) {
  for (const id of added) fresh.add(id);
  const answer = await look("articles");
  const same = JSON.stringify(answer) === JSON.stringify(shown) && added.length === 0;
  if (same) return; // drawn anew, a row that has the focus would lose it
  shown = answer;
  problem = answer.type === "error" ? answer : null;
  if (problem === null) {
    articles = answer.articles.map((article) => ({ ...article, sought: plain(`${article.title}\n${article.source}`) }));
    sorted.key = "";
  }
  draw({ again: true });
  wired.counted(articles.length);
  const used = await look("storage");
  if (used.type === "storage") room = megabytes(used.articles + used.kept + used.index);
  drawFacts();
}

/** Draw the list from its top, or as far as it was drawn before. */
function draw({ again = false } = {}) {
  const sought = plain(byId("filter").value.trim());
  listed = inOrder(byId("order").value).filter((article) => article.sought.includes(sought));
  const rows = listed.slice(0, Math.max(FIRST, again ? byId("articles").childElementCount : 0)).map(keptRow);
  const empty = say(articles.length ? "noMatch" : "noArticles");
  if (problem) byId("articles").replaceChildren(el("li", { class: "problem" }, prose(problem[language()])));
  else arrange(byId("articles"), rows.length ? rows : [el("li", { class: "empty" }, empty)]);
  byId("library-count").textContent = articles.length ? number(articles.length) : "";
  byId("order").hidden = articles.length < 2;
  byId("open-overview").hidden = articles.length === 0;
  drawFacts();
}

function drawFacts() {
  byId("library-facts").textContent = articles.length ? factsOf(articles) : "";
}

function drawMore() {
  const panel = byId("panel-articles");
  const list = byId("articles");
  if (panel.scrollHeight - panel.scrollTop - panel.clientHeight > NEAR || problem) return;
  const done = list.querySelectorAll(".row").length;
  list.append(...listed.slice(done, done + CHUNK).map(keptRow));
}

/** The article's row: the one that is drawn already where it would look the same. */
function keptRow(article) {
  const look = JSON.stringify([article, language(), fresh.has(article.id)]);
  if (drawn.get(article.id)?.look !== look) drawn.set(article.id, { look, node: rowNode(article) });
  return drawn.get(article.id).node;
}

const plain = (text) => text.normalize("NFC").toLocaleLowerCase();

function inOrder(key) {
  if (sorted.key !== key) sorted = { key, articles: [...articles].sort(ORDERS[key]) };
  return sorted.articles;
}

const collator = new Intl.Collator(["ko", "en"]);
const byTitle = (a, b) => collator.compare(a.title, b.title);
const latest = (a, b) => (a < b) - (a > b); // of times and days in ISO 8601
const ORDERS = {
  indexed: (a, b) => latest(a.indexed_at, b.indexed_at) || byTitle(a, b),
  published: (a, b) => latest(a.published ?? "", b.published ?? "") || byTitle(a, b),
  title: byTitle,
};

/** What the library comes to: how much there is, and when something was read into it last. */
function factsOf(all) {
  const letters = all.reduce((sum, { characters }) => sum + characters, 0);
  const last = all.reduce((so, { indexed_at }) => (indexed_at > so ? indexed_at : so), "");
  const much = [count("articles", all.length), say("letters", { n: number(letters) }), room];
  const { known, on } = watchingNow();
  const watched = known ? say(on ? "watchingShort" : "notWatchingShort") : null;
  return [...much, say("lastIndexed", { when: moment(last) }), watched].filter(Boolean).join(" · ");
}

function rowNode(article) {
  const { id, title, source, published, language: tongue } = article;
  const facts = [published && day(published), source.split("/").at(-1)].filter(Boolean).join(" · ");
  const more = iconButton("more", say("articleMenu", { title }), () => toggleMenu(more, itemsFor(article)), "row-more");
  more.setAttribute("aria-haspopup", "menu");
  more.setAttribute("aria-expanded", "false");
  return el(
    "li",
    { class: "row" },
    el(
      "button",
      { type: "button", class: "row-open", title: `${source} · ${say(tongue)}`, onclick: () => wired.open(article) },
      el("span", { class: "row-title", lang: tongue }, title),
      el("span", { class: "facts" }, fresh.has(id) ? el("b", { class: "new" }, `${say("newArticle")} `) : null, facts),
    ),
    el("span", { class: "row-side" }, el("span", { class: "tongue", title: say(tongue) }, tongue === "ko" ? "한" : "EN"), more),
  );
}

const itemsFor = (article) => [
  { words: say("openArticle"), act: () => wired.open(article) },
  { words: say("askThis"), act: () => wired.askOnly(article) },
  { words: say("readArticleAgain"), act: () => wired.readAgain(article) },
  { words: say("removeArticle"), act: () => remove(article) },
];

async function remove({ id, title }) {
  const answer = await look("remove", id);
  await refreshLibrary();
  byId("tab-articles").focus({ preventScroll: true });
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
  byId("filter").addEventListener("input", () => draw());
  byId("panel-articles").addEventListener("scroll", drawMore);
  byId("order").value = keptOrder();
  byId("order").addEventListener("change", () => {
    try {
      localStorage.setItem(ORDER_KEY, byId("order").value);
    } catch {
      // storage is switched off: the order lasts as long as the page
    }
    draw();
  });
  onLanguage(() => draw({ again: true }));
  onModel(drawFacts);
  return refreshLibrary();
}

function keptOrder() {
  try {
    const kept = localStorage.getItem(ORDER_KEY);
    return kept in ORDERS ? kept : "indexed";
  } catch {
    return "indexed";
  }
}
