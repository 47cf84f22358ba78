// What is said about the model that answers: what it is doing, and choosing another.
export const MODELS = {
  // what the model is doing
  searchLoading: { ko: "글 찾기를 준비하는 중", en: "Getting the search ready" },
  searchFailed: { ko: "글 찾기를 쓸 수 없음", en: "The search cannot be used" },
  modelLoading: { ko: "답변 모델을 여는 중", en: "Opening the answering model" },
  modelReady: { ko: "답할 준비가 됐어요", en: "Ready to answer" },
  modelAnswering: { ko: "답하는 중", en: "Answering" },
  modelAway: { ko: "답변 모델이 응답하지 않음", en: "The answering model is away" },
  silentAddresses: { ko: "응답이 없는 주소: {addresses}", en: "no answer from {addresses}" },
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

  // choosing a model
  answeringModel: { ko: "답변 모델", en: "Answering model" },
  tryModel: { ko: "모델 시험하기", en: "Test the model" },
  trying: { ko: "답을 기다리는 중", en: "Waiting for its answer" },
  tried: { ko: "답해요. 첫 글자까지 {s}, 1초에 {n}자.", en: "It answers: first word after {s}, {n} letters a second." },
  chooseModel: { ko: "다른 모델로 바꾸기", en: "Change the model" },
  builtIn: { ko: "기본 모델", en: "built in" },
  atStart: { ko: "시작할 때 정한 모델", en: "named at the start" },
  suitsBest: { ko: "이 컴퓨터에 권해요", en: "recommended for this computer" },
  aboutSize: { ko: "약 {size}", en: "about {size}" },
  expectedSpeed: {
    ko: "첫 글자까지 {s}쯤, 쓰는 속도는 지금 모델의 {percent}%쯤",
    en: "first word after about {s}, writing at about {percent}% of the present speed",
  },
  betterModel: { ko: "더 큰 답변 모델을 쓸 수 있어요", en: "A larger answering model is available" },
  betterMore: {
    ko: "이 컴퓨터에 맞고, 글 전체를 읽고 제 말로 풀이하는 모델이에요. 내려받은 뒤에는 이 컴퓨터 안에서만 일해요.",
    en: "It suits this computer, reads whole articles and explains in its own words. Once downloaded it works on this computer alone.",
  },
  keepBuiltIn: { ko: "기본 모델 그대로 쓰기", en: "Keep the built-in model" },
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
};
