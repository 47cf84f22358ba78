"""Articles as the library keeps and lists them."""

from dataclasses import dataclass
from datetime import date

from bot.articles import ReadingWarning
from bot.bilingual import Language
from bot.library.corpus.fingerprint import FileFingerprint


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as the library lists it. `source` is its file.

    `version` is the newest one's number, and `indexed_at` (ISO 8601) is when that was read. `author` and `url`, the web
    address where it was found, are empty where they are not known; `tags` are its own and those of its twins, by name.
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
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One version of an article, whole: citations' offsets count in `text`. `author` and `url` as in `ArticleRow`.

    `warnings` say what its reader wants known.
    """

    id: str
    version: int
    title: str
    language: Language
    published: date | None
    source: str
    text: str
    author: str = ""
    url: str = ""
    warnings: tuple[ReadingWarning, ...] = ()

    @property
    def today(self) -> date | None:
        """The day that "yesterday" and "last year" count from; None where only the day of saving is known."""
        return None if any(warning.kind == "saved_day" for warning in self.warnings) else self.published


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What the library knows of an article without its text. A twin's content is stored as that of the article `twin_of`.

    `tags` are its own.
    """

    id: str
    source: str
    version: int
    content_hash: str
    author: str
    url: str
    warnings: tuple[ReadingWarning, ...]
    tags: tuple[str, ...]
    twin_of: str | None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The ids of the articles that came from one file, and how it looked then; None where that is not to be trusted."""

    ids: tuple[str, ...]
    look: FileFingerprint | None
