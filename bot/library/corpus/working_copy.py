"""`corpus/` while it is changed: alone, or in step with the store where the articles' files last.

With a store a turn of changing begins with what is there by then, and what came of it is in the store before the turn ends, so
that whoever has the next one, on whichever machine, begins with all of it.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.articles import READING_RULES
from bot.errors import HaeseolError
from bot.library.collection_errors import CorpusStoreError
from bot.library.corpus.agreed_files import AgreedFiles
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.corpus.object_store import SETTING, CorpusStore
from bot.library.corpus.remote_files import RemoteFiles

if TYPE_CHECKING:
    from bot.library.library import Library
    from bot.library.store.writer_lock import WriterLock

# In the folder itself, though not of it: what was agreed on must be gone with the files, else they would seem to be deleted.
STATE = ".store"
_log = logging.getLogger("haeseol")


class ChangedFolder(Protocol):
    """The folder of the articles, for whoever changes it and the library together."""

    def changing(self, library: "Library") -> "AbstractContextManager[WriterLock]":
        """Keep other writers out of the library and the folder. Raises as `Library.changing`, and CorpusStoreError."""

    def pass_on(self, lock: "WriterLock") -> None:
        """Let others who wait change both, then go on with what they made of them. Raises as `changing`."""

    def send(self) -> None:
        """Let what has changed so far last before the library tells of it. Raises CorpusStoreError."""

    def send_files(self, paths: Iterable[Path]) -> None:
        """As `send`, of these files alone."""

    def look(self, path: Path) -> FileFingerprint | None:
        """Return how a file looks, None where it is gone or so fresh that it can change without looking different."""


class FolderAlone:
    """The folder where it is the only place of the articles."""

    def changing(self, library: "Library") -> "AbstractContextManager[WriterLock]":
        """Keep other writers out of the library."""
        return library.changing()

    def pass_on(self, lock: "WriterLock") -> None:
        """Let others who wait write."""
        lock.pass_on()

    def send(self) -> None:
        """Do nothing: there is nowhere to send anything."""

    def send_files(self, paths: Iterable[Path]) -> None:
        """Do nothing."""

    def look(self, path: Path) -> FileFingerprint | None:
        """Return how a file looks from outside."""
        return FileFingerprint.settled(path)


class WorkingCopy:
    """The folder as a working copy of a store. One turn at a time: the library keeps other writers out."""

    def __init__(self, url: str, corpus: Path) -> None:
        """Say where the store is (`CorpusStore.open`); nothing is asked yet.

        Raises SettingInvalid and CorpusStoreClientMissing.
        """
        self._remote = RemoteFiles(url, SETTING)
        self._corpus = corpus
        self._state_folder = corpus / STATE
        self._store: CorpusStore | None = None

    @contextmanager
    def changing(self, library: "Library") -> "Iterator[WriterLock]":
        """Keep other writers out, and begin with what the store has; at the end the store has what is here.

        What could not be sent is sent at the end of the next turn in this folder. Raises as `Library.changing`, and
        CorpusStoreError.
        """
        with library.changing() as lock:
            try:
                self._begin()
                with self._sending_in_any_case():
                    yield lock
            finally:
                self._end()

    def pass_on(self, lock: "WriterLock") -> None:
        """Send what is changed, let others who wait write, and fetch what they changed."""
        self.send()
        self._end()
        lock.pass_on()
        self._begin()

    def send(self) -> None:
        """Bring what has changed in the folder into the store; outside of a turn do nothing."""
        if self._store is not None:
            self._store.push()

    def send_files(self, paths: Iterable[Path]) -> None:
        """Bring these files into the store; outside of a turn do nothing."""
        if self._store is not None:
            self._store.push_files(paths)

    def look(self, path: Path) -> FileFingerprint | None:
        """Return how a file looks: by its content where the store has it, which is the same on every machine."""
        digest = self._store and self._store.agreed_digest(path.relative_to(self._corpus).as_posix())
        if not digest:
            return FileFingerprint.settled(path)
        # 189 of its 256 bits, in numbers that every library keeps.
        first, second, third = (int(digest[at : at + 16], 16) >> 1 for at in (0, 16, 32))
        return FileFingerprint(path.stat().st_size, first, second, third, READING_RULES)

    @contextmanager
    def _sending_in_any_case(self) -> Iterator[None]:
        """Send what the body changed also where it fails: it stays changed, as in the library. Raises what ended the body."""
        try:
            yield
        except CorpusStoreError:
            raise  # to ask again at once would not help
        except BaseException:
            try:
                self.send()
            except HaeseolError as error:
                _log.warning("what has changed in corpus/ is not in the store yet: %s", error)
            raise
        self.send()

    def _begin(self) -> None:
        # Opened for each turn: other processes with this folder have turns of their own.
        agreed = AgreedFiles(self._state_folder, self._remote.address)
        self._store = CorpusStore(self._remote, self._corpus, agreed, self._state_folder)
        self._store.pull()

    def _end(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
