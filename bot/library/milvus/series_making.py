"""The collections of a library, made where there are none, and made anew where it is rebuilt."""

import secrets
import time

from bot.library.milvus.collection_schema import SCHEMA_VERSION, Collection, Series, data_collections
from bot.library.milvus.library_state import LibraryState, StateRows
from bot.library.milvus.milvus_server import MilvusServer
from bot.library.store.library_identity import made_with
from bot.models.embeddings.encoder import EncodingIdentity


def find_state(server: MilvusServer, states: StateRows) -> LibraryState | None:
    """Return the newest state, None where the library was never made, or not to the end."""
    if server.address.name not in server.collections():
        return None
    try:
        return states.newest()
    except LookupError:
        return None


def begin_series(
    server: MilvusServer, states: StateRows, identity: EncodingIdentity, before: LibraryState | None
) -> LibraryState:
    """Make an empty library in collections of its own, let it take the place of the one `before`, and drop that.

    Others see the old one until they see the new one: writing its first state is what changes it. What was made of another
    series that never came to that is dropped too. The caller keeps other writers out.
    """
    series = Series(server.address.name, secrets.token_hex(4))
    for collection in series.of(identity.dimension):
        server.create(collection)
    if before is None:
        server.drop(server.address.name)
        server.create(Collection.of_states(server.address.name))
    state = states.add(
        LibraryState(
            series,
            made_with(identity, SCHEMA_VERSION),
            serial=before.serial if before else 0,
            written_at=max(round(time.time() * 1_000), before.written_at + 1 if before else 0),
        )
    )
    kept = {collection.name for collection in series.of(identity.dimension)}
    for name in data_collections(server.address.name, server.collections()):
        if name not in kept:
            server.drop(name)
    return state
