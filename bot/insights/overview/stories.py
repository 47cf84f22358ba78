"""Which articles tell the same story in two languages: nearest to each other, and with the same names, numbers and dates."""

from dataclasses import dataclass

import numpy as np

from bot.models.embeddings.embedder import Floats

# Nearest articles less alike than this are not looked into, nor more of them than this: it means reading both.
_NEAR = 0.2
MOST_CANDIDATES = 500
_BATCH = 512

# How much the shared part of the facts counts beside the cosine, and from which sum on two articles are one story. Half of
# the Belebele passages, half of those without their translation, say 0.6 and 0.52; a little above that errs on the safe
# side (`python -m bench.overview stories`).
FACTS = 0.6
SAME = 0.55


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of each language's vectors, each the nearest to the other, and their cosine."""

    ko: int
    en: int
    cosine: float


def candidates(ko: Floats, en: Floats) -> list[Candidate]:
    """Return the pairs of rows that are each other's nearest, the most alike first; none where a language has no rows."""
    if not len(ko) or not len(en):
        return []
    nearest_en = np.zeros(len(ko), dtype=np.int64)
    nearest_ko = np.zeros(len(en), dtype=np.int64)
    best = np.full(len(en), -np.inf, dtype=np.float32)
    for first in range(0, len(ko), _BATCH):
        cosines = ko[first : first + _BATCH] @ en.T
        nearest_en[first : first + _BATCH] = cosines.argmax(axis=1)
        better = cosines.max(axis=0) > best
        nearest_ko[better] = first + cosines.argmax(axis=0)[better]
        best = np.maximum(best, cosines.max(axis=0))
    found = [
        Candidate(row, int(other), float(ko[row] @ en[other]))
        for row, other in enumerate(nearest_en)
        if nearest_ko[other] == row
    ]
    near = [candidate for candidate in found if candidate.cosine >= _NEAR]
    return sorted(near, key=lambda candidate: -candidate.cosine)[:MOST_CANDIDATES]


def likeness(cosine: float, shared: float) -> float:
    """Return how surely two articles with this cosine and this shared part of their facts tell the same story."""
    return cosine + FACTS * shared
