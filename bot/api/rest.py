"""The REST API under /api/v1: articles, search, answers as JSON or as server-sent events, guides, health."""

import json
import re
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, FastAPI, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field

from bot.answering.answer import AnswerDone, Event, EvidenceFound
from bot.answering.ask_options import AskOptions
from bot.api.descriptions import Article, Explanation, FoundPassage, Report, WholeAnswer, answers, describe_rest
from bot.api.question_line import QuestionLine
from bot.api.scope_fields import ScopeFields, read_scope
from bot.articles.article_errors import ArticleMissing, VersionMissing
from bot.errors import HaeseolError, LibraryBusy, QuestionError, SettingInvalid
from bot.library.collection_errors import ScopeEmpty, ScopeInvalid
from bot.library.milvus.server_errors import LibraryUnreachable
from bot.library.store.stored_article import ArticleRow
from bot.models.llm.prompts import ReadingLevel
from bot.models.model_errors import ModelUnavailable
from bot.progress import report_nothing
from bot.retrieval.question import FEWEST_PASSAGES, MOST_PASSAGES, PASSAGES, AnswerLanguage
from bot.service.door_errors import LineFull
from bot.service.html_page import render_html
from bot.service.service_state import ServiceState
from bot.service.work.work_errors import WorkersMissing
from bot.ui.events import Json, article_json, error_json, event_json, guide_json, plain, report_json

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol

STATUS: dict[type[HaeseolError], int] = {
    ArticleMissing: 404,
    VersionMissing: 404,
    QuestionError: 422,
    SettingInvalid: 422,
    ScopeEmpty: 422,
    ScopeInvalid: 422,
    LineFull: 429,
    LibraryBusy: 503,
    LibraryUnreachable: 503,
    ModelUnavailable: 503,
    WorkersMissing: 503,
}


class Question(BaseModel):
    """A question. `conversation` has the questions before it with their answers; `scope` says of which articles, and `article_id`
    is one article.
    """

    question: str
    language: AnswerLanguage = "auto"
    conversation: list[tuple[str, str]] = []
    article_id: str | None = None
    scope: ScopeFields | None = None
    reading_level: ReadingLevel = "standard"
    passages: int = Field(PASSAGES, ge=FEWEST_PASSAGES, le=MOST_PASSAGES)
    stream: bool = False

    def options(self) -> AskOptions:
        """Return what the service is asked with. Raises ScopeInvalid."""
        scope = read_scope(self.scope)
        scope = scope.narrowed_to(self.article_id) if self.article_id else scope
        return AskOptions(self.language, self.conversation, scope, self.reading_level, self.passages)


class SearchQuery(ScopeFields):
    """What is searched for, how many passages are wanted, and of which articles."""

    q: str = Field(description="a question, in Korean or English")
    k: int = Field(5, ge=1, le=100, description="how many passages")


class Text(BaseModel):
    """A text to be added as an article; one that is a web address and nothing else stands for the page there."""

    text: str
    title: str = ""


def build_rest(service: "Haeseol", line: QuestionLine) -> FastAPI:
    """Return the API over a service, whose questions wait in `line`."""
    key = HTTPBearer(auto_error=False, description="A key of `haeseol key new`; on this machine none is needed.")
    app = FastAPI(
        title="Haeseol",
        version="1",
        docs_url=None,
        redoc_url=None,
        description=__doc__,
        dependencies=[Depends(key)],  # which describes it: `KeyCheck` asks for it before anything gets here
    )
    app.add_exception_handler(HaeseolError, _refuse)
    app.add_exception_handler(RequestValidationError, _tell_what_is_wrong)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(render_html(Path(__file__).with_name("docs.html.jinja"), "en", schema=app.openapi()))

    @app.get("/health", summary="Whether questions can be searched and answered now", **answers(ServiceState))
    def health() -> Json:
        return plain(service.state())

    _add_articles(app, service)
    _add_questions(app, service, line)
    describe_rest(app)
    return app


