// The map of the overview: a dot for each article, near each other where they are about like things. The list of topics says
// the same in words; here arrows move from dot to dot and Enter opens one.
import { say } from "../lib/i18n.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 360;
const HEIGHT = 260;
const EDGE = 20;
const DRAWN = 300; // more dots than this are a cloud
const NAMED = 7; // topics whose name is written on the map, where there is room
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function draw(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

const placeOf = ({ x, y }) => ({ x: EDGE + x * (WIDTH - 2 * EDGE), y: EDGE + y * (HEIGHT - 2 * EDGE) });

/** The articles that are drawn: the most typical of every topic first. */
export function drawnOf({ topics, others }) {
  const lists = [...topics.map(({ articles }) => articles), others];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const inTurn = Array.from({ length: longest }, (_, i) => lists.map((list) => list[i]).filter(Boolean)).flat();
  return inTurn.slice(0, DRAWN);
}

/** The map as an element; `nameOf(topic)` is the first word of its name, `open(article)` opens one. */
export function mapNode(found, nameOf, open) {
  const drawn = drawnOf(found);
  const lines = draw("g", { class: "map-lines" });
  const svg = draw("svg", { class: "map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": say("mapLabel") });
  const dots = drawn.map((article, i) => dotNode(article, i === 0, open));
  svg.append(lines, ...nameNodes(found.topics, nameOf), ...dots);
  svg.addEventListener("keydown", (event) => move(event, drawn, dots));
  return svg;
}

/** Draw a line between two articles that tell the same story. */
export function connect(svg, ko, en) {
  const [from, to] = [placeOf(ko), placeOf(en)];
  svg.querySelector(".map-lines").append(draw("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y }));
}

function dotNode(article, first, open) {
  const { x, y } = placeOf(article);
  const title = draw("title");
  title.textContent = article.title;
  const dot = draw(
    "g",
    { class: `map-dot ${article.language}`, role: "button", tabindex: first ? 0 : -1, "aria-label": `${article.title} · ${say(article.language)}` },
    title,
    draw("circle", { cx: x, cy: y, r: 10, class: "map-reach" }),
    draw("circle", { cx: x, cy: y, r: 4.5, class: "map-mark" }),
  );
  dot.addEventListener("click", () => open(article));
  dot.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open(article);
  });
  return dot;
}

/** Go to the nearest dot in the direction of an arrow key. */
function move(event, drawn, dots) {
  const step = STEPS[event.key];
  const at = dots.indexOf(event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  const here = placeOf(drawn[at]);
  let next = -1;
  let least = Infinity;
  drawn.forEach((article, i) => {
    const { x, y } = placeOf(article);
    const ahead = (x - here.x) * step[0] + (y - here.y) * step[1];
    const aside = Math.abs((x - here.x) * step[1]) + Math.abs((y - here.y) * step[0]);
    if (i !== at && ahead > 0 && ahead + 2 * aside < least) [next, least] = [i, ahead + 2 * aside];
  });
  if (next < 0) return;
  dots[at].setAttribute("tabindex", "-1");
  dots[next].setAttribute("tabindex", "0");
  dots[next].focus();
}

function nameNodes(topics, nameOf) {
  const taken = [];
  const nodes = [];
  for (const topic of topics) {
    if (nodes.length === NAMED) break;
    const places = topic.articles.map(placeOf);
    const x = places.reduce((sum, place) => sum + place.x, 0) / places.length;
    const y = Math.min(...places.map((place) => place.y)) - 10;
    const name = nameOf(topic);
    const half = name.length * 7;
    const centre = Math.min(Math.max(x, half), WIDTH - half);
    if (name === "" || taken.some((other) => Math.abs(other.y - y) < 16 && Math.abs(other.x - centre) < other.half + half)) continue;
    taken.push({ x: centre, y, half });
    const text = draw("text", { x: centre, y: Math.max(y, 12), class: "map-name", "aria-hidden": "true" });
    text.textContent = name;
    nodes.push(text);
  }
  return nodes;
}
