// The page's language: its texts, which are handed in with both languages side by side, and how numbers, days and sizes are written.
import { byId } from "./dom.js";
import { effect, signal } from "./signal.js";
import { keep } from "./storage.js";

const messages = {};

/** Take in texts: { key: { ko, en } }. */
export const addMessages = (more) => Object.assign(messages, more);

/** The page's language: "ko" or "en". */
export const language = signal(document.documentElement.lang === "ko" ? "ko" : "en");

const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));

/** The text named `key`, with its {facts} filled in. */
export const say = (key, facts = {}) => fill(messages[key][language.value], facts);

/** The same in both languages, as the server sends its errors. */
export const inBoth = (key, facts = {}) => ({ ko: fill(messages[key].ko, facts), en: fill(messages[key].en, facts) });

/** What went wrong, in the page's own words where it has some: the server's are those of the command line. */
export const wordsOf = (error) => (Object.hasOwn(messages, `error.${error.name}`) ? say(`error.${error.name}`) : error[language.value]);

/** A count in words: "1 passage", "3 passages". */
export const count = (key, n) => say(n === 1 ? `${key}.one` : `${key}.many`, { n: number(n) });

export const number = (n) => n.toLocaleString(language.value);

/** Seconds as a reader wants them: 0.2, 3.8, 41. */
export const seconds = (s) => say("seconds", { s: s < 10 ? s.toFixed(1) : Math.round(s) });

const DAY = { year: "numeric", month: "short", day: "numeric" };
const HOUR = { hour: "numeric", minute: "2-digit" };
const formats = new Map(); // making one takes longer than a hundred uses

function written(date, form) {
  const key = `${language.value} ${form === DAY}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language.value, form));
  return formats.get(key).format(date);
}

/** A day, as the language writes it. */
export function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  return written(new Date(year, month - 1, date), DAY);
}

/** A moment: the hour where it is today's, else the day. */
export function moment(iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  return written(at, today ? HOUR : DAY);
}

/** Bytes as MB with one decimal. */
export const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** The size of a model, as its publisher counts it: 2.5 GB, 470 MB. */
export const gigabytes = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`);

/** Fill in the fixed texts of the document: data-words, data-words-label, data-words-placeholder. */
function applyWords() {
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = say(node.dataset.words);
  for (const node of document.querySelectorAll("[data-words-label]")) {
    node.setAttribute("aria-label", say(node.dataset.wordsLabel));
    if (node.tagName === "BUTTON") node.title = say(node.dataset.wordsLabel);
  }
  for (const node of document.querySelectorAll("[data-words-placeholder]")) {
    node.placeholder = say(node.dataset.wordsPlaceholder);
  }
}

/** Keep the document in the page's language, which its button switches. */
export function startLanguage() {
  const other = () => (language.value === "ko" ? "en" : "ko");
  byId("language").addEventListener("click", () => {
    language.value = other();
    keep("haeseol.language", language.value);
  });
  effect(() => {
    document.documentElement.lang = language.value;
    byId("language").lang = other(); // it names that language in its own words
    applyWords();
  }, language);
}
