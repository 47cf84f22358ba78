"""One writer at a time: a lock that the system frees when its holder dies, and the holder's process id beside it."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from bot.errors import LibraryBusy
from bot.library.store.full_disk import refusal

LOCK = "writing.lock"
# Held while waiting for the lock itself, so that whoever gives it up for a moment comes behind all who wait.
QUEUE = "writing.queue"
HOLDER = "writing.pid"
_POLL_SECONDS = 0.05


class ProcessLock(Protocol):
    """A lock that one process of several has, as FileLock is one. One thread of a process uses it at a time."""

    @property
    def is_locked(self) -> bool:
        """Whether this process has it."""

    def acquire(self, timeout: float, poll_interval: float = ...) -> AbstractContextManager[object]:
        """Take it, and give it back at the end of the context.

        Raises filelock.Timeout after `timeout` seconds, for one below zero never.
        """

    def release(self) -> None:
        """Give it back."""


class WriterLock:
    """The right to write into one library, in the order in which it is asked for. The thread that has it may take it again.

    `among` are the locks among processes, the one itself and that of those who wait for it: without them files in `folder`, which
    only processes of one machine share.
    """

    def __init__(self, folder: Path, patience: float, among: tuple[ProcessLock, ProcessLock] | None = None) -> None:
        self._holder = folder / HOLDER
        self._patience = patience
        self.threads = threading.RLock()
        self._queue_of_threads = threading.Lock()
        self._processes, self._queue_of_processes = among or (
            FileLock(folder / LOCK, thread_local=False),
            FileLock(folder / QUEUE, thread_local=False),
        )
        self._owner: int | None = None
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Other threads of this process wait for their turn; another process is waited for `patience` seconds.

        Raises LibraryBusy, which names the process that has it, LibraryFull and LibraryNotWritable.
        """
        self._take(self._patience)
        try:
            yield
        finally:
            self._give_back()

    def pass_on(self) -> None:
        """Let those go first who have been waiting for the lock that this thread holds, then hold it again.

        What this thread knew of the library may be outdated when it returns, however long that takes. Inside another
        `held` of the thread, whose caller counts on being alone, it does nothing. Raises LibraryNotWritable.
        """
        if self._depth != 1:
            return
        self._give_back()
        try:
            self._take(patience=-1)
        except BaseException:
            # The caller's `held`, which ends now, gives back what it believes that it has.
            self.threads.acquire()
            self._owner, self._depth = threading.get_ident(), 1
            raise

    def wanted(self) -> bool:
        """Return whether another thread or process waits for the lock that this thread holds. Raises LibraryNotWritable."""
        if self._queue_of_threads.locked():
            return True
        try:
            with self._queue_of_processes.acquire(timeout=0):
                return False
        except Timeout:
            return True
        except OSError as error:
            raise refusal(self._holder, error) from error

    def _take(self, patience: float) -> None:
        if self._owner == threading.get_ident():
            self.threads.acquire()
        else:
            with self._queue_of_threads:
                self.threads.acquire()
        try:
            if not self._depth:
                self._acquire(patience)
            self._owner = threading.get_ident()
            self._depth += 1
        except BaseException:
            self.threads.release()
            raise

    def _give_back(self) -> None:
        self._depth -= 1
        if not self._depth:
            self._owner = None
            self._processes.release()
        self.threads.release()

    def _acquire(self, patience: float) -> None:
        """Take the lock among processes; `patience` is in seconds, below zero for any time."""
        deadline = time.monotonic() + patience
        try:
            with self._queue_of_processes.acquire(timeout=patience, poll_interval=_POLL_SECONDS):
                left = max(0.0, deadline - time.monotonic()) if patience >= 0 else -1
                self._processes.acquire(timeout=left, poll_interval=_POLL_SECONDS)
            self._holder.write_text(str(os.getpid()), encoding="ascii")
        except Timeout as error:
            raise LibraryBusy(holder=self._who()) from error
        except OSError as error:
            if self._processes.is_locked:
                self._processes.release()
            raise refusal(self._holder, error) from error

    def _who(self) -> str:
        try:
            return self._holder.read_text(encoding="ascii").strip() or "?"
        except OSError:
            return "?"
