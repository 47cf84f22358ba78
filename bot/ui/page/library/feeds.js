// Feeds that are followed: in the box for adding, and what they brought today.
import { look } from "../lib/api.js";
import { attempt } from "../lib/attempt.js";
import { byId, el, iconButton, prose } from "../lib/dom.js";
import { count, day, language, moment, say } from "../lib/i18n.js";
import { closePane } from "../lib/panes.js";
import { effect, signal } from "../lib/signal.js";
import { toast } from "../lib/toast.js";
import { refreshLibrary } from "./articles.js";
import { openArticle } from "./opened-article.js";

const feeds = signal([]);
let digest = null;

async function refresh() {
  const answer = await look("feeds");
  if (answer.type === "feeds") feeds.value = answer.feeds;
}

/** Do one thing with feeds while its button waits; tells whether it worked. */
async function work(button, name, ...data) {
  button.disabled = true;
  const done = await attempt(name, ...data);
  button.disabled = false;
  await refresh();
  return done;
}

async function follow() {
  const box = byId("feed-address");
  const feed = await work(byId("feed-add"), "add_feed", box.value);
  if (feed === null) return; // nothing typed is lost
  box.value = "";
  toast(say("feedFollowed", { title: feed.title }));
  await poll();
}

async function poll() {
  const done = await work(byId("feed-poll"), "poll_feeds");
  if (done === null) return;
  await refreshLibrary(done.added);
  const failed = done.failed[0]?.error;
  if (failed) toast(failed[language.value]);
  else toast(done.asked ? say("feedBrought", { n: count("articles", done.added.length) }) : say("feedEarly"));
}

function drawFeeds() {
  byId("open-digest").hidden = feeds.value.length === 0;
  byId("feed-poll").hidden = feeds.value.length === 0;
  byId("feeds").replaceChildren(...feeds.value.map(feedNode));
}

function feedNode({ address, title, tags, polled_at: polled, problem, taken }) {
  const words = [count("articles", taken), polled && say("feedPolled", { when: moment(polled) }), ...tags.map((tag) => `#${tag}`)];
  const remove = iconButton("close", say("feedRemove", { title }), () => work(remove, "remove_feed", address));
  return el(
    "li",
    { class: "feed" },
    el("div", {}, el("p", { class: "offer-name" }, title || address), el("p", { class: "facts" }, words.filter(Boolean).join(" · ")), problem?.[language.value] ? el("p", { class: "facts problem" }, prose(problem[language.value])) : null),
    remove,
  );
}

async function openDigest() {
  closePane();
  digest = null;
  drawDigest();
  byId("digest").showModal();
  digest = await attempt("digest", language.value, "");
  if (digest === null) byId("digest").close();
  else drawDigest();
}

function drawDigest() {
  const list = byId("digest-items");
  if (digest === null) list.replaceChildren(el("li", { class: "empty" }, `${say("opening")}…`));
  else if (digest.items.length === 0) list.replaceChildren(el("li", { class: "empty" }, say("digestEmpty")));
  else list.replaceChildren(...digest.items.map(itemNode));
}

/** A sentence of an article, word for word, and where it stands. */
function itemNode({ article_id, version, title, language: tongue, published, sentence, start, translation }, n) {
  const open = () => {
    byId("digest").close();
    openArticle(article_id, version, start);
  };
  return el(
    "li",
    { class: "digest-item" },
    el("p", { class: "source-words", lang: tongue }, sentence, " ", el("button", { type: "button", class: "pill", "aria-label": say("source", { n: n + 1, title }), onclick: open }, String(n + 1))),
    translation ? el("p", { class: "roughly", lang: language.value }, el("span", { class: "machine" }, say("machineTranslation")), " ", translation) : null,
    el("p", { class: "facts" }, el("button", { type: "button", class: "link quiet", lang: tongue, onclick: open }, title), published ? ` · ${day(published)}` : ""),
  );
}

export function startFeeds() {
  byId("feed-form").addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
  });
  byId("feed-poll").addEventListener("click", poll);
  byId("open-digest").addEventListener("click", openDigest);
  byId("close-digest").addEventListener("click", () => byId("digest").close());
  effect(drawFeeds, feeds, language);
  language.subscribe(drawDigest);
  refresh();
}
