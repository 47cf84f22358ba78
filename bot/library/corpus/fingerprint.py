"""How a file looks from outside: while that is the same, what was read in it need not be read again."""

from dataclasses import dataclass


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
