"""A small database of what was derived from articles: one table, begun anew when it is damaged or of other rules."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import LibraryCorrupt
from bot.library.store.connections import make_folder, sqlite_errors


@dataclass(frozen=True, slots=True)
class DerivedDatabase:
    """The file at `path`, made when something is written; of its `table`, `columns` are the SQL, with an `article_id`.

    With another number of `rules` than those that made it the table is emptied. Safe to use from several threads and
    processes; every method raises LibraryError where the file cannot be used.
    """

    path: Path
    table: str
    columns: str
    rules: int

    def read(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows that `query` finds, none where there is no file yet."""
        if not self.path.exists():
            return []
        with self._open() as database:
            return database.execute(query, values).fetchall()

    def put(self, *values: object) -> None:
        """Keep a row, in place of the one that has the same key."""
        make_folder(self.path.parent)
        with self._open() as database:
            places = ", ".join("?" * len(values))
            database.execute(f"INSERT OR REPLACE INTO {self.table} VALUES ({places})", values)

    def forget(self, article_ids: Iterable[str]) -> None:
        """Delete every trace of these articles."""
        if self.path.exists():
            with self._open() as database:
                rows = [(article_id,) for article_id in article_ids]
                database.executemany(f"DELETE FROM {self.table} WHERE article_id = ?", rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield the database in a transaction."""
        with sqlite_errors(self.path), closing(self._connect()) as database, database:
            yield database

    def _connect(self) -> sqlite3.Connection:
        try:
            with sqlite_errors(self.path):
                return self._prepared()
        except LibraryCorrupt:
            self.path.unlink(missing_ok=True)  # what was in it is made again
            return self._prepared()

    def _prepared(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=30)
        try:
            # What is deleted is overwritten: a removed article leaves no words behind.
            database.execute("PRAGMA secure_delete = ON")
            if database.execute("PRAGMA user_version").fetchone()[0] != self.rules:
                database.execute(f"DROP TABLE IF EXISTS {self.table}")
                database.execute(f"PRAGMA user_version = {self.rules}")
            database.execute(f"CREATE TABLE IF NOT EXISTS {self.table} ({self.columns}) WITHOUT ROWID")
        except BaseException:
            database.close()
            raise
        return database
