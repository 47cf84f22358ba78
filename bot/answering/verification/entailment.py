"""A sentence in another language than its source, read beside it once more by the answering model.

Comparing words across languages shows of what a sentence speaks, and hardly who did what to whom. The model that wrote it
sees more of that when it reads the sentence as a claim about a few lines of text, without the question.
"""

from bot.bilingual import Language
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.prompts import NO, YES, ask_whether_said

# The least log odds that the text says it, by language of the sentence and of its source; docs/measurements/answering.md has
# what is confirmed, rightly and wrongly. A model that nothing is known about is taken at its word.
LEAST_ODDS: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("en", "ko"): 1.9, ("ko", "en"): 1.0},
}


def confirms(model: AnsweringModel, claim: str, text: str, pair: tuple[Language, Language]) -> bool:
    """Return whether `model` finds `claim` in `text`, whose languages are `pair`. Raises ModelUnavailable."""
    odds = model.odds(ask_whether_said(claim, text), YES, NO)
    return odds >= LEAST_ODDS.get(model.name, {}).get(pair, 0.0)
