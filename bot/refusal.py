"""Whether the evidence holds an answer: by how near it is, before any model is asked, then by what the model reads in it.

How near the nearest sentence is tells absent subjects from present ones. That a subject is there and the fact asked for is
not, no similarity shows: the answering model reads that, and says it with more or less certainty.
"""

import re

from bot.quantities import quantities
from bot.questions import Question
from bot.words import Language

# The least score of the nearest sentence (`late_interaction.score_span`), by language of the question and of the passage:
# below that of the answerable questions that were tried (docs/measurements.md). None were tried for Korean questions about
# English passages, which have the bound of the other direction.
NEAREST: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): 0.33,
    ("ko", "en"): 0.22,
    ("en", "ko"): 0.22,
    ("en", "en"): 0.42,
}
# How much the nearest sentence weighs beside the model's log odds that there is an answer.
NEARNESS = 4.0
# The least certainty that there is an answer, by the answering model: `python -m bench.refusal` measures what is refused, rightly
# and wrongly, from which one on (docs/measurements.md). At these about one answerable question in ten is refused at most, but for
# English questions about Korean text: that bound was set on a news article, and refuses more of an encyclopedia's long questions.
# A model that nothing is known about is taken at its word.
LEAST_CERTAINTY: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("ko", "ko"): 4.7, ("ko", "en"): 1.5, ("en", "ko"): 2.5, ("en", "en"): 3.8},
}


def is_near(asked: Language, language: Language, nearest: float) -> bool:
    """Return whether a passage may answer, from the score of its nearest sentence."""
    return nearest >= NEAREST[asked, language]


def certainty(odds: float, nearest: float) -> float:
    """Return how certain an answer is: the model's log odds of it, and the score of the nearest sentence (-1 to 1)."""
    return odds + NEARNESS * nearest


def reads_answer(model: str, asked: Language, language: Language, odds: float, nearest: float) -> bool:
    """Return whether `model`, which read excerpts of one language, is certain enough to be asked for the answer."""
    least = LEAST_CERTAINTY.get(model, {}).get((asked, language))
    return odds >= 0.0 if least is None else certainty(odds, nearest) >= least


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
