"""Each article explained without being asked: summary, key points, names, numbers, timeline, terms and questions, all cited.

What there is to show is here; `bot.insights.guides.guides` brings the search with it.
"""

from bot.insights.guides.guide import PARTS, Guide, GuideProgress, Step

__all__ = ["PARTS", "Guide", "GuideProgress", "Step"]
