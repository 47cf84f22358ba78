// What is said in the settings, and of what they change.
export const SETTINGS = {
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
  session: { ko: "로그인", en: "Signed in" },
  sessionMore: {
    ko: "이 브라우저는 비밀번호로 로그인해 있어요. 함께 쓰는 컴퓨터라면 다 쓴 뒤 로그아웃하세요.",
    en: "This browser is signed in with the password. On a computer that others use too, sign out when you are done.",
  },
  signOut: { ko: "로그아웃", en: "Sign out" },
  feedback: { ko: "답에 대한 평가", en: "Your judgements of answers" },
  feedbackMore: {
    ko: "저장된 답에 남긴 평가를 haeseol eval이 읽는 JSONL로 내려받아요.",
    en: "What you said of saved answers, as JSONL that haeseol eval reads.",
  },
  exportFeedback: { ko: "평가 내려받기", en: "Download them" },
  noFeedback: { ko: "아직 남긴 평가가 없어요.", en: "There are no judgements yet." },

  // how much evidence
  passagesWished: { ko: "근거의 수", en: "Passages shown" },
  passagesMore: {
    ko: "질문마다 찾아 보여 주는 대목의 수예요. 답은 그중 가장 가까운 문장으로 써요.",
    en: "How many are found and shown for a question. The answer is written from the nearest sentences among them.",
  },
  passagesUsual: { ko: "{n}개 (기본)", en: "{n} (as usual)" },
  passagesOther: { ko: "{n}개", en: "{n}" },

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
};
