"""Files that hold what readers wrote and read: for the eyes of the user of this machine who runs the program, and of nobody else.

Folders have mode 0700 and files 0600, on systems that have modes. Existing ones are mended when they are opened.
"""

import contextlib
import os
import stat
from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600


def private_folder(folder: Path) -> None:
    """Make `folder` where there is none, and close it and the files in it to others where it is ours. Raises OSError."""
    folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    if os.name != "posix" or not _close(folder, _FOLDER):
        return
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_file(follow_symlinks=False):
                _close(Path(entry.path), _FILE)


def private_file(path: Path) -> None:
    """Make an empty file at `path` where there is none, and close it to others. Raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, _FILE))
    if os.name == "posix":
        _close(path, _FILE)


def hide_from_others(folder: Path) -> None:
    """Take from `folder`, where it is there and ours, what users outside its group may do in it; the group keeps its rights."""
    with contextlib.suppress(OSError):
        if os.name == "posix" and folder.is_dir() and not folder.is_symlink():
            _close(folder, stat.S_IMODE(folder.stat().st_mode) & ~0o007)


def write_private(path: Path, content: bytes) -> None:
    """Give a private file this content, whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _close(path: Path, mode: int) -> bool:
    """Give what is ours `mode`, and return whether it is ours."""
    try:
        found = path.lstat()
        if found.st_uid != os.geteuid():
            return False
        if stat.S_IMODE(found.st_mode) != mode:
            path.chmod(mode)
    except FileNotFoundError:
        return False  # such as SQLite's log, which goes with the last connection
    return True
