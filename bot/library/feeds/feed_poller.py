"""Feeds asked politely, and their new articles taken in: whole from the feed where it has them, else from their pages."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import escape

from bot.articles import Content, read_content
from bot.articles.article_errors import AddressAnswered, ArticleError, FeedUnreadable
from bot.articles.web import page_key
from bot.articles.web.feed import Feed, FeedEntry, find_feed, parse_feed
from bot.articles.web.fetched import Fetched, Validators
from bot.library.feeds.feed_store import FeedStore, FollowedFeed, TakenArticle, now
from bot.library.indexing.index_report import Failure, IndexReport

# No feed is asked more often; one that fails is left alone twice as long each time, at most a day.
HOURLY = timedelta(hours=1)
_LONGEST = timedelta(days=1)
# Of a feed that is new the newest entries are taken, later as many as come, but not more at once: the rest follow an hour later.
_FIRST = 10
_AT_ONCE = 20
# A page that cannot be read is tried with so many polls, then left out.
_TRIES = 3
# Seconds between two pages of a feed, which mostly lie on one server.
_PAUSE = 1.0

ReadPage = Callable[[str], Content]
FetchFeed = Callable[[str, Validators], Fetched | None]
# Takes what was found at an address into the library.
TakeIn = Callable[[Content, str], IndexReport]


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """What came of asking one feed: the ids that are new, and what could not be taken in; not `asked` where it was too early."""

    feed: FollowedFeed
    asked: bool = True
    added: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()


def _fetch(address: str, known: Validators) -> Fetched | None:
    from bot.articles.web.fetch import fetch_feed  # with httpcore and httpx, which few runs need

    return fetch_feed(address, known)


@dataclass(slots=True)
class FeedPoller:
    """Asks the feeds of one store. `take_in`, `read_page` and `fetch` are how articles come in; `pause` is in seconds.

    Once `stopped` is set, the article that is being read is the last; the others come with the next poll.
    """

    store: FeedStore
    take_in: TakeIn
    read_page: ReadPage
    fetch: FetchFeed = _fetch
    pause: float = _PAUSE
    clock: Callable[[], datetime] = field(default=now)
    stopped: threading.Event = field(default_factory=threading.Event)

    def follow(self, address: str, tags: Sequence[str] = ()) -> FollowedFeed:
        """Follow the feed at an address, or the one that the page there names. Nothing is taken in before the first poll.

        Without tags its articles get its title as one. Raises AddressError and FeedUnreadable.
        """
        fetched = self.fetch(address, Validators())
        assert fetched is not None  # nothing can be as it was before
        try:
            feed, at = parse_feed(fetched.data, address), address
        except FeedUnreadable:
            at = find_feed(fetched.data, fetched.address)
            if not at:
                raise
            named = self.fetch(at, Validators())
            feed = parse_feed(named.data if named else b"", at)
        return self.store.add(at, feed.title or at, tags or [feed.title])

    def poll_due(self) -> list[PolledFeed]:
        """Ask every feed whose time has come; those too early are among the results as not asked."""
        return [
            self.poll(feed) if feed.is_due(self.clock()) else PolledFeed(feed, asked=False) for feed in self.store.all()
        ]

    def poll(self, feed: FollowedFeed) -> PolledFeed:
        """Ask one feed and take in what is new. What goes wrong with it is kept with the feed and does not stop others."""
        moment = self.clock()
        try:
            fetched = self.fetch(feed.address, Validators(feed.etag, feed.modified))
            found = parse_feed(fetched.data, feed.address) if fetched else None
        except ArticleError as error:
            failed = _failed(feed, error, moment)
            self.store.put(failed)
            return PolledFeed(failed, failed=(Failure(feed.address, error),))
        wait = max(HOURLY, timedelta(minutes=found.minutes if found else 0))
        asked = replace(feed, polled_at=moment.isoformat(), next_at=(moment + wait).isoformat(), failures=0, problem={})
        if fetched is None or found is None:
            self.store.put(asked)
            return PolledFeed(asked)
        result = self._take(replace(asked, title=found.title or feed.title), found)
        # The server is asked for all of it again while something is left to take.
        if _unseen(result.feed, found):
            self.store.put(result.feed)
            return result
        whole = replace(result.feed, etag=fetched.etag, modified=fetched.modified)
        self.store.put(whole)
        return replace(result, feed=whole)

    def _take(self, feed: FollowedFeed, found: Feed) -> PolledFeed:
        unseen = _unseen(feed, found)
        wanted = unseen[: _AT_ONCE if feed.seen else _FIRST]
        if not feed.seen:
            feed = feed.remembering([key for key, _ in reversed(unseen[_FIRST:])])
        added: list[str] = []
        failed: list[Failure] = []
        # Oldest first, so that the newest is also the newest in the library.
        for n, (key, entry) in enumerate(reversed(wanted)):
            if self.stopped.is_set():
                break
            try:
                if n and not entry.is_whole:
                    self.stopped.wait(self.pause)
                done = self.take_in(self._content(entry, feed, found), entry.address)
            except ArticleError as error:
                failed.append(Failure(entry.address, error))
                tries = feed.tried.get(key, 0) + 1
                feed = replace(feed, tried={**feed.tried, key: tries})
                if tries < _TRIES:
                    continue
                done = IndexReport()
            added += done.added
            taken = tuple(TakenArticle(each, self.clock().isoformat()) for each in done.added)
            left = {other: tries for other, tries in feed.tried.items() if other != key}
            feed = replace(feed.remembering([key]), tried=left, taken=(*feed.taken, *taken)[-1_000:])
            self.store.put(feed)
        return PolledFeed(feed, added=tuple(added), failed=tuple(failed))

    def _content(self, entry: FeedEntry, feed: FollowedFeed, found: Feed) -> Content:
        """Return an entry's article; what the feed knows of it and its page does not say comes from the feed."""
        if entry.is_whole:
            page = f"<html><body><article><h1>{escape(entry.title)}</h1>{entry.markup}</article></body></html>"
            content = read_content(page.encode("utf-8-sig"), entry.address, name="page.html")
        else:
            content = self.read_page(entry.address)
        content.title = content.title or entry.title
        content.published = content.published or entry.published
        content.author = content.author or entry.author
        content.language = content.language or found.language
        content.tags = feed.tags
        return content


def _unseen(feed: FollowedFeed, found: Feed) -> list[tuple[str, FeedEntry]]:
    keyed = {page_key(entry.address): entry for entry in found.entries}
    return [(key, entry) for key, entry in keyed.items() if key not in feed.seen]


def _failed(feed: FollowedFeed, error: ArticleError, moment: datetime) -> FollowedFeed:
    """Return the feed left alone for longer: an hour, two, four, at most a day, or as long as its server says."""
    failures = feed.failures + 1
    wait = min(_LONGEST, HOURLY * 2 ** min(failures - 1, 5))
    if isinstance(error, AddressAnswered):
        gone = error.facts["status"] == 410
        asked = timedelta(seconds=float(str(error.facts.get("retry_after") or 0)))
        wait = timedelta(days=30) if gone else max(wait, min(asked, 7 * _LONGEST))
    problem = {language: error.message(language) for language in ("ko", "en")}
    return replace(
        feed, polled_at=moment.isoformat(), next_at=(moment + wait).isoformat(), failures=failures, problem=problem
    )
