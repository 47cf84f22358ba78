"""What is asked again and again of one state, read once."""

import threading
from collections import OrderedDict

from bot.library.milvus.article_record import ArticleRecord
from bot.library.milvus.library_state import LibraryState
from bot.library.milvus.record_reading import RecordReader
from bot.library.scope import Scope

# Scopes whose articles are remembered: a conversation stays in one.
_SCOPES = 8


class RememberedRecords:
    """The records of the newest state that was read, and the bodies in the last scopes. Safe with threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._all: tuple[tuple[str, int], list[ArticleRecord]] | None = None
        self._bodies: OrderedDict[tuple[tuple[str, int], Scope], list[int]] = OrderedDict()

    def all(self, reader: RecordReader, state: LibraryState) -> list[ArticleRecord]:
        """Return the records of all articles and twins of a state."""
        with self._guard:
            if self._all is not None and self._all[0] == state.coverage:
                return self._all[1]
        found = reader.all()
        with self._guard:
            self._all = state.coverage, found
        return found

    def bodies(self, reader: RecordReader, state: LibraryState, scope: Scope) -> list[int]:
        """Return the bodies of the articles in a scope, ascending."""
        asked = state.coverage, scope
        with self._guard:
            if asked in self._bodies:
                self._bodies.move_to_end(asked)
                return self._bodies[asked]
        found = reader.bodies(scope)
        with self._guard:
            self._bodies[asked] = found
            while len(self._bodies) > _SCOPES:
                self._bodies.popitem(last=False)
        return found
