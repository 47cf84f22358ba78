"""The feeds that pages and workers share, in the database of the state: followed on any page, asked by whichever worker does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.library.feeds.feed_store import FeedStore, FollowedFeed, read_feed

if TYPE_CHECKING:
    from bot.service.state.state_database import StateDatabase

# Changes are made one at a time: they are rare and short. "feeds" as letters of 5 bits, which stands for nothing else there.
_CHANGING = 6_460_563


class SharedFeeds(FeedStore):
    """The followed feeds of one shared database, which is asked for nothing before it is needed. Raises StateError.

    `database`, where it is open already, is closed by whoever opened it.
    """

    def __init__(self, address: str, database: "StateDatabase | None" = None) -> None:
        self._address = address
        self._database = database
        self._opened: StateDatabase | None = None
        self._opening = threading.Lock()

    def all(self) -> list[FollowedFeed]:
        """Return the feeds in the order in which they were added."""
        with self._shared().transaction() as connection:
            return _read(connection)

    def close(self) -> None:
        """Let the connections go that were opened here."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _shared(self) -> "StateDatabase":
        if self._database is not None:
            return self._database
        with self._opening:
            if self._opened is None:
                from bot.service.state.state_database import StateDatabase

                self._opened = StateDatabase.open(self._address)
            return self._opened

    @contextmanager
    def _changing(self) -> Iterator[list[FollowedFeed]]:
        with self._shared().transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_CHANGING,))
            feeds = _read(connection)
            before = {feed.address: feed for feed in feeds}
            yield feeds
            after = {feed.address: feed for feed in feeds}
            connection.execute(
                "DELETE FROM haeseol_feed WHERE address = ANY(%s)", (list(before.keys() - after.keys()),)
            )
            for address, feed in after.items():
                if feed != before.get(address):
                    connection.execute(
                        "INSERT INTO haeseol_feed (address, told) VALUES (%s, %s)"
                        " ON CONFLICT (address) DO UPDATE SET told = excluded.told",
                        (address, json.dumps(asdict(feed))),
                    )


def _read(connection: Any) -> list[FollowedFeed]:
    rows = connection.execute("SELECT told FROM haeseol_feed ORDER BY position").fetchall()
    return [read_feed(json.loads(row["told"])) for row in rows]
