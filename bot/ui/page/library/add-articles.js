// Adding: files chosen or dropped anywhere, a pasted text, the folder read again.
import { stream } from "../lib/api.js";
import { byId, el, prose } from "../lib/dom.js";
import { language } from "../lib/i18n.js";
import { openPane } from "../lib/panes.js";
import { showTab } from "../lib/tabs.js";
import { refreshLibrary } from "./articles.js";
import { dismissButton, progressNodes, reportNodes, startJob } from "./job-cards.js";
import { addFiles } from "./upload-files.js";

/** Open the box for choosing files and pasting. */
export function openAdding() {
  byId("adding").showModal();
}

/** Do `name` at the server under a card that shows how far it is; tells whether it worked. */
async function work(name, data) {
  let last = {};
  let done = null; // its report or error
  const job = startJob((it) => {
    if (done === null) return progressNodes(last);
    const result = done.type === "error" ? el("p", { class: "problem" }, prose(done[language.value])) : reportNodes(done);
    return [result, dismissButton(it)];
  });
  for await (const event of stream(name, data)) {
    if (event.type === "progress") last = event;
    else if (event.type === "report" || event.type === "error") done = event;
    if (done === null) job.draw();
  }
  await refreshLibrary(done?.added);
  job.draw();
  return done?.type === "report";
}

/** Add a text, or the page at an address, and show how far it is; tells whether it worked. */
export function addText(text, title) {
  showLibrary();
  return work("add_text", [text, title]);
}

/** Read one article's file again. */
export const readAgain = ({ id }) => work("refresh", [id]);

function add(files) {
  if (files.length === 0) return;
  showLibrary();
  addFiles(files);
}

/** Show where the progress is. */
function showLibrary() {
  showTab("articles");
  openPane("library");
}

/** Wire dropping, choosing, pasting and reading again. */
export function startAdding() {
  const dialog = byId("adding");
  const chooser = byId("files");
  for (const button of document.querySelectorAll("[data-adds]")) button.addEventListener("click", openAdding);
  byId("choose").addEventListener("click", () => chooser.click());
  byId("close-adding").addEventListener("click", () => dialog.close());
  byId("sync").addEventListener("click", () => work("sync", []));
  chooser.addEventListener("change", () => {
    const files = [...chooser.files];
    chooser.value = "";
    dialog.close();
    add(files);
  });
  byId("paste-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = byId("paste-text").value;
    const title = byId("paste-title").value;
    if (text.trim() === "") return;
    dialog.close();
    if (await addText(text, title)) for (const id of ["paste-text", "paste-title"]) byId(id).value = "";
    else dialog.showModal(); // nothing typed is lost
  });
  startDropping();
}

function startDropping() {
  const cover = byId("drop");
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  let depth = 0;
  addEventListener("dragenter", (event) => {
    if (!brings(event)) return;
    depth += 1;
    cover.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!brings(event)) return;
    depth -= 1;
    cover.hidden = depth <= 0;
  });
  addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    depth = 0;
    cover.hidden = true;
    byId("adding").close();
    add([...event.dataTransfer.files]);
  });
}
