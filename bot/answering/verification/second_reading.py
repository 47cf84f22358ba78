"""A claim beside its source once more, by the answering model: a network of 21 million weights often cannot see who did what.

Asked whether a claim is true a small model says yes to most. What it remembers of the claim in its middle layers tells more: a
weighted sum of that, fitted by `bench/faithfulness/fit_second_reading.py`, with the log odds of the first reading.
"""

import math
from collections.abc import Sequence
from pathlib import Path

from bot.answering.verification.entailment_model import Entailment, EntailmentLimits, EntailmentModel
from bot.bilingual import Language
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.linear_probe import LinearProbe
from bot.models.llm.prompts import NO, YES, ask_whether_true

NUMBERS = Path(__file__).parent

# How both readings make one, in log odds: those of the first, and the sum of what is remembered.
FIRST, SECOND = 0.125, 2.0
# From which likelihood by both on a claim is supported, by model and by language of the claim and of the source: chosen by hand
# for .12 to .15 of false support on half of the articles for the limits, which is .05 to .08 on those held apart
# (`python -m bench.faithfulness --twice --every 2 --rows 0`; docs/measurements/answering.md).
LIMITS: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("ko", "ko"): 0.54, ("en", "en"): 0.47, ("ko", "en"): 0.53, ("en", "ko"): 0.51},
}
# What it takes more, in log odds, where a rule about words speaks against a claim: a name that is not met, a denial too many.
_DESPITE = 0.25
# A claim that the first reading finds less likely than that is not read again: of those nothing comes.
_HOPELESS = 0.02
_LEAST = 1e-4  # of a likelihood, so that it has log odds


class ReadTwice:
    """An entailment model that has the answering model read once more what a first one does not find hopeless."""

    def __init__(self, first: EntailmentModel, model: AnsweringModel, probe: LinearProbe) -> None:
        self._first = first
        self._model = model
        self._probe = probe
        self.limits = {
            pair: EntailmentLimits(limit, first.limits[pair].contradicted, _likely(log_odds(limit) + _DESPITE))
            for pair, limit in LIMITS[model.name].items()
        }

    @classmethod
    def with_model(cls, first: EntailmentModel, model: AnsweringModel) -> "ReadTwice | None":
        """Return both, None of a model that nothing was fitted for."""
        probe = LinearProbe.for_model(model.name, NUMBERS)
        return None if probe is None else cls(first, model, probe)

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return what is read of each (source, claim), in order. Raises ModelUnavailable."""
        return [
            self._again(source, claim, found)
            for (source, claim), found in zip(pairs, self._first.read(pairs), strict=True)
        ]

    def _again(self, source: str, claim: str, found: Entailment) -> Entailment:
        if found.supported < _HOPELESS:
            return found
        reading = self._model.read(ask_whether_true(claim, source), YES, NO, self._probe.place)
        if reading.values is None:  # such as on a full disk: what is not read twice is not confirmed by limits for both
            return Entailment(0.0, found.contradicted)
        odds = FIRST * log_odds(found.supported) + SECOND * self._probe.sum(reading.values)
        return Entailment(_likely(odds), found.contradicted)


def log_odds(likely: float) -> float:
    """Return the log odds of a likelihood, 0 to 1, finite for both ends."""
    likely = min(max(likely, _LEAST), 1 - _LEAST)
    return math.log(likely / (1 - likely))


def _likely(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
