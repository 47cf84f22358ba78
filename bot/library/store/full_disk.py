"""A disk without room, told from one that must not be written."""

import errno
import tempfile
from pathlib import Path

from bot.errors import LibraryFull, LibraryNotWritable

# EFBIG: a limit on the size of one file that a system or an administrator has set.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PROBED_BYTES = 64 * 1024


def refusal(path: Path, error: OSError) -> LibraryFull | LibraryNotWritable:
    """Return what the system's refusal to write `path` means."""
    if error.errno in FULL:
        return LibraryFull(path=path)
    return LibraryNotWritable(path=path, reason=error.strerror or str(error))


def is_full(folder: Path) -> bool:
    """Return whether `folder` takes no more: SQLite says of some files beside the database only that they cannot be opened."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_PROBED_BYTES))
            file.flush()
    except OSError as error:
        return error.errno in FULL
    return False
