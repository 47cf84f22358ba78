"""Keys in a file of the home, `keys.json`, which only its owner may read."""

import hmac
import json
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.library.corpus.private_files import write_private
from bot.service.door_errors import KeyMissing, KeysUnusable
from bot.service.keys import Key, digest_of, new_key

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE = "keys.json"


class KeyFile:
    """The keys of one home. Every method raises KeysUnusable."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._changing = threading.Lock()
        self._read: tuple[int, tuple[Key, ...]] = (-1, ())

    @classmethod
    def none(cls) -> "KeyFile":
        """Return keys of nowhere: nothing fits."""
        return cls(Path(os.devnull))

    def all(self) -> Sequence[Key]:
        """Return the keys, oldest first; a file that changed is read again."""
        try:
            changed_at = self._path.stat().st_mtime_ns
            if changed_at != self._read[0]:
                self._read = changed_at, _keys().validate_json(self._path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except (OSError, ValueError, TypeError) as error:
            raise KeysUnusable(path=self._path, reason=str(error)) from error
        return self._read[1]

    def make(self, name: str) -> tuple[Key, str]:
        """Make a key for `name` and return what is kept of it, and the key itself, which is told this once."""
        made, key = new_key(name)
        with self._changing:
            self._write([*self.all(), made])
        return made, key

    def revoke(self, id: str) -> Key:
        """Let a key open nothing any more and return what was kept of it. Raises KeyMissing."""
        with self._changing:
            kept = self.all()
            gone = next((key for key in kept if key.id == id), None)
            if gone is None:
                raise KeyMissing(id=id)
            self._write([key for key in kept if key.id != id])
        return gone

    def find(self, key: str) -> Key | None:
        """Return what is kept of a key, None where it is none of ours."""
        digest = digest_of(key).encode()
        return next(
            (each for each in self.all() if hmac.compare_digest(each.digest.encode("utf-8", "surrogatepass"), digest)),
            None,
        )

    def _write(self, keys: Sequence[Key]) -> None:
        try:
            content = json.dumps([asdict(key) for key in keys], ensure_ascii=False, indent=2)
            write_private(self._path, content.encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise KeysUnusable(path=self._path, reason=error.strerror or str(error)) from error
        self._read = (-1, ())


@cache
def _keys() -> "TypeAdapter[tuple[Key, ...]]":
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Key, ...])
