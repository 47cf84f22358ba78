"""Vector search: a FAISS index over passage ids, kept in step with the database. The only room that imports faiss.

FAISS and sentence-transformers each carry an OpenMP runtime, and on macOS the order of their imports matters
(https://github.com/UKPLab/sentence-transformers/issues/2291): whoever needs both imports sentence-transformers first.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class VectorIndex:
    """Inner-product search over (id, vector) pairs, in memory, saved as one file."""

    def __init__(self, index: Any, dimension: int) -> None:
        self._index = index
        self.dimension = dimension

    @classmethod
    def empty(cls, dimension: int) -> "VectorIndex":
        """Return an index with nothing in it."""
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)), dimension)

    @classmethod
    def load(cls, path: Path, dimension: int) -> "VectorIndex | None":
        """Return the saved index, or None where there is none that can be used: then it is made from the database again."""
        try:
            data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
            index = faiss.deserialize_index(data)
        except (FileNotFoundError, RuntimeError):
            return None
        usable = isinstance(index, faiss.IndexIDMap2) and index.d == dimension
        return cls(index, dimension) if usable else None

    def save(self, path: Path) -> None:
        """Write the index beside `path`, then put it in place in one step.

        `faiss.write_index` itself fails on paths with non-ASCII characters on Windows (faiss issue 3073).
        """
        temporary = path.with_name(path.name + ".new")
        with temporary.open("wb") as file:
            file.write(faiss.serialize_index(self._index).tobytes())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def ids(self) -> Ids:
        """The ids of all vectors, in no order."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, ids: Ids, vectors: Floats) -> None:
        """Add vectors, shape (len(ids), dimension)."""
        if vectors.shape != (len(ids), self.dimension):
            raise ValueError(
                f"{len(ids)} vectors of {self.dimension} dimensions expected, got the shape {vectors.shape}"
            )
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def remove(self, ids: Ids) -> None:
        """Remove these ids; unknown ones are passed over."""
        if len(ids):
            self._index.remove_ids(ids)

    def match(self, wanted: Ids, fetch: Callable[[Sequence[int]], Floats]) -> bool:
        """Make the index hold exactly the `wanted` ids; `fetch` returns the vectors of the missing ones.

        Returns whether anything had to change.
        """
        present = self.ids
        missing = np.setdiff1d(wanted, present)
        surplus = np.setdiff1d(present, wanted)
        self.remove(surplus)
        for first in range(0, len(missing), 8192):
            batch = missing[first : first + 8192]
            self.add(batch, fetch([int(i) for i in batch]))
        return bool(len(missing) or len(surplus))

    def search(self, vector: Floats, k: int, among: Ids | None = None) -> list[tuple[int, float]]:
        """Return up to `k` (id, inner product) pairs, best first; fewer where there are fewer vectors.

        With `among` only those ids are looked at.
        """
        if not len(self) or k <= 0:
            return []
        chosen = None if among is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]
        # FAISS fills what it cannot find with id -1 and a score of -3.4e38.
        scores, ids = self._index.search(vector.reshape(1, -1), min(k, len(self)), params=chosen)
        return [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]
