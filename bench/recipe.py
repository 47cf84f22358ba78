"""Measure us beside the plain recipe: `python -m bench.recipe [--article FILE ... --questions FILE.jsonl] [--busy 0 1]`.

Both answer the same questions about the same articles (the samples, and bench/sample_questions.jsonl, by default) with the same
embedding model and the same answering model, each in an engine of its own loaded alike, one question here, then there, first in
turns. Once by themselves, then beside processes that compute without end. Medians and 95th percentiles of the seconds until the
passages are found, until there is a word to read, a whole sentence, the whole answer, and of those that processors worked,
which other work on the machine hardly changes. And how often it was right: with what the questions file asks for, in the
question's language, or saying that the articles do not have it. `plain_recipe` says what the recipe is; where it says in any
words that it does not know, that counts as a refusal.

The second table is of the questions to which both gave an answer that was written: quotations and refusals come sooner.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from bench.__main__ import gives
from bench.busy import busy
from bench.plain_recipe import PlainRecipe, does_not_know
from bot.answering.answer import AnswerDone, Draft, EvidenceFound, SentenceChecked
from bot.cli.main import prepare_process
from bot.library.corpus.samples import sample_articles
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.files import find_model
from bot.models.llm.llama_server import LlamaServer
from bot.models.llm.native_engine import find_native_engine
from bot.service.haeseol import Haeseol
from bot.settings import DEFAULT_MODEL, Settings
from bot.text.sentences import split_sentences

Row = dict[str, Any]

QUESTIONS = Path(__file__).parent / "sample_questions.jsonl"
# Asked of both before anything is measured: what comes first also loads what is left to load.
FIRST = "What is SwiGLU?"
# The recipe itself sets no limit, and a small model that has lost its way would write for minutes; and the seconds that it may
# read before it writes, on a machine with other work.
MOST_TOKENS, PATIENCE = 200, 600.0
STEPS = ("evidence", "first word", "first sentence", "whole answer", "processor")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: its text, seconds to each of `STEPS`, whether a model wrote it, whether it refused, whether it was right.

    The last of the seconds are those that processors worked for it.
    """

    text: str
    seconds: tuple[float, float, float, float, float]
    written: bool
    refused: bool
    right: bool


