"""The vectors of one snapshot: what an index holds, and what has changed in the database since it was built.

A snapshot never changes. A reader takes the one that belongs to its snapshot of the database and needs no lock.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.bilingual import Language
from bot.library.store.faiss_index import FLAT_MOST, Coverage, Floats, Ids, VectorIndex

LANGUAGES: tuple[Language, ...] = ("ko", "en")
_BATCH = 8192
# So many times as many as are wanted are compared exactly inside a scope.
_COMPARED_AGAIN = 4


@dataclass(frozen=True, slots=True)
class NearestSearch:
    """Search over one language's vectors: an index with what it `covers`, and what was added and is `gone` since."""

    index: VectorIndex
    covers: Coverage
    ids: Ids
    vectors: Floats
    gone: frozenset[int]

    @classmethod
    def over(cls, index: VectorIndex, covers: Coverage) -> "NearestSearch":
        """Return a search over what the index holds."""
        nothing = np.zeros((0, index.dimension), np.float32)
        return cls(index, covers, np.zeros(0, np.int64), nothing, frozenset())

    def caught_up(self, connection: sqlite3.Connection, language: Language, since: Coverage) -> "NearestSearch":
        """Return the search as of the connection's snapshot; it was up to date at `since`."""
        batches = list(_added(connection, language, since.passage, self.index.dimension))
        rows = connection.execute("SELECT passage_id FROM removal WHERE n > ?", (since.removal,))
        removed = [row["passage_id"] for row in rows]
        ids = np.concatenate([self.ids, *(ids for ids, _ in batches)])
        vectors = np.concatenate([self.vectors, *(rows for _, rows in batches)])
        if not removed:
            return replace(self, ids=ids, vectors=vectors)
        kept = ~np.isin(ids, np.asarray(removed, dtype=np.int64))
        gone = self.gone.union(i for i in removed if i <= self.covers.passage)
        return replace(self, ids=ids[kept], vectors=vectors[kept], gone=gone)

    def compacted(self, covers: Coverage) -> "NearestSearch":
        """Return the same search with all that has changed taken into an index, which then covers `covers`."""
        return NearestSearch.over(self.index.changed(sorted(self.gone), [(self.ids, self.vectors)]), covers)

    def search(self, vector: Floats, k: int, within: Ids | None = None) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) pairs, nearest first, of those `within` alone where that is given, ascending."""
        if within is not None:
            # What is gone is in no scope, so that nothing found has to be left out again.
            found, chosen = self.index.search(vector, k, within), np.flatnonzero(np.isin(self.ids, within))
            scores = self.vectors[chosen] @ vector
            found += [(int(self.ids[i]), float(score)) for i, score in zip(chosen, scores, strict=True)]
            return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]
        found = self._search_index(vector, k)
        if len(self.ids):
            scores = self.vectors @ vector
            best = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
            found += [(int(self.ids[i]), float(scores[i])) for i in best]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def _search_index(self, vector: Floats, k: int) -> list[tuple[int, float]]:
        """Ask for more than `k` until enough are left that are not gone."""
        wanted = k
        while True:
            found = self.index.search(vector, wanted)
            left = [pair for pair in found if pair[0] not in self.gone]
            if len(left) >= k or len(found) < wanted or not self.gone:
                return left[:k]
            wanted = min(4 * wanted, k + len(self.gone))


@dataclass(frozen=True, slots=True)
class VectorSnapshot:
    """The vectors of both languages as the database had them at `covers`."""

    covers: Coverage
    searches: Mapping[Language, NearestSearch]


def coverage(connection: sqlite3.Connection) -> Coverage:
    """Return how far the connection's snapshot of the library has come."""
    rows = connection.execute("SELECT key, value FROM manifest WHERE key IN ('generation', 'library')")
    manifest = {row["key"]: row["value"] for row in rows}
    last = {row["name"]: row["seq"] for row in connection.execute("SELECT name, seq FROM sqlite_sequence")}
    return Coverage(manifest["library"], int(manifest["generation"]), last.get("passage", 0), last.get("removal", 0))


