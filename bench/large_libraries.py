"""How large a library a server holds, and how fast it is there: `python -m bench.large_libraries milvus://host:19530/name`.

The library of that name is emptied, and the one in `--home` too. Both are filled with the same passages that nobody wrote
(`bench.synthetic`), in large batches: the rows are the library's own, only the change that each article would be is left out. Of
the tokens, which a search by vectors or words does not look at, SQLite has one a passage and the server none.

A process of its own then opens both and puts the same questions to them, everywhere and inside a tag of one article in ten.
Printed are how many of the ten nearest by exact comparison are found, how long each question takes as the caller waits for it,
and what the passages take of memory in the process of the server (`--server PID`) and in one that has the library in `--home`
open. `--ask` asks what was filled before. A server without words of its own (Milvus before 2.5) needs `--without-words`.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.libraries import DEPTH, TAG, Asked
from bench.library_search import IDENTITY
from bench.synthetic import DIMENSION, LENGTH, PASSAGES, StoredForm, World
from bot.bilingual import Language
from bot.cli.main import prepare_process
from bot.errors import LibraryError
from bot.library.library import Library
from bot.library.milvus.article_record import ArticleRecord
from bot.library.milvus.collection_schema import Collection
from bot.library.milvus.indexed_words import WordCutter
from bot.library.milvus.milvus_library import MilvusLibrary
from bot.library.milvus.milvus_server import MilvusServer
from bot.library.milvus.new_body import NewBody
from bot.library.scope import EVERYTHING, Scope
from bot.library.store import writes
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.vector_search import LANGUAGES
from bot.models.embeddings.embedder import Floats
from bot.service.library_choice import empty_library, open_library
from bot.settings import Settings

_TOGETHER = 200  # articles that are stored at once
_HOURS = 3 * 3_600.0  # what making a graph may take
_VECTORS, _QUESTIONS = "vectors.f32", "questions.npz"
_GIB = 1 << 30

Way = Callable[[Library], list[tuple[int, float]]]


def main() -> int:
    """Fill, ask, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="where the library on a server is; what it has is lost")
    parser.add_argument("--home", type=Path, required=True, help="where the other library is kept; what it has is lost")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--server", type=int, help="the server's process, for its memory")
    parser.add_argument("--most", type=float, default=8, help="GiB that the server may take before filling ends")
    parser.add_argument("--without-words", action="store_true", help="the server cannot search by words")
    parser.add_argument("--ask", action="store_true", help="ask what was filled before")
    options = parser.parse_args()
    prepare_process(os.environ)
    here = Settings(home=options.home)
    there = replace(here, library=options.address)
    if options.without_words:
        _leave_out_words()
    if options.ask:
        ask(here, there, options)
        return 0
    fill(here, there, options)
    return subprocess.run([sys.executable, "-m", "bench.large_libraries", *sys.argv[1:], "--ask"]).returncode


# Filling


def fill(here: Settings, there: Settings, options: argparse.Namespace) -> None:
    """Fill both libraries alike, have the server make its graph, and keep the vectors and the questions."""
    _say("the server before", _memory(options.server))
    for settings in (here, there):
        empty_library(settings, IDENTITY)
    first, second = open_library(here, IDENTITY), open_library(there, IDENTITY)
    assert isinstance(first, SqliteLibrary) and isinstance(second, MilvusLibrary)
    began, bulk = time.perf_counter(), _Bulk(second, words=not options.without_words)
    bulk.begin()
    chance, took, texts = np.random.default_rng(1), [0.0, 0.0], []
    with (options.home / _VECTORS).open("wb") as kept:
        for forms in _forms(options.passages):
            for form in forms:
                kept.write(np.stack([code.vector for code in form.codes]).astype("<f4").tobytes())
            texts += [str(chance.choice(form.terms)) for form in forms[:4]]
            for place, store in enumerate((lambda forms: _store(first, forms), bulk.add)):
                started = time.perf_counter()
                store(forms)
                took[place] += time.perf_counter() - started
            if bulk.passages % 20_000 == 0:
                _say(f"{bulk.passages:,} stored after {time.perf_counter() - began:.0f} s", _memory(options.server))
                if (_memory(options.server) or 0) > options.most * _GIB:
                    raise SystemExit(f"the server takes more than {options.most} GiB at {bulk.passages:,} passages")
    _keep_questions(options, texts, chance)
    print(f"  stored in {took[0]:.0f} s in index/, in {took[1]:.0f} s on the server", flush=True)
    started = time.perf_counter()
    first.tidy()
    print(f"  index/ has its lists after {time.perf_counter() - started:.0f} s more", flush=True)
    bulk.finish(options.server)
    first.close()
    second.close()


