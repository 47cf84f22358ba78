"""Guides on disk, in `index/explanations.sqlite`: derived from the articles, so that deleting it costs time alone."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import LibraryNotWritable
from bot.insights.guides.guide import GUIDE_RULES, Guide

FILE = "explanations.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS explanation (
    article_id TEXT PRIMARY KEY,
    told       TEXT NOT NULL
) WITHOUT ROWID
"""


class GuideStore:
    """The explanations of one home, one for each article. Safe to use from several threads and processes.

    Every method raises LibraryNotWritable where the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._writing = threading.Lock()

    def find(self, article_id: str) -> Guide | None:
        """Return what is kept for an article, of whichever version; None where nothing is, or other rules made it."""
        with self._open() as database:
            row = database.execute("SELECT told FROM explanation WHERE article_id = ?", (article_id,)).fetchone()
        if row is None:
            return None
        try:
            return Guide.from_json(json.loads(row[0]))
        except ValueError:  # damaged, or of a program that kept something else: it is made again
            return None

    def put(self, explanation: Guide) -> None:
        """Keep an explanation in place of the one that its article had."""
        told = json.dumps(explanation.to_json(), ensure_ascii=False)
        with self._writing, self._open() as database:
            database.execute("INSERT OR REPLACE INTO explanation VALUES (?, ?)", (explanation.article_id, told))

    def forget(self, article_ids: Sequence[str]) -> None:
        """Remove every trace of these articles' explanations."""
        if article_ids and self._path.exists():
            with self._writing, self._open() as database:
                database.executemany("DELETE FROM explanation WHERE article_id = ?", [(each,) for each in article_ids])

    def article_ids(self) -> set[str]:
        """Return the articles for which something is kept."""
        with self._open() as database:
            return {row[0] for row in database.execute("SELECT article_id FROM explanation")}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield the database in a transaction. A damaged file is begun anew: nothing in it is lost for good."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                database = self._prepared()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                self._path.unlink(missing_ok=True)
                database = self._prepared()
            with closing(database), database:
                yield database
        except (sqlite3.Error, OSError) as error:
            raise LibraryNotWritable(path=self._path, reason=error) from error

    def _prepared(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=30)
        try:
            # What is deleted is overwritten: a removed article leaves no words behind.
            database.execute("PRAGMA secure_delete = ON")
            if database.execute("PRAGMA user_version").fetchone()[0] != GUIDE_RULES:
                with database:
                    database.execute("DROP TABLE IF EXISTS explanation")
                    database.execute(_TABLE)
                    database.execute(f"PRAGMA user_version = {GUIDE_RULES}")
        except BaseException:
            database.close()
            raise
        return database
