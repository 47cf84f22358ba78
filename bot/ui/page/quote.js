// The original sentence, shown beside a citation while it is hovered or focused.
import { byId, el } from "./dom.js";
import { say } from "./words.js";

const GAP = 8;

/** Show what `find()` returns ({whole, number, quote}) beside `pill` on hover and focus. */
export function quoteOn(pill, find) {
  const show = () => {
    const source = find();
    if (source === null) return;
    const box = byId("quote");
    box.replaceChildren(
      el("p", { class: "quote-head" }, el("b", {}, `${say("quoteOf")} ${source.number}`), ` ${source.whole.title}`),
      el("p", { class: "source-words", lang: source.whole.language ?? null }, source.quote),
    );
    box.hidden = false;
    place(box, pill.getBoundingClientRect());
    pill.setAttribute("aria-describedby", "quote");
  };
  const hide = () => {
    byId("quote").hidden = true;
    pill.removeAttribute("aria-describedby");
  };
  pill.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
  pill.addEventListener("pointerleave", hide);
  pill.addEventListener("focus", () => pill.matches(":focus-visible") && show());
  pill.addEventListener("blur", hide);
  pill.addEventListener("click", hide);
}

function place(box, pill) {
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(Math.max(GAP, pill.left - GAP), innerWidth - width - GAP);
  const below = pill.bottom + GAP; // the sentence it belongs to stands above and stays readable
  box.style.left = `${left}px`;
  box.style.top = `${below + height < innerHeight - GAP ? below : Math.max(GAP, pill.top - height - GAP)}px`;
}
