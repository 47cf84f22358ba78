"""A worker in a process of its own, as `haeseol work` is one. Only the embedder is a fake, which needs no model.

It may be slow, or come to a stop at a place where a test ends it: it says so in a file and waits.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from bot.library.corpus.object_store import CorpusStore
from bot.models.embeddings.embedder import EncodedText, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.service.haeseol import Haeseol
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


@cache
def _forking() -> Any:
    """Return what forks workers from a process that has imported what they need and begun nothing: importing takes seconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


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
        told = {"slow": slow, "stop_at": stop_at, "stop_push": stop_push, "lease": lease}
        # The process that forks them has the environment of its own beginning.
        self.process = _forking().Process(target=work, args=(settings, self.ready, dict(os.environ)), kwargs=told)
        self.process.start()
        try:
            wait_for(lambda: self.ready.exists() or self.process.exitcode is not None, _START_SECONDS)
            assert self.process.exitcode is None, "the worker has ended"
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """End it as a machine that is switched off would."""
        self.process.kill()
        self.process.join()

    def tell_to_end(self) -> int:
        """End it as an administrator does, and return its exit code."""
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.join(120)
        assert self.process.exitcode is not None, "it has not ended"
        return int(self.process.exitcode)

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


def work(
    settings: Settings,
    ready: Path,
    environment: Mapping[str, str],
    *,
    slow: float,
    stop_at: Path | None,
    stop_push: int,
    lease: float,
) -> None:
    """Be a worker with that environment until it is ended; `ready` is made when it begins."""
    os.environ.clear()
    os.environ.update(environment)
    from bot.cli.program_commands import end_orderly

    end_orderly()
    with StateDatabase.open(settings.state) as database, open_service(settings, slow=slow) as it:
        jobs: JobQueue = JobQueue(database, lease)
        if stop_at is not None and stop_push:
            stop_before(stop_push, stop_at)
        elif stop_at is not None:
            jobs = stopping = StoppingQueue(database, lease)
            stopping.stop_at = stop_at
        worker = Worker(it, jobs, Duties(database, lease), lease=lease)
        ready.touch()
        worker.run()
