// What is said about the evidence, the open article, its versions, its words in the other language.
export const EVIDENCE = {
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
  readingWarnings: { ko: "이 글을 읽으면서", en: "About the reading of this article" },
  machineRead: { ko: "그림에서 기계가 읽은 글이라 틀릴 수 있어요.", en: "Read from a picture by machine; it may have mistakes." },
  pagePicture: { ko: "{page}쪽 그림 보기", en: "See page {page}" },
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

  // a sentence in the other language
  translated: { ko: "기계 번역", en: "Machine translation" },
  translationFallible: { ko: "틀릴 수 있어요", en: "It can be wrong" },
  translate: { ko: "이 문장 번역하기", en: "Translate this sentence" },
  translating: { ko: "번역하고 있어요", en: "Translating" },
  translationWaits: { ko: "질문에 먼저 답하고, 끝나면 번역해요", en: "A question comes first; the translation follows" },
  translationDoubt: { ko: "원문을 확인해 주세요. {why}", en: "Check the original. {why}" },
  translationBy: { ko: "{name} 모델이 옮겼어요.", en: "made by {name}" },

  // versions of an article
  versionNewest: { ko: "{n}번째 버전 · {when}에 바뀜", en: "Version {n}, changed {when}" },
  versionOlder: {
    ko: "이 글의 {n}번째 버전이에요. 그 뒤에 바뀌어서 지금은 {newest}번째 버전이 있어요.",
    en: "This is version {n} of the article. It has changed since; the newest is version {newest}.",
  },
  openNewest: { ko: "지금 버전 열기", en: "Open the newest version" },
  openVersion: { ko: "{n}번째 버전 열기", en: "Open version {n}" },
  versionUntil: { ko: "({when}까지)", en: "(until {when})" },
  showChanges: { ko: "{n}번째 버전에서 바뀐 것", en: "What changed since version {n}" },
  changeAdded: { ko: "더한 문장", en: "Added" },
  changeRemoved: { ko: "뺀 문장", en: "Removed" },
  noChanges: { ko: "문장은 모두 그대로예요.", en: "All sentences are the same." },
  quotedVersion: {
    ko: "{n}번째 버전에서 인용했어요. 글은 그 뒤에 바뀌었어요.",
    en: "Quoted from version {n}. The article has changed since.",
  },
};
