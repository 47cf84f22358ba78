// The original sentence, shown beside a citation while it is hovered or focused; with its translation where it needs one.
import { byId, el } from "../lib/dom.js";
import { say } from "../lib/i18n.js";
import { isOlder } from "../library/articles.js";
import { knownTranslation, translate, translationNodes } from "../models/translation.js";

const GAP = 8;
const DWELL = 350; // milliseconds: who only passes over a citation wants no translation

let shown = null; // the citation whose box is open
let endTranslation = () => {};

/** Show what `find()` returns ({whole, number, quote, into}) beside `pill` on hover and focus. */
export function quoteOn(pill, find) {
  const show = () => {
    const source = find();
    if (source === null) return;
    const { whole, number, quote } = source;
    const box = byId("quote");
    box.replaceChildren(
      el("p", { class: "quote-head" }, el("b", {}, `${say("quoteOf")} ${number}`), ` ${whole.title}`),
      el("p", { class: "source-words", lang: whole.language ?? null }, quote),
    );
    if (isOlder(whole)) box.append(el("p", { class: "facts" }, say("quotedVersion", { n: whole.version })));
    pill.closest("section, main").append(box); // inside the landmark of what it explains
    box.hidden = false;
    place(box, pill.getBoundingClientRect());
    pill.setAttribute("aria-describedby", "quote");
    shown = pill;
    if (source.into !== null) addTranslation(box, pill, wantedOf(source));
  };
  const hide = () => {
    if (shown !== pill) return;
    shown = null;
    endTranslation();
    byId("quote").hidden = true;
    pill.removeAttribute("aria-describedby");
  };
  pill.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
  pill.addEventListener("pointerleave", hide);
  pill.addEventListener("focus", () => pill.matches(":focus-visible") && show());
  pill.addEventListener("blur", hide);
  pill.addEventListener("click", hide);
  pill.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

/** What to translate of a source that is in another language than its answer. */
export const wantedOf = ({ whole, quote, into }) => ({ article: whole.article_id, version: whole.version, words: quote, into });

function addTranslation(box, pill, wanted) {
  const part = el("div", { class: "translation" });
  box.append(part);
  const draw = (now) => {
    part.replaceChildren(...translationNodes(now));
    place(box, pill.getBoundingClientRect());
  };
  draw(knownTranslation(wanted) ?? { state: "waiting", waited: 0 });
  endTranslation();
  const later = setTimeout(() => (endTranslation = translate(wanted, draw)), knownTranslation(wanted) ? 0 : DWELL);
  endTranslation = () => clearTimeout(later);
}

function place(box, pill) {
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(Math.max(GAP, pill.left - GAP), innerWidth - width - GAP);
  const below = pill.bottom + GAP; // the sentence it belongs to stands above and stays readable
  box.style.left = `${left}px`;
  box.style.top = `${below + height < innerHeight - GAP ? below : Math.max(GAP, pill.top - height - GAP)}px`;
}
