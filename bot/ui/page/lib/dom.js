// Building the page: every text goes in as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";

/** An element with `props` and `children` (nodes or strings; empty ones are left out). */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** One of the icons drawn in index.html; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A button that is only an icon, named by `label`. */
export function iconButton(name, label, press, kind = "") {
  return el("button", { type: "button", class: `icon-button ${kind}`, "aria-label": label, title: label, onclick: press }, icon(name));
}

/** `text` as nodes, with the words between backticks as code. */
export const prose = (text) => text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));

/** Make `nodes` the children of `list`; those that stay are not touched, so that one change in thousands costs one change. */
export function arrange(list, nodes) {
  const wanted = new Set(nodes);
  let at = list.firstElementChild;
  const pass = () => {
    while (at !== null && !wanted.has(at)) {
      const next = at.nextElementSibling;
      at.remove();
      at = next;
    }
  };
  for (const node of nodes) {
    pass();
    if (node === at) at = at.nextElementSibling;
    else list.insertBefore(node, at);
  }
  while (at !== null) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
}

/** Where the character number `points` of `text` begins: Python counts characters, strings here count UTF-16 units. */
export function unitOffset(text, points) {
  if (!/[\ud800-\udfff]/.test(text)) return points;
  let units = 0;
  for (let i = 0; i < points && units < text.length; i += 1) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}

const HEADING = /^#{1,6}[ \t]+(.*)$/;

/** `text` between sentences as nodes: a Markdown heading without its marks, everything else as it is. */
export function betweenNodes(text) {
  return text.split(/(\n)/).map((line) => {
    const heading = HEADING.exec(line);
    return heading ? el("strong", { class: "heading" }, heading[1]) : line;
  });
}

export const byId = (id) => document.getElementById(id);

/** Whether the reader asked for little motion. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Bring `node` into view inside its own scrolling pane. */
export function reveal(node, block = "center") {
  node.scrollIntoView({ block, behavior: calm() ? "instant" : "smooth" });
}
