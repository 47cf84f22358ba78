// What can be done with an answer: copy it, link to it, ask again or otherwise, judge it, see how it came about.
import { byId, el, icon, iconButton } from "../lib/dom.js";
import { say } from "../lib/i18n.js";
import { listenButton } from "../lib/read-aloud.js";
import { toast } from "../lib/toast.js";
import { copyText, detailsText, legendNode } from "./answer.js";
import { ask } from "./asking.js";
import { conversation } from "./conversation-state.js";
import { judgingNodes } from "./feedback.js";
import { linkTo } from "./permalinks.js";
import { writeQuestion } from "./question-box.js";
import { whenSaved } from "./save-answer.js";

/** The row under an answer, with what it unfolds. */
export function actionsNode(turn) {
  const said = turn.sentences.length > 0;
  const told = said || turn.answer !== null;
  const more = el("div", { class: "more", hidden: true });
  const unfold = ({ currentTarget }) => {
    if (more.childElementCount === 0) more.append(turn.answer ? el("p", { class: "numbers" }, detailsText(turn)) : "", legendNode());
    more.hidden = !more.hidden;
    currentTarget.setAttribute("aria-expanded", String(!more.hidden));
  };
  const [thumbs, form] = told ? judgingNodes(turn) : [[], null];
  return el(
    "div",
    { class: "actions-block" },
    turn.answer?.found ? otherwiseNode(turn) : null,
    el(
      "div",
      { class: "actions" },
      said ? worded("copy", "copy", () => copy(copyText(turn), "copied")) : null,
      said ? listenButton(() => byId(turn.id)?.querySelector(".answer-text")) : null,
      iconButton("retry", say("retry"), () => ask(turn.question, { about: turn.scope, answerIn: turn.answerIn })),
      iconButton("edit", say("edit"), () => writeQuestion(turn.question)),
      told ? iconButton("link", say("link"), () => whenSaved(turn, () => copy(linkTo(conversation.value.id, turn.id), "linkCopied"))) : null,
      thumbs,
      told ? worded("info", "details", unfold, { "aria-expanded": "false" }) : null,
    ),
    form,
    more,
  );
}

/** The same answer in another form, asked for as a reader would: in the conversation, where it can be asked on. */
function otherwiseNode(turn) {
  const other = turn.answer.language === "ko" ? "inEnglish" : "inKorean";
  const wishes = ["shorter", "more", "simpler", other].map((wish) => {
    const answerIn = wish === other ? (other === "inEnglish" ? "en" : "ko") : turn.answerIn;
    return el("button", { type: "button", class: "quiet-button", onclick: () => ask(say(wish), { about: turn.scope, answerIn }) }, say(wish));
  });
  return el("div", { class: "otherwise", role: "group", "aria-label": say("otherwise") }, wishes);
}

const worded = (name, key, press, props = {}) =>
  el("button", { type: "button", class: "quiet-button", onclick: press, ...props }, icon(name), el("span", {}, say(key)));

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // a page that is not on the machine's own address has no clipboard: the old way still works there
    const area = el("textarea", { class: "visually-hidden" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(say(done));
}
