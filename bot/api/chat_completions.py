"""The library as a model for every client of OpenAI's protocol: /v1/models and /v1/chat/completions.

Citations are `annotations` of the message, in the shape of OpenAI's `url_citation` with `cited_text`, `article_id` and `version`
beside it; the whole answer and its evidence are in the field `haeseol`.
https://platform.openai.com/docs/api-reference/chat (November 2026)
"""

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from bot.answering.annotations import annotate, marked
from bot.answering.answer import Answer, AnswerDone, Event, EvidenceFound, SentenceChecked
from bot.answering.ask_options import AskOptions
from bot.answering.messages import NOT_FROM_ARTICLES
from bot.api.question_line import QuestionLine
from bot.api.rest import UNBUFFERED, all_events, status_of
from bot.api.scope_fields import ScopeFields, read_scope
from bot.articles.article_errors import ArticleMissing
from bot.errors import HaeseolError
from bot.ui.events import Json, plain

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol

MODEL = "haeseol"
FindUrl = Callable[[str], str]


class Message(BaseModel):
    """One message; content is a text or a list of parts, of which the texts count."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return " ".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")
        return self.content or ""


class CompletionRequest(BaseModel):
    """What is asked: the last message is the question, those before it the conversation; `scope` is ours, and other fields mean
    nothing here.
    """

    model: str = MODEL
    messages: list[Message]
    stream: bool = False
    scope: ScopeFields | None = None

    def question(self) -> tuple[str, AskOptions]:
        """Return the question and how it is to be answered. Raises ScopeInvalid."""
        before: list[tuple[str, str]] = []
        asked = [message for message in self.messages if message.role in ("user", "assistant")]
        for question, answer in pairwise(asked):
            if (question.role, answer.role) == ("user", "assistant"):
                before.append((question.text, answer.text))
        words = asked[-1].text if asked and asked[-1].role == "user" else ""
        return words, AskOptions(conversation=before, scope=read_scope(self.scope))


def build_chat_completions(service: "Haeseol", line: QuestionLine) -> FastAPI:
    """Return the two addresses over a service, whose questions wait in `line`."""
    app = FastAPI(title="Haeseol as a model", docs_url=None, redoc_url=None, openapi_url=None)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        where = ", ".join(".".join(map(str, each["loc"])) for each in error.errors())
        return _error(f"The request cannot be read: {where}", "invalid_request_error", 422)

    @app.exception_handler(HaeseolError)
    async def refuse(request: Request, error: HaeseolError) -> JSONResponse:
        return _error(f"{error.message('ko')} {error.message('en')}", type(error).__name__, status_of(error))

    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}

    @app.get("/models")
    def models() -> Json:
        return {"object": "list", "data": [model]}

    @app.get("/models/{name}")
    def one_model(name: str) -> Response:
        if name != MODEL:
            return _error(f"모델은 {MODEL} 하나예요. The only model is {MODEL}.", "model_not_found", 404)
        return JSONResponse(model)

    @app.post("/chat/completions")
    async def complete(asked: CompletionRequest, request: Request) -> Response:
        def url(article_id: str) -> str:
            try:
                of_web = service.articles.get(article_id).url
            except ArticleMissing:
                of_web = ""
            return of_web or f"{str(request.base_url).removesuffix('v1/')}api/v1/texts/{quote(article_id, safe='')}"

        events = line.ask(*asked.question())
        first = await anext(events)
        if asked.stream:
            return StreamingResponse(_stream(first, events, url), media_type="text/event-stream", headers=UNBUFFERED)
        return JSONResponse(await _whole(first, events, url))

    return app


async def _whole(first: Event, events: AsyncGenerator[Event], url: FindUrl) -> Json:
    evidence: Json = {}
    async for event in all_events(first, events):
        match event:
            case EvidenceFound():
                evidence = plain(event.evidence)
            case AnswerDone(answer):
                message = {"role": "assistant", "content": _text(answer), "annotations": _annotations(answer, url)}
                choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
                return {**_head("chat.completion"), "choices": [choice], "haeseol": _extra(answer, evidence)}
    raise AssertionError("an answer ends with AnswerDone")


async def _stream(first: Event, events: AsyncGenerator[Event], url: FindUrl) -> AsyncIterator[str]:
    """Yield finished sentences as they come: what is sent cannot be taken back, so no drafts, and no quotations yet."""
    head, told, evidence = _head("chat.completion.chunk"), "", {}

    def chunk(delta: Json, finish: str | None = None, **extra: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return f"data: {json.dumps({**head, 'choices': [choice], **extra}, ensure_ascii=False)}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    try:
        async for event in all_events(first, events):
            match event:
                case EvidenceFound():
                    evidence = plain(event.evidence)
                case SentenceChecked(sentence) if not sentence.quoted:
                    piece = f" {marked(sentence)}" if told else marked(sentence)
                    told += piece
                    yield chunk({"content": piece})
                case AnswerDone(answer):
                    text = _text(answer)
                    begun = told if text.startswith(told) else f"{told}\n\n"
                    rest = text.removeprefix(told) if begun == told else f"\n\n{text}"
                    moved = 0 if begun == told else len(begun)
                    yield chunk({"content": rest, "annotations": _annotations(answer, url, moved)})
                    yield chunk({}, "stop", haeseol=_extra(answer, evidence))
    except HaeseolError as error:
        told_error = {"message": f"{error.message('ko')} {error.message('en')}", "type": type(error).__name__}
        yield f"data: {json.dumps({'error': told_error}, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"


def _head(kind: str) -> Json:
    return {"id": f"chatcmpl-{uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


def _text(answer: Answer) -> str:
    general = f"\n\n{NOT_FROM_ARTICLES.in_(answer.language)} {answer.background}" if answer.background else ""
    return answer.answer + general


def _annotations(answer: Answer, url: FindUrl, moved: int = 0) -> list[Json]:
    """Return the citations; their indices count in the message, where the answer begins at `moved`."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": moved + each.start,
                "end_index": moved + each.end,
                "url": url(each.citation.article_id),
                "title": each.citation.title,
                "cited_text": each.quote,
                "article_id": each.citation.article_id,
                "version": each.citation.version,
            },
        }
        for each in annotate(answer)
    ]


def _extra(answer: Answer, evidence: Json) -> Json:
    return {"answer": plain(answer), "evidence": evidence}


def _error(message: str, kind: str, status: int) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "type": kind, "param": None, "code": kind}}, status)
