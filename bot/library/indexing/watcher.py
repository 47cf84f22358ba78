"""Changes in the folder of the articles, as they happen. The only room that imports watchfiles."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.articles.article_errors import ArticleUnreadable, FolderNotWatched
from bot.errors import HaeseolError, LibraryBusy
from bot.library.corpus import folder as corpus
from bot.library.indexing.index_report import Failure, IndexReport
from bot.progress import Cancelled, Progress, Report

# A burst of changes, such as an unpacked archive, is one change.
_DEBOUNCE_MS = 400
# A file is at rest when it looks the same after this long; a copy that stalls for longer is taken in as it is, and again
# when it goes on.
QUIET_SECONDS = 0.5
_MOST_PATIENCE_SECONDS = 60.0
# Network drives do not always tell of changes. To look costs as much as a run that finds nothing new.
_LOOK_ANYWAY_SECONDS = 300.0
_TICK_MS = 500
# When another process is writing, the next try is after so long.
_BUSY_SECONDS = 5.0
# And where the folder cannot be followed.
_AGAIN_SECONDS = 30.0

_log = logging.getLogger(__name__)


def changes(folder: Path, stop: threading.Event, quiet: float = QUIET_SECONDS) -> Iterator[None]:
    """Yield once at the beginning, and each time that articles in `folder` have changed and come to rest, until `stop`.

    What changes while the caller works is not missed. Where the system cannot tell of changes, such as in a folder that must
    not be read, the articles are looked at every half minute. Raises FolderNotWatched.
    """
    while not stop.is_set():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            inside = folder.resolve()
        except (OSError, RuntimeError) as error:
            raise FolderNotWatched(path=folder, reason=error) from error
        followed = False
        try:
            for _ in _told_changes(inside, stop, quiet):
                followed = True
                yield
            return
        except (OSError, RuntimeError) as error:
            _log.warning("changes are not told: %s", error)
        if not followed:  # else it was one change that could not be told, as of a name that is no text
            yield
        stop.wait(_DEBOUNCE_MS / 1000 if followed else _AGAIN_SECONDS)


def _told_changes(inside: Path, stop: threading.Event, quiet: float) -> Iterator[None]:
    """Yield as `changes` does while the system tells of them. Raises OSError and RuntimeError where it cannot."""
    from watchfiles import watch

    looked = -_LOOK_ANYWAY_SECONDS
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


def follow(
    folder: Path, sync: Callable[[Report], IndexReport], stop: threading.Event, report: Report
) -> Iterator[IndexReport]:
    """Call `sync` now and each time that something changes in `folder`, and yield what it came to, until `stop`.

    A run that is under way at `stop` ends early. An error of ours is among the failures; where another process is writing, it
    is tried again soon. Raises FolderNotWatched.
    """

    def tell(progress: Progress) -> None:
        if stop.is_set():
            raise Cancelled
        report(progress)

    for _ in changes(folder, stop):
        while not stop.is_set():
            try:
                yield sync(tell)
                break
            except Cancelled:
                return
            except LibraryBusy as error:
                yield failed_run(folder, error)
                stop.wait(_BUSY_SECONDS)
            except (HaeseolError, OSError) as error:
                yield failed_run(folder, error)
                break


def failed_run(folder: Path, error: HaeseolError | OSError) -> IndexReport:
    """Return what a run over `folder` came to that `error` has ended."""
    if isinstance(error, OSError):
        error = ArticleUnreadable(source=str(folder), reason=error.strerror or str(error))
    return IndexReport(failed=(Failure(str(folder), error),))


class Watch:
    """The thread that follows the folder, while it is wanted: whatever goes wrong, it tries again.

    `problem` says what went wrong last, "" where nothing is wrong.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.problem = ""

    @property
    def is_on(self) -> bool:
        """Whether changes are taken in as they happen."""
        return self._thread is not None and self._thread.is_alive()

    def start(
        self,
        follow: Callable[[threading.Event], Iterator[IndexReport]],
        on_synced: Callable[[IndexReport], None],
    ) -> None:
        """Follow until `stop`."""
        self._stop, self.problem = threading.Event(), ""
        stop = self._stop

        def run() -> None:
            while not stop.is_set():
                try:
                    for done in follow(stop):
                        self.problem = ""
                        on_synced(done)
                except HaeseolError as error:
                    self.problem = str(error)
                except Exception as error:  # a bug of ours, which must not end the watching of everything else
                    self.problem = f"{type(error).__name__}: {error}"
                    _log.exception("watching")
                stop.wait(_AGAIN_SECONDS)

        self._thread = threading.Thread(target=run, name="watching", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following; a run that is under way ends early, and what it has stored stays."""
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None


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
