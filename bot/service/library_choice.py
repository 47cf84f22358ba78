"""Which library a home has: the one place that names an implementation."""

from bot.library.library import Library
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import EncodingIdentity
from bot.settings import Settings


def open_library(settings: Settings, identity: EncodingIdentity) -> Library:
    """Open the home's library, making an empty one where there is none. Raises LibraryError."""
    return SqliteLibrary.open(settings.index, identity)


def empty_library(settings: Settings, identity: EncodingIdentity) -> None:
    """Make the home's library an empty one, whatever it was made with. Raises LibraryError."""
    SqliteLibrary.empty(settings.index, identity)
