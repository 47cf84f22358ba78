"""Where conversations and keys are kept: the one place that names an implementation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.conversations import Conversations, SqliteConversations
from bot.service.key_file import KeyFile
from bot.service.keys import Keys
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.service.state.state_database import StateDatabase


@dataclass(frozen=True, slots=True)
class State:
    """What is kept beside the articles. `database` is the one that several pages share, None where files of the home have it all.

    `answers` says whether that one has answered in the last seconds; only its first call waits. As a context manager it closes
    itself.
    """

    conversations: Conversations
    keys: Keys
    database: "StateDatabase | None" = None
    answers: Callable[[], bool] = lambda: True
    close: Callable[[], None] = lambda: None

    def __enter__(self) -> "State":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def open_state(settings: Settings) -> State:
    """Open what the settings name: the database at HAESEOL_STATE, or the files of the home, of which nothing is read yet.

    Raises SettingInvalid for an address that cannot be, and StateError where the database is out of reach or not ready.
    """
    if not settings.state:
        return State(SqliteConversations(settings.conversations), KeyFile(settings.home))
    from bot.service.conversations.postgres_conversations import PostgresConversations
    from bot.service.postgres_keys import PostgresKeys
    from bot.service.state.state_database import StateDatabase

    database = StateDatabase.open(settings.state)
    keys = PostgresKeys(database)

    def close() -> None:
        keys.close()
        database.close()

    return State(PostgresConversations(database), keys, database, keys.answers, close)
