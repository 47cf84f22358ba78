"""Whether the evidence holds an answer: by how near it is, before any model is asked, then by what the model reads in it.

The floors are fitted on development data (questions whose passage was taken out of the index, against the same questions
with it). They tell absent subjects from present ones. That a subject is there and the fact asked for is not, no similarity
shows: the answering model reads that, and says it with more or less certainty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.quantities import quantities
from bot.questions import Question
from bot.words import Language

# From this many ranked passages on, how far the best stands out from the others says something.
ENOUGH_PASSAGES = 30


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that the best passage of a language must reach: its plain score, and its lead over the mean of the others."""

    score: float
    lead: float


# By language of the question and of the passages.
FLOORS: dict[tuple[Language, Language], Floor] = {
    ("ko", "ko"): Floor(0.46, 0.13),
    ("ko", "en"): Floor(0.29, 0.065),
    ("en", "ko"): Floor(0.31, 0.085),
    ("en", "en"): Floor(0.45, 0.135),
}


# How much the nearest sentence of the evidence weighs beside the model's log odds that there is an answer.
NEARNESS = 4.0
# The least certainty that there is an answer, by the answering model: `python -m bench.refusal` fits it, so that about one
# answerable question in fourteen is refused. A model that nothing is known about is taken at its word.
LEAST_CERTAINTY: dict[str, dict[tuple[Language, Language], float]] = {}


def certainty(odds: float, nearest: float) -> float:
    """Return how certain an answer is: the model's log odds of it, and the score of the nearest sentence (-1 to 1)."""
    return odds + NEARNESS * nearest


def reads_answer(model: str, asked: Language, language: Language, odds: float, nearest: float) -> bool:
    """Return whether `model`, which read excerpts of one language, is certain enough to be asked for the answer."""
    least = LEAST_CERTAINTY.get(model, {}).get((asked, language))
    return odds >= 0.0 if least is None else certainty(odds, nearest) >= least


def may_answer(asked: Language, language: Language, scores: Sequence[float]) -> bool:
    """Return whether passages of one language may answer, from their plain scores (`late_interaction.Match.plain`)."""
    if not scores:
        return False
    floor = FLOORS[asked, language]
    best, *others = sorted(scores, reverse=True)
    if best < floor.score:
        return False
    return len(scores) < ENOUGH_PASSAGES or best - sum(others) / len(others) >= floor.lead


def lacks_number(question: Question, passage: str, language: Language) -> bool:
    """Return whether the question wants a number and the passage has none that could be it.

    Dates never count, and spans of time only where the question names one.
    """
    if not question.wants_number:
        return False
    about_time = _TIME_NAMED.search(question.text) is not None
    return not any(
        quantity.when is None and (about_time or quantity.unit not in _TIMES)
        for quantity in quantities(passage, language)
    )


_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "clock", "ordinal", "age"})
_TIME_NAMED = re.compile(
    r"year|month|week|day|hour|minute|second|time|long|old|년|개월|달|주|일|시간|분|초|동안|살|세", re.IGNORECASE
)
