"""The endpoints of the overview: the whole library as it is surveyed, and two articles side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import gradio

from bot.errors import HaeseolError
from bot.insights.overview.overview import Comparison, OverviewDone, OverviewEvent, StoryFound, TopicsFound
from bot.insights.overview.wording import comparison_json, topics_json
from bot.progress import Progress
from bot.ui.events import Json, error_json, progress_json

if TYPE_CHECKING:
    from bot.insights.overview.builder import OverviewBuilder


class OverviewEndpoints:
    """The endpoints over one overview. Each does one survey and one comparison at a time; others wait in its line."""

    def __init__(self, builder: "OverviewBuilder") -> None:
        self.builder = builder

    def register(self, server: gradio.Server) -> None:
        """Name the endpoints on `server`."""
        server.api(self.overview, name="overview", concurrency_limit=1, concurrency_id="overview")
        server.api(self.compare, name="compare", concurrency_limit=1, concurrency_id="compare")

    def overview(self) -> Iterator[Json]:
        """Stream the overview: `progress` at any time, one `topics`, a `story` for each found, last `surveyed` or `error`."""
        yield from _told(self.builder.survey())

    def compare(self, ko_id: str, en_id: str) -> Iterator[Json]:
        """Compare a Korean and an English article: a stream of `progress`, last `comparison` or `error`."""
        yield from _told(self.builder.compare(ko_id, en_id))


def _told(events: Iterable[OverviewEvent | Comparison]) -> Iterator[Json]:
    try:
        for event in events:
            yield _event_json(event)
    except HaeseolError as error:
        yield error_json(error)


def _event_json(event: OverviewEvent | Comparison) -> Json:
    match event:
        case Progress():
            return progress_json(event)
        case TopicsFound():
            return {"type": "topics", **topics_json(event)}
        case StoryFound(story):
            return {"type": "story", **asdict(story)}
        case OverviewDone():
            return {"type": "surveyed", **asdict(event)}
        case Comparison():
            return {"type": "comparison", **comparison_json(event)}