def _forms(passages: int) -> Iterator[list[StoredForm]]:
    """Yield the articles, some hundred at a time; of twenty two have the tag, one in each language."""
    world = World(tokens=1)
    together: list[StoredForm] = []
    for n, form in enumerate(world.articles(passages // PASSAGES)):
        together.append(replace(form, article=replace(form.article, tags=TAG.tags if n % 20 < 2 else ())))
        if len(together) == _TOGETHER:
            yield together
            together = []
    if together:
        yield together


def _store(library: SqliteLibrary, forms: Sequence[StoredForm]) -> None:
    with library._connections.writing() as connection:
        for form in forms:
            writes.put_article(connection, form.article, form.passages, form.codes, form.terms, 1)


class _Bulk:
    """Puts articles on a server many at a time, and then the one state that makes all of them count."""

    def __init__(self, library: MilvusLibrary, words: bool) -> None:
        self._server, self._states, self._state = library._server, library._states, library._newest()
        self._client: Any = self._server._client
        self._cutter, self._has_words = WordCutter(), words
        self._next = 1
        self.passages = 0

    def begin(self) -> None:
        """Take the graph away: it is made once, when everything is there."""
        name = self._state.series.passages
        self._indexes = Collection(name, {}, DIMENSION).described(self._client)[1]
        self._client.release_collection(name)
        # A small server may drop them all at once.
        while indexes := self._client.list_indexes(name):
            self._client.drop_index(name, indexes[0])

    def add(self, forms: Sequence[StoredForm]) -> None:
        """Store what the library would store, but for tokens and texts of articles."""
        records, rows = [], []
        for form in forms:
            body = self._next + 1
            record = replace(
                ArticleRecord.of_twin(form.article, 1),
                kind="article",
                title=form.article.title,
                language=form.article.language,
                characters=len(form.article.text),
                passages=len(form.passages),
                indexed_at="2026-01-01T00:00:00.000+00:00",
                body=body,
                number=self._next,
            )
            records.append({**record.to_row(), "facts": record.facts})
            new = NewBody(form.article, form.passages, form.codes, form.terms)
            for row in new.passage_rows(body, body + 1, self._cutter if self._has_words else _NoWords()):
                if not self._has_words:
                    del row["words"]
                rows.append(row)
            self._next = body + 1 + len(form.passages)
            self.passages += len(form.passages)
        self._client.insert(self._state.series.passages, rows, timeout=600)
        self._client.insert(self._state.series.records, records, timeout=600)

    def finish(self, server: int | None) -> None:
        """Have the server write what it holds, make its graph and be ready, and let the rows count."""
        name, began = self._state.series.passages, time.perf_counter()
        for each in (self._state.series.records, name):
            self._client.flush(each, timeout=_HOURS)
        _say(f"written after {time.perf_counter() - began:.0f} s", _memory(server))
        job = self._client.compact(name)
        while self._client.get_compaction_state(job) != "Completed":
            time.sleep(5)
        _say(f"compacted after {time.perf_counter() - began:.0f} s", _memory(server))
        self._client.create_index(name, self._indexes, timeout=_HOURS, sync=False)
        while self._client.describe_index(name, "vector").get("pending_index_rows"):
            time.sleep(2)
        _say(f"a graph after {time.perf_counter() - began:.0f} s", _memory(server))
        self._client.load_collection(name, timeout=_HOURS)
        self._states.add(replace(self._state, last=self._next, generation=self._state.generation + 1))
        _say(f"ready after {time.perf_counter() - began:.0f} s", _memory(server))


class _NoWords(WordCutter):
    def stored(self, terms: str) -> str:
        return ""


def _leave_out_words() -> None:
    """Speak to a server before 2.5: passages have no words there."""
    described = Collection.described

    def without(collection: Collection, client: Any) -> tuple[Any, Any]:
        schema, index = described(collection, client)
        made = client.create_schema(auto_id=False, enable_dynamic_field=False)
        for field in schema.fields:
            if field.name not in ("words", "sparse"):
                made.fields.append(field)
        kept = client.prepare_index_params()
        kept += [each for each in index if each.field_name == "vector"]
        return made, kept

    def best(
        server: MilvusServer, name: str, field: str, wanted: object, expression: str, k: int, asked: dict[str, Any]
    ) -> list[tuple[int, float]]:
        client: Any = server._client
        (hits,) = client.search(
            name,
            data=[wanted],
            anns_field=field,
            filter=expression,
            limit=k,
            search_params=asked,
            timeout=20,
            **server._seeing,
        )
        # These servers do not say what their rows are numbered by.
        return [(int(hit.id), float(hit.distance)) for hit in hits]

    Collection.described = without  # type: ignore[method-assign, assignment]
    MilvusServer._best = best  # type: ignore[method-assign, assignment]


def _keep_questions(options: argparse.Namespace, texts: Sequence[str], chance: np.random.Generator) -> None:
    """Make the questions: near passages, and of words that stand in one; and find the exact ten for each, by language."""
    vectors, world = _vectors(options.home, options.passages), World(tokens=1)
    near = [vectors[chance.integers(len(vectors))] for _ in range(options.questions)]
    asked = np.stack([world.question_near(np.asarray(each), chance).vector for each in near])
    words = [" ".join(chance.choice(str(text).split(), 5, replace=False)) for text in chance.choice(texts, len(asked))]
    best: dict[tuple[str, str], Any] = {}
    for where in ("everywhere", "in a tag"):
        for language in LANGUAGES:
            best[where, language] = _exact(vectors, asked, language, where)
    np.savez(
        options.home / _QUESTIONS,
        vectors=asked,
        words=np.array(words),
        **{f"{where} {language}": found for (where, language), found in best.items()},
    )


def _exact(vectors: Floats, asked: Floats, language: Language, where: str) -> Any:
    """Return the places of the ten nearest among all passages, shape (questions, DEPTH)."""
    scores = np.full((len(asked), DEPTH), -2.0, np.float32)
    places = np.full((len(asked), DEPTH), -1, np.int64)
    for first in range(0, len(vectors), 50_000):
        place = np.arange(first, min(first + 50_000, len(vectors)))
        article = place // PASSAGES
        wanted = (article % 2 == (language == "ko")) & ((article % 20 < 2) | (where == "everywhere"))
        if not wanted.any():
            continue
        both = np.concatenate([scores, asked @ np.asarray(vectors[place[wanted]]).T], axis=1)
        every = np.concatenate([places, np.broadcast_to(place[wanted], (len(asked), int(wanted.sum())))], axis=1)
        order = np.argsort(-both, axis=1)[:, :DEPTH]
        scores, places = np.take_along_axis(both, order, 1), np.take_along_axis(every, order, 1)
    return places


def _vectors(home: Path, passages: int) -> Floats:
    return np.memmap(home / _VECTORS, dtype="<f4", mode="r", shape=(passages // PASSAGES * PASSAGES, DIMENSION))


# Asking


def ask(here: Settings, there: Settings, options: argparse.Namespace) -> None:
    """Open both libraries, put the questions to them, and print what they find, how fast, and in how much memory."""
    kept = np.load(options.home / _QUESTIONS)
    second = open_library(there, IDENTITY)
    assert isinstance(second, MilvusLibrary)
    _warm(second, kept, words=not options.without_words)
    before = _memory(os.getpid()) or 0
    first = open_library(here, IDENTITY)
    print(f"{options.passages:,} passages, {len(kept['vectors'])} questions: index/ and the server", flush=True)
    after: list[float] = []
    for name, library in (("index/", first), ("the server", second)):
        for where, scope in (("everywhere", EVERYTHING), ("in a tag", TAG)):
            _ask_vectors(name, library, kept, where, scope)
            if library is first or not options.without_words:
                _ask_words(name, library, kept, where, scope)
        if library is first:
            after.append(_memory(os.getpid()) or 0)
    _ask_unwaited(second, kept)
    print(f"  memory: index/ {(after[0] - before) / options.passages:,.0f} bytes a passage", flush=True)
    _say("the server after the questions", _memory(options.server))
    if server := _memory(options.server):
        print(f"  memory: the server {server / options.passages:,.0f} bytes a passage, all of its process", flush=True)
    first.close()
    second.close()


def _warm(library: MilvusLibrary, kept: Any, words: bool) -> None:
    """Ask once, with patience: a small server makes its index of words when it is first asked for one."""
    client: Any = library._server._client
    name = library._newest().series.passages
    client.load_collection(name, timeout=_HOURS)
    ways: list[tuple[str, Any, str]] = [("vector", kept["vectors"][0].tolist(), "IP")]
    if words:
        ways.append(("sparse", str(kept["words"][0]), "BM25"))
    for field, wanted, metric in ways:
        began = time.perf_counter()
        client.search(
            name,
            data=[wanted],
            anns_field=field,
            filter="body > 0",
            limit=DEPTH,
            search_params={"metric_type": metric, "params": {}},
            timeout=_HOURS,
        )
        print(f"  the first question by {field} took {time.perf_counter() - began:.1f} s", flush=True)


def _ask_vectors(name: str, library: Library, kept: Any, where: str, scope: Scope) -> None:
    times, shares, failed = [], [], 0
    for number, vector in enumerate(kept["vectors"]):
        for language in LANGUAGES:
            began = time.perf_counter()
            try:
                hits = library.search_vectors(vector, DEPTH, language, scope)
            except LibraryError:
                failed += 1
                continue
            times.append(time.perf_counter() - began)
            wanted = {int(place) for place in kept[f"{where} {language}"][number]}
            shares.append(len(wanted & _places(library, hits)) / len(wanted))
        if _gives_up(times, failed):
            break
    _print_ways(name, f"vectors, {where}", times, failed, f"{100 * np.mean(shares or [0]):.2f}% of the exact ten")


def _ask_words(name: str, library: Library, kept: Any, where: str, scope: Scope) -> None:
    times, failed = [], 0
    for words in kept["words"]:
        asked = Asked(kept["vectors"][0], str(words).split())
        began = time.perf_counter()
        try:
            library.search_keywords(asked.terms, DEPTH, scope)
        except LibraryError:
            failed += 1
        else:
            times.append(time.perf_counter() - began)
        if _gives_up(times, failed):
            break
    _print_ways(name, f"words, {where}", times, failed, "")


def _ask_unwaited(library: MilvusLibrary, kept: Any) -> None:
    """Print what one request takes that waits for nothing written before, and one that does: the rest is the search."""
    client: Any = library._server._client
    state = library._newest()
    for level in ("Strong", "Bounded", "Eventually"):
        for what in ('language == "ko" and ' + state.visible("body"), ""):
            times = []
            for vector in kept["vectors"][:50]:
                began = time.perf_counter()
                client.search(
                    state.series.passages,
                    data=[vector.tolist()],
                    anns_field="vector",
                    filter=what,
                    limit=DEPTH,
                    search_params={"metric_type": "IP", "params": {"ef": 128}},
                    consistency_level=level,
                    timeout=60,
                )
                times.append(time.perf_counter() - began)
            _print_ways("the server", f"one request, {level}, {'filter' if what else 'no filter'}", times, 0, "")


def _gives_up(times: Sequence[float], failed: int) -> bool:
    return failed >= 5 or sum(times) + 20 * failed > 300


def _places(library: Library, hits: Sequence[tuple[int, float]]) -> set[int]:
    """Return which passages of all these are, counted from the first."""
    found = library.passages([i for i, _ in hits])
    return {int(each.article_id.partition(".")[0]) * PASSAGES + each.start // LENGTH for each in found}


def _print_ways(name: str, way: str, times: Sequence[float], failed: int, found: str) -> None:
    p50, p95 = (1_000 * np.quantile(times or [np.nan], [0.5, 0.95])).tolist()
    refused = f", {failed} not answered in 20 s" if failed else ""
    print(f"  {name:11} {way:38} p50 {p50:9.1f} ms, p95 {p95:9.1f} ms {found}{refused} ({len(times)})", flush=True)


def _memory(process: int | None) -> float | None:
    """Return what a process holds in memory, in bytes; None where none is named."""
    if process is None:
        return None
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return 1_024.0 * int(status.partition("VmRSS:")[2].split()[0])


def _say(what: str, memory: float | None) -> None:
    print(f"  {what}: {(memory or 0) / _GIB:.2f} GiB of memory", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
