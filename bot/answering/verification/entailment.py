"""A sentence in another language than its source, read beside it once more by the answering model.

Comparing words across languages shows of what a sentence speaks, and hardly who did what to whom. The model that wrote it
sees more of that when it reads the sentence as a claim about a few lines of text, without the question.
"""

import math
from typing import Literal

from bot.bilingual import Language
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.prompts import NO, YES, ask_whether_said

# The least log odds that the text says it, by language of the sentence and of its source; docs/measurements/answering.md has
# what is confirmed, rightly and wrongly. A model that nothing is known about is taken at its word.
LEAST_ODDS: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("en", "ko"): 1.9, ("ko", "en"): 1.0},
}
# And the least at which it may say so: of 20 sentences that the model told in English without a wrong name or number 6 lay below,
# none of them right ("Park Bong-hoon" for 배경훈); of the other 14 about 8 were right.
LEAST_LIKELY_ODDS: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("en", "ko"): 1.2},
}

SecondReading = Literal["confirmed", "likely", "unlikely"]


def read_claim(model: AnsweringModel, claim: str, text: str, pair: tuple[Language, Language]) -> SecondReading:
    """Return how surely `model` finds `claim` in `text`, whose languages are `pair`. Raises ModelUnavailable."""
    odds = model.odds(ask_whether_said(claim, text), YES, NO)
    if odds >= LEAST_ODDS.get(model.name, {}).get(pair, 0.0):
        return "confirmed"
    return "likely" if odds >= LEAST_LIKELY_ODDS.get(model.name, {}).get(pair, -math.inf) else "unlikely"


def confirms(model: AnsweringModel, claim: str, text: str, pair: tuple[Language, Language]) -> bool:
    """Return whether `model` finds `claim` in `text` for certain. Raises ModelUnavailable."""
    return read_claim(model, claim, text, pair) == "confirmed"
