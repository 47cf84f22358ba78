"""How well the evidence supports a sentence."""

from dataclasses import dataclass
from typing import Literal

from bot.bilingual import Bilingual

Support = Literal["verbatim", "supported", "weak", "unsupported"]


@dataclass(frozen=True, slots=True)
class SupportVerdict:
    """What the evidence says of a sentence. `citations` are passage numbers, best first, only ones that back it.

    `closest` indexes the sources; it is None where there are none. `reason` says why it is weak or unsupported; `score` how
    well its words are met, -1 to 1.
    """

    support: Support
    citations: tuple[int, ...]
    closest: int | None
    reason: Bilingual | None
    score: float = 1.0
