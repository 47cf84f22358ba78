// What stands where no question was asked yet: questions to begin with, or the way to a first article.
import { look } from "../lib/api.js";
import { byId, el, icon } from "../lib/dom.js";
import { language, say } from "../lib/i18n.js";
import { effect, signal } from "../lib/signal.js";
import { openAdding } from "../library/add-articles.js";
import { library } from "../library/articles.js";
import { answering, libraryWrites } from "../models/model-state.js";
import { ask } from "./asking.js";
import { conversation } from "./conversation-state.js";

const suggestions = signal({ ko: [], en: [] });
const articleCount = signal(null); // null until the list is here: nobody is asked for a first article before that

function draw() {
  const isEmpty = conversation.value.turns.length === 0;
  const greeting = byId("greeting");
  greeting.hidden = !isEmpty;
  for (const id of ["new", "export"]) byId(id).hidden = isEmpty;
  const isKnown = articleCount.value !== null;
  const hasArticles = isKnown && articleCount.value > 0;
  const order = language.value === "ko" ? ["ko", "en"] : ["en", "ko"];
  const rows = order.flatMap((each) => suggestions.value[each].map((question) => suggestionNode(question, each)));
  greeting.replaceChildren(
    el("h2", {}, say("greeting")),
    el("p", { class: "lead" }, say(isKnown && !hasArticles ? "greetingEmpty" : "greetingMore")),
    ...(hasArticles && rows.length ? [el("p", { class: "small-head" }, say("tryThese")), el("ul", { class: "suggestions" }, rows)] : []),
    ...(hasArticles || !isKnown ? [] : [el("button", { type: "button", class: "solid", onclick: openAdding }, say("add"))]),
  );
}

const suggestionNode = (question, tongue) =>
  el("li", {}, el("button", { type: "button", class: "suggestion", lang: tongue, onclick: () => ask(question) }, el("span", {}, question), icon("arrow")));

/** Fetch the suggested questions again; nothing is drawn anew where they are the same. */
async function refresh() {
  const answer = await look("suggested_questions");
  if (answer.type !== "questions") return;
  const got = { ko: [], en: [], ...answer.questions };
  if (JSON.stringify(got) !== JSON.stringify(suggestions.value)) suggestions.value = got;
}

export function startGreeting() {
  effect(() => (articleCount.value = library.value.isKnown ? library.value.articles.length : null), library);
  effect(draw, conversation, answering, articleCount, suggestions, language);
  libraryWrites.subscribe(refresh);
  refresh();
}
