// Tags: which there are, and the box in which those of one article are written.
import { attempt } from "../lib/attempt.js";
import { byId, el } from "../lib/dom.js";
import { say } from "../lib/i18n.js";
import { library, refreshLibrary, rowOf } from "./articles.js";

let tagged = null; // the id of the article whose tags are being written

/** The tags of these articles with the number of those that have each, the most frequent first. */
export function tagsOf(articles) {
  const counts = new Map();
  for (const { tags } of articles) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
}

const written = (text) => text.split(",").map((tag) => tag.trim().replace(/^#+\s*/, "")).filter(Boolean);

/** Open the box with the tags of an article. */
export function editTags({ id }) {
  const { title, tags } = rowOf(id);
  tagged = id;
  byId("tagging-title").textContent = say("tagsOf", { title });
  byId("tag-names").value = tags.join(", ");
  const others = tagsOf(library.value.articles).filter(([tag]) => !tags.includes(tag)).slice(0, 12);
  byId("tag-others").replaceChildren(...others.map(([tag]) => el("button", { type: "button", class: "tag", onclick: addTag(tag) }, `#${tag}`)));
  byId("tagging").showModal();
}

const addTag = (tag) => ({ currentTarget }) => {
  const box = byId("tag-names");
  box.value = [...written(box.value), tag].join(", ");
  currentTarget.remove();
  box.focus();
};

async function save() {
  const before = rowOf(tagged)?.tags ?? [];
  const now = written(byId("tag-names").value);
  const [add, remove] = [now.filter((tag) => !before.includes(tag)), before.filter((tag) => !now.includes(tag))];
  if ((add.length || remove.length) && (await attempt("retag", [tagged], add, remove)) === null) return; // nothing typed is lost
  byId("tagging").close();
  await refreshLibrary();
}

export function startTags() {
  byId("close-tagging").addEventListener("click", () => byId("tagging").close());
  byId("tag-form").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
}
