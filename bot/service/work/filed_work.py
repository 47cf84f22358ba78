"""A job that is filed and waited for, as if it were done here: its progress is reported, its error raised."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from bot.models.llm.request_id import CURRENT_ID
from bot.progress import Cancelled, Progress, Report, report_nothing
from bot.service.state.state_errors import StateBusy, StateUnreachable
from bot.service.work.job import JobKind, JobNews, Json
from bot.service.work.job_outcome import error_from_json
from bot.service.work.job_queue import JobQueue
from bot.service.work.work_errors import WorkersMissing, WorkFailed

# How often is looked how far a job is; soon at first, for what takes no time.
_LOOK_SECONDS = 0.2
_FIRST_LOOK_SECONDS = 0.05
# A database that is started anew is waited for: the job is there when it is back.
_AWAY_SECONDS = 120.0
# How long a job may wait while no worker is heard of, before whoever filed it is told so.
_NOBODY_SECONDS = 30.0


class FiledWork:
    """Files jobs and waits for them. What was filed is done even where nobody waits any more."""

    def __init__(self, jobs: JobQueue, nobody: float = _NOBODY_SECONDS) -> None:
        self._jobs = jobs
        self._nobody = nobody
        self._closing = threading.Event()

    def do(
        self,
        kind: JobKind,
        payload: Json | None = None,
        report: Report = report_nothing,
        *,
        files: Sequence[Path] = (),
    ) -> Json:
        """File a job, wait for it and return what came of it.

        Raises the error that ended it, WorkersMissing where there is nobody to do it, StateError, and Cancelled where the page
        closes: then the job is done all the same.
        """
        if payload is None and not files:
            return self.wait(self._jobs.file_once(kind, CURRENT_ID.get()), report)
        return self.wait(self._jobs.file(kind, payload or {}, CURRENT_ID.get(), files), report)

    def wait(self, id: int, report: Report = report_nothing) -> Json:
        """Wait for a job that is filed, and return or raise as `do`."""
        began, told = time.monotonic(), None
        seen = began  # when somebody had it, or somebody was there who could
        while not self._closing.wait(_LOOK_SECONDS if told else _FIRST_LOOK_SECONDS):
            asked = time.monotonic()
            news = self._look(id)
            now = time.monotonic()
            if news is None:
                raise WorkFailed(reason=f"job {id}")
            if news.outcome is not None:
                return _came_of(news.outcome)
            progress = Progress(**news.progress) if news.progress else Progress("wait", "")
            if progress != told and (told is not None or news.taken or now - began > _LOOK_SECONDS):
                report(progress)
                told = progress
            # Where the database was away, workers could not say that they are there.
            if news.taken or now - asked > _LOOK_SECONDS:
                seen = now
            elif now - seen > self._nobody:
                if not self._jobs.counts().workers:
                    raise WorkersMissing(id=id)
                seen = now
        raise Cancelled

    def close(self) -> None:
        """End all waiting."""
        self._closing.set()

    def _look(self, id: int) -> JobNews | None:
        until = time.monotonic() + _AWAY_SECONDS
        while True:
            try:
                return self._jobs.look(id)
            except (StateUnreachable, StateBusy):
                if time.monotonic() > until or self._closing.wait(1.0):
                    raise


def _came_of(outcome: Json) -> Json:
    if error := outcome.get("error"):
        raise error_from_json(error)
    return outcome
