"""How a file looks from outside: while that is the same, what was read in it need not be read again."""

import time
from dataclasses import dataclass
from pathlib import Path

from bot.articles import READING_RULES

# Some file systems keep times to two seconds: a file that was changed less than that ago can change again unseen.
_FRESH_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class FileFingerprint:
    """How a file looks from outside, and by which rules it is read: while that is the same, so is what is read in it.

    Size in bytes, the times of the last change of its content and of its entry in nanoseconds, its inode, and
    `bot.articles.READING_RULES`.
    """

    size: int
    modified_ns: int
    changed_ns: int
    inode: int
    rules: int

    @classmethod
    def of(cls, path: Path) -> "FileFingerprint | None":
        """Return how a file looks right now, None where it is gone."""
        try:
            seen = path.stat()
        except OSError:
            return None
        return cls(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, READING_RULES)

    @classmethod
    def settled(cls, path: Path) -> "FileFingerprint | None":
        """Return how a file looks, None where it is gone or so fresh that it can change without looking different."""
        seen = cls.of(path)
        fresh = seen is not None and time.time_ns() - max(seen.modified_ns, seen.changed_ns) < _FRESH_NS
        return None if fresh else seen
