"""What is filed for workers: one change of the articles each."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

Json = dict[str, Any]

JobKind = Literal[
    "add_files", "add_text", "add_content", "sync", "refresh", "remove", "undo_remove", "retag", "poll_feeds"
]
KINDS: tuple[JobKind, ...] = get_args(JobKind)
# A run over the whole folder. It may take hours, lets others in between, and is not begun while they work.
LARGE: tuple[JobKind, ...] = ("sync",)
SMALL: tuple[JobKind, ...] = tuple(kind for kind in KINDS if kind not in LARGE)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as a worker has it: `attempt` counts how often it was begun, from 1; `request_id` is of the request that filed it.

    `filed_at` is when that was, by this machine's clock.
    """

    id: int
    kind: JobKind
    payload: Json
    attempt: int = 1
    request_id: str = ""
    filed_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def age(self) -> float:
        """How many seconds ago it was filed."""
        return (datetime.now(UTC) - self.filed_at).total_seconds()


@dataclass(frozen=True, slots=True)
class JobNews:
    """How far a job is: whether a worker has it now, its last progress and what came of it, None where it is not done."""

    taken: bool
    progress: Json | None = None
    outcome: Json | None = None


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs wait and are worked on, for how many seconds the oldest waits, and how many workers there are."""

    waiting: int = 0
    running: int = 0
    oldest_seconds: float = 0.0
    workers: int = 0
