"""Changes in the folder of the articles, as they happen. The only room that imports watchfiles."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bot import corpus
from bot.errors import FolderNotWatched

# A burst of changes, such as an unpacked archive, is one change.
_DEBOUNCE_MS = 400
# A file is at rest when it looks the same after this long; a copy that stalls for longer is taken in as it is, and again
# when it goes on.
QUIET_SECONDS = 0.5
_MOST_PATIENCE_SECONDS = 60.0
# Network drives do not always tell of changes. To look costs as much as a run that finds nothing new.
_LOOK_ANYWAY_SECONDS = 300.0
_TICK_MS = 500


def changes(folder: Path, stop: threading.Event, quiet: float = QUIET_SECONDS) -> Iterator[None]:
    """Yield once at the beginning, and each time that articles in `folder` have changed and come to rest, until `stop`.

    What changes while the caller works is not missed. Raises FolderNotWatched.
    """
    from watchfiles import watch

    folder.mkdir(parents=True, exist_ok=True)
    inside = folder.resolve()
    looked = -_LOOK_ANYWAY_SECONDS
    try:
        # Each tick without news yields an empty set. The first comes when the watch is set up, so that nothing falls between
        # it and the caller's first look.
        for changed in watch(
            inside,
            watch_filter=lambda _, path: corpus.may_hold_article(inside, Path(path)),
            debounce=_DEBOUNCE_MS,
            rust_timeout=_TICK_MS,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=True,
        ):
            if changed and not _comes_to_rest(inside, stop, quiet):
                return
            if changed or time.monotonic() - looked > _LOOK_ANYWAY_SECONDS:
                looked = time.monotonic()
                yield
    except (OSError, RuntimeError) as error:
        raise FolderNotWatched(path=folder, reason=error) from error


def _comes_to_rest(folder: Path, stop: threading.Event, quiet: float) -> bool:
    """Wait until no file is growing any more; return False when told to stop."""
    deadline = time.monotonic() + _MOST_PATIENCE_SECONDS
    before = _sizes(folder)
    while not stop.wait(quiet):
        now = _sizes(folder)
        if now == before or time.monotonic() > deadline:
            return True
        before = now
    return False


def _sizes(folder: Path) -> dict[Path, tuple[int, int]]:
    sizes = {}
    for path in corpus.scan(folder):
        try:
            seen = path.stat()
        except OSError:
            continue  # gone since the scan
        sizes[path] = (seen.st_size, seen.st_mtime_ns)
    return sizes