def _add_articles(app: FastAPI, service: "Haeseol") -> None:
    @app.get("/articles", summary="The articles of a scope, newest first", **answers(list[ArticleRow]))
    def articles(within: Annotated[ScopeFields, Query()]) -> list[Json]:
        return [plain(row) for row in service.articles.within(within.scope())]

    @app.post("/articles", summary="Add a text, or the page at a web address", **answers(Report, 413, 429))
    def add(article: Text) -> Json:
        return report_json(service.articles.add_text(article.text, article.title, report_nothing))

    @app.post("/articles/files", summary="Add files", **answers(Report, 413, 429))
    def add_files(files: list[UploadFile]) -> Json:
        with tempfile.TemporaryDirectory(prefix="haeseol-api-") as folder:
            paths = []
            for number, file in enumerate(files):
                name = _short(re.sub(r"[\x00-\x1f/\\]", "", file.filename or ""))
                path = Path(folder) / str(number) / (name.lstrip(".") or "article.txt")
                path.parent.mkdir()
                path.write_bytes(file.file.read())
                paths.append(path)
            return report_json(service.articles.add_files(paths, report_nothing, uploaded=True))

    @app.get(
        "/articles/{article_id:path}",
        summary="An article with its text, an older version of it on request",
        **answers(Article, 404),
    )
    def article(article_id: str, version: int | None = None) -> Json:
        return article_json(service.articles.get(article_id, version))

    @app.get(
        "/texts/{article_id:path}",
        summary="An article's text alone",
        response_class=PlainTextResponse,
        **answers(str, 404),
    )
    def text(article_id: str, version: int | None = None) -> str:
        return service.articles.get(article_id, version).text

    @app.delete("/articles/{article_id:path}", summary="Remove an article", **answers(Report, 404))
    def remove(article_id: str) -> Json:
        return report_json(service.articles.remove(article_id))

    @app.get(
        "/guides/{article_id:path}",
        summary="An article explained, as far as that is made",
        **answers(Explanation, 404),
    )
    def guide(article_id: str) -> Json:
        return guide_json(*service.guides.open(article_id))


def _short(name: str) -> str:
    """Return the end of a file's name, with what follows its last dot: no system takes more than 255 bytes."""
    return name.encode("utf-8", "replace")[-200:].decode("utf-8", "ignore")


def _add_questions(app: FastAPI, service: "Haeseol", line: QuestionLine) -> None:
    @app.get("/search", summary="The passages that fit a question best", **answers(list[FoundPassage], 429))
    def search(asked: Annotated[SearchQuery, Query()]) -> list[Json]:
        found = service.search(asked.q, asked.k, asked.scope())
        return [{**plain(passage), "score": score} for passage, score in found]

    @app.post(
        "/ask",
        summary="Answer a question; with `stream`, as server-sent events: evidence, sentence, ..., answer",
        **answers(WholeAnswer, 413, 429, events=True),
    )
    async def ask(asked: Question) -> Response:
        events = line.ask(asked.question, asked.options())
        first = await anext(events)  # what is wrong with a question has a status of its own
        if asked.stream:
            return StreamingResponse(_stream(first, events), media_type="text/event-stream", headers=UNBUFFERED)
        return JSONResponse(await _whole(first, events))


# Some proxies hold a response back until it is whole, unless it says this.
UNBUFFERED = {"x-accel-buffering": "no", "cache-control": "no-cache"}


async def all_events(first: Event, events: AsyncGenerator[Event]) -> AsyncIterator[Event]:
    """Yield `first` and what follows; whoever stops listening stops the answer."""
    async with aclosing(events):
        yield first
        async for event in events:
            yield event


async def _stream(first: Event, events: AsyncGenerator[Event]) -> AsyncIterator[str]:
    try:
        async for event in all_events(first, events):
            told = event_json(event)
            yield _sent(told)
    except HaeseolError as error:
        yield _sent(error_json(error))


def _sent(told: Json) -> str:
    return f"event: {told['type']}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"


async def _whole(first: Event, events: AsyncGenerator[Event]) -> Json:
    answer: Json = {}
    async for event in all_events(first, events):
        if isinstance(event, EvidenceFound | AnswerDone):
            answer |= plain(event)
    return {**answer["answer"], "evidence": answer["evidence"]}


def status_of(error: Exception) -> int:
    """Return the HTTP status that fits an error of ours best."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


async def _refuse(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HaeseolError)
    return JSONResponse({"error": error_json(error)}, status_of(error))


async def _tell_what_is_wrong(request: Request, error: Exception) -> JSONResponse:
    """Tell as FastAPI does, without repeating what came: not everything that can be read can be written as JSON, as Infinity."""
    assert isinstance(error, RequestValidationError)
    return JSONResponse(
        {"detail": [{part: each[part] for part in ("type", "loc", "msg")} for each in error.errors()]}, 422
    )
