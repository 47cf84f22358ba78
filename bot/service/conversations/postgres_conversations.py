"""Saved conversations in the database that several pages share."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.service.conversations.conversation_errors import AnswerNotSaved, ConversationMissing, ConversationsUnusable
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
from bot.service.state.carried import first_carried
from bot.service.state.state_database import StateDatabase

if TYPE_CHECKING:
    from psycopg import Connection

Row = dict[str, Any]

# How long a deleted conversation can be brought back, from whatever page. Its words lie in the database until then; whoever next
# lists, saves, deletes or brings back takes them out.
UNDO_MINUTES = 10

_LIST = """
    SELECT id, title, created_at, updated_at,
           (SELECT count(*) FROM haeseol_turn AS each WHERE each.conversation_id = conversation.id) AS turns
    FROM haeseol_conversation AS conversation
    WHERE strpos(sought, %(sought)s) > 0 OR EXISTS (
        SELECT 1 FROM haeseol_turn AS each WHERE each.conversation_id = conversation.id AND strpos(each.sought, %(sought)s) > 0)
    ORDER BY updated_at DESC, id COLLATE "C"
"""
# Each turn with its conversation, in one look, so that nobody changes it in between.
_WHOLE = """
    SELECT conversation.id AS conversation_id, title, created_at, turn.id, told, judgement
    FROM haeseol_conversation AS conversation LEFT JOIN haeseol_turn AS turn ON turn.conversation_id = conversation.id
"""
_ONE = f"{_WHOLE} WHERE conversation.id = %s ORDER BY turn.position"
_JUDGED = f"""{_WHOLE}
    WHERE EXISTS (SELECT 1 FROM haeseol_turn WHERE conversation_id = conversation.id AND judgement IS NOT NULL)
    ORDER BY created_at COLLATE "C", conversation.id COLLATE "C", turn.position
