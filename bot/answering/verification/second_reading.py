"""A claim beside its source once more, by the answering model: a network of 21 million weights often cannot see who did what.

Asked whether a claim is true a small model says yes to most. Taught to read claims (`bench/faithfulness/train_reading.py`) it
remembers in its middle layers whether the text says it: the log odds of that are a weighted sum of what it remembers.
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

# From which likelihood on a claim is supported, by model and by language of the claim and of the source: where .13 of the false
# claims about the articles for the limits are (English .08), which is .04 to .12 of claims that other hands wrote about articles
# of theirs (docs/measurements/answering.md). What words say against a claim changes nothing then, but for numbers: of those that
# were read as said 84 in 100 were true where a rule spoke against it, and 83 where none did.
LIMITS: dict[str, dict[tuple[Language, Language], float]] = {
    "qwen2.5-coder-1.5b": {("ko", "ko"): 0.64, ("en", "en"): 0.63, ("ko", "en"): 0.65, ("en", "ko"): 0.75},
}
# A claim that the first reading finds less likely than that is not read again: of those nothing comes.
_HOPELESS = 0.02


class ReadTwice:
    """An entailment model that has the answering model decide what a first one does not find hopeless."""

    def __init__(self, first: EntailmentModel, model: AnsweringModel, probe: LinearProbe) -> None:
        self._first = first
        self._model = model
        self._probe = probe
        self.limits = {
            pair: EntailmentLimits(limit, first.limits[pair].contradicted, overrules=True)
            for pair, limit in LIMITS[model.name].items()
        }
        # Whatever the languages.
        self._surely = max(limit.supported for limit in self.limits.values())

    @classmethod
    def with_model(cls, first: EntailmentModel, model: AnsweringModel) -> "ReadTwice | None":
        """Return both, None of a model that was not taught to read claims, or whose engine has not taken that."""
        probe = LinearProbe.for_model(model.name, NUMBERS) if "reading" in model.taught else None
        return None if probe is None else cls(first, model, probe)

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return what is read of each (source, claim), in order. Raises ModelUnavailable.

        A claim that a source surely says is not read beside those behind it, which support it with 0.
        """
        readings: list[Entailment] = []
        said: set[str] = set()
        for (source, claim), found in zip(pairs, self._first.read(pairs), strict=True):
            reading = Entailment(0.0, found.contradicted) if claim in said else self._again(source, claim, found)
            readings.append(reading)
            if reading.supported >= self._surely:
                said.add(claim)
        return readings

    def _again(self, source: str, claim: str, found: Entailment) -> Entailment:
        if found.supported < _HOPELESS:
            return found
        reading = self._model.read(ask_whether_true(claim, source), YES, NO, self._probe.place)
        if reading.values is None:  # such as on a full disk: what is not read twice is not confirmed by limits for both
            return Entailment(0.0, found.contradicted)
        return Entailment(1 / (1 + math.exp(-self._probe.sum(reading.values))), found.contradicted)
