// What is said about translations, versions of an article, and what is and is not saved or watched. As in texts.js.
export const READING = {
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

  // watching the folder
  watching: { ko: "글 폴더 지켜보기", en: "Watch the folder of articles" },
  watchingOn: {
    ko: "corpus/ 폴더를 지켜보고 있어요. 넣거나 고친 파일을 바로 읽어요.",
    en: "corpus/ is being watched: files that you add or change there are read at once.",
  },
  watchingOff: {
    ko: "지켜보지 않아요. 글 목록의 ‘폴더 다시 읽기’를 누르면 바뀐 것을 읽어요.",
    en: "It is not watched. “Read the folder again” above the articles takes in what changed.",
  },
  watchingSoon: { ko: "글 찾기가 준비되면 알 수 있어요.", en: "This is known as soon as the search is ready." },
  watchingShort: { ko: "폴더를 지켜보는 중", en: "watching the folder" },
  notWatchingShort: { ko: "폴더를 지켜보지 않음", en: "not watching the folder" },

  // how much evidence
  passagesWished: { ko: "근거의 수", en: "Passages shown" },
  passagesMore: {
    ko: "질문마다 찾아 보여 주는 대목의 수예요. 답은 그중 가장 가까운 문장으로 써요.",
    en: "How many are found and shown for a question. The answer is written from the nearest sentences among them.",
  },
  passagesUsual: { ko: "{n}개 (기본)", en: "{n} (as usual)" },
  passagesOther: { ko: "{n}개", en: "{n}" },

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
