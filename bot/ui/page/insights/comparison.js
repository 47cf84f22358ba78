// Two articles on one story side by side: what both say, what they say otherwise, what only one of them tells. Every sentence
// opens its article where it stands.
import { el, unitOffset } from "../lib/dom.js";
import { number, say } from "../lib/i18n.js";

/** The parts of a comparison as nodes; `open(said)` opens a sentence in its article. */
export function comparisonNodes({ agree, differ, only_ko, only_en, unsure, unread }, open) {
  const pairs = (items) => items.map(({ ko, en }) => el("li", {}, saidNode(ko, "ko", open), saidNode(en, "en", open)));
  const alone = (items, tongue) => items.map((said) => el("li", {}, saidNode(said, tongue, open)));
  const parts = [
    partNode("differ", pairs(differ)),
    partNode("agree", pairs(agree)),
    partNode("onlyKo", alone(only_ko, "ko")),
    partNode("onlyEn", alone(only_en, "en")),
  ].filter(Boolean);
  const notes = [unsure ? say("unsure", { n: number(unsure) }) : "", unread ? say("unread", { n: number(unread) }) : ""];
  if (parts.length === 0) parts.push(el("p", { class: "empty" }, say("nothingSure")));
  return [...parts, el("p", { class: "facts" }, notes.filter(Boolean).join(" "))];
}

function partNode(name, items) {
  if (items.length === 0) return null;
  return el("section", { class: `part ${name}` }, el("h5", {}, say(name), " ", el("span", { class: "facts" }, number(items.length))), el("ul", {}, items));
}

function saidNode(said, tongue, open) {
  return el("button", { type: "button", class: "said source-words", lang: tongue, onclick: () => open(said) }, markedNodes(said));
}

/** The sentence, with the numbers and dates that the other one states otherwise marked. */
function markedNodes({ text, facts }) {
  const nodes = [];
  let done = 0;
  for (const [from, to] of facts) {
    const [start, end] = [unitOffset(text, from), unitOffset(text, to)];
    nodes.push(text.slice(done, start), el("mark", { class: "lit" }, text.slice(start, end)));
    done = end;
  }
  return [...nodes, text.slice(done)];
}
