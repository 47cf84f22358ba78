"""What is read of a sentence beside its sources, and what words and rules say of it, as one mark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.verification import reasons
from bot.answering.verification.entailment_model import EntailmentLimits, EntailmentModel
from bot.answering.verification.sources import PreparedEvidence
from bot.answering.verification.support import Support, SupportVerdict
from bot.bilingual import Bilingual, Language

# A claim is read beside its chosen passages and the next best, at most this many.
_MOST_READ = 2
# How likely a source has to support a claim whose words of denial, rise and fall seem to say the opposite of it.
_SURE = 0.9
# And from how likely on it leans towards support.
_LEANS = 0.5


@dataclass(frozen=True, slots=True)
class Compared:
    """What words and rules say of a sentence: how well it is met, and what speaks against it, `certain` where it is a number."""

    reached: float
    near: bool
    opposite: Bilingual | None
    doubt: Bilingual | None
    certain: bool

    def least(self, limits: EntailmentLimits) -> float:
        """Return the likelihood from which on the sentence is supported."""
        if self.doubt is not None and (self.certain or not limits.overrules):
            return math.inf
        if self.opposite is not None and not limits.overrules:
            return max(_SURE, limits.supported)
        return limits.supported


def judge(
    model: EntailmentModel,
    sentence: str,
    language: Language,
    evidence: PreparedEvidence,
    ranked: Sequence[int],
    compared: Compared,
) -> SupportVerdict:
    """Return the mark of a sentence as it is read beside the best sources; the rules only take away."""
    first: dict[int, int] = {}
    for i in ranked:
        first.setdefault(evidence.sources[i].n, i)
    read = list(first.values())[:_MOST_READ]
    readings = model.read([(evidence.window(i), sentence) for i in read])
    best, reading = max(zip(read, readings, strict=True), key=lambda pair: pair[1].supported)
    limits = model.limits[language, evidence.sources[best].language]
    if reading.supported >= compared.least(limits):
        return SupportVerdict("supported", (evidence.sources[best].n,), best, None, compared.reached)
    if compared.opposite is not None:
        # Across the languages the pairs of opposites are coarse: where the one that reads leans the other way nobody can tell.
        untold = reading.supported >= _LEANS and evidence.sources[best].language != language
        opposite: Support = "weak" if untold else "unsupported"
        return SupportVerdict(opposite, (), read[0], compared.opposite, compared.reached)
    if reading.supported < limits.supported and readings[0].contradicted >= limits.contradicted:
        return SupportVerdict("unsupported", (), read[0], reasons.SAYS_THE_OPPOSITE, compared.reached)
    if reading.supported < limits.supported and not compared.near:
        return SupportVerdict("unsupported", (), read[0], reasons.NOTHING_LIKE_IT, compared.reached)
    return SupportVerdict("weak", (), read[0], compared.doubt or reasons.NOT_QUITE_SAID, compared.reached)
