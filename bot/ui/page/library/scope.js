// Which articles are asked: all of them, or those of a scope. The chip at the top says which, and opens the choice of them.
import { byId, el, iconButton } from "../lib/dom.js";
import { count, day, language, say } from "../lib/i18n.js";
import { closePane } from "../lib/panes.js";
import { effect, signal } from "../lib/signal.js";
import { library, rowOf, titleOf } from "./articles.js";

/** The scope as the server reads it ({ articles, tags, since, until, language, source }, none of them empty); null for all. */
export const scope = signal(null);

/** Whether the reader is choosing which articles to ask. */
export const choosing = signal(false);

export const ofArticle = (id) => ({ articles: [id] });

/** Ask nothing but what is in `next` from now on; nothing in it stands for all articles. */
export function askWithin(next) {
  const said = Object.entries(next).filter(([, value]) => value !== null && value.length > 0);
  scope.value = said.length ? Object.fromEntries(said) : null;
}

/** Ask nothing but this article from now on. */
export function askOnly({ id }) {
  askWithin(ofArticle(id));
  closePane();
  byId("question").focus();
}

/** Ask this article together with those that are chosen already. */
export const askAlso = ({ id }) => askWithin({ ...scope.value, articles: [...scope.value.articles, id] });

/** Whether the article `id` is the only one that is asked. */
export const isOnly = (id) => scope.value?.articles?.length === 1 && scope.value.articles[0] === id;

/** Take an article that is gone out of the scope. */
export function leaveOut(id) {
  if (scope.value?.articles?.includes(id)) askWithin({ ...scope.value, articles: scope.value.articles.filter((each) => each !== id) });
}

const hostOf = ({ url }) => (URL.canParse(url) ? new URL(url).hostname : "");

/** A site's name as addresses spell it, whatever letters it is written in; "" for what is none. */
const spelled = (site) => (!/[/:?#@\\]/.test(site) && URL.canParse(`//${site}`, document.baseURI) ? new URL(`//${site}`, document.baseURI).hostname : "");

/** The site that an article was found at, as the choice names it; "" where it came from no address. */
export const siteOf = (article) => hostOf(article).replace(/^www\./, "");

/** Whether an article comes from a site, or lies in a file or folder: what the server's `from_source` says, too. */
function isFrom(article, source) {
  const folder = source.replace(/\/+$/, "");
  const site = spelled(source);
  return article.source === source || article.source.startsWith(`${folder}/`) || (site !== "" && `.${hostOf(article)}`.endsWith(`.${site}`));
}

/** Whether an article, as the list has it, is in a scope. */
export function holds(within, article) {
  const { articles = [], tags = [], since = "", until = "", language: tongue = null, source = "" } = within ?? {};
  const own = article.tags.map((tag) => tag.toLowerCase());
  return (
    (articles.length === 0 || articles.includes(article.id)) &&
    tags.every((tag) => own.includes(tag.toLowerCase())) &&
    (since === "" || (article.published ?? "") >= since) &&
    (until === "" || (article.published !== null && article.published <= until)) &&
    (tongue === null || article.language === tongue) &&
    (source === "" || isFrom(article, source))
  );
}

/** A scope in words: its title where it is one article, else what is the same in all of them. */
export function scopeWords(within) {
  const { articles = [], tags = [], since = "", until = "", language: tongue = null, source = "" } = within;
  const many = articles.length === 1 ? titleOf(articles[0]) : count("articles", articles.length);
  const days = { since: since && day(since), until: until && day(until) };
  const when = since && until ? `${days.since} – ${days.until}` : since ? say("scopeFrom", days) : until ? say("scopeTo", days) : "";
  return [articles.length ? many : "", ...tags.map((tag) => `#${tag}`), when, tongue ? say(tongue) : "", source]
    .filter(Boolean)
    .join(" · ");
}

function draw() {
  const within = scope.value;
  const chip = byId("scope");
  const words = within ? say("scopeOne", { title: scopeWords(within) }) : say("scopeAll");
  chip.classList.toggle("one", within !== null);
  chip.title = words;
  const more = library.value.articles.length > 1 || within !== null;
  const open = () => (choosing.value = true);
  const name = more
    ? el("button", { type: "button", class: "scope-words", "aria-haspopup": "dialog", "aria-label": say("scopeChange", { words }), onclick: open }, words)
    : el("span", { class: "scope-words" }, words);
  const had = chip.contains(document.activeElement);
  chip.replaceChildren(name, ...(within ? [iconButton("close", say("scopeRelease"), () => (scope.value = null))] : []));
  if (had) chip.querySelector("button")?.focus();
}

export function startScope() {
  effect(draw, scope, language, library);
}

/** The articles of a scope that are there. */
export const rowsWithin = (within) => (within?.articles?.map(rowOf).filter(Boolean) ?? library.value.articles).filter((row) => holds(within, row));
