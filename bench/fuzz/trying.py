"""Inputs put to a door, one after the other, and what is kept of that."""

import hashlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.fuzz.door import Check, Door

# Of processor time, for one input of at most 20,000 bytes: a megabyte of Korean prose takes 12 to be cut into sentences.
SECONDS = 5.0
# By the clock: what takes no processor and does not end. The machine may be busy with ten other things.
_HANGS_SECONDS = 300
_NOTED_EVERY = 500
_MEMORY_MB = 6_000


@dataclass(slots=True)
class Runs:
    """What was tried at a door: inputs, seconds of processor time, why any failed, and how many inputs its corpus has."""

    inputs: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    corpus: int = 0

    @property
    def counts(self) -> dict[str, float]:
        """The numbers alone."""
        return {"inputs": self.inputs, "failures": len(self.failures), "seconds": round(self.seconds)}


def recorded(folder: Path) -> Runs:
    """Return what was tried so far, as `try_inputs` has noted it in `folder`."""
    runs = Runs()
    noted = folder / "runs.jsonl"
    for line in noted.read_text(encoding="utf-8").splitlines() if noted.exists() else ():
        if line.endswith("}"):  # the last one may be cut off
            told = json.loads(line)
            runs.inputs += told["inputs"]
            runs.seconds += told["seconds"]
            runs.failures += told["failures"]
    runs.corpus = sum(1 for _ in (folder / "corpus").glob("*"))
    return runs


def put_again(door: Door, data: bytes) -> int:
    """Put one input to a door and let whatever comes of it through; return 0 where nothing does."""
    check = door.open()
    started = time.process_time()
    check(data)
    print(f"{door.name}: nothing; {time.process_time() - started:.2f} s of processor time")
    return 0


def try_inputs(door: Door, inputs: int, folder: Path, seed: int, blind: bool) -> None:
    """Try so many inputs and note them in `folder`; what fails is kept there, and does not end the trying."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(door.seeds):
        (folder / "corpus" / f"seed-{number}").write_bytes(data)
    watch = Watch(door.open, folder, inputs)
    if blind or not _try_guided(door, watch, folder, seed):
        chance = Random(f"{seed} {recorded(folder).inputs}")
        watch.open()
        for _ in range(inputs):
            one, other = chance.choice(door.seeds), chance.choice(door.seeds)
            watch.try_one(door.bend(one, chance, other)[: door.longest])
    watch.note()


class Watch:
    """Tries inputs, counts them, and keeps each that fails in a way that is new."""

    def __init__(self, open_door: Callable[[], Check], folder: Path, most: int) -> None:
        self._open_door = open_door
        self._folder = folder
        self._most = most
        self._done = 0
        self._runs = Runs()
        self._known: set[str] = set(recorded(folder).failures)

    @property
    def is_done(self) -> bool:
        """Whether there were enough."""
        return self._done >= self._most

    def open(self) -> None:
        """Make what the inputs are put to."""
        self._check = self._open_door()
        self._check(b"")  # what is loaded with the first counts for none

    def try_one(self, data: bytes) -> None:
        """Try one input, unless there were enough."""
        if self.is_done:
            return
        started = time.process_time()
        try:
            self._check(data)
        except Exception as error:  # whatever it is, it is what this looks for
            self._failed(data, f"{type(error).__name__} at {_place(error)}: {str(error)[:120]!r}")
        took = time.process_time() - started
        if took > SECONDS:
            self._failed(data, f"more than {SECONDS:g} s")
        self._done += 1
        self._runs.inputs += 1
        self._runs.seconds += took
        if self._runs.inputs >= _NOTED_EVERY or self.is_done:
            self.note()

    def note(self) -> None:
        """Write down what was tried since this was called last."""
        if self._runs.inputs:
            told = {"inputs": self._runs.inputs, "seconds": self._runs.seconds, "failures": self._runs.failures}
            with (self._folder / "runs.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
            self._runs = Runs()

    def _failed(self, data: bytes, why: str) -> None:
        where = why.partition(":")[0]
        if where not in self._known:
            self._known.add(where)
            name = hashlib.sha256(data).hexdigest()[:16]
            (self._folder / f"failed-{name}").write_bytes(data)
            print(f"{self._folder.name}: {why} (failed-{name})", file=sys.stderr, flush=True)
        self._runs.failures.append(where)


def guided() -> AbstractContextManager[object]:
    """Return what lets atheris see what is reached in the code of ours that is imported within; nothing where it is not installed."""
    try:
        import atheris
    except ImportError:
        return nullcontext()
    seen: AbstractContextManager[object] = atheris.instrument_imports(include=["bot"], enable_loader_override=False)
    return seen


def _try_guided(door: Door, watch: Watch, folder: Path, seed: int) -> bool:
    """Let atheris choose the inputs by what they reach in our code; return False where it is not installed."""
    try:
        import atheris
    except ImportError:
        return False
    with guided():
        watch.open()
    seeds = door.seeds

    def bend(data: bytes, longest: int, number: int) -> bytes:
        chance = Random(number)
        bent = atheris.Mutate(data, longest) if chance.random() < 0.1 else door.bend(data, chance, chance.choice(seeds))
        return bytes(bent[:longest])

    options = [f"-seed={seed + recorded(folder).inputs}", f"-max_len={door.longest}", "-print_final_stats=0"]
    options += [f"-timeout={_HANGS_SECONDS}", f"-rss_limit_mb={_MEMORY_MB}", f"-artifact_prefix={folder}/ended-"]

    def try_one(data: bytes) -> None:
        watch.try_one(data)
        if watch.is_done:
            os._exit(0)  # it would go on for ever, and would write down that it was stopped

    atheris.Setup([sys.argv[0], *options, str(folder / "corpus")], try_one, custom_mutator=bend)
    atheris.Fuzz()
    return True


def _place(error: BaseException) -> str:
    """Return where in our code an error came up."""
    trail = [at for at in traceback.extract_tb(error.__traceback__) if "/bot/" in at.filename]
    at = trail[-1] if trail else traceback.extract_tb(error.__traceback__)[-1]
    return f"{at.filename.rpartition('/bot/')[2]}:{at.lineno}"
