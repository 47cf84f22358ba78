"""What readers were told, noted as it is told, to be compared at the end with what is there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

# Of an answer, by what it says of itself.
BY_MODEL, BY_QUOTES, NOT_SAID = "answered by the model", "answered with quotes", "not in the articles"
ANSWERED = (BY_MODEL, BY_QUOTES, NOT_SAID)


@dataclass(frozen=True, slots=True)
class Try:
    """One time that a question was asked: `at` seconds after the start; `evidence` is None where none came.

    `ended` is one of `ANSWERED`, else the name of an error, of which `says_again` is whether it tells to try again.
    """

    at: float
    evidence: float | None
    whole: float
    ended: str
    says_again: bool = True


@dataclass(slots=True)
class Promised:
    """An article that somebody put there: how, its id as soon as a page told it, and whether it is to be gone again."""

    marker: str
    way: str
    id: str = ""
    tries: int = 0
    removed: bool = False
    told_removed: bool = False


@dataclass(slots=True)
class Ledger:
    """Everything that was told."""

    asked: int = 0
    tries: list[Try] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    # By conversation: the turns of which a reader was told that they are saved, in their order, with the answer's words.
    saved: dict[str, dict[str, str]] = field(default_factory=dict)
    unsaved: Counter[str] = field(default_factory=Counter)
    places_kept: int = 0
    places_lost: list[str] = field(default_factory=list)
    # Of looks that a page makes beside the questions.
    looks: Counter[str] = field(default_factory=Counter)
    broken_looks: Counter[str] = field(default_factory=Counter)
    articles: list[Promised] = field(default_factory=list)
    changes_broken: Counter[str] = field(default_factory=Counter)
    # Errors that do not tell to try again, with what they say.
    dead_ends: list[str] = field(default_factory=list)

    def ended(self, tries: Sequence[Try]) -> Counter[str]:
        """Return how tries ended."""
        return Counter(each.ended for each in tries)


def quantiles(seconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile in words, "–" where there is nothing."""
    if not seconds:
        return "      –       –"
    median, most = np.quantile(seconds, [0.5, 0.95])
    return f"{median:7.2f} {most:7.2f}"