def count_added(connection: sqlite3.Connection, language: Language, after: int) -> int:
    """Return how many passages of a language have ids above `after`."""
    rows = connection.execute("SELECT count(*) FROM passage WHERE id > ? AND language = ?", (after, language))
    return int(rows.fetchone()[0])


def build_index(
    connection: sqlite3.Connection, language: Language, dimension: int, flat_most: int = FLAT_MOST
) -> VectorIndex:
    """Return an index over all vectors of a language in the connection's snapshot."""
    rows = connection.execute("SELECT id FROM passage WHERE language = ?", (language,))
    ids = np.fromiter((row["id"] for row in rows), dtype=np.int64)

    def sample(n: int) -> Floats:
        chosen = np.sort(np.random.default_rng(0).choice(ids, size=min(n, len(ids)), replace=False))
        return vectors_of(connection, [int(i) for i in chosen], dimension)[1]

    return VectorIndex.build(dimension, len(ids), sample, _added(connection, language, 0, dimension), flat_most)


def vectors_of(connection: sqlite3.Connection, ids: Sequence[int], dimension: int) -> tuple[Ids, Floats]:
    """Return (ids, vectors) of those of the passages that there are."""
    rows = [
        row for i in ids for row in connection.execute("SELECT passage_id, data FROM vector WHERE passage_id = ?", (i,))
    ]
    found = np.array([row["passage_id"] for row in rows], dtype=np.int64)
    return found, _floats([row["data"] for row in rows], dimension)


def search_within(
    connection: sqlite3.Connection, search: NearestSearch, vector: Floats, k: int, within: Ids
) -> list[tuple[int, float]]:
    """Return up to `k` (passage id, cosine) pairs `within` ascending ids, nearest first, as if there were no other passages.

    Of an index of 8-bit vectors several times as many are taken and compared as they are stored: its rounding must not
    change who is among the nearest.
    """
    if search.index.is_exact:
        return search.search(vector, k, within)
    near = search.search(vector, _COMPARED_AGAIN * k, within)
    ids, vectors = vectors_of(connection, [i for i, _ in near], len(vector))
    scores = vectors @ vector
    found = [(int(i), float(score)) for i, score in zip(ids, scores, strict=True)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]


def article_vectors(connection: sqlite3.Connection, ids: Sequence[str], dimension: int) -> Floats:
    """Return the mean of each article's vectors, unit length, in the order of `ids`; zeros for an article that is gone."""
    rows = {article_id: row for row, article_id in enumerate(ids)}
    sums = np.zeros((len(ids), dimension), dtype=np.float32)
    for article_id, data in connection.execute(
        "SELECT article_id, data FROM passage JOIN vector ON vector.passage_id = passage.id"
        " WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ):
        sums[rows[article_id]] += np.frombuffer(data, dtype="<f4")
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _added(
    connection: sqlite3.Connection, language: Language, after: int, dimension: int
) -> Iterator[tuple[Ids, Floats]]:
    """Yield (ids, vectors) of a language's passages with ids above `after`, in their order, some thousands at a time."""
    rows = connection.execute(
        "SELECT vector.passage_id AS id, data FROM vector JOIN passage ON passage.id = vector.passage_id"
        " WHERE vector.passage_id > ? AND language = ? ORDER BY vector.passage_id",
        (after, language),
    )
    while batch := rows.fetchmany(_BATCH):
        ids = np.fromiter((row["id"] for row in batch), dtype=np.int64, count=len(batch))
        yield ids, _floats([row["data"] for row in batch], dimension)


def _floats(rows: Sequence[bytes], dimension: int) -> Floats:
    return np.frombuffer(b"".join(rows), dtype="<f4").reshape(len(rows), dimension).astype(np.float32, copy=False)