"""
# Whoever adds to a conversation holds its row until the end, so that turns are in the order of their coming.
_BEGIN = """
    INSERT INTO haeseol_conversation (id, title, sought, created_at, updated_at)
    VALUES (%s, %s, %s, %s, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at
"""
_BRING_BACK = """
    INSERT INTO haeseol_conversation (id, title, sought, created_at, updated_at)
    VALUES (%s, %s, %s, %s, coalesce(%s, clock_timestamp())) ON CONFLICT (id) DO NOTHING
"""
_WRITE = """
    INSERT INTO haeseol_turn (id, conversation_id, told, sought, judgement) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (id) DO UPDATE SET told = excluded.told, sought = excluded.sought
    WHERE haeseol_turn.conversation_id = excluded.conversation_id
"""
_KEEP_DELETED = """
    INSERT INTO haeseol_deleted_conversation (id, conversation, deleted_at) VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, deleted_at = excluded.deleted_at
"""
_FORGET_DELETED = "DELETE FROM haeseol_deleted_conversation WHERE deleted_at < now() - make_interval(mins => %s)"
_TAKE_DELETED = """
    DELETE FROM haeseol_deleted_conversation WHERE id = (
        SELECT id FROM haeseol_deleted_conversation WHERE %(id)s IN ('', id)
        ORDER BY deleted_at DESC LIMIT 1 FOR UPDATE
    ) RETURNING conversation
"""


class PostgresConversations:
    """The conversations in one database, from whichever page they were saved.

    Every method raises StateError where it is out of reach, and ConversationsUnusable where what another hand has put there is
    no turn. What was deleted can be brought back from any page for UNDO_MINUTES.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def rows(self, sought: str = "") -> list[ConversationRow]:
        """Return the conversations that were changed last first; with `sought`, those that hold these letters."""
        with self._database.transaction() as connection:
            _forget_deleted(connection)
            found = connection.execute(_LIST, {"sought": _storable(searched(sought))}).fetchall()
        return [ConversationRow(**{**row, "updated_at": _iso(row["updated_at"])}) for row in found]

    def conversation(self, id: str) -> Conversation:
        """Return a whole conversation. Raises ConversationMissing."""
        with self._database.transaction() as connection:
            return self._read(connection, id)

    def save(self, id: str, turn: Turn) -> None:
        """Add a turn to a conversation, which begins with it where it is new; a turn saved before is replaced.

        Raises ConversationMissing for an id that no page of ours makes.
        """
        require_ids(id, [turn])
        with self._database.transaction() as connection:
            _begin(connection, id, turn)
            _write(connection, id, turn)

    def save_all(self, id: str, turns: Sequence[Turn]) -> None:
        """Add turns in their order, those saved before again; judgements of these stay.

        Raises ConversationMissing for an id that no page of ours makes.
        """
        require_ids(id, turns)
        with self._database.transaction() as connection:
            _begin(connection, id, turns[0])
            gone = connection.execute(
                "DELETE FROM haeseol_turn WHERE conversation_id = %s AND id = ANY(%s) RETURNING id, judgement",
                (id, [turn.id for turn in turns]),
            )
            judged = {row["id"]: row["judgement"] for row in gone}
            for turn in turns:
                told, _ = write_turn(turn)
                _put(connection, id, (turn.id, told, searched_turn(turn), judged.get(turn.id)))

    def rename(self, id: str, title: str) -> None:
        """Give a conversation another title; an empty one is made from its first question. Raises ConversationMissing."""
        with self._database.transaction() as connection:
            conversation = self._read(connection, id)
            chosen = title_of(title) or title_of(conversation.turns[0].question if conversation.turns else "")
            connection.execute(
                "UPDATE haeseol_conversation SET title = %s, sought = %s WHERE id = %s",
                (_storable(chosen), _storable(searched(chosen)), conversation.id),
            )

    def delete(self, id: str) -> None:
        """Delete a conversation. It can be brought back for UNDO_MINUTES. Raises ConversationMissing."""
        with self._database.transaction() as connection:
            _forget_deleted(connection)
            deleted = connection.execute(
                "SELECT id, title, sought, created_at FROM haeseol_conversation WHERE id = %s FOR UPDATE",
                (_storable(id),),
            ).fetchone()
            if deleted is None:
                raise ConversationMissing(id=id[:64])
            turns = connection.execute(
                "SELECT id, told, sought, judgement FROM haeseol_turn WHERE conversation_id = %s ORDER BY position",
                (deleted["id"],),
            ).fetchall()
            kept = json.dumps({**deleted, "turns": turns}, ensure_ascii=False)
            connection.execute(_KEEP_DELETED, (deleted["id"], kept))
            connection.execute("DELETE FROM haeseol_conversation WHERE id = %s", (deleted["id"],))

    def undo_delete(self, id: str = "") -> str:
        """Bring back a conversation that this page or another has deleted, "" for the last of all, and return its id.

        Raises ConversationMissing where it was not deleted within UNDO_MINUTES, or somebody has brought it back.
        """
        with self._database.transaction() as connection:
            _forget_deleted(connection)
            taken = connection.execute(_TAKE_DELETED, {"id": _storable(id)}).fetchone()
            if taken is None:
                raise ConversationMissing(id=id[:64] or "-")
            deleted = json.loads(taken["conversation"])
            connection.execute(
                _BRING_BACK, (deleted["id"], deleted["title"], deleted["sought"], deleted["created_at"], None)
            )
            for turn in deleted["turns"]:
                _put(connection, deleted["id"], (turn["id"], turn["told"], turn["sought"], turn["judgement"]))
        return str(deleted["id"])

    def judge(self, turn_id: str, verdict: Rating | None, reason: Reason = "", note: str = "") -> None:
        """Keep what the reader says of a saved answer; None takes it back. Raises AnswerNotSaved."""
        judgement = write_judgement(verdict, reason, note)
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE haeseol_turn SET judgement = %s WHERE id = %s", (_json(judgement), _storable(turn_id))
            )
            if changed.rowcount == 0:
                raise AnswerNotSaved

    def judged(self) -> list[Conversation]:
        """Return the conversations with a judged answer, oldest first, each with all of its turns."""
        with self._database.transaction() as connection:
            found = connection.execute(_JUDGED).fetchall()
        return [self._put_together(list(rows)) for _, rows in groupby(found, key=lambda row: row["conversation_id"])]

    def carry(self, conversation: Conversation, updated_at: str) -> bool:
        """Take over a conversation from elsewhere as it is, changed last at `updated_at`, and return whether that was done.

        One that was carried before is left as it is now here, also where it has been deleted since.
        """
        with self._database.transaction() as connection:
            if not first_carried(connection, "conversation", conversation.id):
                return False
            title = conversation.title
            told = (conversation.id, title, searched(title), conversation.created_at, updated_at)
            connection.execute(_BRING_BACK, tuple(map(_storable, told)))
            for turn in conversation.turns:
                _write(connection, conversation.id, turn)
        return True

    def _read(self, connection: "Connection[Row]", id: str) -> Conversation:
        rows = connection.execute(_ONE, (_storable(id),)).fetchall()
        if not rows:
            raise ConversationMissing(id=id[:64])
        return self._put_together(rows)

    def _put_together(self, rows: Sequence[Row]) -> Conversation:
        first = rows[0]
        turns = tuple(self._turns(row for row in rows if row["id"] is not None))
        return Conversation(first["conversation_id"], first["title"], first["created_at"], turns)

    def _turns(self, rows: Iterable[Row]) -> Iterable[Turn]:
        for row in rows:
            try:
                yield read_turn(row["id"], row["told"], row["judgement"])
            except (ValueError, TypeError) as error:
                reason = f"turn {row['id']}: {error}"
                raise ConversationsUnusable(path=self._database.address, reason=reason) from error


def _forget_deleted(connection: "Connection[Row]") -> None:
    connection.execute(_FORGET_DELETED, (UNDO_MINUTES,))


def _begin(connection: "Connection[Row]", id: str, first: Turn) -> None:
    """Hold a conversation to add to it, which begins with `first` where it is new."""
    _forget_deleted(connection)
    title = title_of(first.question)
    connection.execute(_BEGIN, tuple(map(_storable, (id, title, searched(title), first.asked_at))))


def _write(connection: "Connection[Row]", conversation_id: str, turn: Turn) -> None:
    told, judgement = write_turn(turn)
    _put(connection, conversation_id, (turn.id, told, searched_turn(turn), judgement))


def _put(connection: "Connection[Row]", conversation_id: str, kept: tuple[str, str, str, str | None]) -> None:
    """Put a turn there: its id, its JSON, what of it is searched, and what is said of it."""
    id, told, sought, judgement = kept
    connection.execute(_WRITE, (id, conversation_id, _json(told), _storable(sought), _json(judgement)))


def _json(text: str | None) -> str | None:
    """Return JSON without the halves of surrogates that may stand in it as they are: as JSON's escapes they mean the same."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def _storable(text: str) -> str:
    """Return a text without what no text of the database can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _iso(time: Any) -> str:
    return str(time.astimezone(UTC).isoformat(timespec="milliseconds"))
