// A text from elsewhere, checked sentence by sentence: its mark, and the words of an article that say it or come closest.
import { stream } from "../lib/api.js";
import { byId, el, prose } from "../lib/dom.js";
import { language, say, wordsOf } from "../lib/i18n.js";
import { effect, signal } from "../lib/signal.js";
import { openArticle } from "../library/opened-article.js";
import { scope, scopeWords } from "../library/scope.js";
import { searchReady } from "../models/model-state.js";

/** What was checked last: its sentences with their marks, an error, and what ends the check while it goes on. */
const checked = signal({ claims: [], error: null, abort: null });

async function check() {
  checked.value.abort?.abort();
  const abort = new AbortController();
  checked.value = { claims: [], error: null, abort };
  const tell = (change) => {
    if (!abort.signal.aborted) checked.value = { ...checked.value, ...change };
  };
  if (!(await searchReady(() => {}, abort.signal))) return;
  for await (const event of stream("check_text", [byId("check-text").value, scope.value], abort.signal)) {
    if (event.type === "claim") tell({ claims: [...checked.value.claims, event] });
    else if (event.type === "error") tell({ error: event });
  }
  tell({ abort: null });
}

/** Its mark in words, with the reason where it has no better one, and the sentence of an article to look at. */
function claimNode({ claim, support, citations, closest, reason }) {
  const source = citations[0] ?? closest;
  const verdict = el("p", { class: "claim-mark" }, say(`claim.${support}`), reason ? el("span", { class: "facts" }, ` · ${reason}`) : null);
  return el("li", { class: `claim ${support}` }, el("p", { class: "claim-words" }, claim), verdict, source ? sourceNode(source, citations.length > 0) : null);
}

function sourceNode({ article_id: id, version, start, title, quote }, says) {
  const open = () => {
    byId("checking").close();
    openArticle(id, version, start);
  };
  const head = el("span", { class: "facts" }, says ? title : `${say("closestWords")} · ${title}`);
  return el("button", { type: "button", class: "claim-source", title: say("openArticle"), onclick: open }, head, el("span", { class: "source-words" }, quote));
}

function draw() {
  const { claims, error, abort } = checked.value;
  byId("checked").replaceChildren(...claims.map(claimNode));
  byId("check-status").replaceChildren(...statusNodes(claims, error, abort !== null));
}

function statusNodes(claims, error, running) {
  if (error) return [el("span", { class: "problem" }, prose(wordsOf(error)))];
  if (running) return [`${say("checkingText")}…`];
  if (claims.length > 0) {
    const said = claims.filter(({ support }) => support === "verbatim" || support === "supported").length;
    return [say("checkedAll", { said, all: claims.length })];
  }
  return scope.value ? [say("checkAlone", { title: scopeWords(scope.value) })] : [];
}

export function startChecking() {
  const dialog = byId("checking");
  byId("check").addEventListener("click", () => {
    draw();
    dialog.showModal();
    byId("check-text").focus();
  });
  byId("close-checking").addEventListener("click", () => dialog.close());
  byId("check-form").addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  effect(draw, checked, scope, language);
}
