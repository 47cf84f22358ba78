"""The file of saved conversations. Every change is one transaction; nothing of a deleted conversation stays in it."""

import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.library.corpus.private_files import private_file, private_folder
from bot.library.store.full_disk import FULL, is_full
from bot.service.conversations.conversation_errors import (
    AnswerNotSaved,
    ConversationMissing,
    ConversationsDamaged,
    ConversationsFull,
    ConversationsUnusable,
)
from bot.service.conversations.kept_form import (
    read_turn,
    require_ids,
    searched,
    searched_turn,
    title_of,
    write_judgement,
    write_turn,
)
from bot.service.conversations.turns import Conversation, ConversationRow, Rating, Reason, Turn

SCHEMA_VERSION = 1
FILE = "conversations.sqlite"

# By name and as texts, whatever another hand has made of the table.
_COLUMNS = "conversation.id, CAST(title AS TEXT) AS title, CAST(created_at AS TEXT) AS created_at"
_TABLES = """
CREATE TABLE IF NOT EXISTS conversation (
    id         TEXT PRIMARY KEY,
    title      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS turn (
    position        INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    told            TEXT NOT NULL,
    sought          TEXT NOT NULL,
    judgement       TEXT
);
CREATE INDEX IF NOT EXISTS turn_conversation ON turn (conversation_id);
"""


class SqliteConversations:
    """The conversations saved in one folder. The folder is made when the first is saved.

    Every method raises ConversationsUnusable where the file cannot be read or written. A damaged file is kept aside; that is
    said once, by ConversationsDamaged, and the next call begins a new one. What was deleted last is kept in memory, and can be
    brought back as long as this process lives.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._closed_to_others = False
        self._deleted: Conversation | None = None
        self._untold: ConversationsDamaged | None = None
        self._deleting = threading.Lock()

    def rows(self, sought: str = "") -> list[ConversationRow]:
        """Return the conversations that were changed last first; with `sought`, those that hold these letters.

        Raises ConversationsDamaged once where those before are gone.
        """
        if self._untold is not None:
            untold, self._untold = self._untold, None
            raise untold
        with self._reading() as database:
            found = database.execute(
                f"""SELECT {_COLUMNS}, updated_at, count(turn.id) AS turns
                   FROM conversation LEFT JOIN turn ON turn.conversation_id = conversation.id
                   WHERE plain(CAST(conversation.title AS BLOB)) LIKE :pattern ESCAPE '~' OR EXISTS (
                       SELECT 1 FROM turn AS each WHERE each.conversation_id = conversation.id
                       AND each.sought LIKE :pattern ESCAPE '~')
                   GROUP BY conversation.id ORDER BY updated_at DESC, conversation.id""",
                {"pattern": _pattern(sought)},
            ).fetchall()
        return [ConversationRow(**row) for row in found]

    def conversation(self, id: str) -> Conversation:
        """Return a whole conversation. Raises ConversationMissing."""
        with self._reading() as database:
            return _read(database, id)

    def save(self, id: str, turn: Turn) -> None:
        """Add a turn to a conversation, which begins with it where it is new; a turn saved before is replaced.

        Raises ConversationMissing for an id that no page of ours makes.
        """
        try:
            with self._adding(id, [turn]) as database:
                _write(database, id, turn)
        except ConversationsDamaged as error:
            self._untold = error  # this one is saved in the new file; the list tells what became of the others
            with self._adding(id, [turn]) as database:
                _write(database, id, turn)

    def save_all(self, id: str, turns: Sequence[Turn]) -> None:
        """Add turns in their order, those saved before again; judgements of these stay.

        Raises ConversationMissing for an id that no page of ours makes.
        """
        with self._adding(id, turns) as database:
            saved = {turn.id: turn for turn in _read(database, id).turns}
            for turn in turns:
                before = saved.get(turn.id)
                database.execute("DELETE FROM turn WHERE id = ? AND conversation_id = ?", (turn.id, id))
                _write(database, id, replace(turn, judgement=before.judgement if before else None))

    def rename(self, id: str, title: str) -> None:
        """Give a conversation another title; an empty one is made from its first question. Raises ConversationMissing."""
        with self._writing() as database:
            conversation = _read(database, id)
            chosen = title_of(title) or title_of(conversation.turns[0].question if conversation.turns else "")
            database.execute("UPDATE conversation SET title = ? WHERE id = ?", (chosen, id))

    def delete(self, id: str) -> None:
        """Delete a conversation. It can be brought back as long as this process lives. Raises ConversationMissing."""
        with self._deleting:
            with self._writing() as database:
                conversation = _read(database, id)
                database.execute("DELETE FROM conversation WHERE id = ?", (id,))
            self._deleted = conversation

    def undo_delete(self, id: str = "") -> str:
        """Bring back the conversation that was deleted last, if it is the one with that id, "" for any, and return its id.

        Raises ConversationMissing.
        """
        with self._deleting:
            conversation = self._deleted
            if conversation is None or id not in ("", conversation.id):
                raise ConversationMissing(id=id[:64] or "-")
            with self._writing() as database:
                database.execute(
                    "INSERT OR IGNORE INTO conversation VALUES (?, ?, ?, ?)",
                    (conversation.id, conversation.title, conversation.created_at, _now()),
                )
                for turn in conversation.turns:
                    _write(database, conversation.id, turn)
            self._deleted = None
            return conversation.id

    def judge(self, turn_id: str, verdict: Rating | None, reason: Reason = "", note: str = "") -> None:
        """Keep what the reader says of a saved answer; None takes it back. Raises AnswerNotSaved."""
        judgement = write_judgement(verdict, reason, note)
        with self._writing() as database:
            changed = database.execute("UPDATE turn SET judgement = ? WHERE id = ?", (judgement, turn_id))
            if changed.rowcount == 0:
                raise AnswerNotSaved

    def judged(self) -> list[Conversation]:
        """Return the conversations with a judged answer, oldest first, each with all of its turns."""
        with self._reading() as database:
            found = database.execute(
                """SELECT id FROM conversation WHERE id IN (SELECT conversation_id FROM turn WHERE judgement IS NOT NULL)
                   ORDER BY created_at, id"""
            ).fetchall()
            return [_read(database, row["id"]) for row in found]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Yield the database, or an empty one where nothing was saved yet."""
        self._close_to_others()
        with self._open(self._path if self._path.exists() else Path(":memory:")) as database:
            yield database

    def _close_to_others(self) -> None:
        """Close a folder that an earlier version has left open to others, once."""
        if not self._closed_to_others and self._path.parent.is_dir():
            with suppress(OSError):  # what is wrong with it is told when it is read or written
                private_folder(self._path.parent)
        self._closed_to_others = True

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            private_folder(self._path.parent)
            private_file(self._path)
        except OSError as error:
            kind = ConversationsFull if error.errno in FULL else ConversationsUnusable
            raise kind(path=self._path, reason=error.strerror or str(error)) from error
        with self._open(self._path) as database:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.commit()

    @contextmanager
    def _adding(self, id: str, turns: Sequence[Turn]) -> Iterator[sqlite3.Connection]:
        """Yield the database to add `turns` to a conversation, which begins with the first of them where it is new."""
        require_ids(id, turns)
        with self._writing() as database:
            database.execute(
                "INSERT INTO conversation VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at",
                (id, title_of(turns[0].question), turns[0].asked_at, _now()),
            )
            yield database

    @contextmanager
    def _open(self, path: Path) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
                database.row_factory = sqlite3.Row
                database.text_factory = lambda data: data.decode("utf-8", "replace")
                database.create_function("plain", 1, _plain, deterministic=True)
                database.execute("PRAGMA foreign_keys = ON")
                database.execute("PRAGMA secure_delete = ON")
                version = database.execute("PRAGMA user_version").fetchone()[0]
                if version > SCHEMA_VERSION:
                    raise ConversationsUnusable(path=path, reason=f"version {version} > {SCHEMA_VERSION}")
                if version == 0:
                    database.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")
                yield database
        except UnicodeDecodeError as error:  # of a name in the schema, which SQLite itself could read
            raise ConversationsDamaged(path=path, aside=_set_aside(path), reason=error) from error
        except sqlite3.Error as error:
            # The lowest byte is the kind (https://sqlite.org/rescode.html); errors of ours have none.
            kind = (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR) & 0xFF
            if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise ConversationsDamaged(path=path, aside=_set_aside(path), reason=error) from error
            if kind == sqlite3.SQLITE_FULL or (kind != sqlite3.SQLITE_ERROR and is_full(path.parent)):
                raise ConversationsFull(path=path, reason=error) from error
            raise ConversationsUnusable(path=path, reason=error) from error


