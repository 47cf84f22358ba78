// What is said where the answering model is chosen. As in texts.js.
export const MODELS = {
  answeringModel: { ko: "답변 모델", en: "Answering model" },
  tryModel: { ko: "모델 시험하기", en: "Test the model" },
  trying: { ko: "답을 기다리는 중", en: "Waiting for its answer" },
  tried: { ko: "답해요. 첫 글자까지 {s}, 1초에 {n}자.", en: "It answers: first word after {s}, {n} letters a second." },
  chooseModel: { ko: "다른 모델로 바꾸기", en: "Change the model" },
  builtIn: { ko: "기본 모델", en: "built in" },
  atStart: { ko: "시작할 때 정한 모델", en: "named at the start" },
  onDisk: { ko: "이 컴퓨터에 있음", en: "on this computer" },
  takesMemory: { ko: "메모리 약 {size}", en: "about {size} of memory" },
  noModel: { ko: "모델 없이", en: "No model" },
  noModelMore: { ko: "글에 있는 문장만 그대로 보여 줘요", en: "answers are quotes from the articles" },
  useModel: { ko: "쓰기", en: "Use" },
  useModelNamed: { ko: "{name} 쓰기", en: "Use {name}" },
  inUse: { ko: "쓰는 중", en: "In use" },
  fetchModel: { ko: "{size} 내려받고 쓰기", en: "Download {size} and use it" },
  fetchRest: { ko: "나머지 {size} 내려받고 쓰기", en: "Download the other {size} and use it" },
  giveUpFetch: { ko: "그만두기", en: "Cancel" },
  giveUpNamed: { ko: "{name} 내려받기 그만두기", en: "Cancel the download of {name}" },
  meanwhile: { ko: "그동안은 지금 모델로 답해요.", en: "The present one answers meanwhile." },
  fetchFailed: { ko: "내려받지 못했어요.", en: "The download failed." },
  fetchGoesOn: { ko: "다시 누르면 받은 데서부터 이어져요.", en: "Press again and it goes on from where it stopped." },
  modelGone: {
    ko: "이 모델은 이제 이 컴퓨터에 없어요. 쓰려면 내려받아 주세요.",
    en: "This model is not on this computer any more. Download it to use it.",
  },
  littleMemory: {
    ko: "이 컴퓨터의 메모리 {size}로는 모자라요.",
    en: "This computer has {size} of memory, which is too little.",
  },
  goneModel: {
    ko: "골라 두신 {name} 모델이 이 컴퓨터에 없어서 {chosen} 모델이 답해요.",
    en: "The model you chose, {name}, is not on this computer any more, so {chosen} answers.",
  },
  startedWith: {
    ko: "{name} 모델로 시작했어요. 시작할 때 정한 모델이 늘 먼저라서, 여기서 바꾸면 이번에만 써요.",
    en: "Started with {name}. What is named at the start always wins, so a change here lasts until the next start.",
  },
  elsewhere: { ko: "다른 곳에서 도는 모델은 시작할 때 정해요:", en: "A model that runs elsewhere is named at the start:" },
  nowAnswers: { ko: "다음 질문부터 {name} 모델이 답해요.", en: "From the next question on, {name} answers." },
  nowQuotes: { ko: "다음 질문부터 글에 있는 문장을 그대로 보여 드려요.", en: "From the next question on, answers are quotes." },

  // errors as a reader of the page can mend them; the command line has words of its own
  "error.ModelAway": {
    ko: "답변 모델이 응답하지 않아요. 조금 뒤 다시 해 보고, 그래도 안 되면 설정에서 모델을 시험해 보세요.",
    en: "The answering model does not answer. Try again in a moment; if it still does not, test it in the settings.",
  },
  "error.NetworkAway": {
    ko: "모델을 나눠 주는 곳에 연결할 수 없어요. 인터넷 연결을 확인해 주세요.",
    en: "The site that gives out the model cannot be reached. Check this computer's connection to the internet.",
  },
  "error.DownloadStalled": {
    ko: "모델을 나눠 주는 곳에서 한동안 아무것도 오지 않았어요.",
    en: "For a while nothing came from the site that gives out the model.",
  },
  "error.DownloadFailed": {
    ko: "모델을 나눠 주는 곳이 지금은 바빠요. 조금 기다려 주세요.",
    en: "The site that gives out the model is busy now. Wait a little.",
  },
  "error.HubFileMissing": {
    ko: "모델을 나눠 주는 곳에서 이 모델을 받을 수 없어요. 다른 모델을 골라 주세요.",
    en: "The site that gives out the model does not give this one. Choose another.",
  },
  "error.ModelDigestWrong": {
    ko: "받은 파일이 공개된 파일과 달라서 지웠어요. 다시 누르면 처음부터 받아요.",
    en: "What came is not the published file, so it was thrown away. Press again and it is downloaded anew.",
  },
};
