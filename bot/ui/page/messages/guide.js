// What is said about the explanation of an open article.
export const GUIDE = {
  explained: { ko: "이 글의 해설", en: "This article explained" },
  "part.summary": { ko: "요약", en: "Summary" },
  "part.key_points": { ko: "핵심", en: "Key points" },
  "part.names": { ko: "인물·기관", en: "Who" },
  "part.people": { ko: "인물", en: "People" },
  "part.organisations": { ko: "기관·기업", en: "Organisations" },
  "part.figures": { ko: "숫자·날짜", en: "Numbers and dates" },
  "part.timeline": { ko: "흐름", en: "Timeline" },
  "part.terms": { ko: "용어", en: "Terms" },
  "part.questions": { ko: "질문", en: "Questions" },
  toSentence: { ko: "글의 {n}번째 문장으로", en: "To sentence {n} of the article" },
  summaryBy: {
    ko: "{name} 모델이 핵심 문장으로 쓰고, 문장마다 원문과 맞춰 봤어요.",
    en: "Written by {name} from the key points; each sentence was checked against the article.",
  },
  summaryQuoted: {
    ko: "글의 핵심 문장을 읽기 좋게 다듬어 옮겼어요.",
    en: "The sentences that carry the article, trimmed for reading.",
  },
  questionsPatterned: {
    ko: "모델 없이 정해진 틀로 만든 질문이 섞여 있어요.",
    en: "Some of these were made from patterns, without the model.",
  },
  "making.patterns": { ko: "질문({tongue})", en: "questions ({tongue})" },
  "making.summary": { ko: "요약({tongue})", en: "the summary ({tongue})" },
  "making.questions": { ko: "질문({tongue})", en: "questions ({tongue})" },
  explaining: { ko: "만드는 중: {what} · {all}단계 중 {n}", en: "Being made: {what} · step {n} of {all}" },
  explainingPaused: {
    ko: "질문에 먼저 답하고, 조용해지면 이어서 만들어요.",
    en: "Questions come first; this goes on when it is quiet.",
  },
  explainingSoon: { ko: "요약과 질문은 곧 만들기 시작해요.", en: "The summary and questions are made soon." },
  "explainingAhead.one": { ko: "앞에 글 {n}편이 있어요.", en: "{n} article is before this one." },
  "explainingAhead.many": { ko: "앞에 글 {n}편이 있어요.", en: "{n} articles are before this one." },
  explainingStopped: {
    ko: "답변 모델이 없어서 요약은 만들지 못했어요. 글을 다시 열면 또 해 봐요.",
    en: "The answering model is away, so there is no summary. Opening the article again tries again.",
  },
};
