"""The feeds that are followed and what is known of each, in `feeds.json` in the home: it outlives the index."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from bot.articles import clean_tags
from bot.library.collection_errors import FeedMissing, FeedsUnusable
from bot.library.corpus.private_files import write_private

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FEEDS = "feeds.json"
# Entries that are remembered of a feed, newest last: more than any shows at once.
_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class TakenArticle:
    """An article that came from a feed, and when it was taken in (ISO 8601 in UTC)."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed that is followed. Times are ISO 8601 in UTC, "" where there was none; the feed is left alone until `next_at`.

    `seen` are the pages that were taken in or left out, by their keys, and `tried` how often each of those was tried that could
    not be read. `problem` says in words what went wrong last, by language. `etag` and `modified` are the server's.
    """

    address: str
    title: str = ""
    tags: tuple[str, ...] = ()
    etag: str = ""
    modified: str = ""
    polled_at: str = ""
    next_at: str = ""
    failures: int = 0
    problem: dict[str, str] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    tried: dict[str, int] = field(default_factory=dict)
    taken: tuple[TakenArticle, ...] = ()

    def is_due(self, now: datetime) -> bool:
        """Return whether it may be asked now."""
        try:
            return not self.next_at or datetime.fromisoformat(self.next_at) <= now
        except (ValueError, TypeError):  # another hand wrote it, such as a time without a zone
            return True

    def remembering(self, keys: Sequence[str]) -> "FollowedFeed":
        """Return the feed with these pages seen."""
        return replace(self, seen=tuple(dict.fromkeys([*self.seen, *keys]))[-_REMEMBERED:])


class FeedStore:
    """The followed feeds of one home. Each change is whole, and one at a time among processes.

    Every method raises FeedsUnusable where the file cannot be read or written; it is then left as it is.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / FEEDS
        self._lock = FileLock(home / f".{FEEDS}.lock")

    def all(self) -> list[FollowedFeed]:
        """Return the feeds in the order in which they were added."""
        try:
            return _feeds().validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise FeedsUnusable(path=self._path, reason=reason) from error

    def add(self, address: str, title: str, tags: Sequence[str]) -> FollowedFeed:
        """Follow a feed; one that is followed already gets the tags besides its own."""
        with self._changing() as feeds:
            known = next((feed for feed in feeds if feed.address == address), None)
            feed = replace(
                known or FollowedFeed(address, title), tags=clean_tags([*(known.tags if known else ()), *tags])
            )
            feeds[:] = [*(each for each in feeds if each.address != address), feed]
        return feed

    def remove(self, address: str) -> FollowedFeed:
        """Follow a feed no longer; its articles stay. Raises FeedMissing."""
        with self._changing() as feeds:
            gone = next((feed for feed in feeds if feed.address == address), None)
            if gone is None:
                raise FeedMissing(address=address)
            feeds.remove(gone)
        return gone

    def put(self, feed: FollowedFeed) -> None:
        """Keep what is known of a feed now, unless it is no longer followed; its tags stay as they are stored."""
        with self._changing() as feeds:
            feeds[:] = [replace(feed, tags=each.tags) if each.address == feed.address else each for each in feeds]

    def close(self) -> None:
        """Let go of what is held: of a file nothing is."""

    @contextmanager
    def _changing(self) -> Iterator[list[FollowedFeed]]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock:
                feeds = self.all()
                yield feeds
                content = json.dumps([asdict(feed) for feed in feeds], ensure_ascii=False, indent=1)
                write_private(self._path, content.encode())
        except OSError as error:
            raise FeedsUnusable(path=self._path, reason=error.strerror or str(error)) from error


def read_feed(told: object) -> FollowedFeed:
    """Return the feed that JSON tells. Raises ValueError for what is none."""
    return _feeds().validate_python([told])[0]


@cache
def _feeds() -> "TypeAdapter[list[FollowedFeed]]":
    from pydantic import TypeAdapter

    return TypeAdapter(list[FollowedFeed])


def now() -> datetime:
    """Return the present moment, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
