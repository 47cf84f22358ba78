"""The translations that were made, so that each is made once. They are derived: without the file they are made again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.bilingual import Language
from bot.errors import LibraryCorrupt
from bot.library.store.connections import make_folder, sqlite_errors

FILE = "translations.sqlite"

_TABLE = """CREATE TABLE IF NOT EXISTS translation (
    article_id TEXT NOT NULL,
    version    INTEGER NOT NULL,
    start_at   INTEGER NOT NULL,
    end_at     INTEGER NOT NULL,
    language   TEXT NOT NULL,
    model      TEXT NOT NULL,
    original   TEXT NOT NULL,
    text       TEXT NOT NULL,
    PRIMARY KEY (article_id, version, start_at, end_at, language, model)
) WITHOUT ROWID"""


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
        self._path = folder / FILE

    def find(self, place: SentenceKey, model: str) -> str | None:
        """Return what `model` made of a place, None where there is nothing yet."""
        if not self._path.exists():
            return None
        with self._open() as database:
            # An article that was removed begins again with version 1, so the words themselves are compared too.
            row = database.execute(
                "SELECT text FROM translation WHERE article_id = ? AND version = ? AND start_at = ? AND end_at = ?"
                " AND language = ? AND model = ? AND original = ?",
                (place.article_id, place.version, place.start, place.end, place.language, model, place.original),
            ).fetchone()
        return str(row[0]) if row else None

    def keep(self, place: SentenceKey, model: str, text: str) -> None:
        """Keep what `model` made of a place."""
        make_folder(self._path.parent)
        with self._open() as database:
            database.execute(
                "INSERT OR REPLACE INTO translation VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    place.article_id,
                    place.version,
                    place.start,
                    place.end,
                    place.language,
                    model,
                    place.original,
                    text,
                ),
            )

    def forget(self, article_id: str) -> None:
        """Delete the translations of an article."""
        if self._path.exists():
            with self._open() as database:
                database.execute("DELETE FROM translation WHERE article_id = ?", (article_id,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with sqlite_errors(self._path), closing(self._connect()) as database:
            yield database

    def _connect(self) -> sqlite3.Connection:
        try:
            with sqlite_errors(self._path):
                return _connect(self._path)
        except LibraryCorrupt:
            self._path.unlink()  # what was in it is made again
            return _connect(self._path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        database.execute("PRAGMA secure_delete = ON")
        database.execute(_TABLE)
    except sqlite3.Error:
        database.close()
        raise
    return database
