"""Connections to the shared database: few, opened when they are needed, kept for the next, and given up when they broke."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from bot.service.state.refusals import why_not_connected, why_refused
from bot.service.state.state_address import read_address, shown_address
from bot.service.state.state_errors import StateBusy

if TYPE_CHECKING:
    from psycopg import Connection

# Of one process. A PostgreSQL server as it comes takes a hundred, of all pages and workers together.
MOST_CONNECTIONS = 8
# How long is waited for one of them.
_WAIT_SECONDS = 10.0
# Said in each transaction, because a pooler in front of the server may give each one another connection: what takes longer is
# given up, and what a program that was stopped in the middle holds is let go.
_BEGIN = (
    "SET LOCAL statement_timeout = '20s'; SET LOCAL lock_timeout = '10s';"
    " SET LOCAL idle_in_transaction_session_timeout = '60s'"
)


class StateConnections:
    """Connections to one address, which any number of threads may use.

    Raises StateError for all that goes wrong at the server, with the words of ours.
    """

    def __init__(self, address: str) -> None:
        """Connect to nothing yet. Raises StateClientMissing, and SettingInvalid for an address that cannot be read."""
        self.address = shown_address(address)
        self._told = read_address(address)
        # Those that come from the environment or from a file of passwords are not known here.
        self._secrets = tuple(str(self._told[name]) for name in ("user", "password") if self._told.get(name))
        self._idle: list[Connection[dict[str, Any]]] = []
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._changing = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator["Connection[dict[str, Any]]"]:
        """Yield a connection in a transaction, which is committed at the end and undone by an error."""
        import psycopg

        if not self._places.acquire(timeout=_WAIT_SECONDS):
            raise StateBusy(address=self.address, reason="all connections are in use")
        try:
            connection = self._begun()
            try:
                yield connection
                connection.commit()
            except psycopg.Error as error:
                raise why_refused(error, self.address, self._secrets) from error
            finally:
                self._put_back(connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close what is not in use; what is, is closed when it is given back and another is needed."""
        with self._changing:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _begun(self) -> "Connection[dict[str, Any]]":
        """Return a connection in a new transaction. One that broke since it was used is told by that, and replaced."""
        import psycopg

        with self._changing:
            kept = self._idle.pop() if self._idle else None
        if kept is not None:
            try:
                _begin(kept)
                return kept
            except psycopg.Error:
                kept.close()
                self.close()  # the server was started anew: the others broke with this one
        connection = self._connected()
        try:
            _begin(connection)
        except psycopg.Error as error:
            connection.close()
            raise why_refused(error, self.address, self._secrets) from error
        return connection

    def _connected(self) -> "Connection[dict[str, Any]]":
        import psycopg
        from psycopg.rows import dict_row

        try:
            # Statements that the server keeps prepared belong to one connection, and a pooler may give another.
            return psycopg.connect(**self._told, row_factory=dict_row, prepare_threshold=None)
        except psycopg.Error as error:
            raise why_not_connected(error, self.address) from None  # its words repeat the login

    def _put_back(self, connection: "Connection[dict[str, Any]]") -> None:
        import psycopg

        with suppress(psycopg.Error):  # it is closed then, and not kept
            connection.rollback()
        if connection.closed or connection.broken:
            connection.close()
            return
        with self._changing:
            self._idle.append(connection)


def _begin(connection: "Connection[dict[str, Any]]") -> None:
    connection.execute(_BEGIN)
