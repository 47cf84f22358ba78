"""Which library a home has: the one place that names an implementation."""

from bot.library.library import Library
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import EncodingIdentity
from bot.service.work.library_turns import AdvisoryLock, library_turns
from bot.settings import Settings

SETTING = "HAESEOL_LIBRARY"


def open_library(settings: Settings, identity: EncodingIdentity, *, named_by: str = SETTING) -> Library:
    """Open the library that the settings name, making an empty one where there is none.

    Raises LibraryError, and SettingInvalid, which says what it was `named_by`, for an address that cannot be.
    """
    if not settings.library:
        return SqliteLibrary.open(settings.index, identity)
    from bot.library.milvus.milvus_library import MilvusLibrary
    from bot.library.milvus.server_address import ServerAddress

    address = ServerAddress.parse(settings.library, named_by)
    return MilvusLibrary.open(address, settings.index, identity, among=_among_machines(settings))


def empty_library(settings: Settings, identity: EncodingIdentity) -> None:
    """Make the library that the settings name an empty one, whatever it was made with. Raises as `open_library`."""
    if not settings.library:
        SqliteLibrary.empty(settings.index, identity)
        return
    from bot.library.milvus.milvus_library import MilvusLibrary
    from bot.library.milvus.server_address import ServerAddress

    address = ServerAddress.parse(settings.library, SETTING)
    MilvusLibrary.empty(address, settings.index, identity, among=_among_machines(settings))


def _among_machines(settings: Settings) -> tuple[AdvisoryLock, AdvisoryLock] | None:
    """Return the locks by which writers of several machines take turns, None where there is no database that they share."""
    return library_turns(settings.state, settings.library) if settings.state else None
