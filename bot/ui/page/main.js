// The page: starts its parts. The order does not matter: what they share are signals, and each part draws itself from them.
import { startChecking } from "./chat/checking.js";
import { startConversation } from "./chat/conversation.js";
import { startExport } from "./chat/export.js";
import { startGreeting } from "./chat/greeting.js";
import { startPermalinks } from "./chat/permalinks.js";
import { startQuestionBox } from "./chat/question-box.js";
import { startSavedConversations } from "./chat/saved-conversations.js";
import { startSettings } from "./chat/settings.js";
import { followLink, startSwitching } from "./chat/switch-conversation.js";
import { startEvidencePane } from "./evidence/evidence-pane.js";
import { startTextSelection } from "./evidence/text-selection.js";
import { addMessages, startLanguage } from "./lib/i18n.js";
import { startReadingAloud } from "./lib/read-aloud.js";
import { startMenu } from "./lib/menu.js";
import { startPanes } from "./lib/panes.js";
import { startTabs } from "./lib/tabs.js";
import { startTheme } from "./lib/theme.js";
import { startAdding } from "./library/add-articles.js";
import { startArticleList } from "./library/article-list.js";
import { startTags } from "./library/article-tags.js";
import { startChoosingScope } from "./library/choose-scope.js";
import { startHandingOver } from "./library/hand-over.js";
import { startFeeds } from "./library/feeds.js";
import { startScope } from "./library/scope.js";
import { MESSAGES } from "./messages/index.js";
import { startBetterModel } from "./models/better-model.js";
import { startModelChoice } from "./models/model-choice.js";
import { startModelState } from "./models/model-state.js";

const STARTS = [
  startLanguage, startTheme, startPanes, startTabs, startMenu,
  startScope, startChoosingScope, startTags, startArticleList, startAdding, startFeeds,
  startModelState, startModelChoice, startBetterModel,
  startGreeting, startConversation, startQuestionBox, startSavedConversations, startSwitching, startPermalinks, startExport, startChecking, startSettings,
  startEvidencePane, startTextSelection, startReadingAloud, startHandingOver,
];

addMessages(MESSAGES); // before anything is said
for (const start of STARTS) start();
followLink(); // at last: it goes to a turn that has to be drawn
