"""How fast and how well the library is searched, over passages that nobody wrote: `python -m bench.library search|words`."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from threadpoolctl import threadpool_limits

from bench.synthetic import DIMENSION, PASSAGES, WORDS_IN_PASSAGE, World
from bot.bilingual import Language
from bot.library.scope import EVERYTHING, Scope
from bot.library.store import keyword_search, vector_search, writes
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.vector_search import LANGUAGES
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder, EncodingIdentity
from bot.models.embeddings.late_interaction import PassageTokens, match
from bot.retrieval.question import Question
from bot.retrieval.retriever import NEAREST, Retriever
from bot.text.keywords import extract_terms

IDENTITY = EncodingIdentity("synthetic", "float32", DIMENSION, DIMENSION, "none")


def measure_search(home: Path, count: int) -> None:
    """Print time and recall of the whole search without the question's embedding, and what the library takes.

    A library that is in `home` already is searched as it is; only then is its memory that of this process.
    """
    before, started = _rss(), time.perf_counter()
    library = _opened(home)
    print(
        f"  opened in {time.perf_counter() - started:.2f} s, {(_rss() - before) / count:,.0f} bytes of memory a passage"
    )
    stored = library.coverage().passage
    if not stored:
        started = time.perf_counter()
        fill(library, World(), count)
        print(f"{count:,} passages stored and indexed in {time.perf_counter() - started:.0f} s", flush=True)
    elif stored != count:
        raise SystemExit(f"{home} has {stored:,} passages, not {count:,}: name another folder.")
    questions = _questions(library, World(), count, 300)
    retriever = Retriever(
        library, cast(Encoder, _GivenQuestions({question.text: code for question, code in questions}))
    )
    codes = {question.text: code for question, code in questions}
    ways: dict[str, Way] = {
        "vectors": lambda question: _vectors(library, codes[question.text]),
        "words": lambda question: [i for i, _ in library.search_keywords(extract_terms(question.text), NEAREST)],
        "vectors + words + fusion": lambda question: _fused(library, question, codes[question.text]),
        "the whole search": lambda question: [passage.id for passage, _ in retriever.search(question, 10)],
        "the whole, as evidence": lambda question: _evidence(retriever, question),
    }
    found: dict[str, list[list[int]]] = {}
    for name, way in ways.items():
        found[name] = _timed(name, way, [question for question, _ in questions])
    _print_recall(library, ways, [question for question, _ in questions], found)
    sizes = {path.name: path.stat().st_size / count for path in (home / "index").iterdir() if path.stat().st_size}
    print(f"  bytes a passage on disk { ({n: round(b) for n, b in sizes.items()}) }")
    library.close()


def _opened(home: Path) -> "_FullTokens":
    library = _FullTokens.open(home / "index", IDENTITY)
    assert isinstance(library, _FullTokens)
    return library


def measure_words(count: int) -> None:
    """Print time and recall of the search by words over `count` passages, with more and fewer of them scored."""
    world = World()
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.execute("CREATE VIRTUAL TABLE keyword USING fts5 (terms, tokenize = 'porter unicode61')")
    connection.execute("CREATE TABLE passage (id INTEGER PRIMARY KEY)")
    connection.execute("INSERT INTO passage VALUES (?)", (count,))
    rows = ((n, " ".join(world.words(WORDS_IN_PASSAGE))) for n in range(1, count + 1))
    connection.executemany("INSERT INTO keyword (rowid, terms) VALUES (?, ?)", rows)
    chance = np.random.default_rng(1)
    questions = []
    for n in chance.integers(1, count + 1, 60):
        (terms,) = connection.execute("SELECT terms FROM keyword WHERE rowid = ?", (int(n),)).fetchone()
        questions.append([str(term) for term in chance.choice(terms.split(), 5, replace=False)])
    with _every_passage_scored():
        exact = [{i for i, _ in keyword_search.search(connection, terms, 50, None)} for terms in questions]
    used = keyword_search._LISTED_MOST
    for most in (2_000, 4_000, 8_000, 16_000):
        keyword_search._LISTED_MOST = most
        times, shares = [], []
        for terms, best in zip(questions, exact, strict=True):
            started = time.process_time()
            found = {i for i, _ in keyword_search.search(connection, terms, 50, None)}
            times.append(time.process_time() - started)
            shares.append(len(found & best) / len(best))
        p50, p95 = 1_000 * np.quantile(times, [0.5, 0.95])
        print(f"{most:,} listed: p50 {p50:.1f} ms, p95 {p95:.1f} ms of processor; {np.mean(shares):.2f} of the 50 best")
    keyword_search._LISTED_MOST = used


def measure_products(passages: int = 60, repeated: int = 50) -> None:
    """Print what it takes to compare a question of 14 tokens with passages of 40 to 120, by the number of BLAS's threads."""
    chance = np.random.default_rng(0)

    def made(count: int) -> Floats:
        rows = chance.standard_normal((count, DIMENSION)).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    question = AlignedText(made(1)[0], made(14), np.full(14, 1 / 14, np.float32), np.zeros((14, 2), np.int32))
    lengths = chance.integers(40, 120, passages)
    stored = [
        PassageTokens(np.rint(127 * made(int(n))).astype(np.int8), np.zeros((int(n), 2), np.int32)) for n in lengths
    ]
    for threads in (None, 1):
        with threadpool_limits(threads, user_api="blas"):
            match(question, stored)
            began, worked = time.perf_counter(), time.process_time()
            for _ in range(repeated):
                match(question, stored)
            clock, processor = time.perf_counter() - began, time.process_time() - worked
        print(
            f"{threads or 'all':>4} threads: {1_000 * processor / repeated:.1f} ms of processor,"
            f" {1_000 * clock / repeated:.1f} ms by the clock"
        )


