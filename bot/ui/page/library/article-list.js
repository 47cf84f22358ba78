// The library: a table of contents that can be filtered, sorted, opened, emptied and filled.
import { look } from "../lib/api.js";
import { attempt } from "../lib/attempt.js";
import { download } from "../lib/download.js";
import { arrange, byId, el, prose } from "../lib/dom.js";
import { count, day, language, megabytes, moment, number, say } from "../lib/i18n.js";
import { menuButton, toggleMenu } from "../lib/menu.js";
import { closePane } from "../lib/panes.js";
import { keep, kept } from "../lib/storage.js";
import { toast } from "../lib/toast.js";
import { libraryWrites, modelState, watchingNow } from "../models/model-state.js";
import { readAgain } from "./add-articles.js";
import { isFresh, library, refreshLibrary } from "./articles.js";
import { openArticle } from "./opened-article.js";
import { editTags, tagsOf } from "./article-tags.js";
import { askAlso, askOnly, askWithin, leaveOut, ofArticle, scope } from "./scope.js";

const ORDER_KEY = "haeseol.order";
const FIRST = 60; // rows drawn for a press, which is to be answered at once
const CHUNK = 100; // rows that follow each time that the reader scrolls near the last one
const NEAR = 1_200; // pixels
const MOST_CHOSEN = 500; // articles that are named one by one in a scope; a tag may have more

let articles = []; // as the server lists them, each with what it can be found by
let sorted = { key: "", articles: [] }; // all of them in the order that is chosen, until they change
let drawn = new Map(); // article id -> its row: { look, node }
let listed = []; // the articles that match, in their order, drawn or not
let tagged = null; // the tag that the list is narrowed to
let room = ""; // what everything takes on the disk, in words

