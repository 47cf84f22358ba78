// The texts themselves. Korean in 해요체; both say what happened, what it means and what to do.
export const WORDS = {
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
  scopeAll: { ko: "모든 글에 묻기", en: "Asking all articles" },
  scopeOne: { ko: "이 글에만 묻기: {title}", en: "Asking only: {title}" },
  scopeRelease: { ko: "다시 모든 글에 묻기", en: "Ask all articles again" },
  seconds: { ko: "{s}초", en: "{s} s" },

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
  details: { ko: "자세히", en: "Details" },
  detailEvidence: { ko: "근거를 찾기까지 {s}", en: "evidence after {s}" },
  detailFirst: { ko: "첫 글자까지 {s}", en: "first word after {s}" },
  detailTotal: { ko: "모두 {s}", en: "{s} in all" },
  detailModel: { ko: "모델 {name}", en: "model {name}" },

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

  // the library
  filter: { ko: "제목이나 출처로 찾기", en: "Filter by title or source" },
  add: { ko: "글 넣기", en: "Add articles" },
  sync: { ko: "폴더 다시 읽기", en: "Read the folder again" },
  remove: { ko: "빼기: {title}", en: "Remove {title}" },
  removed: { ko: "‘{title}’을(를) 뺐어요", en: "Removed “{title}”" },
  undo: { ko: "되돌리기", en: "Undo" },
  noMatch: { ko: "그런 글이 없어요.", en: "No article matches." },
  noArticles: { ko: "아직 글이 없어요.", en: "No articles yet." },
  newArticle: { ko: "새 글", en: "new" },
  "articles.one": { ko: "{n}편", en: "{n} article" },
  "articles.many": { ko: "{n}편", en: "{n} articles" },

  // adding
  dropHere: { ko: "놓으면 글 목록에 넣어요", en: "Drop to add to the articles" },
  chooseFiles: { ko: "파일 고르기", en: "Choose files" },
  chooseMore: { ko: "파일마다 25 MB까지. 화면 아무 곳에나 끌어다 놓아도 돼요.", en: "25 MB a file. You can also drop files anywhere." },
  orPaste: { ko: "또는 글이나 링크 붙여 넣기", en: "Or paste a text or a link" },
  pasteTitle: { ko: "제목 (비워 두면 첫 줄)", en: "Title (the first line if left empty)" },
  pasteText: { ko: "본문, 또는 웹 주소 하나", en: "Text, or one web address" },
  pasteAdd: { ko: "이 글 넣기", en: "Add this text" },
  uploading: { ko: "‘{name}’ 올리는 중", en: "Uploading “{name}”" },
  tooLarge: {
    ko: "{name}은(는) {size}예요. 파일 하나는 25 MB까지 넣을 수 있어요.",
    en: "{name} has {size}. A file may have 25 MB.",
  },
  "step.download": { ko: "받는 중", en: "Downloading" },
  "step.verify": { ko: "확인하는 중", en: "Verifying" },
  "step.assemble": { ko: "합치는 중", en: "Assembling" },
  "step.load": { ko: "여는 중", en: "Opening" },
  "step.read": { ko: "읽는 중", en: "Reading" },
  "step.embed": { ko: "대목을 익히는 중", en: "Learning its passages" },
  "step.store": { ko: "저장하는 중", en: "Storing" },
  "unit.passages": { ko: "대목 {done} / {total}", en: "{done} of {total} passages" },
  "unit.articles": { ko: "글 {done} / {total}", en: "{done} of {total} articles" },
  "unit.files": { ko: "파일 {done} / {total}", en: "{done} of {total} files" },
  "unit.bytes": { ko: "{done} / {total}", en: "{done} of {total}" },
  working: { ko: "글 목록을 살펴보는 중", en: "Looking through the articles" },
  added: { ko: "넣음", en: "added" },
  changed: { ko: "바뀜", en: "changed" },
  unchanged: { ko: "그대로", en: "unchanged" },
  removedCount: { ko: "뺌", en: "removed" },
  failed: { ko: "못 넣음", en: "not added" },
  nothingNew: { ko: "바뀐 것이 없어요.", en: "Nothing has changed." },
  dismiss: { ko: "알림 닫기", en: "Dismiss" },

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
