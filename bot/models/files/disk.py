"""What can go wrong with the cache's disk, told as errors that a reader can mend, and bytes in words."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.models.model_errors import CacheNotWritable, DiskFull

FreeSpace = Callable[[Path], int]

_FULL = {errno.ENOSPC, errno.EDQUOT}


def free_space(folder: Path) -> int:
    """Return how many bytes fit into `folder`."""
    return shutil.disk_usage(folder).free


def in_words(size: int) -> str:
    """Return a number of bytes as a reader counts them: "1.1 GB", "470 MB"; below a megabyte, "1 MB"."""
    if size >= 1_000_000_000:
        return f"{size / 1_000_000_000:.1f} GB"
    return f"{max(1, round(size / 1_000_000))} MB"


@contextmanager
def writing(folder: Path, *, needed: int) -> Iterator[None]:
    """Turn the system's errors into DiskFull (where `needed` bytes were wanted in `folder`) or CacheNotWritable."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(folder, needed=needed) from error
        raise CacheNotWritable(path=error.filename or folder, reason=error.strerror or error) from error


def disk_full(folder: Path, *, needed: int, free: int | None = None) -> DiskFull:
    """Return the error for `needed` bytes that do not fit into `folder`."""
    return DiskFull(path=folder, free=in_words(free_space(folder) if free is None else free), needed=in_words(needed))


def keep(path: Path) -> None:
    """Wait until the file is on the disk and not only on its way there, so that a power cut leaves all or nothing."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
