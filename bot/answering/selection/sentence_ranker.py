"""How much each sentence of an article explains what is asked: a small network over what is seen of it.

`bench/selection/fit_ranker.py` fits its numbers on 345 articles of our own whose sentences are marked for 7,590 requests.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.models.embeddings.embedder import Floats

NUMBERS = Path(__file__).with_name("sentence_ranker.npz")


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """The fitted numbers: of n features their `mean` and `spread` (n,), and a layer of h tanh units beside a straight sum.

    `units` (h, n) and `unit_offsets` (h,) make the layer, `outer` (h,) and `direct` (n,) weigh it and the features.
    """

    mean: Floats
    spread: Floats
    units: Floats
    unit_offsets: Floats
    outer: Floats
    direct: Floats
    offset: Floats

    @classmethod
    @cache
    def fitted(cls) -> "SentenceRanker":
        """Return the ranker that comes with the program."""
        with np.load(NUMBERS, allow_pickle=False) as numbers:
            return cls(**{name: numbers[name].astype(np.float32) for name in cls.__dataclass_fields__})

    def rank(self, features: Floats) -> Floats:
        """Return the log odds that a full answer tells each sentence, shape (sentences,), of `features` (sentences, n)."""
        seen = ((features - self.mean) / self.spread).astype(np.float32)
        layer = np.tanh(seen @ self.units.T + self.unit_offsets)
        return np.asarray(layer @ self.outer + seen @ self.direct + self.offset, dtype=np.float32)
