// What the reader prefers, kept in this browser: the answer's language, how it is written, how much evidence
// is shown, whether conversations are saved.
import { signal } from "../lib/signal.js";
import { keep, kept } from "../lib/storage.js";

const KEY = "haeseol.wishes"; // its first name: under another one, what readers chose would be lost
const USUAL = { language: "auto", level: "standard", passages: 5, save: true };
export const CHOICES = {
  language: ["auto", "ko", "en"],
  level: ["simple", "standard", "expert"],
  passages: [3, 4, 5, 6, 7, 8, 9, 10],
  save: [true, false],
};

export const preferences = signal(read());

function read() {
  let chosen = {};
  try {
    chosen = JSON.parse(kept(KEY) ?? "{}") ?? {};
  } catch {
    // something else is kept there: the usual preferences
  }
  const known = Object.keys(USUAL).filter((name) => CHOICES[name].includes(chosen[name]));
  return { ...USUAL, ...Object.fromEntries(known.map((name) => [name, chosen[name]])) };
}

/** What everyone has who preferred nothing else. */
export const usual = (name) => USUAL[name];

/** Change a preference and remember it. */
export function setPreference(name, value) {
  preferences.value = { ...preferences.value, [name]: value };
  keep(KEY, JSON.stringify(preferences.value));
}
