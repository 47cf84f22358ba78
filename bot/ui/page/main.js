// The page: wires its parts together.
import { adopt, conversation, forget, restore, save } from "./chat/conversation-state.js";
import { ask, drawConversation, isAnswering, refreshSuggestions, setArticleCount, startConversation, stop } from "./chat/conversation.js";
import { startExporting } from "./chat/export.js";
import { linked, onLink, showLink } from "./chat/permalinks.js";
import { setAnswering, startQuestion, writeQuestion } from "./chat/question-box.js";
import { startSaving } from "./chat/save-answer.js";
import { drawSaved, refreshSaved, startSaved } from "./chat/saved-conversations.js";
import { startSettings } from "./chat/settings.js";
import { showSentence, startReader } from "./evidence/article-reader.js";
import { clearEvidence, drawEvidence, goToSource, readArticle, refreshEvidence, showEvidence, showOverview, startEvidence } from "./evidence/evidence-pane.js";
import { startSelecting } from "./evidence/text-selection.js";
import { startExplaining } from "./insights/guide.js";
import { startOverview } from "./insights/overview.js";
import { look } from "./lib/api.js";
import { byId, iconButton, reveal } from "./lib/dom.js";
import { addMessages, applyWords, language, onLanguage, say, setLanguage } from "./lib/i18n.js";
import { startMenu } from "./lib/menu.js";
import { closePane, openPane, startPanes } from "./lib/panes.js";
import { showTab, startTabs } from "./lib/tabs.js";
import { startTheme } from "./lib/theme.js";
import { toast } from "./lib/toast.js";
import { openAdding, readAgain, startAdding } from "./library/add-articles.js";
import { refreshLibrary, startLibrary } from "./library/article-list.js";
import { startJobs } from "./library/job-cards.js";
import { MESSAGES } from "./messages/index.js";
import { setBusy, startModel } from "./models/model-state.js";

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

async function pick(question, how = {}) {
  if (isAnswering()) return;
  closePane();
  await ask(question, how);
}

function edit(question) {
  closePane();
  writeQuestion(question);
}

function askOnly({ id, title }) {
  setScope({ id, title });
  closePane();
  byId("question").focus();
}

function drawAll() {
  drawConversation();
  clearEvidence();
  drawScope();
  drawSaved();
}

function startNew() {
  stop();
  forget();
  showLink(null);
  drawAll();
  closePane();
  byId("question").focus();
}

/** Show a saved conversation, at one of its turns where the link names one. */
async function openSaved(id, turnId = null) {
  const isShown = id === conversation.id && conversation.turns.some((turn) => turnId === null || turn.id === turnId);
  if (!isShown) {
    stop();
    const answer = await look("conversation", id);
    if (answer.type === "error") {
      toast(answer[language()]);
      return;
    }
    adopt(answer);
  }
  showLink(id);
  closePane();
  drawAll();
  const turn = conversation.turns.find((each) => each.id === turnId) ?? conversation.turns.at(-1);
  if (!turn) return;
  if (turn.evidence) showEvidence(turn);
  reveal(byId(turn.id), "start");
}

function startBar() {
  const inItsOwn = () => (byId("language").lang = language() === "ko" ? "en" : "ko");
  byId("language").addEventListener("click", () => setLanguage(language() === "ko" ? "en" : "ko"));
  for (const button of document.querySelectorAll("[data-news]")) button.addEventListener("click", startNew);
  onLanguage(drawScope);
  onLanguage(inItsOwn);
  inItsOwn();
  drawScope();
}

function savedHere() {
  showLink(conversation.id);
  refreshSaved();
}

addMessages(MESSAGES);
restore();
applyWords();
startTheme();
startPanes();
startBar();
startOverview({ show: showOverview, open: readArticle }); // before the evidence, which draws what it builds
startEvidence();
startReader(askOnly);
startExplaining({
  show: showSentence,
  ask: (question, { scope, language: answerIn }) => pick(question, { scope, answerIn }),
});
startConversation({
  showEvidence,
  go: goToSource,
  add: openAdding,
  pick,
  edit,
  onSaved: savedHere,
  onBusy: (busy) => {
    setAnswering(busy);
    setBusy(busy);
    for (const button of document.querySelectorAll("[data-news], #export")) button.disabled = busy;
  },
});
startQuestion({ ask, stop, isAnswering });
startLibrary({
  open: ({ id }) => readArticle(id),
  askOnly,
  readAgain,
  removed: (id) => conversation.scope?.id === id && setScope(null),
  counted: (n) => {
    setArticleCount(n);
    refreshEvidence();
  },
});
startAdding(() => {
  showTab("articles");
  openPane("library");
});
startJobs();
startTabs();
startMenu();
startExporting();
startSaving(savedHere);
startSettings();
startSelecting({
  ask: (question, { scope, language: answerIn }) => pick(question, { scope, answerIn }),
  write: (question, scope) => {
    setScope(scope);
    edit(question);
  },
});
startSaved({
  open: openSaved,
  removed: (id) => id === conversation.id && startNew(),
});
onLink(({ conversation: id, turn }) => openSaved(id, turn));
startModel(() => {
  refreshLibrary();
  refreshSuggestions();
});
byId("question").focus({ preventScroll: true });
const link = linked();
if (link !== null) openSaved(link.conversation, link.turn);
