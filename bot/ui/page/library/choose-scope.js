// The choice of what is asked: tags, a language, days, a site. Only what makes a difference in this library is offered.
import { byId, el } from "../lib/dom.js";
import { count, language, say } from "../lib/i18n.js";
import { effect } from "../lib/signal.js";
import { library } from "./articles.js";
import { tagsOf } from "./article-tags.js";
import { askWithin, choosing, rowsWithin, scope, scopeWords, siteOf } from "./scope.js";

let draft = {}; // the scope as it is being chosen

function draw() {
  const parts = [articlesNode(), tagsNode(), languageNode(), daysNode(), sourceNode()].filter(Boolean);
  byId("scope-parts").replaceChildren(...parts);
  settle();
}

/** Say how many articles the choice comes to. */
function settle() {
  const all = library.value.articles.length;
  const n = rowsWithin(draft).length;
  byId("scope-count").textContent = n === all ? count("articles", all) : say("scopeCount", { n: count("articles", n), all });
  byId("scope-use").disabled = n === 0;
}

function change(part) {
  draft = { ...draft, ...part };
  settle();
}

function setting(key, ...nodes) {
  return el("fieldset", { class: "setting" }, el("legend", { class: "setting-name" }, say(key)), ...nodes);
}

function articlesNode() {
  if (!draft.articles?.length) return null;
  const release = () => {
    draft = { ...draft, articles: [] };
    draw();
    byId("scope-use").focus();
  };
  return setting("scopeArticles", el("p", {}, scopeWords({ articles: draft.articles })), el("button", { type: "button", class: "link", onclick: release }, say("scopeAnyArticle")));
}

const choice = (type, name, words, checked, press) =>
  el("label", { class: "choice" }, el("input", { type, name, checked, onchange: press }), el("span", {}, words));

function tagsNode() {
  const tags = tagsOf(library.value.articles);
  if (tags.length === 0) return null;
  const toggle = (tag) => ({ target }) => {
    const others = (draft.tags ?? []).filter((each) => each !== tag);
    change({ tags: target.checked ? [...others, tag] : others });
  };
  return setting("tags", el("div", { class: "choices" }, tags.map(([tag]) => choice("checkbox", "scope-tag", `#${tag}`, draft.tags?.includes(tag) ?? false, toggle(tag)))));
}

function languageNode() {
  if (new Set(library.value.articles.map((row) => row.language)).size < 2) return null;
  const way = (tongue) => choice("radio", "scope-language", say(tongue ?? "scopeAnyLanguage"), (draft.language ?? null) === tongue, () => change({ language: tongue }));
  return setting("scopeLanguage", el("div", { class: "choices" }, [null, "ko", "en"].map(way)));
}

function daysNode() {
  const days = library.value.articles.map(({ published }) => published).filter(Boolean).sort();
  if (days.length === 0 || days[0] === days.at(-1)) return null;
  const box = (part, key) =>
    el("label", { class: "day" }, el("span", {}, say(key)), el("input", { type: "date", value: draft[part] ?? "", min: days[0], max: days.at(-1), oninput: ({ target }) => change({ [part]: target.value }) }));
  return setting("scopeDays", el("div", { class: "choices" }, box("since", "scopeSince"), box("until", "scopeUntil")));
}

function sourceNode() {
  const sites = [...new Set(library.value.articles.map(siteOf))].filter(Boolean).sort();
  if (sites.length === 0 || (sites.length < 2 && library.value.articles.every((row) => siteOf(row) !== ""))) return null;
  const options = [["", say("scopeAnySource")], ...[...new Set([...sites, draft.source].filter(Boolean))].map((site) => [site, site])];
  const select = el("select", { "aria-label": say("scopeSource"), onchange: ({ target }) => change({ source: target.value }) });
  select.append(...options.map(([value, words]) => el("option", { value }, words)));
  select.value = draft.source ?? "";
  return setting("scopeSource", select);
}

export function startChoosingScope() {
  const dialog = byId("scoping");
  choosing.subscribe(() => {
    if (!choosing.value) return;
    draft = { ...scope.value };
    draw();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => (choosing.value = false));
  byId("close-scoping").addEventListener("click", () => dialog.close());
  const use = (within) => {
    dialog.close();
    askWithin(within);
    byId("question").focus();
  };
  byId("scope-all").addEventListener("click", () => use({}));
  byId("scope-form").addEventListener("submit", (event) => {
    event.preventDefault();
    use(draft);
  });
  effect(() => dialog.open && draw(), language);
}
