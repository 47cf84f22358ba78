// The articles as the server lists them.
import { look } from "../lib/api.js";
import { signal } from "../lib/signal.js";

/** The list, whether it has come at all, and what went wrong when it was fetched last. */
export const library = signal({ articles: [], isKnown: false, problem: null });

const fresh = new Set(); // added since the page was opened
let answered = null;

/** The article of this id as the list has it, or null. */
export const rowOf = (id) => library.value.articles.find((article) => article.id === id) ?? null;

const titles = new Map(); // of articles that conversations speak of

export const titleOf = (id) => rowOf(id)?.title ?? titles.get(id) ?? id;

export const knowTitle = (id, title) => titles.set(id, title);

export const isFresh = (id) => fresh.has(id);

/** Whether a passage or citation is from a version that has been replaced since. */
export const isOlder = ({ article_id, version }) => (rowOf(article_id)?.version ?? version) > version;

/** Fetch the list again; ids in `added` are shown as new. */
export async function refreshLibrary(added = []) {
  for (const id of added) fresh.add(id);
  const answer = await look("articles");
  const same = JSON.stringify(answer) === JSON.stringify(answered) && added.length === 0;
  if (same) return; // drawn anew, a row that has the focus would lose it
  answered = answer;
  const failed = answer.type === "error";
  const { articles, isKnown } = library.value;
  library.value = { articles: failed ? articles : answer.articles, isKnown: isKnown || !failed, problem: failed ? answer : null };
}
