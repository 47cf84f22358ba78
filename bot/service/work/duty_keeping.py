"""A duty kept by whichever worker has it: begun when it gets it, ended when it loses it or nobody wants it any more."""

import logging
import threading
from collections.abc import Callable, Iterator

from bot.errors import HaeseolError
from bot.library.corpus.object_store import SETTING
from bot.library.corpus.remote_files import RemoteFiles
from bot.library.indexing.watcher import changes
from bot.service.state.state_errors import StateError
from bot.service.work.duties import Duties
from bot.service.work.job import JobKind
from bot.service.work.job_queue import JobQueue
from bot.settings import Settings

# Between two looks at whose time has come among the feeds, which are asked hourly at most.
_FEEDS_SECONDS = 300.0
_AGAIN_SECONDS = 5.0
# Between two looks at what the store of the articles' files has.
_STORE_SECONDS = 10.0

_log = logging.getLogger("haeseol.work")


class DutyKeeper:
    """Keeps one duty in the background while this worker has it. `act` does it until the event that it gets is set."""

    def __init__(
        self, name: str, duties: Duties, worker: str, lease: float, act: Callable[[threading.Event], None]
    ) -> None:
        self._name = name
        self._duties = duties
        self._worker = worker
        self._lease = lease
        self._act = act
        self._problem = ""

    def keep(self, stopping: threading.Event) -> None:
        """Take the duty whenever it can be had, until `stopping`."""
        stop = threading.Event()
        acting: threading.Thread | None = None
        while not stopping.is_set():
            if not self._has():
                stop.set()
            elif acting is None or stop.is_set() or not acting.is_alive():
                stop = threading.Event()
                acting = threading.Thread(target=self._do, args=(stop,), name=self._name, daemon=True)
                acting.start()
            stopping.wait(self._lease / 3)
        stop.set()

    def _has(self) -> bool:
        try:
            return self._duties.hold(self._name, self._worker, self._problem)
        except StateError as error:
            _log.warning("%s: %s", self._name, error)
            return False  # another worker may have it by now

    def _do(self, stop: threading.Event) -> None:
        try:
            self._problem = ""
            self._act(stop)
        except HaeseolError as error:
            self._problem = str(error)
            _log.warning("%s: %s", self._name, error)
        except Exception as error:  # a bug of ours, which must not end everything else
            self._problem = type(error).__name__
            _log.exception("%s", self._name)


def watch(settings: Settings, jobs: JobQueue, stop: threading.Event) -> None:
    """File a run over the articles now and each time that their files have changed, until `stop`.

    They are looked for in the store where there is one, else in the folder. Raises FolderNotWatched and CorpusStoreError.
    """
    changed = (
        _changes_in_store(settings.corpus_store, stop) if settings.corpus_store else changes(settings.corpus, stop)
    )
    for _ in changed:
        _file(jobs, "sync", stop)


def _changes_in_store(url: str, stop: threading.Event) -> Iterator[None]:
    """Yield once at the beginning, and each time that the store has other files, until `stop`."""
    remote = RemoteFiles(url, SETTING)
    seen: dict[str, str] | None = None
    while not stop.is_set():
        now = remote.listed()
        if now != seen:
            seen = now
            yield
        stop.wait(_STORE_SECONDS)


def ask_feeds(follows_any: Callable[[], bool], jobs: JobQueue, stop: threading.Event) -> None:
    """Have feeds asked, where any are followed, now and every five minutes until `stop`. Raises FeedsUnusable."""
    while not stop.is_set():
        if follows_any():
            _file(jobs, "poll_feeds", stop)
        stop.wait(_FEEDS_SECONDS)


def _file(jobs: JobQueue, kind: JobKind, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            jobs.file_once(kind)
            return
        except StateError as error:  # what changed meanwhile is found when it is back
            _log.warning("%s cannot be filed: %s", kind, error)
            stop.wait(_AGAIN_SECONDS)
