"""The feeds of one home: followed, asked in the background as long as the page runs, and what they brought."""

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.articles import Content
from bot.errors import HaeseolError
from bot.library.feeds.feed_poller import FeedPoller, PolledFeed
from bot.library.feeds.feed_store import FeedStore, FollowedFeed
from bot.library.indexing.index_report import IndexReport
from bot.service.shared_feeds import SharedFeeds
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.service.state.state_database import StateDatabase

# Between two looks at whose time has come. The feeds themselves are asked hourly at most.
_LOOK_SECONDS = 300.0
# A page that does not answer must not keep the program from ending.
_LAST_SECONDS = 10.0


class Feeds:
    """What a reader follows. `take_in` takes an article into the library, `read_page` reads one from the web.

    With HAESEOL_STATE they are kept there, in the database that is `shared`, or one of its own; then all may raise StateError.
    """

    def __init__(
        self,
        settings: Settings,
        take_in: Callable[[Content, str], IndexReport],
        read_page: Callable[[str], Content],
        shared: "StateDatabase | None" = None,
    ) -> None:
        self._store = SharedFeeds(settings.state, shared) if settings.state else FeedStore(settings.home)
        self._stopped = threading.Event()
        self._poller = FeedPoller(self._store, take_in, read_page, stopped=self._stopped)
        self._polling = threading.Lock()

    def all(self) -> list[FollowedFeed]:
        """Return the feeds that are followed, in the order in which they were added. Raises FeedsUnusable."""
        return self._store.all()

    def add(self, address: str, tags: Sequence[str] = ()) -> FollowedFeed:
        """Follow the feed at an address, or that of the page there. Raises AddressError, FeedUnreadable and FeedsUnusable."""
        return self._poller.follow(address, tags)

    def remove(self, address: str) -> FollowedFeed:
        """Follow a feed no longer; its articles stay. Raises FeedMissing and FeedsUnusable."""
        return self._store.remove(address)

    def poll(self) -> list[PolledFeed]:
        """Ask the feeds whose time has come, and take in what is new. Raises FeedsUnusable."""
        with self._polling:
            return self._poller.poll_due()

    def brought(self, day: date) -> list[str]:
        """Return the ids of the articles that the feeds brought on a day, by this machine's clock, newest first."""
        taken = [each for feed in self._store.all() for each in feed.taken]
        on_day = [each for each in taken if datetime.fromisoformat(each.at).astimezone().date() == day]
        return list(dict.fromkeys(each.id for each in sorted(on_day, key=lambda each: each.at, reverse=True)))

    def start(self, on_taken: Callable[[IndexReport], None]) -> None:
        """Ask feeds in the background until `stop`; `on_taken` hears what came."""
        threading.Thread(target=self._follow, args=(on_taken,), name="feeds", daemon=True).start()

    def stop(self) -> None:
        """End what `start` began; the article that is being taken in is waited for, some seconds at most."""
        self._stopped.set()
        if self._polling.acquire(timeout=_LAST_SECONDS):
            self._polling.release()
        self._store.close()

    def _follow(self, on_taken: Callable[[IndexReport], None]) -> None:
        while not self._stopped.is_set():
            try:
                for polled in self.poll():
                    if polled.added:
                        on_taken(IndexReport(added=polled.added))
            except HaeseolError:
                pass  # a file that cannot be used now: whoever looks at the feeds hears of it
            self._stopped.wait(_LOOK_SECONDS)
