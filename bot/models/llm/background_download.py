"""A model on its way here while the page goes on: one at a time, in a thread of its own, given up when a reader says so."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.errors import HaeseolError
from bot.progress import Cancelled, Progress, Report


@dataclass(slots=True)
class _Run:
    """One fetch; `progress` is the last that was heard of it."""

    progress: Progress
    given_up: threading.Event = field(default_factory=threading.Event)


class BackgroundDownload:
    """The fetch that is under way, if there is one. `failed` names the last model that could not be had, `problem` says why."""

    def __init__(self) -> None:
        self._run: _Run | None = None
        self._ending = threading.Lock()
        self.failed = ""
        self.problem: HaeseolError | None = None

    @property
    def progress(self) -> Progress | None:
        """How far the fetch under way has come; None where there is none."""
        run = self._run
        return None if run is None else run.progress

    def start(
        self, begun: Progress, fetch: Callable[[Report, threading.Event], object], then: Callable[[], None]
    ) -> None:
        """Call `fetch`, then `then`, giving up what was under way; `begun` is what is told of it before it reports itself.

        `fetch` is told where to report, and by the event when it is given up. An error of ours from either is kept as
        `problem`.
        """
        self.give_up()
        run = _Run(begun)
        self._run = run

        def report(progress: Progress) -> None:
            if run.given_up.is_set():
                raise Cancelled
            run.progress = progress

        def work() -> None:
            try:
                fetch(report, run.given_up)
                self._end(run, then)
            except Cancelled:
                return
            except HaeseolError as error:
                self._end(run, partial(self._fail, begun.subject, error))
            finally:
                self._end(run)

        threading.Thread(target=work, name="fetching a model", daemon=True).start()

    def give_up(self) -> None:
        """Forget what was under way, and what became of the last."""
        with self._ending:
            if self._run is not None:
                self._run.given_up.set()
            self._run, self.failed, self.problem = None, "", None

    def _end(self, run: _Run, act: Callable[[], None] = lambda: None) -> None:
        """Do `act` and end the run, unless it was given up: then another may be under way."""
        with self._ending:
            if self._run is run:
                act()
                self._run = None

    def _fail(self, name: str, error: HaeseolError) -> None:
        self.failed, self.problem = name, error
