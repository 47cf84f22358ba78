"""Does a library on a server find what the one beside it finds: `python -m bench.libraries milvus://host:19530/name`.

The library of that name is emptied first. Both then have the same passages that nobody wrote (`bench.synthetic`), and are asked
the same questions, everywhere and inside a tag of one article in ten. Printed are the share of the ten best that both have, and
how long each takes, as the caller waits for it. For more passages than go one article at a time see `bench.large_libraries`.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.library_search import IDENTITY
from bench.synthetic import PASSAGES, World
from bot.bilingual import Language
from bot.cli.main import prepare_process
from bot.library.library import Library
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.vector_search import LANGUAGES
from bot.models.embeddings.embedder import Floats
from bot.service.library_choice import empty_library, open_library
from bot.settings import Settings

DEPTH = 10
TAG = Scope(tags=("one in ten",))
_WORDS_ASKED = 5

_Hits = list[tuple[int, float]]
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class LibraryComparison:
    """What two libraries find for the same questions, and what they take, by way of searching.

    `shared` is the mean share of the ten best of the first that the second has. `outside` counts passages that the second found
    inside the tag and that do not have it, `apart` is the largest difference between the cosines of one passage.
    `milliseconds` are those of each question in both, `stored` the seconds for all articles.
    """

    shared: Mapping[str, float]
    outside: int
    apart: float
    milliseconds: Mapping[str, Sequence[Sequence[float]]]
    stored: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as both ways of searching take it."""

    vector: Floats
    terms: list[str]


@dataclass(frozen=True, slots=True)
class Answers:
    """What two libraries find for one question, by article and place, with scores; and the milliseconds that each took."""

    hits: tuple[dict[_Place, float], dict[_Place, float]]
    took: tuple[float, float]

    @property
    def shared(self) -> float:
        """How much of the first the second has; what scores as the last of the first may stand for that."""
        first, second = self.hits
        if not first:
            return float(not second)
        worst = min(first.values())
        missing = [place for place, score in first.items() if place not in second and score > worst * (1 + 1e-6)]
        return 1 - len(missing) / len(first)

    @property
    def apart(self) -> float:
        """The largest difference between scores of one passage."""
        first, second = self.hits
        return max((abs(first[place] - second[place]) for place in first.keys() & second.keys()), default=0.0)


Way = Callable[[Library, Asked, Scope], _Hits]


def main() -> int:
    """Compare, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="where the library on a server is; what it has is lost")
    parser.add_argument("--passages", type=int, default=5_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--tokens", type=int, default=96, help="of a passage")
    options = parser.parse_args()
    prepare_process(os.environ)
    with tempfile.TemporaryDirectory(prefix="haeseol-bench-") as folder:
        here = Settings(home=Path(folder))
        there = replace(here, library=options.address)
        empty_library(there, IDENTITY)
        first, second = open_library(here, IDENTITY), open_library(there, IDENTITY)
        try:
            found = compare_libraries(first, second, options.passages, options.questions, options.tokens)
        finally:
            first.close()
            second.close()
    print(f"{options.passages:,} passages, {options.questions} questions: the one in index/ and the one at the address")
    for way, both in found.milliseconds.items():
        p50, p95 = (" and ".join(f"{np.quantile(times, part):.1f}" for times in both) for part in (0.5, 0.95))
        print(f"  {way:18} {100 * found.shared[way]:6.2f}% of the ten best the same, p50 {p50} ms, p95 {p95} ms")
    print(f"  {found.outside} found outside the tag, cosines apart by {found.apart:.0e}")
    print(f"  stored in {found.stored[0]:.1f} and {found.stored[1]:.1f} s")
    return 0


def compare_libraries(first: Library, second: Library, passages: int, questions: int, tokens: int) -> LibraryComparison:
    """Fill two empty libraries alike, and put questions to both."""
    world, chance = World(tokens=tokens), np.random.default_rng(1)
    both, stored = (first, second), [0.0, 0.0]
    vectors: list[Floats] = []
    texts: list[str] = []
    for n, form in enumerate(world.articles(passages // PASSAGES)):
        # Of twenty articles two, one in each language.
        article = replace(form.article, tags=TAG.tags if n % 20 < 2 else ())
        for place, library in enumerate(both):
            began = time.perf_counter()
            library.put(article, form.passages, form.codes, form.terms)
            stored[place] += time.perf_counter() - began
        vectors.append(form.codes[0].vector)
        texts += form.terms
    for library in both:
        library.tidy()
    asked = []
    for _ in range(questions):
        near = world.question_near(vectors[chance.integers(len(vectors))], chance).vector
        terms = chance.choice(texts[chance.integers(len(texts))].split(), _WORDS_ASKED, replace=False)
        asked.append(Asked(near, [str(term) for term in terms]))
    tagged = {row.id for row in first.articles(TAG)}
    ways = {
        "vectors": _ask_both(both, asked, EVERYTHING, *map(_by_vectors, LANGUAGES)),
        "words": _ask_both(both, asked, EVERYTHING, _by_words),
        "vectors, in a tag": _ask_both(both, asked, TAG, *map(_by_vectors, LANGUAGES)),
        "words, in a tag": _ask_both(both, asked, TAG, _by_words),
    }
    within = [found for name, answers in ways.items() if "tag" in name for found in answers]
    return LibraryComparison(
        shared={name: float(np.mean([each.shared for each in found])) for name, found in ways.items()},
        outside=sum(article_id not in tagged for found in within for article_id, _ in found.hits[1]),
        apart=max(each.apart for name in ways if "vectors" in name for each in ways[name]),
        milliseconds={name: list(zip(*(each.took for each in found), strict=True)) for name, found in ways.items()},
        stored=(stored[0], stored[1]),
    )


def _ask_both(both: Sequence[Library], asked: Sequence[Asked], scope: Scope, *ways: Way) -> list[Answers]:
    answers = []
    for question in asked:
        for way in ways:
            hits, took = [], []
            for library in both:
                began = time.perf_counter()
                found = way(library, question, scope)
                took.append((time.perf_counter() - began) * 1_000)
                hits.append(_named(library, found))
            answers.append(Answers((hits[0], hits[1]), (took[0], took[1])))
    return answers


def _by_vectors(language: Language) -> Way:
    return lambda library, question, scope: library.search_vectors(question.vector, DEPTH, language, scope)


def _by_words(library: Library, question: Asked, scope: Scope) -> _Hits:
    return library.search_keywords(question.terms, DEPTH, scope)


def _named(library: Library, hits: _Hits) -> dict[_Place, float]:
    scores = dict(hits)
    return {(each.article_id, each.start): scores[each.id] for each in library.passages(list(scores))}


if __name__ == "__main__":
    raise SystemExit(main())
