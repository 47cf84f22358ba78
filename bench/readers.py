"""Measure many readers at once: `python -m bench.readers [--readers 50] [--rounds 3] [--page]`.

Each reader asks one question of the sample articles, all at the same moment, answered without a model; no question is asked
twice. Seconds until the evidence and the whole answer are there, and how many were answered a second; then the same for as many
that wait in a line until those before them have their answers, for comparison. With --page they ask over HTTP, as browsers do;
else the service in this process.
"""

import argparse
import json
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import httpx
import numpy as np

from bot.answering.answer import EvidenceFound
from bot.cli.main import prepare_process
from bot.library.corpus.samples import sample_articles
from bot.service.conversations import SqliteConversations
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings

ASKED = (
    "Which outside technologies did DeepSeek use in {n}?",
    "독파모 사업은 {n}년에 어떤 사업이었나요?",
    "What did the DeepSeekMoE architecture lower by {n} percent?",
    "정부가 마련한 그래픽처리장치는 {n}장인가요?",
    "When was version {n} of R1 released?",
    "딥시크MoE 구조 덕분에 {n}배 줄어든 것은 무엇인가요?",
)

# What the page sends beside a question: language, conversation, article, ids of conversation and turn, level, passages.
_AS_USUAL: tuple[object, ...] = ("auto", [], None, "", "", "standard", 5)

Times = tuple[float, float]


def main() -> int:
    """Print one line a round."""
    prepare_process(os.environ)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="haeseol-bench-") as folder, _open(Path(folder)) as service:
        service.articles.sync()
        service.load()
        with _asking(service, Path(folder), page=options.page) as ask:
            ask("What is R1?")
            for number in range(2 * options.rounds):
                asked = [ASKED[n % len(ASKED)].format(n=100 * number + n) for n in range(options.readers)]
                began, worked = time.perf_counter(), time.process_time()
                times = in_a_line(ask, asked) if number % 2 else all_at_once(ask, asked)
                took, computed = time.perf_counter() - began, time.process_time() - worked
                print_times("in a line  " if number % 2 else "all at once", times, took, computed)
    return 0


@contextmanager
def _open(home: Path) -> Iterator[Haeseol]:
    settings = replace(Settings.from_environment(os.environ), home=home, model=NO_MODEL)
    settings.corpus.mkdir()
    for path in sample_articles():
        shutil.copy(path, settings.corpus)
    with Haeseol.open(settings) as service:
        yield service


@contextmanager
def _asking(service: Haeseol, home: Path, *, page: bool) -> Iterator[Callable[[str], Times]]:
    """Yield what asks one question and returns the seconds to its evidence and to the whole answer."""
    if not page:
        yield lambda question: ask_service(service, question)
        return
    from bot.ui.server import build_server, launch

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
    with (
        launch(build_server(service, SqliteConversations(home / "conversations")), port=0) as running,
        httpx.Client(trust_env=False, timeout=60, base_url=running.url, limits=limits) as client,
    ):
        yield lambda question: _ask_over_http(client, question)


def ask_service(service: Haeseol, question: str) -> Times:
    """Return the seconds until a question has its evidence, and its whole answer."""
    began, evidence = time.perf_counter(), 0.0
    for event in service.ask(question):
        if isinstance(event, EvidenceFound):
            evidence = time.perf_counter() - began
    return evidence, time.perf_counter() - began


def _ask_over_http(client: httpx.Client, question: str) -> Times:
    began, evidence, session = time.perf_counter(), 0.0, secrets.token_hex(8)
    joined = client.post("gradio_api/call/ask", json={"data": [question, *_AS_USUAL], "session_hash": session})
    joined.raise_for_status()
    with client.stream("GET", f"gradio_api/queue/data?session_hash={session}") as lines:
        for line in lines.iter_lines():
            message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
            if message.get("msg") == "process_generating" and not evidence:
                evidence = time.perf_counter() - began
            if message.get("msg") == "process_completed":
                assert message["success"], message
                break
    return evidence, time.perf_counter() - began


def all_at_once(ask: Callable[[str], Times], questions: Sequence[str]) -> list[Times]:
    """Return what each of the questions takes when all are asked at the same moment."""
    ready = Barrier(len(questions))

    def begin(question: str) -> Times:
        ready.wait()
        return ask(question)

    with ThreadPoolExecutor(len(questions)) as readers:
        return list(readers.map(begin, questions))


def in_a_line(ask: Callable[[str], Times], questions: Sequence[str]) -> list[Times]:
    """Return what each takes that waits for those before it."""
    began, times = time.perf_counter(), list[Times]()
    for question in questions:
        before = time.perf_counter() - began
        evidence, whole = ask(question)
        times.append((before + evidence, before + whole))
    return times


def print_times(way: str, times: Sequence[Times], took: float, computed: float) -> None:
    """Print medians and 95th percentiles of what `took` seconds by the clock and `computed` of processor."""
    evidence, whole = (np.quantile(column, [0.5, 0.95]) for column in zip(*times, strict=True))
    print(
        f"{len(times)} readers {way}: evidence p50 {evidence[0]:.2f} s, p95 {evidence[1]:.2f} s;"
        f" answer p50 {whole[0]:.2f} s, p95 {whole[1]:.2f} s; {len(times) / took:.0f} a second,"
        f" {1000 * computed / len(times):.0f} ms of processor each",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
