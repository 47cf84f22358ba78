// What the reader wishes, kept in this browser: the answer's language, how it is written, how much evidence
// is shown, whether conversations are saved.
const KEY = "haeseol.wishes";
const USUAL = { language: "auto", level: "standard", passages: 5, save: true };
export const CHOICES = {
  language: ["auto", "ko", "en"],
  level: ["simple", "standard", "expert"],
  passages: [3, 4, 5, 6, 7, 8, 9, 10],
  save: [true, false],
};

const listeners = [];
let wishes = read();

function read() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    // storage is switched off, or holds something else: the usual wishes
  }
  const known = Object.keys(USUAL).filter((name) => CHOICES[name].includes(kept[name]));
  return { ...USUAL, ...Object.fromEntries(known.map((name) => [name, kept[name]])) };
}

/** What is wished for by everyone who wished nothing else. */
export const usual = (name) => USUAL[name];

/** What is wished for `name` now. */
export const wish = (name) => wishes[name];

/** Change a wish and remember it. */
export function setWish(name, value) {
  wishes = { ...wishes, [name]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(wishes));
  } catch {
    // storage is switched off: the wish lasts as long as the page
  }
  for (const listener of listeners) listener();
}

export const onWish = (listener) => listeners.push(listener);