/** Take in what the server lists now. */
async function update() {
  articles = library.value.articles.map((article) => ({ ...article, sought: plain(`${article.title}\n${article.source}\n${article.tags.map((tag) => `#${tag}`).join("\n")}`) }));
  sorted.key = "";
  draw({ again: true });
  const used = await look("storage");
  if (used.type === "storage") room = megabytes(used.articles + used.kept + used.index);
  drawFacts();
}

/** Draw the list from its top, or as far as it was drawn before. */
function draw({ again = false } = {}) {
  const { problem } = library.value;
  const sought = plain(byId("filter").value.trim());
  drawTags();
  const matches = (article) => article.sought.includes(sought) && (tagged === null || article.tags.includes(tagged));
  listed = inOrder(byId("order").value).filter(matches);
  drawAsking(sought);
  const rows = listed.slice(0, Math.max(FIRST, again ? byId("articles").childElementCount : 0)).map(keptRow);
  const empty = say(articles.length ? "noMatch" : "noArticles");
  if (problem) byId("articles").replaceChildren(el("li", { class: "problem" }, prose(problem[language.value])));
  else arrange(byId("articles"), rows.length ? rows : [el("li", { class: "empty" }, empty)]);
  byId("library-count").textContent = articles.length ? number(articles.length) : "";
  byId("order").hidden = articles.length < 2;
  byId("open-overview").hidden = articles.length === 0;
  drawFacts();
}

/** The tags that there are; pressing one narrows the list to it, pressing it again widens it. */
function drawTags() {
  const tags = tagsOf(articles);
  if (tags.every(([tag]) => tag !== tagged)) tagged = null;
  const press = (tag) => () => {
    tagged = tagged === tag ? null : tag;
    draw();
    byId("tags").querySelector(`[aria-pressed="true"]`)?.focus({ preventScroll: true });
  };
  const look = JSON.stringify([tags, tagged, language.value]);
  if (byId("tags").dataset.look === look) return; // drawn anew, a tag that has the focus would lose it
  byId("tags").dataset.look = look;
  byId("tags").hidden = tags.length === 0;
  byId("tags").replaceChildren(
    ...tags.map(([tag, n]) =>
      el("button", { type: "button", class: "tag", "aria-pressed": String(tag === tagged), "aria-label": say("tagFilter", { tag, n: count("articles", n) }), onclick: press(tag) }, `#${tag}`),
    ),
  );
}

/** Offer to ask what is listed, where that is less than everything and more than one. */
function drawAsking(sought) {
  const within = sought === "" ? { tags: tagged === null ? [] : [tagged] } : { articles: listed.map(({ id }) => id) };
  const button = byId("ask-listed");
  button.hidden = listed.length < 2 || listed.length === articles.length || listed.length > MOST_CHOSEN;
  button.textContent = say("askListed", { n: count("articles", listed.length) });
  button.onclick = () => {
    askWithin(within);
    closePane();
    byId("question").focus();
  };
}

function drawFacts() {
  byId("library-facts").textContent = articles.length ? factsOf(articles) : "";
}

function drawMore() {
  const panel = byId("panel-articles");
  const list = byId("articles");
  if (panel.scrollHeight - panel.scrollTop - panel.clientHeight > NEAR || library.value.problem) return;
  const done = list.querySelectorAll(".row").length;
  list.append(...listed.slice(done, done + CHUNK).map(keptRow));
}

/** The article's row: the one that is drawn already where it would look the same. */
function keptRow(article) {
  const look = JSON.stringify([article, language.value, isFresh(article.id)]);
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
  const { id, title, source, published, tags, language: tongue } = article;
  const facts = [published && day(published), source.split("/").at(-1)].filter(Boolean).join(" · ");
  const more = menuButton(say("articleMenu", { title }), (button) => itemsFor(article, button));
  return el(
    "li",
    { class: "row" },
    el(
      "button",
      { type: "button", class: "row-open", title: `${source} · ${say(tongue)}`, onclick: () => openArticle(article.id) },
      el("span", { class: "row-title", lang: tongue }, title),
      el("span", { class: "facts" }, isFresh(id) ? el("b", { class: "new" }, `${say("newArticle")} `) : null, facts),
      tags.length ? el("span", { class: "facts row-tags" }, tags.map((tag) => `#${tag}`).join(" ")) : null,
    ),
    el("span", { class: "row-side" }, el("span", { class: "tongue", title: say(tongue) }, tongue === "ko" ? "한" : "EN"), more),
  );
}

const addsTo = (id) => (scope.value?.articles ?? [id]).every((each) => each !== id);

const itemsFor = (article, button) => [
  { words: say("openArticle"), act: () => openArticle(article.id) },
  { words: say("askThis"), act: () => askOnly(article) },
  ...(addsTo(article.id) ? [{ words: say("askAlso"), act: () => askAlso(article) }] : []),
  { words: say("editTags"), act: () => editTags(article) },
  { words: say("exportArticle"), act: () => toggleMenu(button, exportsOf(article)) },
  { words: say("readArticleAgain"), act: () => readAgain(article) },
  { words: say("removeArticle"), act: () => remove(article) },
];

const FORMS = { obsidian: "exportObsidian", anki: "exportAnki", bibtex: "exportBibtex", "csl-json": "exportCsl" };

/** One article in the forms of other programs. */
const exportsOf = ({ id }) => Object.entries(FORMS).map(([form, key]) => ({ words: say(key), act: () => exportArticle(id, form) }));

async function exportArticle(id, form) {
  const made = await attempt("export_articles", ofArticle(id), form);
  made?.documents.forEach(download);
}

async function remove({ id, title }) {
  const removed = await attempt("remove", id);
  await refreshLibrary();
  byId("tab-articles").focus({ preventScroll: true });
  if (removed === null) return;
  leaveOut(id);
  toast(say("removed", { title }), say("undo"), undo);
}

async function undo() {
  await attempt("undo_remove");
  await refreshLibrary();
}

export function startArticleList() {
  byId("filter").addEventListener("input", () => draw());
  byId("panel-articles").addEventListener("scroll", drawMore);
  byId("order").value = kept(ORDER_KEY) in ORDERS ? kept(ORDER_KEY) : "indexed";
  byId("order").addEventListener("change", () => {
    keep(ORDER_KEY, byId("order").value);
    draw();
  });
  library.subscribe(update);
  language.subscribe(() => draw({ again: true }));
  modelState.subscribe(drawFacts);
  libraryWrites.subscribe(() => refreshLibrary());
  refreshLibrary();
}
