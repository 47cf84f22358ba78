// Errors as a reader of the page can mend them, by the names that the server gives them.
// What is not here is said in the words of the command line.
export const ERRORS = {
  "error.ModelUnavailable": {
    ko: "답변 모델이 응답하지 않아요. 조금 뒤 다시 해 보고, 그래도 안 되면 설정에서 모델을 시험해 보세요.",
    en: "The answering model does not answer. Try again in a moment; if it still does not, test it in the settings.",
  },
  "error.ArticleMissing": {
    ko: "이 글은 이제 목록에 없어요. 글을 뺐거나 옮겼을 수 있어요.",
    en: "This article is not in the list any more. It may have been removed or moved.",
  },
  "error.NetworkUnavailable": {
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

  // when something breaks
  bug: {
    ko: "해설 안에서 예상하지 못한 문제가 생겼어요. 다시 물어보고, 또 그러면 프로그램 창의 기록을 확인해 주세요.",
    en: "Something unexpected broke inside Haeseol. Ask again; if it happens again, the program's window says more.",
  },
  errorDetails: { ko: "자세히", en: "Details" },
  requestId: { ko: "요청 번호 {request}", en: "Request {request}" },
  unreachable: {
    ko: "해설 프로그램에 닿지 않아요. 켜져 있는지 확인하고 다시 해 주세요.",
    en: "Haeseol cannot be reached. Check that it is running and try again.",
  },
};
