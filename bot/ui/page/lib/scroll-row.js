// A row in one line: where it does not fit, it scrolls sideways, and an arrow over a fading end shows that there is more.
import { calm, el, icon } from "./dom.js";

const PEEK = 44; // pixels: as much of the neighbour stays in view, and so wide is an arrow

/** `row` with its arrows; they are for pointers alone, since the keyboard has the row itself. */
export function sideways(row) {
  row.classList.add("sideways-row");
  const arrow = (side, way) =>
    el("button", { type: "button", class: `sideways-more ${side}`, tabIndex: -1, "aria-hidden": "true", hidden: true, onclick: () => scroll(row, row.scrollLeft + way * (row.clientWidth - 2 * PEEK)) }, icon(side));
  const [before, after] = [arrow("left", -1), arrow("right", 1)];
  const look = () => {
    before.hidden = row.scrollLeft < 1;
    after.hidden = row.scrollLeft + row.clientWidth > row.scrollWidth - 1;
  };
  row.addEventListener("scroll", look, { passive: true });
  const sizes = new ResizeObserver(() => {
    bring(row.querySelector('[aria-selected="true"]'), "instant");
    look();
  });
  sizes.observe(row);
  new MutationObserver(look).observe(row, { childList: true });
  return el("div", { class: "sideways" }, before, row, after);
}

/** Scroll a row until `node` of it is in view, with a little of its neighbours. */
export function bring(node, behavior) {
  if (!node?.parentElement) return;
  const row = node.parentElement;
  const start = node.offsetLeft - PEEK;
  const end = node.offsetLeft + node.offsetWidth + PEEK - row.clientWidth;
  if (row.scrollLeft > start) scroll(row, start, behavior);
  else if (row.scrollLeft < end) scroll(row, end, behavior);
}

const scroll = (row, left, behavior = calm() ? "instant" : "smooth") => row.scrollTo({ left, behavior });
