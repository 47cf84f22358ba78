"""A file on its way: it only grows, what is in it stays right, and the next run goes on where this one stopped."""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.models.files import disk
from bot.models.files.catalogue import ModelFile

Tell = Callable[[int, int], None]
"""Told how many bytes are done, and of how many."""

_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Partial:
    """The first bytes of a file that will have `size` of them. Whichever source they came from, another can go on."""

    path: Path
    size: int

    @property
    def done(self) -> int:
        """How many bytes are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def cut(self, length: int) -> None:
        """Keep the first `length` bytes, which must be there."""
        if self.done > length:
            with self._writing(), self.path.open("rb+") as file:
                file.truncate(length)

    def append(self, blocks: Iterable[bytes]) -> None:
        """Write `blocks` behind what is there. Raises DiskFull and CacheNotWritable."""
        # Opening and writing are ours; what fails inside `blocks` is their source's, and passes through untouched.
        # Without a buffer, so that a full disk is met here and not again when the file closes.
        with self._writing():
            file = self.path.open("ab", buffering=0)
        with file:
            for block in blocks:
                rest = memoryview(block)
                with self._writing():
                    while rest:
                        rest = rest[file.write(rest) :]

    def discard(self) -> None:
        """Throw away what is there."""
        with self._writing():
            self.path.unlink(missing_ok=True)

    def _writing(self) -> AbstractContextManager[None]:
        return disk.writing(self.path.parent, needed=self.size)


def incoming(cache: Path, file: ModelFile | None = None) -> Path:
    """Return the folder of what is on its way to `cache`, or where `file` grows in it."""
    folder = cache / "incoming"
    return folder if file is None else folder / f"{file.name}.part"


def digest(path: Path, tell: Tell) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    total = path.stat().st_size
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        for n, block in enumerate(iter(lambda: file.read(_BLOCK), b"")):
            sha256.update(block)
            if n % 64 == 0:
                tell(min(total, n * _BLOCK), total)
    tell(total, total)
    return sha256.hexdigest()
