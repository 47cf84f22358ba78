// Good or bad: what the reader says of an answer, with a reason where it is bad. It is kept with the saved answer.
import { attempt } from "../lib/attempt.js";
import { el, icon } from "../lib/dom.js";
import { say } from "../lib/i18n.js";
import { toast } from "../lib/toast.js";
import { keepInTab } from "./conversation-state.js";
import { whenSaved } from "./save-answer.js";

const REASONS = ["wrong", "unfounded", "incomplete", "unclear"];

/** Two buttons that judge the answer, and the form for a reason, which is empty until it is wanted: [buttons, form]. */
export function judgingNodes(turn) {
  const form = el("div", { class: "judging" });
  const thumbs = { good: thumb("good"), bad: thumb("bad") };
  const draw = () => {
    for (const [verdict, button] of Object.entries(thumbs)) button.setAttribute("aria-pressed", String(turn.judgement?.verdict === verdict));
  };
  const judge = async (verdict, reason = "", note = "") => {
    if ((await attempt("judge_answer", turn.id, verdict, reason, note)) === null) return false;
    turn.judgement = verdict === "" ? null : { verdict, reason, note };
    keepInTab();
    draw();
    return true;
  };
  const press = async (verdict) => {
    const again = turn.judgement?.verdict === verdict;
    form.replaceChildren();
    if (!(await judge(again ? "" : verdict)) || again) return;
    if (verdict === "good") toast(say("judged"));
    else {
      form.replaceChildren(reasonForm(turn, judge, form));
      form.querySelector("input").focus({ preventScroll: true });
    }
  };
  for (const [verdict, button] of Object.entries(thumbs)) button.addEventListener("click", () => whenSaved(turn, () => press(verdict)));
  draw();
  return [Object.values(thumbs), form];
}

function thumb(verdict) {
  const label = say(verdict === "good" ? "judgeGood" : "judgeBad");
  return el("button", { type: "button", class: `icon-button thumb ${verdict}`, "aria-label": label, title: label }, icon(verdict));
}

function reasonForm(turn, judge, place) {
  const choice = (reason) =>
    el("label", { class: "choice" }, el("input", { type: "radio", name: `reason-${turn.id}`, value: reason }), el("span", {}, say(`reason.${reason}`)));
  const note = el("textarea", { rows: "2", maxlength: "2000", "aria-label": say("judgeNote"), placeholder: say("judgeNote") });
  const send = async (event) => {
    event.preventDefault();
    const reason = event.target.querySelector("input:checked")?.value ?? "";
    if (!(await judge("bad", reason, note.value))) return; // what was written stays
    place.replaceChildren();
    toast(say("judged"));
  };
  return el(
    "form",
    { class: "reason-form", onsubmit: send },
    el("fieldset", {}, el("legend", { class: "small-head" }, say("judgeWhy")), el("div", { class: "choices" }, REASONS.map(choice))),
    note,
    el("button", { type: "submit", class: "outline" }, say("judgeSend")),
  );
}
