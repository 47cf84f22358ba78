"""How certain it is that the answering model read an answer in the excerpts.

Asked for yes or no, a small model says yes to nearly everything. What it remembers of the question in its middle layers tells
more: a weighted sum of it, fitted once for a model by `bench/fit_answerability.py`, with how near the nearest sentence is.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.answering.selection.sentence_odds import READ_EVEN
from bot.bilingual import Language
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.linear_probe import LinearProbe
from bot.models.llm.prompts import NO, YES

NUMBERS = Path(__file__).parent

# How much the nearest sentence weighs beside the sum, by language of the question: in Korean it tells as much as the model
# does, in English little (docs/measurements/answering.md).
NEARNESS: dict[Language, float] = {"ko": 2.0, "en": 1.0}
# How much what the reader of sentences finds weighs beside both (docs/measurements/answering.md).
READ_WEIGHT = 0.7
# The least certainty, by model and by language of the question and of the passages: `python -m bench.refusal` measures what is
# refused, rightly and wrongly, from which one on (docs/measurements/answering.md). Any other model is taken at its word.
LEAST_ANSWERABILITY: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("ko", "ko"): 0.8, ("ko", "en"): -0.05, ("en", "ko"): 0.0, ("en", "en"): 0.3},
}
# Where nothing confirms the answer, the certainty that it takes to quote what it stands on instead of refusing
# (docs/measurements/answering.md).
LEAST_UNCONFIRMED: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("ko", "en"): 0.45, ("en", "ko"): 0.2},
}


def answerability(
    model: AnsweringModel,
    messages: Sequence[Message],
    pair: tuple[Language, Language],
    nearest: float,
    found: float | None = None,
) -> float:
    """Return how certain an answer is. Raises ModelUnavailable.

    `messages` ask whether there is one (`bot.models.llm.prompts.ask_whether`), `pair` is the question's and the passages'
    language, `nearest` is the score of the nearest sentence, and `found` what the reader of sentences finds of an answer in the
    whole article, where that is known (`SentenceOdds.found`). Without weights for the model it is the log odds that it says yes.
    """
    weights = LinearProbe.for_model(model.name, NUMBERS)
    reading = model.read(messages, YES, NO, weights.place if weights else None)
    if weights is None or reading.values is None:
        return reading.odds
    read = 0.0 if found is None else READ_WEIGHT * (found - READ_EVEN[pair])
    return weights.sum(reading.values) + NEARNESS[pair[0]] * nearest + read


def holds_answer(
    model: AnsweringModel,
    messages: Sequence[Message],
    pair: tuple[Language, Language],
    nearest: float,
    found: float | None = None,
    margin: float = 0.0,
) -> bool:
    """Return whether `model` is as certain as it takes to ask it (see `answerability`); the bound is lower by `margin`."""
    return answerability(model, messages, pair, nearest, found) >= least_answerability(model.name, pair) - margin


def least_answerability(model: str, pair: tuple[Language, Language], *, unconfirmed: bool = False) -> float:
    """Return the certainty that it takes to ask a model for an answer, or to keep one that is `unconfirmed`."""
    least = LEAST_ANSWERABILITY.get(model, {}).get(pair, 0.0)
    return LEAST_UNCONFIRMED.get(model, {}).get(pair, least) if unconfirmed else least
