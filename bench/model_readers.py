"""Measure many readers of one local model: `python -m bench.model_readers [--readers 20] [--passages 10000]`.

So many questions of the sample articles are asked by one reader after the other and then by all at the same moment, no answer
being kept, and the model reads and writes where it is asked to. Then one reader's answers are made while another asks and is
counted until there is evidence. The library has the samples and `--passages` that nobody wrote (`bench.synthetic`). Told at the
end is the most memory that this process and what it has started, the engine among it, have had.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.library_search import fill
from bench.readers import ASKED, Times, all_at_once, ask_service, in_a_line, print_times
from bench.recipe import QUESTIONS
from bench.synthetic import PASSAGES, World
from bot.answering.answer import EvidenceFound
from bot.cli.main import prepare_process
from bot.library.corpus.samples import sample_articles
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.models.embeddings.served.embedder_choice import open_embedder
from bot.service.answer_cache import AnswerCache
from bot.service.haeseol import Haeseol
from bot.service.library_choice import open_library
from bot.settings import DEFAULT_MODEL, Settings

# Between two questions of the reader who is counted until there is evidence.
_PAUSE = 0.3


def main() -> int:
    """Print a line for each way, and the memory."""
    prepare_process(os.environ)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--passages", type=int, default=10_000, help="that nobody wrote (10,000)")
    options = parser.parse_args()
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line.strip()]
    asked = [row["question"] for row in rows][: options.readers]
    with tempfile.TemporaryDirectory(prefix="haeseol-bench-") as folder:
        # In a process of its own, which takes the memory that filling needs away with it.
        with ProcessPoolExecutor(1, get_context("spawn")) as filling:
            settings = filling.submit(_filled, Path(folder), options.passages).result()
        with Haeseol.open(settings) as service:
            service.load()
            ask = partial(ask_service, service)
            ways: dict[str, Callable[[], list[Times]]] = {
                "in a line  ": lambda: in_a_line(ask, asked),
                "all at once": lambda: all_at_once(ask, asked),
                "evidence beside answers": lambda: _evidence_beside(service, asked),
            }
            for way, measure in ways.items():
                service._answers = AnswerCache()
                began, worked = time.perf_counter(), time.process_time()
                times = measure()
                print_times(way, times, time.perf_counter() - began, time.process_time() - worked)
            own, started = _most_memory(os.getpid()), [_most_memory(pid) for pid in _children(os.getpid())]
            print(
                f"most memory: this process {own:,} MB, what it has started {sum(started):,} MB ({len(started)} processes)"
            )
    return 0


def _filled(home: Path, passages: int) -> Settings:
    """Return the settings of a home with the samples and so many passages beside them."""
    settings = replace(Settings.from_environment(os.environ), home=home, model=DEFAULT_MODEL)
    settings.corpus.mkdir()
    for path in sample_articles():
        shutil.copy(path, settings.corpus)
    with Haeseol.open(settings) as service:
        service.articles.sync()
    library = open_library(settings, Encoder.for_embedder(open_embedder(settings)).identity)
    assert isinstance(library, SqliteLibrary)
    with closing(library):
        fill(library, World(), passages // PASSAGES * PASSAGES)
    return settings


def _evidence_beside(service: Haeseol, written: Sequence[str]) -> list[Times]:
    """Return what evidence takes for as long as one reader after the other has the questions of `written` answered."""
    done = threading.Event()

    def answer_all() -> None:
        try:
            for question in written:
                ask_service(service, question)
        finally:
            done.set()

    answering = threading.Thread(target=answer_all)
    answering.start()
    times: list[Times] = []
    while not done.wait(_PAUSE):
        began = time.perf_counter()
        with closing(service.ask(ASKED[len(times) % len(ASKED)].format(n=1_000 + len(times)))) as events:  # type: ignore[type-var]
            next(event for event in events if isinstance(event, EvidenceFound))
        times.append((time.perf_counter() - began,) * 2)
    answering.join()
    return times


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started and that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # such as one that has ended meanwhile
            parent = int(path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
            found += [int(path.parent.name)] if parent == pid else []
    return found


def _most_memory(pid: int) -> int:
    """Return the most memory that a process has had, in MB, as the system tells it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1_024 // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
