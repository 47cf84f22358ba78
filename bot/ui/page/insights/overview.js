// The whole library at a glance, in place of the evidence: topics, a map, stories in two languages and what is the same and
// what differs in them. Everything is drawn as it comes.
import { stream } from "../lib/api.js";
import { byId, el, icon, prose, reveal } from "../lib/dom.js";
import { count, day, language, number, say } from "../lib/i18n.js";
import { barNode, counted } from "../lib/progress-bar.js";
import { openArticle } from "../library/opened-article.js";
import { comparisonNodes } from "./comparison.js";
import { connect, drawnOf, mapNode } from "./overview-map.js";

const FEW = 5; // articles of a topic that are listed at once

let stop = null; // ends what is going on; null while the overview is closed
let state = null; // { found, stories, progress, done, problem }
let view = null; // the nodes, and the language of their words: { root, status, topics, stories, map, tongue }
let kept = null; // where the reader was when an article was opened from here: { top, focus }

export const overviewIsOpen = () => stop !== null;

/** Begin the overview anew; what has not changed at the server comes at once. */
export async function openOverview() {
  stop?.abort();
  const mine = new AbortController();
  stop = mine;
  kept = null;
  state = { found: null, stories: [], progress: null, done: false, problem: null };
  build();
  for await (const event of stream("overview", [], mine.signal)) {
    if (stop !== mine) return;
    take(event);
  }
}

export function closeOverview() {
  stop?.abort();
  stop = null;
  byId("evidence").classList.remove("reading");
}

export function drawOverview() {
  if (view.tongue !== language.value) build();
  byId("evidence").classList.add("reading");
  byId("evidence-title").hidden = true;
  const body = byId("evidence-body");
  body.replaceChildren(view.root);
  body.scrollTop = kept?.top ?? 0;
  if (kept?.focus?.isConnected) kept.focus.focus({ preventScroll: true });
  kept = null;
}

function take(event) {
  if (event.type === "progress" || event.type === "place") state.progress = event;
  else if (event.type === "topics") {
    state.found = event;
    drawTopics();
  } else if (event.type === "story") addStory(event);
  else if (event.type === "surveyed") state.done = true;
  else if (event.type === "error") state.problem = event;
  drawStatus();
}

function build() {
  view = {
    tongue: language.value,
    root: el("div", { class: "overview" }),
    status: el("div", { class: "overview-status", role: "status" }),
    topics: el("div", {}),
    stories: el("ul", { class: "stories" }),
    storiesHead: el("h4", { class: "small-head", hidden: true }, say("sameStory")),
    map: null,
  };
  const title = el("h3", { class: "reader-title" }, say("overview"));
  view.root.append(title, view.status, view.topics, view.storiesHead, view.stories);
  if (state.found) drawTopics();
  for (const story of state.stories) view.stories.append(storyNode(story));
  drawStatus();
}

function drawStatus() {
  const { found, stories, progress, done, problem } = state;
  const total = found?.total ?? 0;
  view.storiesHead.hidden = stories.length === 0;
  if (problem) view.status.replaceChildren(el("p", { class: "problem" }, prose(problem[language.value])));
  else if (done && total === 0) view.status.replaceChildren(el("p", { class: "empty" }, say("noArticles")));
  else if (done) view.status.replaceChildren(el("p", { class: "facts" }, factsOf(found), toStories(stories.length)));
  else {
    const step = progress?.step ?? "group";
    const going = say(`step.${step}`);
    const far = progress?.step ? counted(progress.done, progress.total, progress.unit) : "";
    view.status.replaceChildren(el("p", { class: "facts" }, `${[going, far].filter(Boolean).join(" · ")}…`), barNode(going, progress?.done ?? 0, progress?.total ?? 0));
  }
}

function factsOf(found) {
  const shown = found.topics.reduce((sum, { articles }) => sum + articles.length, found.others.length);
  const left = found.total - shown;
  const facts = [count("articles", found.total), left > 0 ? say("leftOut", { n: number(left) }) : "", count("topics", found.topics.length)];
  return `${facts.filter(Boolean).join(" · ")} · `;
}

/** How many stories there are; a press goes to them, because they stand below all topics. */
function toStories(n) {
  const words = count("stories", n);
  return n ? el("button", { type: "button", class: "link", onclick: () => reveal(view.storiesHead, "start") }, words) : words;
}

