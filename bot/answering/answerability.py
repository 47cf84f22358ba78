"""How certain it is that the answering model read an answer in the excerpts.

Asked for yes or no, a small model says yes to nearly everything. Taught to read claims (`bot.models.llm.adapters`) it remembers
in its middle layers as well whether a text answers a question: a weighted sum of that, fitted by `bench/fit_answerability.py`,
tells it (docs/decisions/0010-questions-are-read-like-claims.md).
"""

from collections.abc import Sequence
from pathlib import Path

from bot.answering.selection.sentence_odds import READ_EVEN
from bot.bilingual import Language
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.linear_probe import LinearProbe
from bot.models.llm.prompts import NO, YES, Excerpt, ask_whether, ask_whether_answered

NUMBERS = Path(__file__).parent

# How much what the reader of sentences finds weighs beside that (docs/measurements/answering.md).
READ_WEIGHT = 0.7
# The least certainty, by model and by language of the question and of the text: of 80 facts that an article tells four lie below,
# of 85 that it nearly tells 47 (`bench/near_misses`, on which they were chosen). Any other model is taken at its word.
LEAST_ANSWERABILITY: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("ko", "ko"): 0.8, ("ko", "en"): 0.3, ("en", "ko"): 0.2, ("en", "en"): 0.8},
}
# Where nothing confirms the answer, the certainty that it takes to quote what it stands on instead of refusing: above lie 33 of
# the 37 facts told across the languages that are not refused before, and 9 of the 19 others.
LEAST_UNCONFIRMED: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("ko", "en"): 1.0, ("en", "ko"): 1.0},
}


def answerability(
    model: AnsweringModel,
    question: str,
    excerpts: Sequence[Excerpt],
    pair: tuple[Language, Language],
    found: float | None = None,
) -> float:
    """Return how certain it is that excerpts answer a question. Raises ModelUnavailable.

    `pair` is the question's and the excerpts' language, and `found` what the reader of sentences finds of an answer in the whole
    article, where that is known (`SentenceOdds.found`). Of a model that was not taught to read here it is the log odds that it
    says yes.
    """
    weights = LinearProbe.for_model(model.name, NUMBERS) if "reading" in model.taught else None
    if weights is None:
        return model.odds(ask_whether(question, excerpts, *pair), YES, NO)
    reading = model.read(ask_whether_answered(question, excerpts), YES, NO, weights.place)
    if reading.values is None:  # such as on a full disk
        return reading.odds
    read = 0.0 if found is None else READ_WEIGHT * (found - READ_EVEN[pair])
    return weights.sum(reading.values) + read


def holds_answer(
    model: AnsweringModel,
    question: str,
    excerpts: Sequence[Excerpt],
    pair: tuple[Language, Language],
    found: float | None = None,
    margin: float = 0.0,
) -> bool:
    """Return whether `model` is as certain as it takes to ask it (see `answerability`); the bound is lower by `margin`."""
    certain = answerability(model, question, excerpts, pair, found)
    return certain >= least_answerability(model.name, pair) - margin


def least_answerability(model: str, pair: tuple[Language, Language], *, unconfirmed: bool = False) -> float:
    """Return the certainty that it takes to ask a model for an answer, or to keep one that is `unconfirmed`."""
    least = LEAST_ANSWERABILITY.get(model, {}).get(pair, 0.0)
    return LEAST_UNCONFIRMED.get(model, {}).get(pair, least) if unconfirmed else least
