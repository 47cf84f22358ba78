"""The database in which several pages keep what they share. What is in its tables is the business of those who use them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.service.state.schema_version import compare_version
from bot.service.state.state_connections import StateConnections

if TYPE_CHECKING:
    from psycopg import Connection


@dataclass(frozen=True, slots=True)
class StateVersion:
    """What a database is: PostgreSQL's own version, such as "18.4", and the steps that its tables have had, by number."""

    server: str
    applied: dict[int, str]


class StateDatabase:
    """One database, which any number of threads may use. Its tables are those of this version.

    Every method raises StateError: StateUnreachable and StateBusy where trying again helps, and others that say what does.
    """

    def __init__(self, connections: StateConnections) -> None:
        self._connections = connections

    @classmethod
    def open(cls, address: str) -> "StateDatabase":
        """Return the database at an address, such as "postgresql://user@host/name".

        Raises SettingInvalid for an address that cannot be read, and StateError: StateClientMissing, StateUnreachable,
        StateRefused, StateNotMigrated where `haeseol migrate` is to be run, StateNewer where this program is too old for it.
        """
        database = cls(StateConnections(address))
        try:
            database.check()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def address(self) -> str:
        """The address as it may be shown: without a login."""
        return self._connections.address

    def transaction(self) -> "AbstractContextManager[Connection[dict[str, Any]]]":
        """Return a context in which one transaction runs, on a connection of psycopg whose rows are dicts.

        It is committed at the end and undone by any error. Errors of psycopg become StateError. A connection that broke before
        the transaction began, because the server was started anew, is replaced and nobody hears of it; where it breaks later,
        StateUnreachable is raised, and what was being committed at that moment may or may not have been.
        """
        return self._connections.transaction()

    def check(self) -> StateVersion:
        """Return what the database is. Raises as `open`."""
        version = self.version()
        compare_version(version.applied, self.address)
        return version

    def version(self) -> StateVersion:
        """Return what the database is, whatever version its tables are of."""
        with self.transaction() as connection:
            return StateVersion(read_server_version(connection), read_applied(connection))

    def close(self) -> None:
        """Let the connections go."""
        self._connections.close()

    def __enter__(self) -> "StateDatabase":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def read_applied(connection: "Connection[dict[str, Any]]") -> dict[int, str]:
    """Return which steps a database has had, by number; none where it is new."""
    there = connection.execute("SELECT to_regclass('haeseol_migration') IS NOT NULL AS there").fetchone()
    if there is None or not there["there"]:
        return {}
    rows = connection.execute("SELECT number, name FROM haeseol_migration ORDER BY number")
    return {row["number"]: row["name"] for row in rows}


def read_server_version(connection: "Connection[dict[str, Any]]") -> str:
    """Return the version of PostgreSQL, such as "18.4"."""
    number = connection.info.server_version
    return f"{number // 10_000}.{number % 10_000}"