function drawTopics() {
  const { found } = state;
  const all = [...found.topics.flatMap(({ articles }) => articles), ...found.others];
  if (all.length === 0) return;
  view.map = mapNode(found, (topic) => topic[language.value][0] ?? "", openWhole);
  const drawn = drawnOf(found).length;
  const hint = [say("mapKey"), drawn < all.length ? say("mapPart", { n: number(drawn), all: number(all.length) }) : ""];
  const lists = found.topics.map((topic) => topicNode(topic[language.value].join(" · ") || say("unnamed"), topic.articles));
  if (found.others.length) lists.push(topicNode(say("otherArticles"), found.others));
  view.topics.replaceChildren(
    el("figure", { class: "map-figure" }, view.map, el("figcaption", { class: "facts" }, hint.filter(Boolean).join(" · "))),
    el("h4", { class: "small-head" }, say("topics")),
    ...lists,
  );
  for (const story of state.stories) connectStory(story);
}

function topicNode(name, articles) {
  const list = el("ul", {}, articles.slice(0, FEW).map(articleNode));
  const node = el("section", { class: "topic" }, el("h5", {}, name, " ", el("span", { class: "facts" }, number(articles.length))), list);
  if (articles.length > FEW) {
    const more = () => {
      const rows = articles.slice(FEW).map(articleNode);
      list.append(...rows);
      button.remove();
      rows[0].querySelector("button").focus();
    };
    const button = el("button", { type: "button", class: "link", onclick: more }, say("showAll", { n: number(articles.length) }));
    node.append(button);
  }
  return node;
}

function articleNode(article) {
  const { title, language: tongue, published } = article;
  return el(
    "li",
    { class: "topic-row" },
    el("button", { type: "button", class: "topic-open", lang: tongue, onclick: () => openWhole(article) }, title),
    el("span", { class: "facts" }, [published && day(published), say(tongue)].filter(Boolean).join(" · ")),
  );
}

function addStory(event) {
  const story = { ...event, open: false, progress: null, comparison: null, problem: null, node: null };
  state.stories.push(story);
  view.stories.append(storyNode(story));
  connectStory(story);
}

const articleOf = (id) => [...state.found.topics.flatMap(({ articles }) => articles), ...state.found.others].find((article) => article.id === id);

function connectStory(story) {
  const [ko, en] = [articleOf(story.ko), articleOf(story.en)];
  if (view.map && ko && en) connect(view.map, ko, en);
}

function storyNode(story) {
  const id = `story-${state.stories.indexOf(story)}`;
  const titles = ["ko", "en"].map((tongue) =>
    el("span", { class: "story-title" }, el("span", { class: "tongue" }, tongue === "ko" ? "한" : "EN"), el("span", { lang: tongue }, articleOf(story[tongue])?.title ?? story[tongue])),
  );
  const body = el("div", { id, class: "story-body", hidden: !story.open });
  const toggle = () => {
    story.open = !story.open;
    button.setAttribute("aria-expanded", String(story.open));
    body.hidden = !story.open;
    if (story.open && story.comparison === null) compare(story);
  };
  const head = { type: "button", class: "story-open", "aria-expanded": String(story.open), "aria-controls": id, onclick: toggle };
  const button = el("button", head, el("span", { class: "story-titles" }, titles), icon("arrow"));
  story.body = body;
  drawStory(story);
  return el("li", { class: "story" }, button, body);
}

async function compare(story) {
  if (story.progress !== null) return;
  story.progress = { step: "compare", done: 0, total: 0 };
  story.problem = null;
  drawStory(story);
  for await (const event of stream("compare", [story.ko, story.en], stop?.signal)) {
    if (event.type === "comparison") story.comparison = event;
    else if (event.type === "error") story.problem = event;
    else if (event.type === "progress") story.progress = event;
    drawStory(story);
  }
  story.progress = null;
}

function drawStory(story) {
  const { comparison, problem, progress, body } = story;
  if (problem) body.replaceChildren(el("p", { class: "problem" }, prose(problem[language.value])));
  else if (comparison) body.replaceChildren(...comparisonNodes(comparison, openSentence));
  else if (progress) {
    const what = [say("step.compare"), counted(progress.done, progress.total, progress.unit)].filter(Boolean).join(" · ");
    body.replaceChildren(el("p", { class: "facts", role: "status" }, `${what}…`), barNode(say("step.compare"), progress.done, progress.total));
  }
}

const openWhole = ({ id }) => openSentence({ article_id: id, version: null, start: null });

function openSentence({ article_id, version, start }) {
  kept = { top: byId("evidence-body").scrollTop, focus: document.activeElement };
  openArticle(article_id, version, start);
}
