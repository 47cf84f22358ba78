"""Whether the evidence can hold an answer at all, decided before any model is asked.

The floors are fitted on development data (questions whose passage was taken out of the index, against the same questions
with it) so that about one answerable question in twenty is refused. They tell absent subjects from present ones; that a
subject is there and the fact asked for is not, no similarity shows: that is left to the check of the answer.
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
