// What is said about questions, their answers, and the conversations that they make.
export const CHAT = {
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
  translating: { ko: "원문을 옮기고 있어요", en: "Translating what is quoted" },
  reading: { ko: "근거를 읽고 있어요", en: "Reading the passages" },
  thinkingNow: { ko: "생각하고 있어요", en: "Thinking" },
  thinking: { ko: "생각한 과정", en: "Its thinking" },
  "passages.one": { ko: "근거 {n}개", en: "{n} passage" },
  "passages.many": { ko: "근거 {n}개", en: "{n} passages" },
  showEvidence: { ko: "이 답의 근거 보기", en: "Show the evidence of this answer" },
  stopped: { ko: "여기서 멈췄어요.", en: "Stopped here." },
  interrupted: { ko: "화면을 다시 열어서 답이 여기서 끊겼어요.", en: "The page was reopened, so the answer ends here." },
  roughly: { ko: "대략 · 확인되지 않은 번역", en: "roughly · unconfirmed translation" },
  background: { ko: "일반적인 뜻 · 글에 없는 내용", en: "In general · not from the articles" },
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

  // what is not saved
  exportThis: { ko: "내려받기", en: "Download" },
  exportLabel: { ko: "이 대화 내려받기", en: "Download this conversation" },
  nothingToExport: { ko: "아직 내려받을 답이 없어요.", en: "There is no answer to download yet." },
  saveFirst: {
    ko: "주소와 평가는 저장한 답에만 남길 수 있어요. 저장은 이 컴퓨터에만 해요.",
    en: "Links and judgements need a saved answer. It is saved on this computer only.",
  },
  saveNow: { ko: "대화 저장하기", en: "Save conversations" },
};
