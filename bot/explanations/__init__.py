"""Each article explained without being asked: summary, key points, names, numbers, timeline, terms and questions, all cited.

What there is to show is here; `bot.explanations.making` brings the search with it.
"""

from bot.explanations.explanation import PARTS, Explanation, Making, Step

__all__ = ["PARTS", "Explanation", "Making", "Step"]
