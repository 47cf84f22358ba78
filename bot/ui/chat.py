"""The chat in Gradio's own plain sense, for all that takes a `gr.ChatInterface`: what it cannot do is on the page."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import gradio

from bot.answering.ask_options import AskOptions
from bot.answering.messages import SUGGESTED_QUESTIONS
from bot.bilingual import Bilingual, Language
from bot.errors import HaeseolError
from bot.library.indexing.index_report import IndexReport
from bot.progress import report_nothing
from bot.service.conversations import Conversations, Turn
from bot.service.conversations.conversation_errors import AnswerNotSaved
from bot.service.conversations.export import escape_markdown, markdown_answer, markdown_evidence, on_one_line
from bot.ui.chat_alone import ReadableCalls
from bot.ui.events import Json, event_json
from bot.ui.gate.watched_calls import REQUEST_ID, bugs_logged
from bot.ui.turn_recorder import begin_turn, with_event

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol

Open = Callable[[], "tuple[Haeseol, Conversations]"]

TITLE = "해설 · Haeseol"
_INTRODUCTION = """글에 대해 한국어나 영어로 물어보세요. 글 파일을 끌어다 놓으면 바로 추가돼요.\n
Ask about the articles in Korean or English. Drop a file to add it as an article."""
_EVIDENCE = Bilingual(ko="근거 {number}개", en="Evidence: {number}")
_FILES = Bilingual(ko="추가한 글", en="Articles added")


class Chat:
    """One chat over a service that `open_home` opens at the first question. Only what is judged is saved, as on the page.

    `article_text` is the address of an article's text with `{id}` for its id, for those that came from no web address.
    """

    def __init__(self, open_home: Open, article_text: str) -> None:
        self._open_home, self._article_text = open_home, article_text
        self._opening = threading.Lock()
        self._home: tuple[Haeseol, Conversations] | None = None
        self._turns: dict[str, Turn] = {}

    def tell(self, message: Json, history: list[Json], request: gradio.Request) -> Iterator[list[Json]]:
        """Yield the messages of an answer as it grows: what came of dropped files, the evidence, the answer.

        What went wrong is a message too: after an error Gradio would leave the box for questions closed.
        """
        with bugs_logged("chat", request.headers.get(REQUEST_ID, "-")):
            added: list[Json] = []
            try:
                service = self._opened()[0]
                if files := [Path(str(file)) for file in message["files"]]:
                    report = service.articles.add_files(files, report_nothing, uploaded=True)
                    added = [_files_told(report, _language(request))]
                    yield added
                if message["text"].strip() or not files:
                    for told in self._answer(message["text"], history):
                        yield [*added, *told]
            except HaeseolError as error:
                yield [*added, _message(escape_markdown(error.message(_language(request))))]

    def judge(self, shown: list[Json], judged: gradio.LikeData, request: gradio.Request) -> None:
        """Keep a judgement of an answer, and with it the answer, among the judgements of the page."""
        with bugs_logged("judge", request.headers.get(REQUEST_ID, "-")):
            try:
                answers = takewhile(lambda message: message["role"] != "user", shown[_place(judged) :])
                if (turn := next(filter(None, map(self._turn, answers)), None)) is None:
                    raise AnswerNotSaved
                conversations = self._opened()[1]
                conversations.save(
                    f"chat-{re.sub('[^0-9A-Za-z]', '', request.session_hash or '')[:40] or 'only'}", turn
                )
                conversations.judge(
                    turn.id, "good" if judged.liked is True else "bad" if judged.liked is False else None
                )
            except HaeseolError as error:
                raise gradio.Error(error.message(_language(request)), print_exception=False) from error

    def _opened(self) -> "tuple[Haeseol, Conversations]":
        with self._opening:
            self._home = self._home or self._open_home()
        return self._home

    def _answer(self, question: str, history: list[Json]) -> Iterator[list[Json]]:
        turn = begin_turn(uuid4().hex, question)
        before = [(each.question, each.said) for each in filter(None, map(self._turn, history))]
        addresses: dict[str, str] = {}
        with closing(self._opened()[0].ask(question, AskOptions(conversation=before))) as events:  # type: ignore[type-var]
            for told in map(event_json, events):
                turn = with_event(turn, told)
                if told["type"] == "evidence":
                    ids = {passage["article_id"] for passage in told["evidence"]["passages"]}
                    addresses = {id: self._address(id) for id in ids}
                yield _shown(turn, told["text"] if told["type"] == "draft" else "", addresses)
        self._turns[turn.id] = turn
        for id in [*self._turns][:-200]:  # so many answers can be judged
            del self._turns[id]

    def _address(self, id: str) -> str:
        own = self._article_text.format(id=quote(id, safe=""))
        return quote(self._opened()[0].articles.get(id).url, safe=":/?&=%.~#") or own

    def _turn(self, message: Json) -> Turn | None:
        """Return the turn that a message answers; None for evidence, errors, and what is forgotten by now."""
        return self._turns.get((message.get("metadata") or {}).get("id", ""))


def build_chat(open_home: Open, article_text: str = "") -> gradio.ChatInterface:
    """Return the chat, ready to be launched, mounted or loaded. Nothing is opened before the first question."""
    chat = Chat(open_home, article_text)
    chatbot = gradio.Chatbot(label=TITLE, height="60vh", latex_delimiters=[], buttons=["copy"])
    demo = ReadableCalls(
        chat.tell, multimodal=True, chatbot=chatbot, title=TITLE, description=_INTRODUCTION,
        api_name="chat", api_description="Answer a question from the articles, evidence first.",
        concurrency_limit=1, delete_cache=(3600, 86400),
    )  # fmt: skip
    # Not as ChatInterface takes them: with those, Gradio 6.31 cannot load an app into another one (`gr.load`).
    chatbot.examples = [{"text": words} for asked in SUGGESTED_QUESTIONS.values() for _, words in asked[:2]]
    with demo:
        demo.chatbot.example_select(demo.example_populated, None, demo.textbox, api_visibility="private", queue=False)
        demo.chatbot.like(chat.judge, [demo.chatbot], None, api_visibility="private")
    return demo


def _message(content: str, **metadata: str) -> Json:
    return {"role": "assistant", "content": content, "metadata": metadata}


def _shown(turn: Turn, draft: str, addresses: Mapping[str, str]) -> list[Json]:
    language: Language = (turn.answer or turn.evidence or {})["language"]
    title = _EVIDENCE.in_(language).format(number=len((turn.evidence or {})["passages"]))
    status = "done" if turn.sentences or draft else "pending"
    folded = _message(markdown_evidence(turn, addresses), title=title, status=status)
    answer = " ".join(filter(None, [markdown_answer(turn, language), escape_markdown(draft)]))
    # The id is what a judgement names the answer by.
    return [*([folded] if folded["content"] else []), *([_message(answer, id=turn.id)] if answer else [])]


def _place(judged: gradio.LikeData) -> int:
    """Return where the messages begin that are judged. Raises AnswerNotSaved where that is no place at all."""
    place = judged.index[0] if isinstance(judged.index, list | tuple) and judged.index else judged.index
    if not isinstance(place, int):
        raise AnswerNotSaved
    return place


def _files_told(report: IndexReport, language: Language) -> Json:
    lines = [*report.added, *report.changed, *report.unchanged]
    lines += [failure.error.message(language) for failure in report.failed]
    return _message("\n".join(f"- {on_one_line(line)}" for line in lines), title=_FILES.in_(language), status="done")


def _language(request: gradio.Request) -> Language:
    """Return the language that the reader's browser asks for."""
    return "ko" if request.headers.get("accept-language", "").lower().startswith("ko") else "en"
