"""The endpoints of feeds: which are followed, followed anew, let go, asked now, and what they brought today."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import gradio

from bot.library.feeds.feed_store import FollowedFeed
from bot.ui.events import Json, error_json, or_error, plain

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol


class FeedEndpoints:
    """The endpoints over one service. What goes to the web stands in a line of its own."""

    def __init__(self, service: "Haeseol") -> None:
        self.service = service

    def register(self, server: gradio.Server) -> None:
        """Name the endpoints on `server`."""
        for work in (self.add_feed, self.poll_feeds):
            server.api(work, name=work.__name__, concurrency_limit=1, concurrency_id="feeds")
        for look in (self.feeds, self.remove_feed, self.digest):
            server.api(look, name=look.__name__, queue=False)

    def feeds(self) -> Json:
        """Return the `feeds` that are followed, or an `error`."""
        return or_error(lambda: {"type": "feeds", "feeds": [feed_json(feed) for feed in self.service.feeds.all()]})

    def add_feed(self, address: str) -> Json:
        """Follow the feed at an address, or the one that the page there names, and return it as `feed`; or an `error`."""
        return or_error(lambda: {"type": "feed", **feed_json(self.service.feeds.add(address.strip()))})

    def remove_feed(self, address: str) -> Json:
        """Follow a feed no longer, and return it as `feed`; or an `error`."""
        return or_error(lambda: {"type": "feed", **feed_json(self.service.feeds.remove(address))})

    def poll_feeds(self) -> Json:
        """Ask the feeds whose time has come; return what came as `polled`, or an `error`."""

        def poll() -> Json:
            polled = self.service.feeds.poll()
            failed = [
                {"source": failure.source, "error": error_json(failure.error)}
                for each in polled
                for failure in each.failed
            ]
            added = [article_id for each in polled for article_id in each.added]
            return {"type": "polled", "asked": sum(each.asked for each in polled), "added": added, "failed": failed}

        return or_error(poll)

    def digest(self, language: str = "en", day: str = "") -> Json:
        """Return what the feeds brought on a day (ISO 8601, "" for today) as `digest`, in a reader's language first."""

        def look() -> Json:
            when = date.fromisoformat(day) if day else date.today()
            items = self.service.digest(when, "ko" if language == "ko" else "en")
            return {"type": "digest", "day": when.isoformat(), "items": [plain(item) for item in items]}

        return or_error(look)


def feed_json(feed: FollowedFeed) -> Json:
    """Return what a reader may want to know of a feed; `taken` is how many articles came from it."""
    known = asdict(feed)
    shown = ("address", "title", "tags", "polled_at", "next_at", "problem")
    return {**{name: known[name] for name in shown}, "taken": len(feed.taken)}
