// What another page or app hands over, an address or words of it: shown in a box, and added when the reader says so. The page
// itself adds nothing, so that no link and no foreign page can.
import { byId } from "../lib/dom.js";
import { say } from "../lib/i18n.js";
import { toast } from "../lib/toast.js";
import { addText } from "./add-articles.js";

const MARK = "#add=";
const MOST_LETTERS = 20_000; // of selected words, which travel in an address
// A press that comes sooner was meant for what lay under the pointer before: a page can open this one under a double click.
const ARMED_AFTER = 1_000; // milliseconds

let timer = 0;

/** What the page's address hands over: { url, title, text }; null where it hands over nothing. */
function handed() {
  if (location.hash.startsWith(MARK)) return parsed(location.hash.slice(MARK.length));
  if (!location.pathname.endsWith("/share")) return null;
  const said = new URLSearchParams(location.search);
  const { title, text, url } = Object.fromEntries(["title", "text", "url"].map((name) => [name, said.get(name) ?? ""]));
  // Phones often hand over the address inside the words.
  const address = url || (/https?:\/\/\S+/.exec(text)?.[0] ?? "");
  return { title, url: address, text: address !== "" && text.length < address.length + 200 ? "" : text };
}

function parsed(text) {
  try {
    const { url = "", title = "", text: words = "" } = JSON.parse(decodeURIComponent(text));
    return { url: String(url), title: String(title), text: String(words).slice(0, MOST_LETTERS) };
  } catch {
    return null;
  }
}

/** Show what is handed over, and take it out of the page's address. */
function receive() {
  const got = handed();
  if (got === null) return;
  history.replaceState(null, "", new URL(".", location.href)); // which is below a path where a proxy has one
  if (got.text.trim() === "" && !/^https?:\/\//i.test(got.url)) return;
  const isText = got.text.trim() !== "";
  byId("handed-what").textContent = say(isText ? "handedText" : "handedPage");
  byId("handed-title").textContent = got.title;
  byId("handed-words").textContent = isText ? got.text : got.url;
  byId("handed-form").onsubmit = (event) => {
    event.preventDefault();
    byId("handed").close();
    addText(isText ? got.text : got.url, isText ? got.title : "");
  };
  byId("handed").showModal();
  byId("close-handed").focus();
  arm();
}

/** Let the reader's press count only after the box could be seen for a while. */
function arm() {
  clearTimeout(timer);
  const button = byId("handed-add");
  button.disabled = true;
  if (document.visibilityState === "visible") timer = setTimeout(() => (button.disabled = false), ARMED_AFTER);
}

/** The bookmark that hands over the page that a reader is on: its address, its title, and what is selected there. */
const bookmark = () =>
  `javascript:(()=>{open(${JSON.stringify(new URL(".", location.href).href + MARK)}+encodeURIComponent(JSON.stringify(` +
  `{url:location.href,title:document.title,text:String(getSelection()).slice(0,${MOST_LETTERS})})))})()`;

export function startHandingOver() {
  const link = byId("bookmarklet");
  link.setAttribute("href", bookmark());
  link.addEventListener("click", (event) => {
    event.preventDefault();
    toast(say("bookmarkHow"));
  });
  byId("close-handed").addEventListener("click", () => byId("handed").close());
  byId("cancel-handed").addEventListener("click", () => byId("handed").close());
  document.addEventListener("visibilitychange", () => byId("handed").open && arm());
  addEventListener("hashchange", receive);
  // The installed page has a worker, which says so when the program is off; a page in a tab needs none.
  if (matchMedia("(display-mode: standalone)").matches && navigator.serviceWorker) {
    const policy = window.trustedTypes?.createPolicy("service-worker", { createScriptURL: () => "service-worker.js" });
    navigator.serviceWorker.register(policy ? policy.createScriptURL("") : "service-worker.js");
  }
  receive();
}
