"""What no reader can see any more is taken from the server: rows that were replaced, and those of changes that were given up."""

import time
from dataclasses import replace

from bot.library.milvus.library_state import LibraryState, StateRows
from bot.library.milvus.milvus_server import LISTED, MilvusServer

# A change that was given up may still be on its way to the server for so long: until then nothing may count in its place.
_LATE_MS = 60_000


def give_up(server: MilvusServer, states: StateRows, state: LibraryState) -> LibraryState:
    """Take out what a change that came to no end has written, and return the state without it.

    Its numbers are not used again, so that whatever of it arrives late belongs to nothing that counts.
    """
    if not state.writing:
        return state
    for name in (state.series.records, state.series.pieces, state.series.passages):
        server.delete(name, f"number > {state.last} and number <= {state.upper}")
    owners = range(state.last + 1, state.last + state.owners + 1)
    late = round(time.time() * 1_000) + _LATE_MS
    return states.add(
        replace(
            state,
            last=state.upper,
            gone={**state.gone, **dict.fromkeys(owners, late)},
            writing="",
            upper=0,
            owners=0,
        )
    )


def sweep(server: MilvusServer, states: StateRows, state: LibraryState, before_ms: int) -> LibraryState:
    """Take out what was replaced before a time, in milliseconds since 1970, and return the state without it."""
    old = sorted(number for number, replaced in state.gone.items() if replaced <= before_ms)
    if not old:
        return state
    for first in range(0, len(old), LISTED):
        listed = old[first : first + LISTED]
        server.delete(state.series.records, f"number in {listed}")
        server.delete(state.series.passages, f"body in {listed}")
        server.delete(state.series.pieces, f"body in {listed}")
    kept = {number: replaced for number, replaced in state.gone.items() if replaced > before_ms}
    return states.add(replace(state, gone=kept))
