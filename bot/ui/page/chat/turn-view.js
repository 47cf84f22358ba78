// One turn on the page: its question, what is happening, the answer as it is written.
import { startClock } from "../lib/clock.js";
import { el, prose } from "../lib/dom.js";
import { count, say, seconds, wordsOf } from "../lib/i18n.js";
import { askOnly, scopeWords } from "../library/scope.js";
import { actionsNode } from "./answer-actions.js";
import { refusalNode, sentenceNode } from "./answer.js";
import { ask } from "./asking.js";
import { showEvidence, shownSource } from "./shown-source.js";

const WORTH_SHOWING = 8; // letters of thinking

/** The turn's node, and how it changes while its answer is written. */
export function turnView(turn) {
  const status = el("p", { class: "status", role: "status" });
  const found = el("p", { class: "found", hidden: true });
  const thinking = el("details", { class: "thinking", hidden: true }, el("summary", {}, say("thinking")), el("p", {}));
  const written = el("span", { class: "written" });
  const draft = el("span", { class: "draft", "aria-hidden": "true" });
  const text = el("p", { class: "answer-text", "aria-live": "polite" }, written, draft);
  const nearest = el("p", { class: "nearest-words" });
  const after = el("div", { class: "after" });
  const scope = turn.scope ? el("p", { class: "asked-of" }, scopeWords(turn.scope), " · ", askAllLink(turn)) : null;
  const node = el(
    "article",
    { class: "turn", id: turn.id, "aria-label": turn.question },
    el("h2", { class: "asked" }, turn.question), scope, found, status, thinking, nearest, text, after,
  );
  const clock = startClock();
  let key = null;
  // Each quotation stands for itself, on a line of its own; so do the sentences between them.
  const setQuotes = () => {
    text.classList.toggle("quotes", turn.sentences.some(({ quoted }) => quoted));
    nearest.textContent = notMentioned(turn);
  };

  const view = {
    node,
    status(next) {
      key = next;
      clock.restart(() => {
        status.hidden = key === null;
        if (key === null) return;
        const waited = clock.seconds();
        status.textContent = waited < 3 ? `${say(key)}…` : `${say(key)} · ${seconds(waited)}`;
      });
    },
    place(ahead) {
      if (ahead > 0) {
        clock.stop();
        status.textContent = count("waitingLine", ahead);
      } else view.status(turn.evidence ? "reading" : "searching");
    },
    evidence() {
      found.replaceChildren(...planNodes(turn), evidenceLink(turn));
      found.hidden = false;
      text.lang = turn.evidence.language;
      view.status("reading");
    },
    think(thought) {
      thinking.hidden = thought.trim().length < WORTH_SHOWING;
      thinking.lastChild.textContent = thought;
      if (key !== "thinkingNow" && turn.draft === "") view.status("thinkingNow");
    },
    draft(words) {
      if (key !== null) view.status(null);
      draft.textContent = words;
      node.classList.add("writing");
    },
    sentence(sentence) {
      draft.textContent = "";
      written.append(sentenceNode(turn, sentence));
      setQuotes();
    },
    revise(index, sentence) {
      if (key !== "translating") view.status("translating");
      written.children[index].replaceWith(sentenceNode(turn, sentence));
      setQuotes();
    },
    rewrite() {
      written.replaceChildren(...turn.sentences.map((sentence) => sentenceNode(turn, sentence)));
      setQuotes();
    },
    leave: () => clock.stop(),
    finish() {
      clock.stop();
      node.classList.remove("writing");
      status.hidden = true;
      draft.textContent = "";
      thinking.hidden = turn.thinking.trim().length < WORTH_SHOWING;
      after.replaceChildren(...afterNodes(turn));
      const refused = turn.answer !== null && !turn.answer.found;
      if (turn.answer && turn.sentences.length === 0) written.textContent = turn.answer.answer;
      text.hidden = refused || written.textContent === "";
      if (refused && shownSource.value.turn === turn) showEvidence(turn); // its title says so
    },
  };
  return view;
}

/** That the article does not have words which an explanation was asked about; "" where it has them all. */
function notMentioned({ evidence, sentences }) {
  const words = evidence?.unmentioned ?? [];
  if (words.length === 0 || sentences.length === 0) return "";
  return say("notMentioned", { words: words.map((word) => `‘${word}’`).join(", ") });
}

/** How the request was understood, where it wants more than a fact, and of which article it is explained: that one can be kept to. */
function planNodes({ kind, scope, evidence: { passages } }) {
  if (kind === "fact" || passages.length === 0) return [];
  const [{ article_id: id, title }] = passages;
  const chosen = scope === null && passages.every((passage) => passage.article_id === id);
  const keep = () => el("button", { type: "button", class: "link quiet plan-article", title: say("askOnlyThis"), onclick: () => askOnly({ id, title }) }, title);
  return [el("span", { class: "plan-kind" }, say(`kind.${kind}`)), " · ", ...(chosen ? [keep(), " · "] : [])];
}

function evidenceLink(turn) {
  const { passages, seconds: took } = turn.evidence;
  const press = () => showEvidence(turn, { open: true });
  return el("button", { type: "button", class: "link quiet", title: say("showEvidence"), onclick: press }, `${count("passages", passages.length)} · ${seconds(took)}`);
}

function askAllLink({ question, answerIn }) {
  return el("button", { type: "button", class: "link quiet", onclick: () => ask(question, { about: null, answerIn }) }, say("askAllInstead"));
}

/** By what the program's own record of this error can be found. */
function errorDetails({ request }) {
  return request ? [el("details", { class: "aside" }, el("summary", {}, say("errorDetails")), say("requestId", { request }))] : [];
}

function afterNodes(turn) {
  const nodes = [];
  if (turn.error) nodes.push(el("p", { class: "problem", role: "alert" }, prose(wordsOf(turn.error))), ...errorDetails(turn.error));
  if (turn.stopped) nodes.push(el("p", { class: "aside" }, say("stopped")));
  if (turn.interrupted) nodes.push(el("p", { class: "aside" }, say("interrupted")));
  if (turn.answer && !turn.answer.found) nodes.push(refusalNode(turn));
  if (turn.answer?.background) nodes.push(el("p", { class: "background", lang: turn.answer.language }, el("span", { class: "small-head" }, say("background")), turn.answer.background));
  if (turn.answer?.found && turn.answer.model === null) nodes.push(el("p", { class: "aside" }, say("quotesOnly")));
  if (turn.answer?.repeated) nodes.push(el("p", { class: "aside" }, say("repeated")));
  nodes.push(actionsNode(turn));
  return nodes;
}
