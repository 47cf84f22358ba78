"""The translations that were made, so that each is made once. They are derived: without the file they are made again."""

from dataclasses import dataclass
from pathlib import Path

from bot.bilingual import Language
from bot.insights.derived_database import DerivedDatabase

FILE = "translations.sqlite"

# 1: what the answering model has been taught, and names as the other language spells them.
_RULES = 1
_COLUMNS = """
    article_id TEXT NOT NULL,
    version    INTEGER NOT NULL,
    start_at   INTEGER NOT NULL,
    end_at     INTEGER NOT NULL,
    language   TEXT NOT NULL,
    model      TEXT NOT NULL,
    original   TEXT NOT NULL,
    text       TEXT NOT NULL,
    PRIMARY KEY (article_id, version, start_at, end_at, language, model)
"""


@dataclass(frozen=True, slots=True)
class SentenceKey:
    """What is translated: a stretch of one version of an article, `original` its words, and into which language."""

    article_id: str
    version: int
    start: int
    end: int
    original: str
    language: Language


class Translations:
    """The translations kept in one folder. Every method raises LibraryError where their file cannot be used."""

    def __init__(self, folder: Path) -> None:
        self._database = DerivedDatabase(folder / FILE, "translation", _COLUMNS, _RULES)

    def find(self, place: SentenceKey, model: str) -> str | None:
        """Return what `model` made of a place, None where there is nothing yet."""
        # An article that was removed begins again with version 1, so the words themselves are compared too.
        rows = self._database.read(
            "SELECT text FROM translation WHERE article_id = ? AND version = ? AND start_at = ? AND end_at = ?"
            " AND language = ? AND model = ? AND original = ?",
            (place.article_id, place.version, place.start, place.end, place.language, model, place.original),
        )
        return str(rows[0][0]) if rows else None

    def keep(self, place: SentenceKey, model: str, text: str) -> None:
        """Keep what `model` made of a place."""
        where = (place.article_id, place.version, place.start, place.end)
        self._database.put(*where, place.language, model, place.original, text)

    def forget(self, article_id: str) -> None:
        """Delete the translations of an article."""
        self._database.forget([article_id])
