"""The right to change one library, among machines: two advisory locks of the shared database in the place of two files.

They belong to a connection. When the process that has one dies, its connection is closed and the lock is free; of a machine
that is gone the server learns by its keepalives. Where the connection breaks under a process that lives on, another may begin:
the library on a server then notices two who write and refuses one (`bot.library.milvus.milvus_change`). A pooler in front of
PostgreSQL must keep sessions together.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from filelock import Timeout

from bot.service.state.refusals import why_not_connected, why_refused
from bot.service.state.state_address import read_address, shown_address

if TYPE_CHECKING:
    from psycopg import Connection


def library_turns(address: str, library: str) -> "tuple[AdvisoryLock, AdvisoryLock]":
    """Return the locks for `WriterLock` of the library that is called `library`, in the database at an address."""
    session = _Session(address)
    return AdvisoryLock(session, f"writing {library}"), AdvisoryLock(session, f"waiting {library}")


class AdvisoryLock:
    """One advisory lock. Errors of the database are StateError."""

    def __init__(self, session: "_Session", name: str) -> None:
        self._session = session
        self._name = name
        digest = hashlib.sha256(f"haeseol {name}".encode()).digest()
        self._key = int.from_bytes(digest[:8], "big", signed=True)

    @property
    def is_locked(self) -> bool:
        """Whether this process has it, as far as it knows."""
        return self._key in self._session.held

    def acquire(self, timeout: float, poll_interval: float = 0) -> AbstractContextManager[None]:
        """Take it, and give it back at the end of the context. Raises Timeout after `timeout` seconds, if not below zero.

        The database tells when it is free, so that nothing is asked every so often.
        """
        if not self._session.lock(self._key, timeout):
            raise Timeout(self._name)
        return self._held()

    def release(self) -> None:
        """Give it back; one that a broken connection has given back already is free as well."""
        self._session.unlock(self._key)

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.release()


class _Session:
    """The connection that has the locks: opened for the first, closed with the last."""

    def __init__(self, address: str) -> None:
        self._told = read_address(address)
        self._shown = shown_address(address)
        self._secrets = tuple(str(self._told[name]) for name in ("user", "password") if self._told.get(name))
        self._connection: Connection[Any] | None = None
        self.held: set[int] = set()

    def lock(self, key: int, timeout: float) -> bool:
        import psycopg

        connection = self._connection or self._connected()
        self._connection = connection
        try:
            got = self._ask(connection, key, timeout)
        except psycopg.errors.LockNotAvailable:
            got = False
        except psycopg.Error as error:
            self._close()
            raise why_refused(error, self._shown, self._secrets) from error
        if got:
            self.held.add(key)
        elif not self.held:
            self._close()
        return got

    def unlock(self, key: int) -> None:
        import psycopg

        self.held.discard(key)
        if not self.held:
            self._close()  # which gives back all
        elif self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.execute("SELECT pg_advisory_unlock(%s)", (key,))

    @staticmethod
    def _ask(connection: "Connection[Any]", key: int, timeout: float) -> bool:
        if timeout == 0:
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()
            return bool(row and row[0])
        connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{max(0, round(timeout * 1_000))}ms",))
        connection.execute("SELECT pg_advisory_lock(%s)", (key,))
        return True

    def _connected(self) -> "Connection[Any]":
        import psycopg

        try:
            return psycopg.connect(**self._told, autocommit=True, prepare_threshold=None)
        except psycopg.Error as error:
            raise why_not_connected(error, self._shown) from None  # its words repeat the login

    def _close(self) -> None:
        self.held.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
