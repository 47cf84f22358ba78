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


def is_fitted(model: AnsweringModel) -> bool:
    """Return whether there are weights for what `model` remembers: where it was taught to read and its engine has taken that."""
    return "reading" in model.taught and LinearProbe.for_model(model.name, NUMBERS) is not None


def answerability(
    model: AnsweringModel,
    question: str,
    excerpts: Sequence[Excerpt],
    pair: tuple[Language, Language],
    found: float | None = None,
) -> float:
    """Return how certain it is that excerpts answer a question, in log odds. Raises ModelUnavailable.

    `pair` is the question's and the excerpts' language, and `found` what the reader of sentences finds of an answer in the whole
    article, where that is known (`SentenceOdds.found`). Of a model without weights it is the log odds that it says yes.
    """
    weights = LinearProbe.for_model(model.name, NUMBERS) if is_fitted(model) else None
    if weights is None:
        return model.odds(ask_whether(question, excerpts, *pair), YES, NO)
    reading = model.read(ask_whether_answered(question, excerpts), YES, NO, weights.place)
    # Where the engine cannot write what it remembers, such as on a full disk, its yes or no is nearly as good.
    certain = reading.odds if reading.values is None else weights.sum(reading.values)
    return certain if found is None else certain + weigh_found(found, pair)


def weigh_found(found: float, pair: tuple[Language, Language]) -> float:
    """Return what the reader of sentences adds to the certainty of a model with weights."""
    return READ_WEIGHT * (found - READ_EVEN[pair])


def holds_answer(
    model: AnsweringModel,
    question: str,
    excerpts: Sequence[Excerpt],
    pair: tuple[Language, Language],
    found: float | None = None,
    margin: float = 0.0,
) -> bool:
    """Return whether `model` is as certain as it takes to ask it (see `answerability`); the bound is lower by `margin`."""
    return answerability(model, question, excerpts, pair, found) >= least_answerability(model, pair) - margin


def least_answerability(model: AnsweringModel, pair: tuple[Language, Language], *, unconfirmed: bool = False) -> float:
    """Return the certainty that it takes to ask a model for an answer, or to keep one that is `unconfirmed`."""
    if not is_fitted(model):
        return 0.0
    least = LEAST_ANSWERABILITY[model.name][pair]
    return LEAST_UNCONFIRMED[model.name].get(pair, least) if unconfirmed else least
