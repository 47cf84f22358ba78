"""The feeds of a page that shares its articles: followed from here, asked by workers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.library.feeds.feed_poller import PolledFeed
from bot.library.indexing.index_report import IndexReport
from bot.service.feeds import Feeds
from bot.service.work.filed_articles import FiledArticles
from bot.service.work.job_outcome import polled_from_json
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.service.state.state_database import StateDatabase


class FiledFeeds(Feeds):
    """What readers follow. One worker at a time asks for what is new."""

    def __init__(self, settings: Settings, articles: FiledArticles, shared: "StateDatabase") -> None:
        super().__init__(settings, articles.add_content, articles.read_page, shared)
        self._work = articles.work

    def poll(self) -> list[PolledFeed]:
        """Have the feeds asked whose time has come, and what is new taken in."""
        return polled_from_json(self._work.do("poll_feeds")["polled"])

    def start(self, on_taken: Callable[[IndexReport], None]) -> None:
        """Do nothing: a worker asks feeds."""
