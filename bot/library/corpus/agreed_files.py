"""What a corpus and its store had in common when they were last compared: without it nobody could say who changed what.

It lies beside the store and the corpus, in a file of its own. Where that is lost, everything counts as changed on both sides:
then contents are compared, and nothing is lost.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.articles.article_errors import CorpusFull, CorpusNotWritable
from bot.library.corpus.folder import writing

NAME = "corpus-store.sqlite"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_TABLES = """
CREATE TABLE IF NOT EXISTS store (address TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS agreed (path TEXT PRIMARY KEY, look TEXT NOT NULL, digest TEXT NOT NULL, mark TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sending (path TEXT PRIMARY KEY, digest TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class AgreedFile:
    """A file as both sides had it: how it looked here, the SHA-256 of its content, and the mark by which the store knows it.

    `look` is "" where the file was so fresh that it could change without looking different, `digest` is "" where its content
    may be another than that of the store.
    """

    look: str
    digest: str
    mark: str


class AgreedFiles:
    """The files on which a corpus and the store at one address agree. For one thread at a time."""

    def __init__(self, folder: Path, address: str) -> None:
        """Open the file in `folder`; what it tells of another address is forgotten. Raises CorpusNotWritable."""
        self._path = folder / NAME
        with writing(self._path):
            folder.mkdir(parents=True, exist_ok=True)
        with self._writable():
            try:
                self._database = self._opened(address)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in _DAMAGED:
                    raise
                # What it knew is found out again by comparing.
                with writing(self._path):
                    self._path.unlink(missing_ok=True)
                self._database = self._opened(address)
        with self._writable():
            rows = self._database.execute("SELECT path, look, digest, mark FROM agreed").fetchall()
        self.files = {path: AgreedFile(look, digest, mark) for path, look, digest, mark in rows}

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    @property
    def sending(self) -> Mapping[str, str]:
        """What was about to be sent, by path with its digest: it may have arrived, though nobody noted it."""
        with self._writable():
            return dict(self._database.execute("SELECT path, digest FROM sending").fetchall())

    def begin_sending(self, digests: Iterable[tuple[str, str]]) -> None:
        """Note what is about to be sent, in place of what was noted before."""
        with self._changing():
            self._database.execute("DELETE FROM sending")
            self._database.executemany("INSERT OR REPLACE INTO sending VALUES (?, ?)", digests)

    def note(self, path: str, file: AgreedFile) -> None:
        """Note that both sides have this file."""
        with self._changing():
            values = (path, file.look, file.digest, file.mark)
            self._database.execute("INSERT OR REPLACE INTO agreed VALUES (?, ?, ?, ?)", values)
            self._database.execute("DELETE FROM sending WHERE path = ?", (path,))
        self.files[path] = file

    def forget(self, path: str) -> None:
        """Note that neither side has this file."""
        with self._changing():
            self._database.execute("DELETE FROM agreed WHERE path = ?", (path,))
            self._database.execute("DELETE FROM sending WHERE path = ?", (path,))
        self.files.pop(path, None)

    def _opened(self, address: str) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            # No second file that could be left behind where somebody deletes this one.
            database.execute("PRAGMA journal_mode = TRUNCATE")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(_TABLES)
            known = [row[0] for row in database.execute("SELECT address FROM store")]
            if known != [address]:
                database.executescript("BEGIN; DELETE FROM store; DELETE FROM agreed; DELETE FROM sending; COMMIT")
                database.execute("INSERT INTO store VALUES (?)", (address,))
            return database
        except BaseException:
            database.close()
            raise

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Do all of it or nothing. Raises CorpusNotWritable and CorpusFull."""
        with self._writable():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _writable(self) -> Iterator[None]:
        """Give SQLite's refusals the words of ours."""
        try:
            yield
        except sqlite3.OperationalError as error:
            kind = CorpusFull if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL else CorpusNotWritable
            raise kind(path=self._path, reason=error) from error
