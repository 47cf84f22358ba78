"""A FAISS index over passage ids, built once and then only read. The only room that imports faiss.

FAISS and sentence-transformers each carry an OpenMP runtime, and on macOS the order of their imports matters
(https://github.com/UKPLab/sentence-transformers/issues/2291): whoever needs both imports sentence-transformers first.
"""

import json
import os
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

# Up to here every vector is compared, which takes a millisecond or two on one core.
FLAT_MOST = 10_000
# Above it, 2 sqrt(n) lists of which a twelfth are looked at keep more than .99 of the 30 nearest in a fifth of a millisecond
# at 50,000; 4 sqrt(n) lists train three times as long and gain nothing. `python -m bench.library search` measures it.
_LISTS = 2
_PROBED = 1 / 12
_LEAST_PROBED = 8
# Vectors for each list's centre to be trained on; FAISS warns below 39 and gains nothing from many more.
_TRAINED_ON = 48
# Lists serve until there are four times as many vectors as they were made for.
_OUTGROWN = 2


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which library an index was built from, and up to where: its generation, the last passage and the last removal."""

    library: str
    generation: int
    passage: int
    removal: int


class VectorIndex:
    """Inner-product search over (id, vector) pairs: exact while it is small, over lists of 8-bit vectors above that.

    It never changes, so that any number of threads may search it; a change makes another one.
    """

    def __init__(self, index: Any, dimension: int) -> None:
        self._index = index
        self.dimension = dimension

    @classmethod
    def build(
        cls,
        dimension: int,
        count: int,
        sample: Callable[[int], Floats],
        batches: Iterable[tuple[Ids, Floats]],
        flat_most: int = FLAT_MOST,
    ) -> "VectorIndex":
        """Return an index of the `batches`, of about `count` vectors in all.

        `sample(n)` returns up to n of the vectors, at random, to train the lists on. Memory is that of the index and one batch.
        """
        index: Any
        if count <= flat_most:
            index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        else:
            lists = int(_LISTS * count**0.5)
            _use_cores(os.cpu_count() or 1)
            index = faiss.IndexIVFScalarQuantizer(
                faiss.IndexFlatIP(dimension),
                dimension,
                lists,
                faiss.ScalarQuantizer.QT_8bit,
                faiss.METRIC_INNER_PRODUCT,
            )
            index.cp.max_points_per_centroid = _TRAINED_ON
            index.cp.spherical = True
            index.cp.niter = 8
            index.train(np.ascontiguousarray(sample(_TRAINED_ON * lists), dtype=np.float32))
            index.nprobe = max(_LEAST_PROBED, round(lists * _PROBED))
        for ids, vectors in batches:
            index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        return cls(index, dimension)

    @classmethod
    def empty(cls, dimension: int) -> "VectorIndex":
        """Return an index with nothing in it."""
        return cls.build(dimension, 0, lambda n: np.zeros((0, dimension), np.float32), ())

    @classmethod
    def load(cls, path: Path, dimension: int) -> "tuple[VectorIndex, Coverage] | None":
        """Return a saved index and what it covers, or None where there is none that can be used: then it is built again."""
        try:
            data = path.read_bytes()
            head, _, body = data.partition(b"\n")
            fields = json.loads(head)
            # The name too: a file put in another's place holds the passages of another language.
            if zlib.crc32(body) != fields.pop("crc32") or fields.pop("name") != path.name:
                return None
            index = faiss.deserialize_index(np.frombuffer(body, dtype=np.uint8))
            covers = Coverage(**fields)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
            return None
        return (cls(index, dimension), covers) if index.d == dimension else None

    def save(self, path: Path, covers: Coverage) -> None:
        """Write the index beside `path`, then put it in place in one step. Raises OSError.

        `faiss.write_index` itself fails on paths with non-ASCII characters on Windows (faiss issue 3073).
        """
        temporary = path.with_name(path.name + ".new")
        body = faiss.serialize_index(self._index).tobytes()
        head = json.dumps({**asdict(covers), "name": path.name, "crc32": zlib.crc32(body)}) + "\n"
        try:
            with temporary.open("wb") as file:
                file.write(head.encode("ascii"))
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def outgrown(self, count: int, flat_most: int = FLAT_MOST) -> bool:
        """Return whether an index of `count` vectors should be of another kind, or have other lists, than this one."""
        lists = getattr(self._index, "nlist", 0)
        return (count > flat_most) != bool(lists) or (lists > 0 and _LISTS * count**0.5 > _OUTGROWN * lists)

    def changed(self, removed: Sequence[int], batches: Iterable[tuple[Ids, Floats]]) -> "VectorIndex":
        """Return this index without the `removed` ids and with the `batches`; this one stays as it is."""
        _use_cores(os.cpu_count() or 1)
        index = faiss.clone_index(self._index)
        if removed:
            index.remove_ids(np.asarray(removed, dtype=np.int64))  # type: ignore[arg-type]
        for ids, vectors in batches:
            index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)
        return VectorIndex(index, self.dimension)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared as it is: no lists, no 8-bit numbers."""
        return not hasattr(self._index, "nlist")

    def search(self, vector: Floats, k: int, within: Ids | None = None) -> list[tuple[int, float]]:
        """Return up to `k` (id, inner product) pairs, best first; fewer where there are fewer vectors.

        With `within`, ascending ids, only those are compared, and so many more lists are looked at as there are fewer of them.
        """
        if not len(self) or k <= 0 or (within is not None and not len(within)):
            return []
        _use_cores(1)
        if within is not None:
            return self._search_within(vector, k, within)
        # FAISS fills what it cannot find with id -1 and a score of -3.4e38.
        scores, ids = self._index.search(vector.reshape(1, -1), min(k, len(self)))
        return [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]

    def _search_within(self, vector: Floats, k: int, within: Ids) -> list[tuple[int, float]]:
        chosen = np.zeros((int(within[-1]) // 8 + 1) * 8, dtype=np.uint8)
        chosen[within] = 1
        only = faiss.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))  # type: ignore[call-arg, arg-type]
        if self.is_exact:
            parameters: Any = faiss.SearchParameters(sel=only)  # type: ignore[call-arg]
        else:
            probed = min(self._index.nlist, -(-self._index.nprobe * len(self) // len(within)))
            parameters = faiss.SearchParametersIVF(sel=only, nprobe=probed)  # type: ignore[call-arg]
        scores, ids = self._index.search(vector.reshape(1, -1), min(k, len(within)), params=parameters)
        return [(int(i), float(score)) for i, score in zip(ids[0], scores[0], strict=True) if i >= 0]


def _use_cores(count: int) -> None:
    """Say how many cores this thread's next FAISS calls use.

    Building pays on all of them. One question is answered in less time than it takes to wake another thread, and on a busy
    machine waiting for that thread takes a hundred times as long as the search.
    """
    faiss.omp_set_num_threads(count)
