"""Making the tables of this version: each step once, whole or not at all, whoever else does so at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.service.state.schema_version import Migration, find_newer, migrations
from bot.service.state.state_connections import StateConnections
from bot.service.state.state_database import StateDatabase, read_applied
from bot.service.state.state_errors import StateNewer, StateRefused

if TYPE_CHECKING:
    from psycopg import Connection

# The lock that two who migrate take, in turn: "haeseol" in hexadecimal.
_LOCK = 0x6861_6573_656F_6C
_ENCODING = "UTF8"
_TABLE = """
CREATE TABLE IF NOT EXISTS haeseol_migration (
    number     integer PRIMARY KEY,
    name       text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


def migrate(address: str) -> list[str]:
    """Make the tables of this version in the database at an address, and return the names of the steps that were missing.

    Nothing is done twice, and what was interrupted is gone on with. Raises SettingInvalid and StateError, as
    `StateDatabase.open`; StateNewer before anything is changed.
    """
    with StateDatabase(StateConnections(address)) as database:
        _prepare(database)
        return [migration.name for migration in migrations() if _apply(database, migration)]


def _prepare(database: StateDatabase) -> None:
    """Make the table of the steps where there is none, and see that this program may go on from those that are in it."""
    with _alone(database) as connection:
        encoding = connection.execute("SELECT current_setting('server_encoding') AS encoding").fetchone()
        if encoding is None or encoding["encoding"] != _ENCODING:
            told = f"its encoding is {encoding and encoding['encoding']}, and should be {_ENCODING}"
            raise StateRefused(address=database.address, reason=told)
        connection.execute(_TABLE)
        if newer := find_newer(read_applied(connection)):
            raise StateNewer(address=database.address, newer=newer)


def _apply(database: StateDatabase, migration: Migration) -> bool:
    """Do one step, and return whether it was still to be done."""
    with _alone(database) as connection:
        if migration.number in read_applied(connection):
            return False
        connection.execute(migration.sql.encode())
        connection.execute(
            "INSERT INTO haeseol_migration (number, name) VALUES (%s, %s)", (migration.number, migration.name)
        )
        return True


@contextmanager
def _alone(database: StateDatabase) -> "Iterator[Connection[dict[str, Any]]]":
    """Yield a transaction while nobody else migrates. It takes as long as it takes: a table may be large."""
    with database.transaction() as connection:
        connection.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        yield connection
