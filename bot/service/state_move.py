"""Carrying the conversations and keys of a home's files into the database that several pages share."""

from dataclasses import dataclass

from bot.service.conversations import SqliteConversations
from bot.service.conversations.conversation_errors import ConversationError
from bot.service.conversations.postgres_conversations import PostgresConversations
from bot.service.key_file import KeyFile
from bot.service.postgres_keys import PostgresKeys
from bot.service.state.state_database import StateDatabase
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Carried:
    """How many were carried this time, and what stood against those conversations that could not be read."""

    conversations: int
    keys: int
    failed: tuple[ConversationError, ...] = ()


def carry_home_state(settings: Settings) -> Carried:
    """Carry what the files of the home have into the database that the settings name; the files stay as they are.

    Each conversation and each key is carried once, whatever becomes of it there: a later run carries what came since, and goes
    on where one was interrupted. Raises StateError, and KeysUnusable and ConversationsUnusable where a file cannot be read.
    """
    saved = SqliteConversations(settings.conversations)
    count, failed = 0, []
    with StateDatabase.open(settings.state) as database:
        keys = PostgresKeys(database)
        carried_keys = sum(keys.carry(key) for key in KeyFile(settings.home).all())
        there = PostgresConversations(database)
        for row in reversed(saved.rows()):
            try:
                count += there.carry(saved.conversation(row.id), row.updated_at)
            except ConversationError as error:
                failed.append(error)
    return Carried(count, carried_keys, tuple(failed))
