"""The vectors in memory, kept in step with the database, and the index files, which are written rarely.

The database is the log: a new article is in it at once, and readers hold beside the index what is newer.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.bilingual import Language
from bot.library.store.connections import Connections
from bot.library.store.faiss_index import FLAT_MOST, Coverage, VectorIndex
from bot.library.store.full_disk import refusal
from bot.library.store.schema import check_manifest
from bot.library.store.vector_search import NearestSearch, VectorSnapshot, build_index, count_added, coverage
from bot.models.embeddings.encoder import EncodingIdentity

# One index a language, because every question takes the nearest passages of each.
VECTORS: dict[Language, str] = {"ko": "vectors.ko.faiss", "en": "vectors.en.faiss"}
# So many changed passages, or a quarter of all where that is more, are compared one by one beside the index, which takes a
# third of a millisecond for 4,000. Only then is a new index made and written; at most 20,000 are held.
COMPACT_AT = 4_000
_COMPACT_MOST = 20_000


class VectorSnapshots:
    """Gives each reader the vectors of its snapshot. `compact_at` changes are held in memory before an index is written."""

    def __init__(
        self,
        folder: Path,
        connections: Connections,
        identity: EncodingIdentity,
        compact_at: int = COMPACT_AT,
        flat_most: int = FLAT_MOST,
    ) -> None:
        self._folder = folder
        self._connections = connections
        self._identity = identity
        self._compact_at = compact_at
        self._flat_most = flat_most
        self._guard = threading.Lock()
        self._here = threading.local()
        self._saved: dict[Language, VectorIndex] = {}
        with connections.reading() as connection:
            self._newest = self._loaded(connection, coverage(connection))

    @contextmanager
    def held(self, connection: sqlite3.Connection) -> Iterator[VectorSnapshot]:
        """Yield the vectors as they are in the connection's snapshot; inside another `held` of this thread the same."""
        held: VectorSnapshot | None = getattr(self._here, "snapshot", None)
        if held is not None:
            yield held
            return
        self._here.snapshot = self._of(connection)
        try:
            yield self._here.snapshot
        finally:
            self._here.snapshot = None

    def compact(self, *, purge: bool) -> None:
        """Make and write new indexes where enough has changed, or with `purge` where anything was removed."""
        with (
            self._connections.lock.held(),
            self._connections.reading() as connection,
            self.held(connection) as snapshot,
        ):
            searches = dict(snapshot.searches)
            for language, search in snapshot.searches.items():
                changes = len(search.ids) + len(search.gone)
                if changes > self._limit(search) or (purge and search.gone):
                    searches[language] = self._compacted(connection, language, search, snapshot.covers)
            # Nobody else can have committed: the writer's lock is ours. What is replaced is the same, only slower.
            with self._guard:
                self._newest = VectorSnapshot(snapshot.covers, searches)
            for language, search in searches.items():
                if len(search.index) and search.index is not self._saved.get(language):
                    self._save(language, search)

    def _compacted(
        self, connection: sqlite3.Connection, language: Language, search: NearestSearch, covers: Coverage
    ) -> NearestSearch:
        if search.index.outgrown(len(search.index) + len(search.ids), self._flat_most):
            index = build_index(connection, language, self._identity.dimension, self._flat_most)
            return NearestSearch.over(index, covers)
        return search.compacted(covers)

    def _limit(self, search: NearestSearch) -> int:
        return min(max(self._compact_at, len(search.index) // 4), max(self._compact_at, _COMPACT_MOST))

    def _of(self, connection: sqlite3.Connection) -> VectorSnapshot:
        while True:
            covers = coverage(connection)
            snapshot = self._newest
            if snapshot.covers == covers:
                return snapshot
            if snapshot.covers.library == covers.library and snapshot.covers.generation > covers.generation:
                # Another thread has seen a later commit since this snapshot began: begin it again, there.
                connection.execute("ROLLBACK")
                connection.execute("BEGIN")
                continue
            with self._guard:
                if self._newest is snapshot:
                    self._newest = self._caught_up(connection, snapshot, covers)

    def _caught_up(self, connection: sqlite3.Connection, snapshot: VectorSnapshot, covers: Coverage) -> VectorSnapshot:
        if snapshot.covers.library != covers.library:
            # Another process has begun again with an empty library.
            check_manifest(connection, self._identity)
            return self._loaded(connection, covers)
        searches = {
            language: self._brought(connection, language, search, snapshot.covers)
            for language, search in snapshot.searches.items()
        }
        built = {language: search or self._built(connection, language, covers) for language, search in searches.items()}
        return VectorSnapshot(covers, built)

    def _loaded(self, connection: sqlite3.Connection, covers: Coverage) -> VectorSnapshot:
        searches: dict[Language, NearestSearch] = {}
        for language, name in VECTORS.items():
            saved = VectorIndex.load(self._folder / name, self._identity.dimension)
            if saved is not None and saved[1].generation > covers.generation:
                # The database has been put back to an earlier state: by and by it would seem to be as new as this.
                with suppress(OSError):
                    (self._folder / name).unlink()
                saved = None
            if saved is None or saved[1].library != covers.library:
                nothing = Coverage(covers.library, 0, 0, 0)
                saved = VectorIndex.empty(self._identity.dimension), nothing
            else:
                self._saved[language] = saved[0]
            search = self._brought(connection, language, NearestSearch.over(*saved), saved[1])
            searches[language] = search or self._built(connection, language, covers)
        return VectorSnapshot(covers, searches)

    def _brought(
        self, connection: sqlite3.Connection, language: Language, search: NearestSearch, since: Coverage
    ) -> NearestSearch | None:
        """Return the search in step with the snapshot, None where so much is new that a new index is the better way."""
        added = len(search.ids) + count_added(connection, language, since.passage)
        return None if added > 2 * self._limit(search) else search.caught_up(connection, language, since)

    def _built(self, connection: sqlite3.Connection, language: Language, covers: Coverage) -> NearestSearch:
        index = build_index(connection, language, self._identity.dimension, self._flat_most)
        return NearestSearch.over(index, covers)

    def _save(self, language: Language, search: NearestSearch) -> None:
        path = self._folder / VECTORS[language]
        try:
            search.index.save(path, search.covers)
        except OSError as error:
            raise refusal(path, error) from error
        self._saved[language] = search.index
