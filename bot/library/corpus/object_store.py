"""Articles' files in an object store, which is where they last; the home's `corpus/` is then a working copy.

What has changed here and what has changed there is told by what both had when they last agreed (`agreed_files`). A file goes
over as a whole, and is seen when all of it is there. Both ways go on where they were interrupted.

Where a file has changed on both sides the store's wins, and the one here is kept below `corpus/.kept/`, which goes to the store
as everything else does. What has changed only here is left alone by `pull`, what has changed only there by `push`.

Whoever changes articles keeps other writers out, pulls, changes, and pushes. Should somebody write into the store all the same,
nothing of theirs is overwritten where the store can compare (S3, not a folder); their change comes with the next pull.
"""

import hashlib
import os
import secrets
import shutil
import stat
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bot.library.collection_errors import CorpusStoreEmptied
from bot.library.corpus.agreed_files import NAME, AgreedFile, AgreedFiles
from bot.library.corpus.folder import PART, write_whole, writing
from bot.library.corpus.remote_files import FileIsAnother, RemoteFiles
from bot.library.corpus.stored_names import KEPT, belongs, may_go, meeting, name_aside

SETTING = "HAESEOL_CORPUS"
# Says that a store has a corpus: one that has become empty is not taken for a corpus without articles.
_MARK, _MARK_CONTENT = ".haeseol-corpus", b"1\n"
# At once: the time goes to waiting for the store.
_THREADS = 8
_TOGETHER = 64
# A file that was changed less than that ago can change again without looking different: see `fingerprint`.
_FRESH_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class KeptAside:
    """A file that had changed on both sides: what was here before is in `kept`. Both are names below `corpus/`."""

    path: str
    kept: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What came of one way, by names below `corpus/`: on the side that it went to.

    `left` could not go over: no store takes such a name, it would lie outside of `corpus/`, or it was being changed meanwhile.
    """

    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    kept_aside: tuple[KeptAside, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(slots=True)
class _Course:
    """What has happened so far."""

    written: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    kept_aside: list[KeptAside] = field(default_factory=list)
    left: set[str] = field(default_factory=set)

    def done(self) -> Changes:
        written, deleted = sorted(set(self.written)), sorted(set(self.deleted) - set(self.written))
        return Changes(tuple(written), tuple(deleted), tuple(self.kept_aside), tuple(sorted(self.left)))


class CorpusStore:
    """The store of one corpus. Its calls wait for each other; several processes of one corpus must take turns."""

    def __init__(self, remote: RemoteFiles, corpus: Path, agreed: AgreedFiles, state: Path) -> None:
        self._remote = remote
        self._corpus = corpus
        self._agreed = agreed
        self._state = state
        self._guard = threading.Lock()
        self._parts: set[Path] = set()

    @classmethod
    def open(cls, url: str, corpus: Path, state_folder: Path) -> "CorpusStore":
        """Return the store at `url` ("s3://bucket/prefix", "file:///folder") of the articles in `corpus`.

        `state_folder` keeps what both sides agree on; it is neither in the store nor in the corpus. Nothing is asked yet. Raises
        SettingInvalid, CorpusStoreClientMissing and CorpusNotWritable. Keys come from the environment as other programs read
        them: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL, and AWS_ALLOW_HTTP without TLS.
        """
        remote = RemoteFiles(url, SETTING)
        return cls(remote, corpus, AgreedFiles(state_folder, remote.address), state_folder)

    def close(self) -> None:
        """Let what it holds go."""
        with self._guard:
            self._agreed.close()

    def pull(self) -> Changes:
        """Bring what has changed in the store since the last time into `corpus/`.

        Raises CorpusStoreError, CorpusNotWritable and CorpusFull; what came by then stays, and the next pull goes on.
        """
        with self._guard:
            course, there = _Course(), self._listed()
            changed = self._sound(there, course)
            for name in [name for name in self._agreed.files if name not in there]:
                self._take_away(name, course)
            self._bring(changed, there, course)
            return course.done()

    def push(self) -> Changes:
        """Bring what has changed in `corpus/` since the last time into the store.

        Raises CorpusStoreError, CorpusNotWritable and CorpusFull; what came by then stays, and the next push goes on. A file
        that has changed on both sides comes from the store, as by `pull`, and is among `kept_aside`.
        """
        with self._guard:
            course, there = _Course(), self._listed()
            if _MARK not in there:
                with suppress(FileIsAnother):
                    self._remote.write(_MARK, _MARK_CONTENT, None)
            both = [name for name in self._sound(there, course) if self._path(name).exists() and self._differs(name)]
            brought = _Course()
            self._bring(both, there, brought)
            course.kept_aside += brought.kept_aside
            here = self._found(course)
            changed = [name for name in here if there.get(name) == self._mark(name) and self._differs(name)]
            there_still = (name for name, file in self._agreed.files.items() if there.get(name) == file.mark)
            gone = [name for name in there_still if name not in here and name not in course.left]
            # A name that is a file there and a folder here: it has to go first.
            in_the_way = meeting(gone, changed)
            self._delete(in_the_way, course)
            self._send(changed, course)
            self._delete([name for name in gone if name in self._agreed.files], course)
            return course.done()

    def push_files(self, paths: Iterable[Path]) -> None:
        """Bring these files into the store as they are here, without asking what else there is there.

        One that was changed there meanwhile is left to `push`. Raises as `push`.
        """
        with self._guard:
            names = {path.relative_to(self._corpus).as_posix(): path for path in paths}
            self._send(
                [name for name, path in names.items() if may_go(name) and path.is_file() and self._differs(name)],
                _Course(),
            )

    def agreed_digest(self, name: str) -> str:
        """Return the SHA-256 of a file that is here as both sides last had it, "" for any other. Raises CorpusNotWritable."""
        with self._guard:
            agreed = self._agreed.files.get(name)
            return agreed.digest if agreed and not self._differs(name) else ""

    # What there is

    def _listed(self) -> dict[str, str]:
        there = self._remote.listed()
        if _MARK not in there and self._agreed.files and not any(name in there for name in self._agreed.files):
            path = self._state / NAME
            raise CorpusStoreEmptied(address=self._remote.address, count=len(self._agreed.files), path=path)
        return there

    def _sound(self, there: Mapping[str, str], course: _Course) -> list[str]:
        """Return the names of what has changed in the store that belong into the corpus.

        A folder and a file of one name cannot both be there.
        """
        folders = {name[:at] for name in there for at, letter in enumerate(name) if letter == "/"}
        found = []
        for name in sorted(there):
            if name == _MARK or (there[name] == self._mark(name) and name not in folders):
                continue
            if may_go(name) and name not in folders and self._lies_inside(name):
                found.append(name)
            else:
                course.left.add(name)
        return found

    def _found(self, course: _Course) -> set[str]:
        """Return the names of the files in the corpus that belong into the store."""
        found = set()
        for folder, _, files in os.walk(self._corpus):
            for path in (Path(folder) / name for name in files):
                name = path.relative_to(self._corpus).as_posix()
                if not stat.S_ISREG(path.lstat().st_mode) or PART.fullmatch(path.name):
                    continue
                if (name in self._agreed.files or may_go(name)) and os.access(path, os.R_OK):
                    found.add(name)
                elif belongs(name):
                    course.left.add(name.encode("utf-8", "replace").decode("utf-8"))
        return found

    def _mark(self, name: str) -> str | None:
        """Return the mark that the store's file had when both sides agreed, None where neither had it."""
        agreed = self._agreed.files.get(name)
        return agreed.mark if agreed else None

    def _differs(self, name: str) -> bool:
        """Return whether the file here is another than both sides had; also where it is gone, or was not there before."""
        agreed, path = self._agreed.files.get(name), self._path(name)
        if agreed is None or not path.is_file() or path.is_symlink():
            return agreed is not None or os.path.lexists(path)
        look = _look(path)
        if look and look == agreed.look:
            return False
        if _digest(path) != agreed.digest:
            return True
        if look:
            self._agreed.note(name, AgreedFile(look, agreed.digest, agreed.mark))
        return False

    def _path(self, name: str) -> Path:
        return self._corpus / name

    def _lies_inside(self, name: str) -> bool:
        """Return whether no link above a file leads out of the corpus."""
        folder = Path(os.path.realpath(self._path(name).parent))
        return folder.is_relative_to(os.path.realpath(self._corpus))

    # From the store

    def _bring(self, names: Sequence[str], there: Mapping[str, str], course: _Course) -> None:
        """Put files of the store in place of those here."""
        sending = self._agreed.sending
        try:
            with ThreadPoolExecutor(_THREADS, "corpus") as threads:
                for some in _some(names):
                    for name, part in zip(
                        some, threads.map(lambda name: self._fetched(name, there[name]), some), strict=True
                    ):
                        if part is None:
                            course.left.add(name)
                        else:
                            self._settle(name, part, there[name], sending.get(name), course)
        finally:
            for part in self._parts:
                part.unlink(missing_ok=True)
            self._parts.clear()

    def _fetched(self, name: str, mark: str) -> Path | None:
        """Return a file with what the store has, None where that is something else by now."""
        with writing(self._corpus):
            self._corpus.mkdir(parents=True, exist_ok=True)
            part = self._corpus / f".{secrets.token_hex(8)}.part"
            self._parts.add(part)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                try:
                    file.writelines(self._remote.read(name, mark))
                except FileIsAnother:
                    return None
                file.flush()
                os.fsync(file.fileno())
        return part

    def _settle(self, name: str, part: Path, mark: str, sent: str | None, course: _Course) -> None:
        """Let what came be the file here, unless both say the same, or it is what we ourselves were sending."""
        digest, path = _digest(part), self._path(name)
        is_there = path.is_file() and not path.is_symlink()
        if is_there and _digest(path) == digest:
            self._agreed.note(name, AgreedFile(_look(path), digest, mark))
            return
        if is_there and sent == digest:
            # It arrived, and nobody noted it; what is here is newer.
            self._agreed.note(name, AgreedFile("", digest, mark))
            return
        with writing(path):
            if os.path.lexists(path) and self._differs(name):
                self._keep_aside(name, course)
            self._make_way(path, course)
            path.parent.mkdir(parents=True, exist_ok=True)
            part.replace(path)
        self._agreed.note(name, AgreedFile(_look(path), digest, mark))
        course.written.append(name)

    def _take_away(self, name: str, course: _Course) -> None:
        """Delete a file here that is no longer in the store."""
        path = self._path(name)
        with writing(path):
            if path.is_file() and not path.is_symlink() and self._lies_inside(name):
                if self._differs(name):
                    self._keep_aside(name, course)
                path.unlink()
                course.deleted.append(name)
                self._prune(path.parent)
        self._agreed.forget(name)

    def _keep_aside(self, name: str, course: _Course) -> None:
        """Give what is here a second name below `.kept/`; a link is no file of ours and is not kept."""
        path = self._path(name)
        if path.is_symlink() or not path.is_file():
            return
        kept = f"{KEPT}/{name_aside(name, _digest(path))}"
        with path.open("rb") as file:
            write_whole(self._path(kept), lambda copy: shutil.copyfileobj(file, copy))
        course.kept_aside.append(KeptAside(name, kept))

    def _make_way(self, path: Path, course: _Course) -> None:
        """Take away what is no folder above `path`, and the folder that is in its place; what has changed here is kept aside."""
        above = [parent for parent in path.parents if parent.is_relative_to(self._corpus) and parent != self._corpus]
        for parent in reversed(above):
            if os.path.lexists(parent) and not parent.is_dir():
                self._clear(parent, course)
        if path.is_dir() and not path.is_symlink():
            for folder, _, files in os.walk(path, topdown=False):
                for each in files:
                    self._clear(Path(folder) / each, course)
                Path(folder).rmdir()
        elif path.is_symlink():
            path.unlink()

    def _clear(self, path: Path, course: _Course) -> None:
        name = path.relative_to(self._corpus).as_posix()
        if self._differs(name):
            self._keep_aside(name, course)
        path.unlink()

    def _prune(self, folder: Path) -> None:
        """Take away folders that have become empty: a store has none."""
        while folder != self._corpus and folder.is_relative_to(self._corpus):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    # To the store

    def _send(self, names: Sequence[str], course: _Course) -> None:
        """Put files here in place of those in the store."""
        names = sorted(names)
        looks = {name: _look(self._path(name)) for name in names}
        digests = {name: _digest(self._path(name)) for name in names}
        self._agreed.begin_sending(digests.items())

        def send(name: str) -> str | None:
            try:
                return self._remote.write(name, self._path(name), self._mark(name))
            except FileIsAnother:
                return None

        with ThreadPoolExecutor(_THREADS, "corpus") as threads:
            for some in _some(names):
                for name, mark in zip(some, threads.map(send, some), strict=True):
                    if mark is None:
                        course.left.add(name)
                        continue
                    look = _look(self._path(name))
                    # Changed while it was sent: nobody knows what arrived, so it is sent again.
                    same = bool(look) and look == looks[name]
                    same = same or _digest(self._path(name)) == digests[name]
                    self._agreed.note(name, AgreedFile(look if same else "", digests[name] if same else "", mark))
                    course.written.append(name)

    def _delete(self, names: Sequence[str], course: _Course) -> None:
        for name in names:
            self._remote.delete(name)
            self._agreed.forget(name)
            course.deleted.append(name)


def _look(path: Path) -> str:
    """Return how a file looks from outside, "" where it is gone or so fresh that it can change without looking different."""
    try:
        seen = path.stat()
    except OSError:
        return ""
    if time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) < _FRESH_NS:
        return ""
    return f"{seen.st_size}:{seen.st_mtime_ns}:{seen.st_ctime_ns}:{seen.st_ino}"


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, "" where it is gone."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _some(names: Sequence[str]) -> Iterator[list[str]]:
    left = iter(names)
    while some := list(islice(left, _TOGETHER)):
        yield some
