// What stands around everything: names of the panes, the bar at the top.
export const FRAME = {
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
};
