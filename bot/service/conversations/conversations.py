"""Saved conversations as the rest of the program knows them, wherever they are kept.

`sqlite_conversations` keeps them in a file of the home, `postgres_conversations` in the database that several pages share. Only
`bot.service.state_choice` names either.
"""

from collections.abc import Sequence
from typing import Protocol

from bot.service.conversations.turns import Conversation, ConversationRow, Rating, Reason, Turn


class Conversations(Protocol):
    """All saved conversations. Safe to use from several threads and processes; each change happens as a whole or not at all.

    Anything may raise ConversationsUnusable or StateError where they are damaged or out of reach.
    """

    def rows(self, sought: str = "") -> list[ConversationRow]:
        """Return the conversations that were changed last first; with `sought`, those that hold these letters.

        Raises ConversationsDamaged once where those before are gone.
        """

    def conversation(self, id: str) -> Conversation:
        """Return a whole conversation. Raises ConversationMissing."""

    def save(self, id: str, turn: Turn) -> None:
        """Add a turn to a conversation, which begins with it where it is new; a turn saved before is replaced.

        Its judgement stays. Raises ConversationMissing for an id that no page of ours makes.
        """

    def save_all(self, id: str, turns: Sequence[Turn]) -> None:
        """Add turns in their order, those saved before again; judgements of these stay.

        Raises ConversationMissing for an id that no page of ours makes.
        """

    def rename(self, id: str, title: str) -> None:
        """Give a conversation another title; an empty one is made from its first question. Raises ConversationMissing."""

    def delete(self, id: str) -> None:
        """Delete a conversation. It can be brought back for some time, at least if it is the last. Raises ConversationMissing."""

    def undo_delete(self, id: str = "") -> str:
        """Bring back a deleted conversation, "" for the one that was deleted last, and return its id.

        Raises ConversationMissing where there is none to be brought back.
        """

    def judge(self, turn_id: str, verdict: Rating | None, reason: Reason = "", note: str = "") -> None:
        """Keep what the reader says of a saved answer; None takes it back. Raises AnswerNotSaved."""

    def judged(self) -> list[Conversation]:
        """Return the conversations with a judged answer, oldest first, each with all of its turns."""
