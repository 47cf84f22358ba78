// The texts themselves; whole parts of the page have theirs in a texts_*.js of their own.
// Korean in 해요체; both say what happened, what it means and what to do.
import { ERRORS } from "./texts_errors.js";
import { EXPLANATION } from "./texts_explanation.js";
import { LIBRARY } from "./texts_library.js";
import { MODELS } from "./texts_models.js";
import { OVERVIEW } from "./texts_overview.js";
import { READING } from "./texts_reading.js";

export const WORDS = {
  ...LIBRARY,
  ...READING,
  ...EXPLANATION,
  ...OVERVIEW,
  ...MODELS,
  ...ERRORS,

  // the frame
  skip: { ko: "질문란으로 건너뛰기", en: "Skip to the question" },
  library: { ko: "글", en: "Articles" },
  evidence: { ko: "근거", en: "Evidence" },
  conversation: { ko: "대화", en: "Conversation" },
  close: { ko: "닫기", en: "Close" },
  openLibrary: { ko: "글 목록 열기", en: "Open the articles" },
  otherLanguage: { ko: "English", en: "한국어" },
  otherLanguageLabel: { ko: "Switch the page to English", en: "화면을 한국어로 바꾸기" },
  toDark: { ko: "어두운 화면으로", en: "Dark page" },
  toLight: { ko: "밝은 화면으로", en: "Light page" },
  shelf: { ko: "글과 대화", en: "Articles and conversations" },
  settings: { ko: "설정", en: "Settings" },
  scopeAll: { ko: "모든 글에 묻기", en: "Asking all articles" },
  scopeOne: { ko: "이 글에만 묻기: {title}", en: "Asking only: {title}" },
  scopeRelease: { ko: "다시 모든 글에 묻기", en: "Ask all articles again" },
  seconds: { ko: "{s}초", en: "{s} s" },

  // what the model is doing
  searchLoading: { ko: "글 찾기를 준비하는 중", en: "Getting the search ready" },
  searchFailed: { ko: "글 찾기를 쓸 수 없음", en: "The search cannot be used" },
  modelLoading: { ko: "답변 모델을 여는 중", en: "Opening the answering model" },
  modelReady: { ko: "답할 준비가 됐어요", en: "Ready to answer" },
  modelAnswering: { ko: "답하는 중", en: "Answering" },
  modelAway: { ko: "답변 모델이 응답하지 않음", en: "The answering model is away" },
  modelNone: { ko: "답변 모델 없이 쓰는 중", en: "Used without an answering model" },
  gone: { ko: "해설 프로그램이 꺼져 있음", en: "Haeseol is not running" },
  noticeLoading: {
    ko: "글 찾기를 준비하고 있어요. 지금 물어도 준비되는 대로 답해요.",
    en: "The search is getting ready. You can ask now; the answer follows as soon as it is.",
  },
  noticeFailed: {
    ko: "글 찾기를 열지 못했어요. `haeseol doctor`로 할 일을 볼 수 있어요.",
    en: "The search could not be opened. `haeseol doctor` shows what to do.",
  },
  noticeAway: {
    ko: "답변 모델이 응답하지 않아서, 지금은 글에서 찾은 문장을 그대로 보여 드려요.",
    en: "The answering model is away, so for now answers are quotes from the articles.",
  },
  noticeNone: {
    ko: "답변 모델 없이 쓰고 있어요. 글에서 찾은 문장을 그대로 보여 드려요.",
    en: "No answering model is in use. Answers are quotes from the articles.",
  },
  noticeGoneModel: {
    ko: "골라 두신 {name} 모델이 이 컴퓨터에 없어서 {chosen} 모델이 답해요. 설정에서 다시 고를 수 있어요.",
    en: "The model you chose, {name}, is not on this computer any more, so {chosen} answers. The settings let you choose again.",
  },
  noticeGone: {
    ko: "해설 프로그램에 닿지 않아요. 켜져 있는지 확인해 주세요. 이 화면의 글은 그대로 남아 있어요.",
    en: "Haeseol cannot be reached. Check that it is still running; what is on this page stays.",
  },

  // asking
  greeting: { ko: "무엇이 궁금하세요?", en: "What would you like to know?" },
  greetingMore: {
    ko: "한국어나 영어로 물어보세요. 답의 모든 문장에 근거가 된 원문이 붙어요.",
    en: "Ask in Korean or English. Every sentence of an answer comes with the words it rests on.",
  },
  greetingEmpty: {
    ko: "아직 글이 없어요. 파일을 이 화면에 끌어다 놓거나 글을 붙여 넣어 주세요.",
    en: "There are no articles yet. Drop files anywhere on this page, or paste a text.",
  },
  tryThese: { ko: "이렇게 물어볼 수 있어요", en: "You could ask" },
  questionLabel: { ko: "질문", en: "Question" },
  questionPlaceholder: { ko: "글에 대해 물어보세요", en: "Ask about the articles" },
  send: { ko: "묻기", en: "Ask" },
  stop: { ko: "멈추기", en: "Stop" },
  keys: { ko: "Enter로 묻기 · Shift+Enter로 줄 바꾸기", en: "Enter asks · Shift+Enter starts a new line" },
  newConversation: { ko: "새 대화", en: "New conversation" },

  // an answer in time
  waitingSearch: {
    ko: "글 찾기가 준비되기를 기다리고 있어요",
    en: "Waiting for the search to be ready",
  },
  "waitingLine.one": { ko: "앞에 질문이 {n}개 있어요", en: "{n} question is ahead of yours" },
  "waitingLine.many": { ko: "앞에 질문이 {n}개 있어요", en: "{n} questions are ahead of yours" },
  searching: { ko: "글에서 찾고 있어요", en: "Searching the articles" },
  reading: { ko: "근거를 읽고 있어요", en: "Reading the passages" },
  thinkingNow: { ko: "생각하고 있어요", en: "Thinking" },
  thinking: { ko: "생각한 과정", en: "Its thinking" },
  "passages.one": { ko: "근거 {n}개", en: "{n} passage" },
  "passages.many": { ko: "근거 {n}개", en: "{n} passages" },
  showEvidence: { ko: "이 답의 근거 보기", en: "Show the evidence of this answer" },
  stopped: { ko: "여기서 멈췄어요.", en: "Stopped here." },
  interrupted: { ko: "화면을 다시 열어서 답이 여기서 끊겼어요.", en: "The page was reopened, so the answer ends here." },
  quotesOnly: { ko: "모델 없이, 글에 있는 문장을 그대로 옮겼어요.", en: "Quoted from the articles, without a model." },
  source: { ko: "근거 {n}: {title}", en: "Source {n}: {title}" },
  quoteOf: { ko: "원문", en: "Original" },

  // marks
  checkSource: { ko: "원문 확인", en: "check the source" },
  noSource: { ko: "근거 없음", en: "no source" },
  marks: { ko: "표시 읽는 법", en: "What the marks mean" },
  markVerbatim: { ko: "글에 있는 문장 그대로예요.", en: "Word for word from an article." },
  markSupported: { ko: "근거가 뒷받침하는 문장이에요.", en: "Backed by the passage of its number." },
  markWeak: { ko: "근거가 약해요. 번호를 눌러 원문을 확인해 주세요.", en: "Weakly backed: follow the number and check." },
  markUnsupported: { ko: "뒷받침하는 근거를 찾지 못했어요.", en: "No passage backs it." },
  sampleVerbatim: { ko: "그대로 옮긴 문장", en: "A quoted sentence" },
  sampleSupported: { ko: "근거 있는 문장", en: "A supported sentence" },
  sampleWeak: { ko: "근거가 약한 문장", en: "A weak sentence" },
  sampleUnsupported: { ko: "근거 없는 문장", en: "An unsupported sentence" },

  // a refusal
  lookedFor: { ko: "글에서 찾지 못한 것", en: "Not found in the articles" },
  nearest: { ko: "가장 가까운 대목", en: "The nearest passages" },
  helps: {
    ko: "이 내용을 다룬 글을 넣으면 답할 수 있어요.",
    en: "Add an article that covers this, and it can be answered.",
  },

  // under an answer
  copy: { ko: "인용과 함께 복사", en: "Copy with citations" },
  copied: { ko: "복사했어요", en: "Copied" },
  retry: { ko: "다시 답하기", en: "Answer again" },
  edit: { ko: "질문 고치기", en: "Change the question" },
  link: { ko: "이 답의 주소 복사", en: "Copy a link to this answer" },
  linkCopied: { ko: "주소를 복사했어요", en: "Link copied" },
  details: { ko: "자세히", en: "Details" },
  detailSearched: { ko: "찾은 곳: {where}", en: "searched: {where}" },
  allArticles: { ko: "모든 글", en: "all articles" },
  detailEvidence: { ko: "근거를 찾기까지 {s}", en: "evidence after {s}" },
  detailFirst: { ko: "첫 글자까지 {s}", en: "first word after {s}" },
  detailTotal: { ko: "모두 {s}", en: "{s} in all" },
  detailModel: { ko: "모델 {name}", en: "model {name}" },

  // judging an answer
  judgeGood: { ko: "좋은 답이에요", en: "Good answer" },
  judgeBad: { ko: "아쉬운 답이에요", en: "Bad answer" },
  judged: { ko: "알려 주셔서 고마워요. 이 컴퓨터에만 남겨요.", en: "Thank you. It is kept on this computer only." },
  judgeWhy: { ko: "무엇이 아쉬웠나요?", en: "What is wrong with it?" },
  "reason.wrong": { ko: "사실과 달라요", en: "It is not true" },
  "reason.unfounded": { ko: "글에 없는 내용이에요", en: "The articles do not say it" },
  "reason.incomplete": { ko: "빠진 것이 있어요", en: "Something is missing" },
  "reason.unclear": { ko: "알아듣기 어려워요", en: "It is hard to follow" },
  judgeNote: { ko: "더 알려 주실 것 (선택)", en: "Anything else (optional)" },
  judgeSend: { ko: "남기기", en: "Keep this" },

  // evidence and the open article
  evidenceEmpty: {
    ko: "물어보면 답보다 먼저, 답의 근거가 될 대목이 여기에 나와요.",
    en: "Ask, and the passages an answer rests on appear here, before the answer itself.",
  },
  evidenceNone: { ko: "이 질문에 가까운 대목이 없어요.", en: "No passage comes near this question." },
  openArticle: { ko: "글 전체 보기", en: "Open article" },
  backToEvidence: { ko: "근거로 돌아가기", en: "Back to the evidence" },
  askThis: { ko: "이 글에만 묻기", en: "Ask only this article" },
  opening: { ko: "글을 여는 중이에요", en: "Opening the article" },
  ko: { ko: "한국어", en: "Korean" },
  en: { ko: "영어", en: "English" },

  // the head of the open article
  origin: { ko: "원문", en: "Original" },

  // asking about words of the open article
  selectHint: { ko: "문장이나 낱말을 선택하면 그 부분을 물어볼 수 있어요.", en: "Select a sentence or a term to ask about it." },
  readerLabel: {
    ko: "글의 본문. 화살표 키로 문장을 고르고 Enter로 물어보세요.",
    en: "The article's text. Arrow keys choose a sentence, Enter asks about it.",
  },
  aboutLabel: { ko: "선택한 부분에 대해", en: "About what is selected" },
  "about.explain": { ko: "설명", en: "Explain" },
  "about.simplify": { ko: "쉽게", en: "Simplify" },
  "about.translate": { ko: "번역", en: "Translate" },
  "about.ask": { ko: "묻기", en: "Ask" },
  "ask.explain": { ko: "“{words}” 이 말은 무슨 뜻인가요?", en: "What does “{words}” mean?" },
  "ask.simplify": { ko: "“{words}” 이 말을 아주 쉬운 말로 설명해 주세요.", en: "Explain “{words}” in very simple words." },

  // the conversations
  conversations: { ko: "대화", en: "Conversations" },
  seek: { ko: "질문과 답에서 찾기", en: "Search all of them" },
  noConversations: { ko: "아직 저장된 대화가 없어요. 물어보면 여기에 남아요.", en: "No conversations yet. What you ask is kept here." },
  noSuchConversation: { ko: "그런 대화가 없어요.", en: "No conversation matches." },
  "questions.one": { ko: "질문 {n}개", en: "{n} question" },
  "questions.many": { ko: "질문 {n}개", en: "{n} questions" },
  conversationMenu: { ko: "대화 메뉴: {title}", en: "Menu of {title}" },
  rename: { ko: "이름 바꾸기", en: "Rename" },
  newName: { ko: "새 이름", en: "New name" },
  exportMarkdown: { ko: "Markdown으로 내려받기", en: "Download as Markdown" },
  exportHtml: { ko: "HTML로 내려받기", en: "Download as HTML" },
  deleteConversation: { ko: "지우기", en: "Delete" },
  deletedConversation: { ko: "‘{title}’ 대화를 지웠어요", en: "Deleted “{title}”" },
  savingOff: { ko: "대화를 저장하지 않고 있어요.", en: "Conversations are not being saved." },
  savingTurnOn: { ko: "저장하기", en: "Save them" },

  // the settings
  answerLanguage: { ko: "답의 언어", en: "Language of answers" },
  "language.auto": { ko: "질문과 같게", en: "As the question" },
  "language.ko": { ko: "한국어", en: "Korean" },
  "language.en": { ko: "영어", en: "English" },
  readingLevel: { ko: "글의 수준", en: "Reading level" },
  "level.simple": { ko: "쉽게", en: "Simple" },
  "level.standard": { ko: "보통", en: "Standard" },
  "level.expert": { ko: "전문가", en: "Expert" },
  saveConversations: { ko: "대화를 이 컴퓨터에 저장", en: "Save conversations on this computer" },
  saveMore: {
    ko: "글 폴더 옆 conversations/에 남고, 언제든 지울 수 있어요. 끄면 이 탭을 닫을 때 사라져요.",
    en: "They are kept in conversations/ beside the articles until you delete them. Without this they are gone with the tab.",
  },
  feedback: { ko: "답에 대한 평가", en: "Your judgements of answers" },
  feedbackMore: {
    ko: "저장된 답에 남긴 평가를 haeseol eval이 읽는 JSONL로 내려받아요.",
    en: "What you said of saved answers, as JSONL that haeseol eval reads.",
  },
  exportFeedback: { ko: "평가 내려받기", en: "Download them" },
  noFeedback: { ko: "아직 남긴 평가가 없어요.", en: "There are no judgements yet." },

  // when something breaks
  bug: {
    ko: "해설 안에서 예상하지 못한 문제가 생겼어요. 다시 물어보고, 또 그러면 프로그램 창의 기록을 확인해 주세요.",
    en: "Something unexpected broke inside Haeseol. Ask again; if it happens again, the program's window says more.",
  },
  unreachable: {
    ko: "해설 프로그램에 닿지 않아요. 켜져 있는지 확인하고 다시 해 주세요.",
    en: "Haeseol cannot be reached. Check that it is running and try again.",
  },
};
