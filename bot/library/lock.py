"""One writer at a time: a lock that the system frees when its holder dies, and the holder's process id beside it."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import LibraryBusy, LibraryNotWritable

LOCK = "writing.lock"
HOLDER = "writing.pid"


class WriterLock:
    """The right to write into one library. The thread that has it may take it again."""

    def __init__(self, folder: Path, patience: float) -> None:
        self._holder = folder / HOLDER
        self._patience = patience
        self.threads = threading.RLock()
        self._processes = FileLock(folder / LOCK, thread_local=False)
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Other threads of this process wait for their turn; another process is waited for `patience` seconds.

        Raises LibraryBusy, which names the process that has it, and LibraryNotWritable.
        """
        with self.threads:
            if not self._depth:
                self._acquire()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    self._processes.release()

    def _acquire(self) -> None:
        deadline = time.monotonic() + self._patience
        try:
            self._processes.acquire(timeout=max(0.0, deadline - time.monotonic()), poll_interval=0.05)
            self._holder.write_text(str(os.getpid()), encoding="ascii")
        except Timeout as error:
            raise LibraryBusy(holder=self._who()) from error
        except OSError as error:
            if self._processes.is_locked:
                self._processes.release()
            raise LibraryNotWritable(path=self._holder, reason=error.strerror or str(error)) from error

    def _who(self) -> str:
        try:
            return self._holder.read_text(encoding="ascii").strip() or "?"
        except OSError:
            return "?"