@contextmanager
def _every_passage_scored() -> Iterator[None]:
    """Let BM25 score every passage with any of the words inside, as in a small library."""
    most, keyword_search._SCORED_MOST = keyword_search._SCORED_MOST, 10**9
    try:
        yield
    finally:
        keyword_search._SCORED_MOST = most


Way = Callable[[Question], list[int]]


def _timed(name: str, way: Way, questions: Sequence[Question]) -> list[list[int]]:
    """Print how long each question takes, without the first 20, and return what was found.

    On a machine that has other work too, the time on the processor is what the search takes, the rest is waiting for it.
    """
    times: list[tuple[float, float]] = []
    found: list[list[int]] = []
    for question in questions:
        begun, worked = time.perf_counter(), time.process_time()
        found.append(way(question))
        times.append((time.perf_counter() - begun, time.process_time() - worked))
    (wall, wall95), (cpu, cpu95) = (1_000 * np.quantile(rows, [0.5, 0.95]) for rows in zip(*times[20:], strict=True))
    print(
        f"  {name:26} p50 {cpu:.1f} ms, p95 {cpu95:.1f} ms of processor; p50 {wall:.1f} ms, p95 {wall95:.1f} ms by the clock"
    )
    return found


def _vectors(library: SqliteLibrary, code: AlignedText) -> list[int]:
    return [i for language in LANGUAGES for i, _ in library.search_vectors(code.vector, NEAREST, language)]


def _fused(library: SqliteLibrary, question: Question, code: AlignedText) -> list[int]:
    """Return the ten best by meaning and words: the reciprocals of their ranks added up (Cormack et al. 2009)."""
    scores: dict[int, float] = {}
    with library.reading():
        ranked = [[i for i, _ in library.search_vectors(code.vector, NEAREST, language)] for language in LANGUAGES]
        ranked.append([i for i, _ in library.search_keywords(extract_terms(question.text), NEAREST)])
        for ids in ranked:
            for rank, i in enumerate(ids, start=1):
                scores[i] = scores.get(i, 0.0) + 1 / (60 + rank)
        best = sorted(scores, key=lambda i: (-scores[i], i))[:10]
        return [passage.id for passage in library.passages(best)]


def _evidence(retriever: Retriever, question: Question) -> list[int]:
    retriever.find_evidence(question, question.language)
    return []


def fill(library: SqliteLibrary, world: World, count: int) -> None:
    """Store `count` passages in large transactions, and make the vector indexes."""
    for first in range(0, count, 2_000):
        with library._connections.writing() as connection:
            for form in world.articles(min(2_000, count - first) // PASSAGES, first // PASSAGES):
                writes.put_article(connection, form.article, form.passages, form.codes, form.terms, 1)
        if first == FULL - 2_000:
            world.tokens = 1
    library.tidy()


# Tokens of a million passages would take 40 GB: only so many have theirs, and those are read in place of the others'.
FULL = 100_000


class _FullTokens(SqliteLibrary):
    def passage_tokens(self, ids: Sequence[int]) -> list[PassageTokens]:
        return super().passage_tokens([(i - 1) % FULL + 1 for i in ids])


class _GivenQuestions:
    """An encoder that knows its questions, and calibrates nothing."""

    def __init__(self, questions: Mapping[str, AlignedText]) -> None:
        self._questions = questions

    def encode_question(self, question: str, language: Language) -> AlignedText:
        return self._questions[question]

    def calibrate(self, score: float, asked: Language, language: Language) -> float:
        return score


def _questions(library: SqliteLibrary, world: World, count: int, wanted: int) -> list[tuple[Question, AlignedText]]:
    chance = np.random.default_rng(1)
    made = []
    with library._connections.reading() as connection:
        for n, passage in enumerate(chance.integers(1, count + 1, wanted)):
            (terms,) = connection.execute("SELECT terms FROM keyword WHERE rowid = ?", (int(passage),)).fetchone()
            text = " ".join([*chance.choice(terms.split(), 5, replace=False), f"q{n}"])
            (data,) = connection.execute("SELECT data FROM vector WHERE passage_id = ?", (int(passage),)).fetchone()
            code = world.question_near(np.frombuffer(data, dtype="<f4"), chance)
            made.append((Question(text, "ko" if n % 2 else "en", text), code))
    return made


def _print_recall(
    library: SqliteLibrary, ways: Mapping[str, Way], questions: Sequence[Question], found: Mapping[str, list[list[int]]]
) -> None:
    """Print the share of the exact search's ten best that were found: every vector compared, every word scored."""
    vectors: dict[Language, tuple[Any, Floats]] = {}
    with library._connections.reading() as connection:
        for language in LANGUAGES:
            batches = list(vector_search._added(connection, language, 0, DIMENSION))
            vectors[language] = np.concatenate([i for i, _ in batches]), np.concatenate([v for _, v in batches])

    def exact(vector: Floats, k: int, language: Language, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        ids, rows = vectors[language]
        scores = rows @ vector
        best = np.argpartition(-scores, k)[:k]
        return [(int(ids[i]), float(scores[i])) for i in best[np.argsort(-scores[best])]]

    library.search_vectors = exact  # type: ignore[method-assign]
    for name, way in ways.items():
        with _every_passage_scored():
            wanted = [set(way(question)) for question in questions[:100]]
        shares = [len(of & set(ids)) / len(of) for of, ids in zip(wanted, found[name], strict=False) if of]
        if shares:
            depth = max(len(of) for of in wanted)
            print(f"  {name:26} recall@{depth} against the exact search {np.mean(shares):.3f}")


def _rss() -> int:
    """Return the bytes of memory that this process has now, where the system says so."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1_024
