"""Connections to one database: one that writes, and for everyone who reads a snapshot of their own.

A reader sees the library as it was when its snapshot began, however much is written meanwhile, and waits for nobody.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import LibraryBusy, LibraryCorrupt, LibraryFull, LibraryNotWritable
from bot.library.corpus.private_files import private_folder
from bot.library.store.schema import connect
from bot.library.store.writer_lock import WriterLock

# Readers beyond this many at once open a connection of their own and close it again.
_IDLE = 16

_NOT_WRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR}


class Connections:
    """All connections of this process to the database at `path`."""

    def __init__(self, path: Path, lock: WriterLock) -> None:
        self.path = path
        self.lock = lock
        with sqlite_errors(path):
            self.writer = connect(path)
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._here = threading.local()
        self._closed = False

    def close(self) -> None:
        """Close them all; a reader that is at work closes its own when it is done."""
        with self.lock.threads, self._guard:
            self._closed = True
            for connection in [*self._idle, self.writer]:
                connection.close()
            self._idle.clear()

    def written_at(self) -> int:
        """Return when the database or the log before it was changed last, in milliseconds; 0 where there is none."""
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return max((path.stat().st_mtime_ns // 1_000_000 for path in files if path.exists()), default=0)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection whose reads all see one state. Inside another `reading` of this thread it is the same."""
        held: sqlite3.Connection | None = getattr(self._here, "reader", None)
        with sqlite_errors(self.path):
            if held is not None:
                yield held
                return
            connection = self._take()
            try:
                connection.execute("BEGIN")
                self._here.reader = connection
                yield connection
            finally:
                self._here.reader = None
                self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield the writing connection inside a transaction that is committed at the end, or undone by any error.

        It also moves the generation on, by which every reader sees that something changed. Raises LibraryBusy,
        LibraryFull and LibraryNotWritable, and then nothing has changed.
        """
        with self.lock.held(), sqlite_errors(self.path):
            self.writer.execute("BEGIN IMMEDIATE")
            try:
                yield self.writer
                self.writer.execute("UPDATE manifest SET value = value + 1 WHERE key = 'generation'")
                self.writer.execute("COMMIT")
            except BaseException:
                if self.writer.in_transaction:
                    self.writer.execute("ROLLBACK")
                raise

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """Yield the writing connection outside any transaction, while nobody else writes."""
        with self.lock.held(), sqlite_errors(self.path):
            yield self.writer

    def _take(self) -> sqlite3.Connection:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return connect(self.path)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        with self._guard:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(connection)
                return
        connection.close()


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Give SQLite's errors the words of ours."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # such as the use of a closed library: a bug of ours
    except sqlite3.DatabaseError as error:
        # The lowest byte is the kind; what is above it says more about the same kind (https://sqlite.org/rescode.html).
        kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise LibraryBusy(holder="?") from error
        if kind == sqlite3.SQLITE_FULL:
            raise LibraryFull(path=path) from error
        if kind in _NOT_WRITABLE:
            raise LibraryNotWritable(path=path, reason=error) from error
        raise LibraryCorrupt(path=path, folder=path.parent, reason=error) from error


def make_folder(folder: Path) -> None:
    """Make the library's folder where there is none, and close it to other users. Raises LibraryNotWritable."""
    try:
        private_folder(folder)
    except OSError as error:
        raise LibraryNotWritable(path=folder, reason=error.strerror or str(error)) from error
