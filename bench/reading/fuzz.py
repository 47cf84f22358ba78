"""What accidents do to the readers: `python -m bench.reading fuzz --record FILE [--inputs N] [--processes N]`.

Takes valid documents of every form (`bench.reading.fuzz_seeds`), lets accidents happen to them (`bench.reading.mutations`) and
reads each as `haeseol index` does, in the process for files that may be hostile. An input ends as an article or as a message by
name; a crash, an error of any other kind or more than {seconds} seconds of processor time is a failure. Input n is the same for
the same seed: `--first n --inputs 1 --save FOLDER` writes the one that failed. `--record` keeps what is done, 250 inputs a
line; run again, the command goes on from there, and prints the sum of it.
"""

import argparse
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

from bench.reading.fuzz_seeds import FuzzSeed, fuzz_seeds
from bench.reading.mutations import mutated, with_accidents
from bot.articles import article_from_text, read_content, reader_process
from bot.articles.article_errors import ArticleCrashed, ArticleEmpty, ArticleError, ArticleTooSlow

# Processor time, which a busy machine does not use up. The largest inputs are half a megabyte of nonsense.
SECONDS = 10
_BATCH = 250
_READER = f"from bot.articles import reader_process; reader_process.READ_SECONDS = {SECONDS}; reader_process.serve()"
_ANOTHER_NAME = (".txt", ".pdf", ".hwp", ".eml", ".docx", "")


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of the inputs from `first` on: how many of each form ended how, and which failed, as `[number, why]`."""

    first: int
    inputs: int
    seconds: float = 0.0
    outcomes: dict[str, int] = field(default_factory=dict)
    failures: list[tuple[int, str]] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Read the inputs that are not recorded yet and print the sum; return 1 where any failed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading fuzz", description=(__doc__ or "").format(seconds=SECONDS)
    )
    parser.add_argument("--inputs", type=int, default=300_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--form", help="only documents whose names end so, such as pdf (all)")
    parser.add_argument("--record", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--save", type=Path, metavar="FOLDER", help="write the inputs there instead of reading them")
    options = parser.parse_args(arguments)
    if options.save:
        return _save(options.save, options.seed, options.form, range(options.first, options.first + options.inputs))
    done = _recorded(options.record) if options.record else []
    known = {batch.first for batch in done}
    end = options.first + options.inputs
    todo = [Batch(n, min(_BATCH, end - n)) for n in range(options.first, end, _BATCH) if n not in known]
    with get_context("spawn").Pool(options.processes) as pool:
        for batch in pool.imap_unordered(partial(read_batch, options.seed, options.form), todo):
            done.append(batch)
            for number, why in batch.failures:
                print(f"input {number}: {why}", file=sys.stderr, flush=True)
            if options.record:
                with options.record.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(batch)) + "\n")
    return _print(done)


def _recorded(path: Path) -> list[Batch]:
    """Return the batches in a record; a line that was being written when the run was stopped does not count."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Batch(**json.loads(line)) for line in lines if line.endswith("}")]


def _save(folder: Path, seed: int, form: str | None, numbers: range) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        name, data = fuzz_input(seed, number, form)
        (folder / f"{number}_{name}").write_bytes(data)
    return 0


def read_batch(seed: int, form: str | None, batch: Batch) -> Batch:
    """Return a batch with what became of its inputs."""
    outcomes: Counter[str] = Counter()
    failures: list[tuple[int, str]] = []
    started = time.monotonic()
    reader_process._START = _READER
    for number in range(batch.first, batch.first + batch.inputs):
        name, data = fuzz_input(seed, number, form)
        outcome, is_failure = read_input(name, data)
        outcomes[f"{name}: {outcome.partition(':')[0]}"] += 1
        if is_failure:
            failures.append((number, f"{name}: {outcome}"))
    return Batch(batch.first, batch.inputs, time.monotonic() - started, dict(outcomes), failures)


def fuzz_input(seed: int, number: int, form: str | None = None) -> tuple[str, bytes]:
    """Return the name and the bytes of an input; the same for the same arguments."""
    chance = Random(f"{seed} {number}")
    seeds = _seeds(form)
    document = chance.choice(seeds)
    other = chance.choice([each for each in seeds if each.name == document.name])
    data = document.pack(with_accidents(document.parts, other.parts, chance) or document.parts)
    if chance.random() < 0.15:
        data = mutated(data, chance.randrange(2**32), chance.randint(1, 4))
    name = document.name if chance.random() < 0.95 else "a" + chance.choice(_ANOTHER_NAME)
    return name, data


@cache
def _seeds(form: str | None) -> list[FuzzSeed]:
    return [seed for seed in fuzz_seeds() if form is None or seed.name.endswith(form)]


def read_input(name: str, data: bytes) -> tuple[str, bool]:
    """Return how the reading of a file ended, and whether that is a failure of ours."""
    try:
        with _time_limit():
            content = read_content(data, name, name=name)
            article_from_text(content.text, id=name, source=name, title=content.title, published=content.published)
    except (ArticleCrashed, ArticleTooSlow, TimeoutError) as error:
        return f"{type(error).__name__}: {error}", True
    except ArticleEmpty:
        return "read", False
    except ArticleError as error:
        return _outcome(error), not (error.message("ko") and error.message("en"))
    except Exception as error:  # whatever it is, it is what this looks for
        return f"{type(error).__name__}: {error}", True
    return "read", False


def _outcome(error: ArticleError) -> str:
    """Return an error's name; where a library or we stumbled, with the name of that error, which somebody may want to look at."""
    kind, _, _ = str(error.facts.get("reason", "")).partition(":")
    return type(error).__name__ + (
        f" ({kind})" if kind.isidentifier() and kind.endswith(("Error", "Exception")) else ""
    )


@contextmanager
def _time_limit() -> Iterator[None]:
    def stop(signal_number: int, frame: object) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _print(done: list[Batch]) -> int:
    outcomes: Counter[str] = Counter()
    for batch in done:
        outcomes.update(batch.outcomes)
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:8,}  {outcome}")
    failures = [failure for batch in done for failure in batch.failures]
    inputs, seconds = sum(batch.inputs for batch in done), sum(batch.seconds for batch in done)
    print(f"{inputs:8,} inputs, {len(failures)} failures, {seconds:,.0f} s")
    for number, why in failures:
        print(f"input {number}: {why}")
    return int(bool(failures))
