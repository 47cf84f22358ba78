// The versions of an article: which one is open, when it changed, what changed, and the way to the newest.
import { look } from "../lib/api.js";
import { el, prose } from "../lib/dom.js";
import { language, moment, say } from "../lib/i18n.js";
import { rowOf } from "../library/articles.js";

/** What is to be said of the version that `article` is; empty, and stays so, where there is only one. `open(version)` opens another. */
export function versionsNode({ id, version }, open) {
  const node = el("div", { class: "versions" });
  look("versions", id).then(({ type, versions, until }) => {
    if (type !== "versions" || versions.length < 2) return;
    const newest = versions.at(-1);
    const before = versions.filter((each) => each < version).at(-1) ?? null;
    const ended = (n) => (until[n] ? say("versionUntil", { when: moment(until[n]) }) : "");
    const older = [say("versionOlder", { n: version, newest }), ended(version)].filter(Boolean).join(" ");
    node.append(
      version === newest ? newestNode(id, version) : el("p", { class: "notice" }, older),
      el(
        "p",
        { class: "version-ways" },
        version === newest ? null : el("button", { type: "button", class: "link", onclick: () => open(null) }, say("openNewest")),
        before === null ? null : changesButton(node, id, before, version),
        before === null ? null : el("button", { type: "button", class: "link quiet", onclick: () => open(before) }, [say("openVersion", { n: before }), ended(before)].filter(Boolean).join(" ")),
      ),
    );
  });
  return node;
}

function newestNode(id, version) {
  const when = rowOf(id)?.indexed_at;
  return el("p", { class: "facts" }, when ? say("versionNewest", { n: version, when: moment(when) }) : "");
}

function changesButton(node, id, before, after) {
  const list = el("div", { class: "changes", hidden: true });
  const button = el("button", { type: "button", class: "link", "aria-expanded": "false" }, say("showChanges", { n: before }));
  button.addEventListener("click", async () => {
    if (list.childElementCount === 0) {
      const answer = await look("changes", id, before, after);
      list.replaceChildren(...(answer.type === "changes" ? changeNodes(answer.parts) : [el("p", { class: "problem" }, prose(answer[language.value]))]));
      node.append(list);
    }
    list.hidden = !list.hidden;
    button.setAttribute("aria-expanded", String(!list.hidden));
  });
  return button;
}

/** Each sentence that was taken out or put in, in the order of the text, marked with a word and not only with a line. */
function changeNodes(parts) {
  const changed = parts.filter(({ same }) => !same).flatMap(({ before, after }) => [change("removed", before), change("added", after)]);
  const worth = changed.filter(Boolean);
  return worth.length ? worth : [el("p", { class: "facts" }, say("noChanges"))];
}

function change(kind, text) {
  if (text.trim() === "") return null;
  const label = el("span", { class: "change-word" }, say(kind === "added" ? "changeAdded" : "changeRemoved"));
  return el("p", { class: `change ${kind}` }, label, " ", el(kind === "added" ? "ins" : "del", { class: "source-words" }, text.trim()));
}
