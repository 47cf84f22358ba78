"""Files of the corpus for those who only read: from `corpus/`, or fetched from the store when they are asked for."""

import shutil
import threading
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.library.collection_errors import CorpusStoreError
from bot.library.corpus import folder
from bot.library.corpus.object_store import SETTING
from bot.library.corpus.remote_files import FileIsAnother, RemoteFiles
from bot.library.corpus.stored_names import KEPT, may_go

# What was asked for so recently is not asked for again.
_FRESH_SECONDS = 5.0
# Somebody changes a file while it is fetched: it is fetched again, so often at most.
_TRIES = 3


class ReadFiles(Protocol):
    """The files of a corpus, to be read."""

    def with_file(self, name: str) -> Path:
        """Return a folder laid out as `corpus/`, in which the file of this name below it is, if there is one.

        Raises CorpusStoreError where it cannot be had.
        """

    def bytes_used(self) -> tuple[int, int]:
        """Return how many bytes the articles take, and what is kept beside them. Raises CorpusStoreError."""

    def forget(self) -> None:
        """Keep nothing of what was read before: an article may have been taken away. Raises CorpusNotWritable."""


class FilesHere:
    """The files in `corpus/` itself."""

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus

    def with_file(self, name: str) -> Path:
        """Return `corpus/`."""
        return self._corpus

    def bytes_used(self) -> tuple[int, int]:
        """Return how many bytes the articles take, and older versions with the last removal."""
        return sum(map(folder.file_bytes, folder.scan(self._corpus))), folder.kept_bytes(self._corpus)

    def forget(self) -> None:
        """Do nothing: nothing is kept besides the files themselves."""


class FetchedFiles:
    """The files in a store, of which those that were asked for lie in a folder that anybody may empty.

    It is never `corpus/`: what is written there counts as changed.
    """

    def __init__(self, url: str, fetched: Path) -> None:
        """Say where the store is; nothing is asked yet. Raises SettingInvalid and CorpusStoreClientMissing."""
        self._remote = RemoteFiles(url, SETTING)
        self._folder = fetched
        self._guard = threading.Lock()
        # By name: when it was asked for, and the mark of what lies here.
        self._known: dict[str, tuple[float, str | None]] = {}

    def with_file(self, name: str) -> Path:
        """Return the folder of what was fetched, with the file as the store had it in the last five seconds.

        Where the store does not answer it is as it was fetched before. Raises CorpusStoreError where it never was, and
        CorpusNotWritable.
        """
        with self._guard:
            asked_at, mark = self._known.get(name, (-_FRESH_SECONDS - 1, None))
            if may_go(name) and time.monotonic() - asked_at > _FRESH_SECONDS:
                try:
                    self._known[name] = time.monotonic(), self._fetch(name, mark)
                except CorpusStoreError:
                    if not (self._folder / name).is_file():
                        raise
        return self._folder

    def bytes_used(self) -> tuple[int, int]:
        """Return how many bytes the articles in the store take, and what is kept beside them."""
        articles = kept = 0
        for name, size in self._remote.sizes().items():
            if name.startswith((f"{folder.VERSIONS}/", f"{folder.REMOVED}/", f"{KEPT}/")):
                kept += size
            elif folder.may_hold_article(Path("/"), Path("/") / name):
                articles += size
        return articles, kept

    def forget(self) -> None:
        """Delete all that was fetched; what is asked for again is fetched again. Raises CorpusNotWritable."""
        with self._guard:
            self._known.clear()
            if self._folder.exists():
                with folder.writing(self._folder):
                    shutil.rmtree(self._folder)

    def _fetch(self, name: str, known: str | None) -> str | None:
        """Let the file here be as in the store, and return its mark there; None where it is in neither."""
        path = self._folder / name
        for _ in range(_TRIES):
            mark = self._remote.mark(name)
            if mark is None:
                path.unlink(missing_ok=True)
                return None
            if mark == known and path.is_file():
                return mark
            try:
                folder.write_whole(path, partial(_write_all, self._remote.read(name, mark)))
                return mark
            except FileIsAnother:
                continue
        return known


def _write_all(parts: Iterable[bytes], file: BinaryIO) -> None:
    file.writelines(parts)