def _set_aside(path: Path) -> Path:
    """Rename a damaged file and what SQLite keeps beside it, so that nothing of it is lost; return its new name."""
    aside = path.with_name(f"{path.stem}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{path.suffix}")
    for tail in ("-wal", "-shm", "-journal", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + tail).rename(aside.with_name(aside.name + tail))
    return aside


def _read(database: sqlite3.Connection, id: str) -> Conversation:
    row = database.execute(f"SELECT {_COLUMNS} FROM conversation WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise ConversationMissing(id=id[:64])
    turns = database.execute(
        "SELECT id, told, judgement FROM turn WHERE conversation_id = ? ORDER BY position", (id,)
    ).fetchall()
    return Conversation(row["id"], row["title"], row["created_at"], tuple(_turn(each) for each in turns))


def _turn(row: sqlite3.Row) -> Turn:
    try:
        return read_turn(row["id"], row["told"], row["judgement"])
    except (ValueError, TypeError) as error:
        raise sqlite3.DataError(f"turn {row['id']}: {error}") from error


def _write(database: sqlite3.Connection, conversation_id: str, turn: Turn) -> None:
    told, judgement = write_turn(turn)
    database.execute(
        """INSERT INTO turn (id, conversation_id, told, sought, judgement) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET told = excluded.told, sought = excluded.sought
           WHERE conversation_id = excluded.conversation_id""",
        (turn.id, conversation_id, told, searched_turn(turn), judgement),
    )


def _plain(said: str | bytes) -> str:
    """Return a text as it is searched. SQLite's bytes may be no text."""
    return searched(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)


def _pattern(sought: str) -> str:
    """Return what LIKE takes for "holds these letters", whatever they are."""
    return "%" + re.sub("([%_~])", r"~\1", searched(sought)) + "%"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
