"""What the rooms of Haeseol tell their readers about articles, additions and readiness."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.bilingual import Language
from bot.errors import HaeseolError
from bot.progress import Progress

SearchState = Literal["loading", "ready", "failed"]
ModelState = Literal["loading", "ready", "answering", "away", "none"]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as the library lists it. `source` is its file.

    `version` is the newest one's number, and `indexed_at` (ISO 8601) is when that was read. `author` and `url`, the web
    address where it was found, are empty where they are not known.
    """

    id: str
    version: int
    title: str
    language: Language
    published: date | None
    source: str
    characters: int
    passages: int
    indexed_at: str
    author: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One version of an article, whole: citations' offsets count in `text`. `author` and `url` as in `ArticleRow`."""

    id: str
    version: int
    title: str
    language: Language
    published: date | None
    source: str
    text: str
    author: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A stretch of two versions: `same`, or `before` (may be empty) became `after` (may be empty).

    `start` and `end` are offsets into the newer version's text, where `after` stands.
    """

    same: bool
    before: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What changed between two versions of an article: all of the text in order, whole sentences at a time."""

    id: str
    before: int
    after: int
    parts: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What the library knows of an article without its text. A twin's content is stored as that of the article `twin_of`."""

    id: str
    source: str
    version: int
    content_hash: str
    author: str
    url: str
    twin_of: str | None


@dataclass(frozen=True, slots=True)
class FileLook:
    """How a file looks from outside, and by which rules it is read: while that is the same, so is what is read in it.

    Size in bytes, the times of the last change of its content and of its entry in nanoseconds, its inode, and
    `bot.articles.READING_RULES`.
    """

    size: int
    modified_ns: int
    changed_ns: int
    inode: int
    rules: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The ids of the articles that came from one file, and how it looked then; None where that is not to be trusted."""

    ids: tuple[str, ...]
    look: FileLook | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be taken in, and why."""

    source: str
    error: HaeseolError


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an addition, a removal or a comparison with the folder came to: ids of articles, and what failed.

    `twins` are pairs of ids: the first has the very content of the second, which is stored once. They are among the
    unchanged too.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    twins: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Whether questions can be searched and answered now. `detail` is a bare fact for the curious: a path, a size.

    `watching` says whether changes in the folder are taken in as they happen; `written_at`, in milliseconds since 1970, is
    when the library was last written to, by which a page sees that its list is old. `gone_model` was chosen earlier and is not
    on this machine any more, so that another one answers.
    """

    search: SearchState
    model: ModelState
    model_name: str
    detail: str = ""
    watching: bool = False
    written_at: int = 0
    gone_model: str = ""


@dataclass(frozen=True, slots=True)
class StorageUse:
    """Bytes on disk: the articles' files, what is kept beside them (older versions, the last removal), and the index."""

    articles: int
    kept: int
    index: int


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """An answering model that can be chosen: at once where it is `ready`, else after `missing` bytes have been fetched.

    `size` on disk and `memory` while it works are in bytes, 0 for a model that runs elsewhere and for none.
    """

    name: str
    ready: bool
    size: int = 0
    memory: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class ModelOffers:
    """The models that can be chosen, the built-in one first, and how the choice stands.

    `chosen` is the one that answers now. `started_with` was named at the start, which wins each time; `gone` was chosen
    earlier and is not on this machine any more; both are empty otherwise. `memory` is the machine's, in bytes, None where
    it does not say. `fetching` is how far the one under way has come; `failed` names the last that could not be had, and
    `problem` says why.
    """

    offers: tuple[ModelOffer, ...]
    chosen: str
    started_with: str = ""
    gone: str = ""
    memory: int | None = None
    fetching: Progress | None = None
    failed: str = ""
    problem: HaeseolError | None = None


@dataclass(frozen=True, slots=True)
class ModelTest:
    """That the answering model answers: seconds to its first word, and the letters a second that it writes after it."""

    name: str
    first_token: float
    letters_per_second: float
