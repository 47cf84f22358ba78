// The conversation that is shown: kept in this tab, and at the server where the reader saves it. Also the numbers that
// passages have throughout it.
import { signal } from "../lib/signal.js";
import { keep, kept } from "../lib/storage.js";
import { knowTitle } from "../library/articles.js";
import { scope } from "../library/scope.js";

const KEY = "haeseol.conversation";
const KEPT_TURNS = 30;
const FOLLOWED_TURNS = 3;

let numbers = new Map();

/** { id, turns } of the conversation that is shown; its turns grow without notice, another conversation is a change. */
export const conversation = signal(restored() ?? { id: newId(), turns: [] });

/** How often something of it was saved at the server. */
export const saves = signal(0);

scope.subscribe(keepInTab);

const passageKey = ({ article_id, version, start, end }) => `${article_id} ${version} ${start} ${end}`;

/** The number of a passage or citation: the same one everywhere in this conversation. */
export function numberOf(passage) {
  const key = passageKey(passage);
  if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
  return numbers.get(key);
}

/** A name that nobody else has chosen. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A turn about which nothing is known but `facts`. */
const turnOf = (facts) => ({
  saved: false, judgement: null, done: false, kind: "fact", evidence: null, sentences: [], draft: "", thinking: "",
  answer: null, error: null, stopped: false, interrupted: false, ...facts,
});

/** A new turn at the end of the conversation, put to `scope` (null for all articles) and answered in `answerIn`. */
export function newTurn(question, { scope, answerIn }) {
  const turn = turnOf({ id: `turn-${newId()}`, question, askedAt: new Date().toISOString(), scope, answerIn });
  conversation.value.turns.push(turn);
  return turn;
}

/** The last questions and answers before `turn`, for follow-ups. */
export function pairsBefore(turn) {
  const before = conversation.value.turns.slice(0, conversation.value.turns.indexOf(turn));
  return before
    .map(({ question, answer, sentences }) => [question, sentences.map(({ text }) => text).join(" ") || (answer?.answer ?? "")])
    .filter(([, answered]) => answered !== "")
    .slice(-FOLLOWED_TURNS);
}

/**
 * What [n] of this turn's answer stands for: its passage, the quote in it, and `into`, the answer's language where the
 * passage is in another, else null. Null where it stands for nothing.
 */
export function sourceOf(turn, n) {
  const passage = turn.evidence?.passages.find((each) => each.n === n) ?? null;
  const citation = turn.answer?.citations.find((each) => each.n === n) ?? null;
  if (passage === null && citation === null) return null;
  const whole = passage ?? citation;
  const tongue = turn.answer?.language ?? turn.evidence?.language ?? null;
  const into = passage !== null && passage.language !== tongue ? tongue : null;
  return { whole, number: numberOf(whole), quote: citation?.quote || passage?.sentences[passage.best]?.text || whole.text, into };
}

/** Where the cited quotes of this conversation lie in one version of an article: {start, end, number}, in order. */
export function citedIn(articleId, version) {
  const found = new Map();
  for (const turn of conversation.value.turns) {
    for (const citation of turn.answer?.citations ?? []) {
      if (citation.article_id !== articleId || citation.version !== version) continue;
      const at = Math.max(citation.text.indexOf(citation.quote), 0);
      const start = citation.start + at;
      const end = start + (citation.text.includes(citation.quote) ? citation.quote.length : citation.text.length);
      found.set(`${start} ${end}`, { start, end, number: numberOf(citation) });
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** The turns of which something was told, in the shape in which the server saves them. */
export function heldTurns() {
  const told = conversation.value.turns.filter(({ done, sentences, answer }) => done && (sentences.length > 0 || answer !== null));
  return told.map(({ id, question, askedAt, scope, evidence, sentences, answer, stopped }) => ({
    id,
    question,
    asked_at: askedAt ?? null,
    scope,
    evidence,
    sentences,
    answer,
    stopped,
  }));
}

/** Keep the conversation in this tab. */
export function keepInTab() {
  const { id, turns } = conversation.value;
  keep(KEY, JSON.stringify({ id, turns: turns.slice(-KEPT_TURNS), scope: scope.value, numbers: [...numbers] }), "sessionStorage");
}

/** What this tab had; an answer that was still being written ends where it was. */
function restored() {
  try {
    const { id = newId(), turns, scope: asked, numbers: given } = JSON.parse(kept(KEY, "sessionStorage"));
    const ended = turns.map((turn) => ({ ...turn, scope: renewed(turn.scope), ...(turn.done ? {} : { done: true, draft: "", interrupted: true }) }));
    numbers = new Map(given);
    rememberTitles(ended);
    scope.value = renewed(asked);
    return { id, turns: ended };
  } catch {
    return null; // nothing, or of another version of the page
  }
}

/** A scope as it is kept now; once it was an article with its title. */
function renewed(within) {
  if (!within?.id) return within;
  knowTitle(within.id, within.title);
  return { articles: [within.id] };
}

/** Show a saved conversation in place of this one; questions go on in it. */
export function adopt({ id, turns }) {
  show({ id, turns: turns.map(savedTurn) });
}

function savedTurn(turn) {
  const { id, question, asked_at: askedAt, scope, judgement, evidence, sentences, answer, stopped } = turn;
  return turnOf({ id, question, askedAt, scope, judgement, evidence, sentences, answer, stopped, kind: answer?.kind ?? "fact", saved: true, done: true });
}

/** Know what articles are called that may be gone from the library. */
function rememberTitles(turns) {
  for (const { evidence } of turns) for (const { article_id, title } of evidence?.passages ?? []) knowTitle(article_id, title);
}

/** Begin an empty conversation. */
export const forget = () => show({ id: newId(), turns: [] });

function show(next) {
  numbers = new Map();
  for (const { evidence } of next.turns) evidence?.passages.forEach(numberOf);
  rememberTitles(next.turns);
  conversation.value = next;
  scope.value = next.turns.at(-1)?.scope ?? null; // questions go on where the last one was put
  keepInTab();
}
