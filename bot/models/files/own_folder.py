"""Temporary folders of one process: they go with it, and where it was killed the next one clears them away.

A lock inside says that the owner lives; the system frees it however the owner ends. Whoever makes a folder first deletes those
whose lock is free.
"""

import contextlib
import os
import re
import shutil
import stat
import tempfile
import time
import weakref
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "haeseol-"
LOCK = ".in-use"
_NAME = re.compile(PREFIX + r"(?:[a-z]+-)?\w{8}")
# A folder without a lock is one that is being made at this moment, or was made by a version that left none.
_SURELY_LEFT_SECONDS = 24 * 3600.0


class OwnFolder:
    """A folder at `path`, for this user alone. It goes with the last reference to this, at the end of the process at the latest.

    `purpose` is a word of small letters, for who looks into the system's folder for temporary files.
    """

    def __init__(self, purpose: str) -> None:
        remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-"))
        lock = FileLock(self.path / LOCK, thread_local=False)
        lock.acquire()
        self._removing = weakref.finalize(self, _remove, self.path, lock)

    def remove(self) -> None:
        """Delete the folder with all that is in it; a second time does nothing."""
        self._removing()


def remove_abandoned(inside: Path | None = None) -> list[Path]:
    """Delete the folders that killed processes of this user have left, and return them.

    `inside` is where to look, the system's folder for temporary files without it. Those of living processes stay.
    """
    removed = []
    for path in (inside or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        if _NAME.fullmatch(path.name) and _is_ours(path) and _is_abandoned(path):
            shutil.rmtree(path, ignore_errors=True)
            removed.append(path)
    return removed


def _is_ours(path: Path) -> bool:
    """Return whether this user owns the folder: others may put there what they like, links to elsewhere too."""
    with contextlib.suppress(OSError):
        seen = path.lstat()
        return stat.S_ISDIR(seen.st_mode) and (os.name != "posix" or seen.st_uid == os.getuid())
    return False


def _is_abandoned(path: Path) -> bool:
    try:
        if not (path / LOCK).exists():
            return time.time() - path.lstat().st_mtime > _SURELY_LEFT_SECONDS
        with FileLock(path / LOCK, timeout=0, thread_local=False):
            return True
    except (Timeout, OSError):
        return False


def _remove(path: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(path, ignore_errors=True)
