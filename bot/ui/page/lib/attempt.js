// Things a reader asked the server for, of which a failure is told at the bottom of the page.
import { look } from "./api.js";
import { language } from "./i18n.js";
import { toast } from "./toast.js";

/** What the endpoint `name` returns for `data`; null where something is wrong, which the reader is told. */
export async function attempt(name, ...data) {
  const answer = await look(name, ...data);
  if (answer.type !== "error") return answer;
  toast(answer[language.value]);
  return null;
}
