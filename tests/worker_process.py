"""A worker in a process of its own, as `haeseol work` is one. Only the embedder is a fake, which needs no model.

It may be slow, or come to a stop at a place where a test ends it: it says so in a file and waits.
"""

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from bot.library.corpus.object_store import CorpusStore
from bot.models.embeddings.embedder import EncodedText, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.service.library_choice import open_library
from bot.service.state.state_database import StateDatabase
from bot.service.work.duties import Duties
from bot.service.work.job import Job, Json
from bot.service.work.job_queue import LEASE_SECONDS, JobQueue
from bot.service.work.worker import Worker
from bot.settings import Settings
from tests.fakes import FakeEmbedder

# Short, so that the work of a worker that was killed is soon another's; with the real one no busy machine loses any by mistake.
LEASE, REAL_LEASE = 8.0, LEASE_SECONDS
_START_SECONDS = 120.0


class SlowEmbedder(FakeEmbedder):
    """Takes its time for each group of passages."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def load(self) -> None:
        """Nothing is to be loaded."""

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        time.sleep(self._seconds)
        return super().encode_passages(texts, on_done)


class StoppingQueue(JobQueue):
    """Comes to a stop when a job has been made and is about to be marked as done."""

    stop_at: Path

    def finish(self, worker: str, job: Job, outcome: Json) -> bool:
        self.stop_at.touch()
        time.sleep(600)
        return False


def stop_before(number: int, stop_at: Path) -> None:
    """Come to a stop when something is about to be sent to the store of the articles' files for that time, from 1."""
    sent = count(1)

    def stopping(send: Callable[..., Any]) -> Callable[..., Any]:
        def send_or_stop(*rest: Any) -> Any:
            if next(sent) == number:
                stop_at.touch()
                time.sleep(600)
            return send(*rest)

        return send_or_stop

    for way in ("push", "push_files"):
        patch.object(CorpusStore, way, stopping(getattr(CorpusStore, way))).start()


def open_service(settings: Settings, shared: StateDatabase | None = None, *, slow: float = 0.0) -> Haeseol:
    """Open a home with the fake embedder: a page's with the `shared` database, a worker's without."""
    embedder = SlowEmbedder(slow)
    encoder = Encoder.for_embedder(embedder)
    return Haeseol(
        settings, open_library(settings, encoder.identity), encoder, cast(SentenceEmbedder, embedder), shared
    )


class WorkerProcess:
    """A worker that runs. It may be told to end, or be ended."""

    def __init__(
        self,
        settings: Settings,
        *,
        slow: float = 0.0,
        stop_at: Path | None = None,
        stop_push: int = 0,
        lease: float = LEASE,
    ) -> None:
        self.ready = settings.home / f"worker-{time.monotonic_ns()}"
        said = [settings.state, str(settings.home), str(self.ready), "--slow", str(slow), "--lease", str(lease)]
        said += ["--stop-at", str(stop_at)] if stop_at else []
        said += ["--stop-push", str(stop_push)] if stop_push else []
        said += ["--library", settings.library] if settings.library else []
        said += ["--corpus-store", settings.corpus_store] if settings.corpus_store else []
        self.process = subprocess.Popen([sys.executable, "-m", "tests.worker_process", *said])
        wait_for(self.ready.exists, _START_SECONDS)

    def kill(self) -> None:
        """End it as a machine that is switched off would."""
        self.process.kill()
        self.process.wait()

    def tell_to_end(self) -> int:
        """End it as an administrator does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)

    def __enter__(self) -> "WorkerProcess":
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()


def wait_for(look: Callable[[], Any], seconds: float = 150.0) -> Any:
    """Return what `look` returns as soon as it is something."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.05)
    return found


def main() -> int:
    """Run a worker until it is ended."""
    from bot.cli.program_commands import end_orderly

    parser = argparse.ArgumentParser()
    parser.add_argument("state")
    parser.add_argument("home", type=Path)
    parser.add_argument("ready", type=Path)
    parser.add_argument("--slow", type=float, default=0.0)
    parser.add_argument("--lease", type=float, default=LEASE)
    parser.add_argument("--stop-at", type=Path)
    parser.add_argument("--stop-push", type=int, default=0)
    parser.add_argument("--library", default="")
    parser.add_argument("--corpus-store", default="")
    options = parser.parse_args()
    end_orderly()
    settings = Settings(
        home=options.home,
        cache=options.home / "cache",
        model=NO_MODEL,
        state=options.state,
        library=options.library,
        corpus_store=options.corpus_store,
    )
    with (
        StateDatabase.open(options.state) as database,
        open_service(settings, slow=options.slow) as it,
    ):
        jobs: JobQueue = JobQueue(database, options.lease)
        if options.stop_push:
            stop_before(options.stop_push, options.stop_at)
        elif options.stop_at:
            jobs = stopping = StoppingQueue(database, options.lease)
            stopping.stop_at = options.stop_at
        worker = Worker(it, jobs, Duties(database, options.lease), lease=options.lease)
        options.ready.touch()
        worker.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