def main() -> int:
    """Print two tables for each number of busy processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--article", type=Path, nargs="+", help="instead of the samples")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="as `python -m bench` reads them")
    parser.add_argument("--busy", type=int, nargs="+", default=[0, 1], help="how many others compute (0 1)")
    parser.add_argument("--show", action="store_true", help="print every answer")
    options = parser.parse_args()
    prepare_process(os.environ)
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    for others in options.busy:
        with _opened(options.article or sample_articles()) as (recipe, service), busy(others):
            ask_recipe(recipe, {"question": FIRST})
            ask_us(service, {"question": FIRST})
            outcomes = [_ask_both(recipe, service, row, n, options.show) for n, row in enumerate(rows)]
        load = f", load {os.getloadavg()[0]:.0f}"
        _summarise(f"beside {others} busy processes{load}" if others else f"by themselves{load}", outcomes)
    return 0


@contextmanager
def _opened(articles: Sequence[Path]) -> Iterator[tuple[PlainRecipe, Haeseol]]:
    """Yield both with the same articles, and everything loaded."""
    settings = replace(Settings.from_environment(os.environ), model=DEFAULT_MODEL)
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    with tempfile.TemporaryDirectory(prefix="haeseol-bench-") as home:
        settings = settings.with_home(Path(home))
        settings.corpus.mkdir()
        for path in articles:
            shutil.copy(path, settings.corpus)
        with Haeseol.open(settings) as service:
            service.articles.sync()
            service.load()
            texts = [service.articles.get(row.id).text for row in service.articles.all()]
            native = find_native_engine(settings.cache)
            path = Path(find_model(settings.model, settings.cache))
            engine = LlamaServer.from_gguf(path, package=native.folder if native else None)
            chat = ChatOpenAI(
                model="local",
                base_url=f"{engine.address}/v1",
                api_key=SecretStr(engine.key),
                temperature=0,
                timeout=PATIENCE,
                max_retries=0,
                max_completion_tokens=MOST_TOKENS,
            )
            yield PlainRecipe(texts, embedder, chat), service
            engine.end()


def ask_recipe(recipe: PlainRecipe, row: Row) -> Outcome:
    """Ask the plain recipe the question of a row."""
    worked, began, written = _processor_seconds(), time.perf_counter(), ""
    pieces = recipe.find(row["question"])
    evidence, first, sentence = time.perf_counter() - began, 0.0, 0.0
    for piece in recipe.answer(row["question"], pieces):
        written += piece
        now = time.perf_counter() - began
        first = first or (now if written.strip() else 0.0)
        sentence = sentence or (now if len(split_sentences(written)) > 1 else 0.0)
    whole = time.perf_counter() - began
    refused = does_not_know(written)
    return Outcome(
        written.strip(),
        (evidence, first or whole, sentence or whole, whole, _processor_seconds() - worked),
        written=not refused,
        refused=refused,
        right=gives(row, written, found=not refused),
    )


def ask_us(service: Haeseol, row: Row) -> Outcome:
    """Ask the library the question of a row."""
    worked, began = _processor_seconds(), time.perf_counter()
    evidence = first = sentence = 0.0
    answer = None
    with closing(service.ask(row["question"])) as events:  # type: ignore[type-var]
        for event in events:
            now = time.perf_counter() - began
            if isinstance(event, EvidenceFound):
                evidence = now
            elif isinstance(event, AnswerDone):
                answer = event.answer
            if isinstance(event, SentenceChecked) or (isinstance(event, Draft) and event.text):
                first = first or now
            if isinstance(event, SentenceChecked):
                sentence = sentence or now
    whole = time.perf_counter() - began
    if answer is None:
        raise AssertionError("an answer has an end")
    return Outcome(
        answer.answer,
        (evidence, first or whole, sentence or whole, whole, _processor_seconds() - worked),
        written=answer.model is not None and answer.seconds.first_token is not None,
        refused=not answer.found,
        right=gives(row, answer.answer, found=answer.found),
    )


def _processor_seconds() -> float:
    """Return how long processors have worked for this process and the engines, its children; without them but on Linux."""
    own = time.process_time()
    with suppress(OSError):  # a thread that ends meanwhile has no children any more
        children = [child for path in Path("/proc/self/task").glob("*/children") for child in path.read_text().split()]
        for child in children:
            # Behind the name, which may hold anything, the 12th and the 13th field: `man proc_pid_stat`.
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            own += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own


def _ask_both(recipe: PlainRecipe, service: Haeseol, row: Row, n: int, show: bool) -> tuple[Outcome, Outcome]:
    if n % 2:
        ours = ask_us(service, row)
        theirs = ask_recipe(recipe, row)
    else:
        theirs = ask_recipe(recipe, row)
        ours = ask_us(service, row)
    if show:
        for name, one in (("recipe", theirs), ("ours", ours)):
            times = "  ".join(f"{step} {seconds:6.2f}" for step, seconds in zip(STEPS, one.seconds, strict=True))
            said = "refused" if one.refused else "written" if one.written else "quoted"
            print(
                f"{row['id']:8} {name:6} {'right' if one.right else 'WRONG'} {said:7} {times}  {one.text}", flush=True
            )
    return theirs, ours


def _summarise(situation: str, outcomes: Sequence[tuple[Outcome, Outcome]]) -> None:
    written = [pair for pair in outcomes if all(one.written for one in pair)]
    print(f"\n{situation}")
    for what, pairs in (("all questions", outcomes), ("both wrote an answer", written)):
        if not pairs:
            continue
        print(
            f"{f'{what} ({len(pairs)})':28}{'recipe p50':>11}{'p95':>8}{'ours p50':>10}{'p95':>8}{'times':>8}{'p95':>7}"
        )
        for step, name in enumerate(STEPS):
            theirs, ours = (np.quantile([pair[n].seconds[step] for pair in pairs], [0.5, 0.95]) for n in (0, 1))
            print(
                f"{name:28}{theirs[0]:10.2f} s{theirs[1]:8.2f} s{ours[0]:9.2f} s{ours[1]:8.2f} s"
                f"{theirs[0] / ours[0]:8.1f}{theirs[1] / ours[1]:7.1f}"
            )
    for name, n in (("recipe", 0), ("ours", 1)):
        column = [pair[n] for pair in outcomes]
        minutes = sum(one.seconds[3] for one in column) / 60
        print(
            f"{name}: {sum(one.right for one in column)} of {len(column)} right,"
            f" {sum(one.refused for one in column)} refused, {len(column) / minutes:.1f} questions a minute",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
