"""What the rooms of Haeseol tell their readers about articles, additions and readiness."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.errors import HaeseolError
from bot.words import Language

SearchState = Literal["loading", "ready", "failed"]
ModelState = Literal["loading", "ready", "answering", "away", "none"]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as the library lists it. `indexed_at` is ISO 8601; `source` is a file's path or an address."""

    id: str
    title: str
    language: Language
    published: date | None
    source: str
    characters: int
    passages: int
    indexed_at: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One version of an article, whole: citations' offsets count in `text`."""

    id: str
    version: int
    title: str
    language: Language
    published: date | None
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be taken in, and why."""

    source: str
    error: HaeseolError


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an addition, a removal or a comparison with the folder came to: ids of articles, and what failed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Whether questions can be searched and answered now. `detail` is a bare fact for the curious: a path, a size."""

    search: SearchState
    model: ModelState
    model_name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ModelTest:
    """That the answering model answers: seconds to its first word, and the letters a second that it writes after it."""

    name: str
    first_token: float
    letters_per_second: float
