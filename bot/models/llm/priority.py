"""Who goes first: while a reader waits for an answer, and for some seconds after, nothing works in the background."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.progress import Cancelled

# A reader who has read an answer often asks on; the machine stays theirs for so long after it.
IDLE_SECONDS = 5.0


class Preempted(Cancelled):
    """A reader came: what was begun in the background is to be begun again when it is quiet."""


class IdleGate:
    """Counts the readers who wait, and tells background work when to stop and when it may go on."""

    def __init__(self, seconds: float = IDLE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._changed = threading.Condition()
        self._readers = 0
        self._since = -seconds

    @contextmanager
    def reader(self) -> Iterator[None]:
        """Keep background work away while a reader is served."""
        with self._changed:
            self._readers += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._since = self._clock()
                self._changed.notify_all()

    @property
    def reader_waits(self) -> bool:
        """Whether a reader waits for an answer, or is being given one."""
        return self._readers > 0

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits now, nor has for some seconds."""
        return self._readers == 0 and self._clock() >= self._since + self._seconds

    def wait(self, is_over: Callable[[], bool]) -> None:
        """Return when it is quiet, or `is_over` says that nobody needs to know any more (looked at each quarter second)."""
        with self._changed:
            while not self.is_idle and not is_over():
                self._changed.wait(0.25)
