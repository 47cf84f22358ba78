"""Does a search inside a tag find what a library of that tag alone would: `python -m bench.scope [--passages 100000]`.

Passages that nobody wrote (`bench.synthetic`); every hundredth article has the tag. Prints recall, which should be 1, and times.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.library_search import IDENTITY
from bench.synthetic import DIMENSION, PASSAGES, StoredForm, World
from bot.library.scope import EVERYTHING, Scope
from bot.library.store import writes
from bot.library.store.faiss_index import FLAT_MOST
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.vector_search import LANGUAGES
from bot.models.embeddings.embedder import Floats
from bot.retrieval.retriever import NEAREST

Found = TypeVar("Found")

TAG = Scope(tags=("one in a hundred",))
_TOGETHER = 200  # articles a transaction


@dataclass(frozen=True, slots=True)
class ScopeComparison:
    """The share of what the small library finds that the large one finds inside the tag, and milliseconds of each question."""

    vectors: float
    words: float
    vectors_ms: Sequence[float]
    words_ms: Sequence[float]


def main() -> int:
    """Compare, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="haeseol-bench-") as folder:
        found = compare_scope(Path(folder), options.passages, 200)
    print(f"{options.passages:,} passages, a tag of one in a hundred, {NEAREST} nearest of each language")
    for name, recall, times in (
        ("vectors", found.vectors, found.vectors_ms),
        ("words", found.words, found.words_ms),
    ):
        p50, p95 = np.quantile(times[5:], [0.5, 0.95])
        print(f"  {name:8} recall {recall:.4f}, p50 {p50:.1f} ms, p95 {p95:.1f} ms of processor")
    return 0


def compare_scope(folder: Path, passages: int, questions: int, *, flat_most: int = FLAT_MOST) -> ScopeComparison:
    """Put questions to a tag of a large library, and to a library of that tag alone. Above `flat_most` the index has lists."""
    world = World(tokens=1)
    large = SqliteLibrary.open(folder / "large", IDENTITY, flat_most=flat_most)
    alone = SqliteLibrary.open(folder / "alone", IDENTITY, flat_most=flat_most)
    try:
        texts = _fill(large, alone, world, passages // PASSAGES)
        vectors, words, vectors_ms, words_ms = [], [], [], []
        chance = np.random.default_rng(1)
        for text in chance.choice(np.array(texts, dtype=object), questions):
            near = world.question_near(_direction(chance), chance).vector
            took, found = _timed(lambda near=near: _near(large, near, TAG))  # type: ignore[misc]
            vectors.append(_share(found, _near(alone, near, EVERYTHING)))
            vectors_ms.append(took)
            terms = [str(term) for term in chance.choice(text.split(), 5, replace=False)]
            took, hits = _timed(lambda terms=terms: large.search_keywords(terms, 1_000, TAG))  # type: ignore[misc]
            wanted = alone.search_keywords(terms, 1_000)
            words.append(_share(_named(large, [i for i, _ in hits]), _named(alone, [i for i, _ in wanted])))
            words_ms.append(took)
        return ScopeComparison(float(np.mean(vectors)), float(np.mean(words)), vectors_ms, words_ms)
    finally:
        large.close()
        alone.close()


def _fill(large: SqliteLibrary, alone: SqliteLibrary, world: World, articles: int) -> list[str]:
    """Store the articles, those with the tag in both libraries, and return the words of the passages that have it."""
    texts: list[str] = []
    for first in range(0, articles, _TOGETHER):
        forms = list(world.articles(min(_TOGETHER, articles - first), first))
        # Two of two hundred, one in each language.
        tagged = [form for form in forms if int(form.article.id.partition(".")[0]) % _TOGETHER < 2]
        _store(large, [_tagged(form) if form in tagged else form for form in forms])
        _store(alone, tagged)
        texts += [text for form in tagged for text in form.terms]
    large.tidy()
    alone.tidy()
    return texts


def _store(library: SqliteLibrary, forms: Sequence[StoredForm]) -> None:
    with library._connections.writing() as connection:
        for form in forms:
            writes.put_article(connection, form.article, form.passages, form.codes, form.terms, 1)


def _tagged(form: StoredForm) -> StoredForm:
    return replace(form, article=replace(form.article, tags=TAG.tags))


def _direction(chance: np.random.Generator) -> Floats:
    row = chance.standard_normal(DIMENSION, dtype=np.float32)
    return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


def _near(library: SqliteLibrary, vector: Floats, scope: Scope) -> set[tuple[str, int]]:
    return {
        place
        for language in LANGUAGES
        for place in _named(library, [i for i, _ in library.search_vectors(vector, NEAREST, language, scope)])
    }


def _named(library: SqliteLibrary, ids: Sequence[int]) -> set[tuple[str, int]]:
    return {(passage.article_id, passage.start) for passage in library.passages(ids)}


def _share(found: set[tuple[str, int]], wanted: set[tuple[str, int]]) -> float:
    return len(found & wanted) / len(wanted) if wanted else 1.0


def _timed(work: Callable[[], Found]) -> tuple[float, Found]:
    started = time.process_time()
    found = work()
    return 1_000 * (time.process_time() - started), found


if __name__ == "__main__":
    raise SystemExit(main())
