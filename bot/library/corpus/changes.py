"""What changed from one version of an article to another."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextChange:
    """A stretch of two versions: `same`, or `before` (may be empty) became `after` (may be empty).

    `start` and `end` are offsets into the newer version's text, where `after` stands.
    """

    same: bool
    before: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What changed between two versions of an article: all of the text in order, whole sentences or lines at a time."""

    id: str
    before: int
    after: int
    parts: tuple[TextChange, ...]
