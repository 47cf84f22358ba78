"""The password of the page: one for a home, kept as a digest that is slow to guess.

scrypt with N = 2^15, r = 8, p = 3 takes 32 MB and about a quarter of a second here; it is one of the settings that OWASP's
Password Storage Cheat Sheet names (November 2026).
"""

import hashlib
import hmac
import json
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bot.library.corpus.private_files import write_private
from bot.text.json_text import read_json
from bot.ui.access.access_errors import PasswordFileUnusable, PasswordTooShort

FILE = "password.json"
LEAST_LETTERS = 10
_N, _R, _P, _BYTES = 2**15, 8, 3, 32
_MEMORY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PasswordFile:
    """The file in a home that holds the digest; without it there is no password."""

    path: Path

    @classmethod
    def of(cls, home: Path) -> "PasswordFile":
        """Return the password file of a home, whether it is there or not."""
        return cls(home / FILE)

    @property
    def is_there(self) -> bool:
        """Whether a password is set."""
        return self.path.exists()

    @property
    def version(self) -> int:
        """A number that changes with each change of the password; 0 where there is none."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return 0

    def set(self, password: str) -> None:
        """Make this the password. Raises PasswordTooShort and PasswordFileUnusable."""
        letters = len(unicodedata.normalize("NFC", password).strip())
        if letters < LEAST_LETTERS:
            raise PasswordTooShort(letters=letters, least=LEAST_LETTERS)
        salt = secrets.token_bytes(16)
        kept = {"scrypt": [_N, _R, _P], "salt": salt.hex(), "digest": _digest(password, salt, _N, _R, _P).hex()}
        try:
            write_private(self.path, json.dumps(kept).encode())
        except OSError as error:
            raise PasswordFileUnusable(path=self.path, reason=error.strerror or str(error)) from error

    def remove(self) -> None:
        """Have no password. Raises PasswordFileUnusable."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise PasswordFileUnusable(path=self.path, reason=error.strerror or str(error)) from error

    def fits(self, password: str) -> bool:
        """Return whether this is the password, in the same time for every wrong one. Raises PasswordFileUnusable."""
        try:
            kept = read_json(self.path.read_text(encoding="utf-8"))
            n, r, p = kept["scrypt"]
            salt, digest = bytes.fromhex(kept["salt"]), bytes.fromhex(kept["digest"])
            with _one_at_a_time:
                return hmac.compare_digest(_digest(password, salt, n, r, p), digest)
        except OSError as error:
            raise PasswordFileUnusable(path=self.path, reason=error.strerror or str(error)) from error
        except (ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
            raise PasswordFileUnusable(path=self.path, reason=type(error).__name__) from error


# Each takes memory and a core: whoever guesses on many connections waits for himself.
_one_at_a_time = threading.Lock()


def _digest(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # Keyboards and systems write one Hangul syllable in two ways.
    letters = unicodedata.normalize("NFC", password).strip().encode("utf-8", "surrogatepass")
    return hashlib.scrypt(letters, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=_BYTES)
