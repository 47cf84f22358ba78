"""The whole library at a glance: its topics, the stories that it has in two languages, where those agree and differ.

`topics` groups articles and lays them out, `labels` names the groups, `stories` finds the pairs by `facts`, `comparing` sets
two articles side by side, `contradiction` says which of their numbers and dates differ, `telling` puts it into words;
`surveyor` is the door to all of it.
"""

from bot.overview.overview import (
    Comparison,
    OverviewDone,
    OverviewEvent,
    Pairing,
    PlacedArticle,
    Said,
    Story,
    StoryFound,
    Topic,
    TopicsFound,
)
from bot.overview.surveyor import Surveyor

__all__ = [
    "Comparison",
    "OverviewDone",
    "OverviewEvent",
    "Pairing",
    "PlacedArticle",
    "Said",
    "Story",
    "StoryFound",
    "Surveyor",
    "Topic",
    "TopicsFound",
]
