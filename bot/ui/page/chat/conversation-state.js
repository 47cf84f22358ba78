// The conversation that is shown: kept in this tab, and at the server where the reader saves it. Also the numbers that
// passages have throughout it.
const KEY = "haeseol.conversation";
const KEPT_TURNS = 30;
const FOLLOWED_TURNS = 3;

export const conversation = { id: newId(), turns: [], scope: null };
let numbers = new Map();

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

/** A new turn at the end of the conversation, put to `scope` (an article, or null for all) and answered in `answerIn`. */
export function newTurn(question, scope, answerIn) {
  const turn = {
    id: `turn-${newId()}`,
    question,
    askedAt: new Date().toISOString(),
    scope,
    answerIn,
    saved: false,
    judgement: null,
    done: false,
    evidence: null,
    sentences: [],
    draft: "",
    thinking: "",
    answer: null,
    error: null,
    stopped: false,
    interrupted: false,
  };
  conversation.turns.push(turn);
  return turn;
}

/** The last questions and answers before `turn`, for follow-ups. */
export function pairsBefore(turn) {
  const before = conversation.turns.slice(0, conversation.turns.indexOf(turn));
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
  for (const turn of conversation.turns) {
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
  const told = conversation.turns.filter(({ done, sentences, answer }) => done && (sentences.length > 0 || answer !== null));
  return told.map(({ id, question, askedAt, scope, evidence, sentences, answer, stopped }) => ({
    id,
    question,
    asked_at: askedAt ?? null,
    article_id: scope?.id ?? null,
    evidence,
    sentences,
    answer,
    stopped,
  }));
}

export function save() {
  const turns = conversation.turns.slice(-KEPT_TURNS);
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ id: conversation.id, turns, scope: conversation.scope, numbers: [...numbers] }));
  } catch {
    // no room or no storage: the conversation lives as long as the page
  }
}

/** Bring back what this tab had; an answer that was still being written ends where it was. */
export function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (kept === null) return;
    conversation.id = kept.id ?? newId();
    conversation.turns = kept.turns.map((turn) => (turn.done ? turn : { ...turn, done: true, draft: "", interrupted: true }));
    conversation.scope = kept.scope;
    numbers = new Map(kept.numbers);
  } catch {
    sessionStorage.removeItem(KEY); // of another version of the page
  }
}

/** Show a saved conversation in place of this one; questions go on in it. */
export function adopt({ id, turns }) {
  forget();
  conversation.id = id;
  conversation.turns = turns.map((turn) => ({
    id: turn.id,
    question: turn.question,
    askedAt: turn.asked_at,
    scope: turn.article_id && { id: turn.article_id, title: titleIn(turn) },
    saved: true,
    judgement: turn.judgement,
    done: true,
    evidence: turn.evidence,
    sentences: turn.sentences,
    draft: "",
    thinking: "",
    answer: turn.answer,
    error: null,
    stopped: turn.stopped,
    interrupted: false,
  }));
  for (const turn of conversation.turns) for (const passage of turn.evidence?.passages ?? []) numberOf(passage);
  save();
}

const titleIn = ({ article_id, evidence }) => evidence?.passages.find((passage) => passage.article_id === article_id)?.title ?? article_id;

export function forget() {
  conversation.id = newId();
  conversation.turns = [];
  conversation.scope = null;
  numbers = new Map();
  save();
}
