"""What the REST API answers, as its OpenAPI description has it: the shapes of answers, of events and of refusals."""

from dataclasses import dataclass
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter

from bot.answering.answer import Answer, Event
from bot.articles import ReadingWarning
from bot.insights.guides import Guide, GuideProgress
from bot.library.store.stored_article import ArticleText
from bot.library.store.stored_passage import StoredPassage
from bot.retrieval.evidence import Evidence
from bot.ui.events import EVENT_TYPES, Json

_PLACE = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage(StoredPassage):
    """A passage, and how well it fits the question (higher is better)."""

    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeAnswer(Answer):
    """An answer with the evidence that it was made from."""

    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedWarning(ReadingWarning):
    """What the reader of an article wants known, in words of both languages."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleText):
    """One version of an article, whole: the offsets of citations count in `text`."""

    type: Literal["article"]
    warnings: tuple[WordedWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Guide):
    """An article's guide as far as it is made, and how far that is."""

    type: Literal["explanation"]
    making: GuideProgress


class WordedError(BaseModel):
    """What went wrong, in words of both languages; `name` is for scripts."""

    type: Literal["error"]
    name: str
    ko: str
    en: str


class FailedSource(BaseModel):
    """A source that could not be taken in, and why."""

    source: str
    error: WordedError


class Report(BaseModel):
    """What an addition or a removal came to: ids of articles, and what failed."""

    type: Literal["report"]
    added: list[str]
    changed: list[str]
    unchanged: list[str]
    removed: list[str]
    failed: list[FailedSource]
    seconds: float


class Refused(BaseModel):
    """Why there is no answer."""

    error: WordedError


class Words(BaseModel):
    """What is wrong with a key, or with those that are kept here, in the shape of OpenAI's protocol."""

    message: str
    type: str
    code: str = ""


class RefusedAtTheDoor(BaseModel):
    """Who asks from elsewhere has to show a key."""

    error: Words


class UnreadablePart(BaseModel):
    """A part of a request that does not fit: where it is, and what is wrong with it."""

    type: str
    loc: list[str | int]
    msg: str


class Unreadable(BaseModel):
    """The parts of a request that do not fit."""

    detail: list[UnreadablePart]


# What is refused by the server, before it comes to the API, is told in two lines of text.
_LINES = str
_REFUSALS: dict[int, tuple[str, tuple[type, ...]]] = {
    400: ("It cannot be done, and why", (Refused,)),
    401: ("A key is needed", (RefusedAtTheDoor,)),
    403: ("Another host name, or a page of another origin", (_LINES,)),
    404: ("There is no such article or version", (Refused,)),
    413: ("More than may be sent at once", (_LINES,)),
    422: ("The question, its scope or the request does not fit", (Refused, Unreadable)),
    429: ("Too much at once", (Refused, _LINES)),
    503: ("The keys, the library or the answering model cannot be used now", (Refused, RefusedAtTheDoor)),
}
_OF_ALL = (400, 401, 403, 422, 503)


def answers(shape: Any, *refusals: int, events: bool = False) -> dict[str, Any]:
    """Return how a route is described that answers in `shape`, and may refuse with `refusals` besides those of all routes.

    With `events` it may send an answer's events instead. A shape is only described: what is sent is made elsewhere.
    """
    told: Json = {"model": shape, "description": "What was asked for"}
    if events:
        told["content"] = {"text/event-stream": {"schema": _events()}}
    refused = {status: _refusal(*_REFUSALS[status]) for status in sorted({*_OF_ALL, *refusals})}
    return {"response_model": None, "responses": {200: told, **refused}}


def describe_rest(app: FastAPI) -> None:
    """Add to the description of an app the shapes that its routes only name: an answer's events, and refusals."""
    described_without = app.openapi

    def described() -> Json:
        description = described_without()
        named: Any = Event | Refused | RefusedAtTheDoor | Unreadable
        shapes = TypeAdapter(named).json_schema(mode="serialization", ref_template=_PLACE + "{model}")
        description["components"]["schemas"] |= shapes["$defs"]
        return description

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's own documentation does it


def _refusal(words: str, shapes: tuple[type, ...]) -> Json:
    kinds = [{"$ref": _PLACE + shape.__name__} for shape in shapes if shape is not _LINES]
    content: Json = {"application/json": {"schema": {"anyOf": kinds} if kinds[1:] else kinds[0]}} if kinds else {}
    if _LINES in shapes:
        content["text/plain"] = {"schema": {"type": "string"}}
    return {"description": words, "content": content}


def _events() -> Json:
    """Return the schema of one event: what its `data:` has."""
    of_type = [*((kind.__name__, type) for kind, type in EVENT_TYPES.items()), (WordedError.__name__, "error")]
    typed = [
        {"allOf": [{"$ref": _PLACE + name}, {"properties": {"type": {"const": type}}, "required": ["type"]}]}
        for name, type in of_type
    ]
    return {"description": "One event; the name before its data is its type.", "oneOf": typed}
