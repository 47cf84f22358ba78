// The page: wires its parts together.
import { openAdding, startAdding } from "./adding.js";
import { ask, drawConversation, isAnswering, refreshSuggestions, setArticleCount, startConversation, stop } from "./conversation.js";
import { byId, iconButton } from "./dom.js";
import { clearEvidence, drawEvidence, goToSource, readArticle, showEvidence, startEvidence } from "./evidence.js";
import { refreshLibrary, startLibrary } from "./library.js";
import { setBusy, startModel } from "./model.js";
import { closePane, openPane, startPanes } from "./panes.js";
import { setAnswering, startQuestion } from "./question.js";
import { startReader } from "./reader.js";
import { conversation, forget, restore, save } from "./store.js";
import { startTheme } from "./theme.js";
import { applyWords, language, onLanguage, say, setLanguage } from "./words.js";

function drawScope() {
  const chip = byId("scope");
  const { scope } = conversation;
  chip.classList.toggle("one", scope !== null);
  const words = document.createElement("span");
  words.className = "scope-words";
  words.textContent = scope ? say("scopeOne", { title: scope.title }) : say("scopeAll");
  chip.title = words.textContent;
  chip.replaceChildren(words, ...(scope ? [iconButton("close", say("scopeRelease"), () => setScope(null))] : []));
}

function setScope(scope) {
  conversation.scope = scope;
  save();
  drawScope();
  drawEvidence();
}

async function pick(question) {
  if (isAnswering()) return;
  closePane();
  await ask(question);
}

function startBar() {
  const inItsOwn = () => (byId("language").lang = language() === "ko" ? "en" : "ko");
  byId("language").addEventListener("click", () => setLanguage(language() === "ko" ? "en" : "ko"));
  byId("new").addEventListener("click", () => {
    stop();
    forget();
    drawConversation();
    clearEvidence();
    drawScope();
    byId("question").focus();
  });
  onLanguage(drawScope);
  onLanguage(inItsOwn);
  inItsOwn();
  drawScope();
}

restore();
applyWords();
startTheme();
startPanes();
startBar();
startEvidence();
startReader((scope) => {
  setScope(scope);
  closePane();
  byId("question").focus();
});
startConversation({
  showEvidence,
  go: goToSource,
  add: openAdding,
  pick,
  onBusy: (busy) => {
    setAnswering(busy);
    setBusy(busy);
    byId("new").disabled = busy;
  },
});
startQuestion({ ask, stop, isAnswering });
startLibrary({
  open: ({ id }) => readArticle(id),
  removed: (id) => conversation.scope?.id === id && setScope(null),
  counted: setArticleCount,
});
startAdding(() => openPane("library"));
startModel(() => {
  refreshLibrary();
  refreshSuggestions();
});
byId("question").focus({ preventScroll: true });
