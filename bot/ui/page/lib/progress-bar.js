// How far a piece of work is: as a bar, and in words.
import { el } from "./dom.js";
import { megabytes, number, say } from "./i18n.js";

/** A bar named `label`; it only moves to and fro where nobody knows the `total`. */
export function barNode(label, done, total) {
  const bar = el("progress", { "aria-label": label });
  if (total > 0) Object.assign(bar, { max: total, value: done });
  return bar;
}

/** "3 of 20 passages"; nothing where it cannot be counted. */
export function counted(done, total, unit) {
  if (!(total > 0) || !unit) return "";
  const [have, all] = unit === "bytes" ? [megabytes(done), megabytes(total)] : [number(done), number(total)];
  return say(`unit.${unit}`, { done: have, total: all });
}
