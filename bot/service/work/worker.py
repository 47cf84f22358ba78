"""A worker: takes jobs, does several at a time, says that it is alive, and gives back what it cannot finish.

Small jobs are done beside a large one and beside each other; in the library they take turns, so that a small one gets in between
the passages of a large one, on whichever worker either is (`bot.library.store.writer_lock`, `bot.service.work.library_turns`).
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from traceback import extract_tb
from typing import TYPE_CHECKING

from bot.errors import HaeseolError, LibraryBusy
from bot.library.collection_errors import CorpusStoreUnreachable
from bot.models.llm.request_id import CURRENT_ID
from bot.progress import Cancelled, Progress, Report
from bot.service.state.state_errors import StateError
from bot.service.work.doing_jobs import do_job
from bot.service.work.duties import FEEDS, WATCH, Duties
from bot.service.work.duty_keeping import DutyKeeper, ask_feeds, watch
from bot.service.work.job import LARGE, SMALL, Job, JobCounts, JobKind, Json
from bot.service.work.job_outcome import error_to_json
from bot.service.work.job_queue import LEASE_SECONDS, JobQueue
from bot.service.work.work_errors import WorkFailed

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol

# Small jobs at a time. Each waits for the library or the web most of the time.
_SMALL_AT_ONCE = 4
# Between two looks for jobs.
_LOOK_SECONDS = 0.3
# Progress that comes faster is not told.
_TELL_SECONDS = 0.25
# Another process writes into the library, such as a command, or the store of the articles' files is away: a job of less than ten
# minutes is tried again.
_PASSING = (LibraryBusy, CorpusStoreUnreachable)
_BUSY_SECONDS = 2.0
_PATIENCE_SECONDS = 600.0
# Between two tries to say what came of a job, while the database is away.
_AGAIN_SECONDS = 1.0
# What is under way has so long to end when the worker is to.
_LAST_SECONDS = 10.0
_SWEEP_SECONDS = 3_600.0

_log = logging.getLogger("haeseol.work")


class Worker:
    """Takes jobs of one shared database and does them with `service`, which changes the articles itself."""

    def __init__(self, service: "Haeseol", jobs: JobQueue, duties: Duties, *, lease: float = LEASE_SECONDS) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._service = service
        self._jobs = jobs
        self._duties = duties
        self._lease = lease
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        # By id and attempt: one that was lost may come again while its thread has not noticed yet.
        self._running: dict[tuple[int, int], tuple[Job, threading.Event]] = {}
        self._threads: set[threading.Thread] = set()
        self._heard_at = time.monotonic()
        self.done = 0
        self.failed = 0
        self.given_back = 0

    @property
    def is_ready(self) -> bool:
        """Whether the database has answered within a lease, so that jobs are taken."""
        return not self._stopping.is_set() and time.monotonic() - self._heard_at < self._lease

    @property
    def running(self) -> int:
        """How many jobs it has now."""
        return len(self._running)

    def counts(self) -> JobCounts:
        """Return how many jobs there are in the whole database. Raises StateError."""
        return self._jobs.counts()

    def stop(self) -> None:
        """Take no more jobs, and end those that it has: what is stored stays, and the others go on with what is not."""
        self._stopping.set()

    def run(self, *, once: bool = False) -> None:
        """Do jobs until `stop`; with `once` until none is left that can be taken. Raises StateError where nothing is reached."""
        self._jobs.renew(self.name)
        beating = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        beating.start()
        if not once:
            self._keep(WATCH, lambda stop: watch(self._service.settings, self._jobs, stop))
            self._keep(FEEDS, lambda stop: ask_feeds(lambda: bool(self._service.feeds.all()), self._jobs, stop))
        try:
            while not self._stopping.is_set():
                job = self._take()
                if job is not None:
                    self._begin(job)
                elif once and not self._running:
                    break
                else:
                    self._stopping.wait(_LOOK_SECONDS)
        finally:
            self._end()

    # Jobs

    def _take(self) -> Job | None:
        kinds = self._free_kinds()
        if not kinds:
            return None
        try:
            return self._jobs.take(self.name, kinds)
        except StateError as error:  # it is away for now; what is under way goes on for as long as its lease does
            _log.warning("no jobs can be taken: %s", error)
            self._stopping.wait(_BUSY_SECONDS)
            return None

    def _free_kinds(self) -> list[JobKind]:
        with self._changing:
            large = sum(job.kind in LARGE for job, _ in self._running.values())
            small = len(self._running) - large
        return [*(SMALL if small < _SMALL_AT_ONCE else ()), *(LARGE if not large else ())]

    def _begin(self, job: Job) -> None:
        lost = threading.Event()
        thread = threading.Thread(target=self._do, args=(job, lost), name=f"job {job.id}", daemon=True)
        with self._changing:
            self._running[job.id, job.attempt] = job, lost
            self._threads.add(thread)
        thread.start()

    def _do(self, job: Job, lost: threading.Event) -> None:
        CURRENT_ID.set(job.request_id)  # of this thread alone
        _log.info("job %d (%s) is begun, attempt %d", job.id, job.kind, job.attempt)
        began = time.monotonic()
        try:
            self._finish(job, self._outcome(job, lost), began)
        except Cancelled:
            self._give_back(job)
        except _PASSING:
            self._give_back(job, _BUSY_SECONDS)
        except StateError as error:  # its lease ends, and whoever takes it then finds what was stored
            _log.warning("job %d: what came of it cannot be told: %s", job.id, error)
            self._give_back(job)
        finally:
            with self._changing:
                self._running.pop((job.id, job.attempt), None)
                self._threads.discard(threading.current_thread())

    def _outcome(self, job: Job, lost: threading.Event) -> Json:
        try:
            return do_job(
                self._service, job, lambda folder: self._jobs.fetch_files(job, folder), self._report(job, lost)
            )
        except (Cancelled, StateError):
            raise
        except HaeseolError as error:
            if isinstance(error, _PASSING) and job.age < _PATIENCE_SECONDS:
                raise
            self.failed += 1
            return {"error": error_to_json(error)}
        except Exception as error:
            self.failed += 1
            # Neither its message nor its arguments are known to be free of what a reader wrote.
            places = "\n".join(f"  {at.filename}:{at.lineno} in {at.name}" for at in extract_tb(error.__traceback__))
            _log.error("job %d (%s) ended with %s\n%s", job.id, job.kind, type(error).__name__, places)
            return {"error": error_to_json(WorkFailed(reason=type(error).__name__))}

    def _finish(self, job: Job, outcome: Json, began: float) -> None:
        if self._told(job, outcome):
            self.done += 1
            _log.info("job %d (%s) is done, %.1f s", job.id, job.kind, time.monotonic() - began)
        else:
            _log.warning("job %d is another worker's by now", job.id)

    def _told(self, job: Job, outcome: Json) -> bool:
        """Say what came of a job, for as long as its lease lasts; return whether it still was this worker's."""
        until = time.monotonic() + self._lease
        while True:
            try:
                return self._jobs.finish(self.name, job, outcome)
            except StateError:
                if time.monotonic() > until:
                    raise
                time.sleep(_AGAIN_SECONDS)

    def _give_back(self, job: Job, seconds: float = 0.0) -> None:
        self.given_back += 1
        _log.info("job %d is given back", job.id)
        with suppress(StateError):
            self._jobs.give_back(self.name, job, seconds)

    def _report(self, job: Job, lost: threading.Event) -> Report:
        """Return what tells how far a job is, and ends it where it is lost or all is to end."""
        told_at = 0.0

        def report(progress: Progress) -> None:
            nonlocal told_at
            if lost.is_set() or self._stopping.is_set():
                raise Cancelled
            if time.monotonic() - told_at >= _TELL_SECONDS:
                told_at = time.monotonic()
                with suppress(StateError):
                    self._jobs.tell(self.name, job, asdict(progress))

        return report

    # Being alive

    def _beat(self) -> None:
        """Renew what it has, three times a lease; what is another worker's by now, or cannot be renewed in time, is ended."""
        swept_at = 0.0
        while not self._stopping.wait(self._lease / 3):
            began = time.monotonic()
            with self._changing:
                running = dict(self._running)
            try:
                mine = self._jobs.renew(self.name, [id for id, _ in running])
                self._heard_at = began
                if began - swept_at > _SWEEP_SECONDS or not swept_at:
                    self._jobs.sweep()
                    swept_at = began
            except StateError as error:
                _log.warning("the jobs cannot be renewed: %s", error)
                if time.monotonic() - self._heard_at < self._lease:
                    continue
                mine = set()
            for one, (_, lost) in running.items():
                if one not in mine:
                    lost.set()

    def _keep(self, name: str, act: Callable[[threading.Event], None]) -> None:
        keeper = DutyKeeper(name, self._duties, self.name, self._lease, act)
        thread = threading.Thread(target=keeper.keep, args=(self._stopping,), name=f"keeping {name}", daemon=True)
        with self._changing:
            self._threads.add(thread)
        thread.start()

    def _end(self) -> None:
        self._stopping.set()
        until = time.monotonic() + _LAST_SECONDS
        self._service.feeds.stop()
        for thread in tuple(self._threads):
            thread.join(max(0.0, until - time.monotonic()))
        with suppress(StateError):
            self._duties.leave(self.name)
            self._jobs.leave(self.name)
