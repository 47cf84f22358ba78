"""Where the sentences of whole articles point: each is embedded alone when its article is explained, and kept.

What a sentence says by itself is told better by that than by its tokens in their passage, which point where all of it does
(docs/measurements/answering.md).
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder

# 8,192 sentences of 384 numbers are 12 MB, some two hundred articles.
_KEPT = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """Where a question points, unit length, shape (dimension,), and sentences in their order, shape (sentences, dimension)."""

    question: Floats
    sentences: Floats


class SentenceDirections:
    """Embeds sentences, and keeps those that were asked for last. Threads may share it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: OrderedDict[str, Floats] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, question: str, sentences: Sequence[str]) -> Directions:
        """Return where a question and sentences, one at least, point."""
        known = self._embed(sentences)
        return Directions(self._encoder.embed_question(question), np.stack([known[text] for text in sentences]))

    def _embed(self, texts: Sequence[str]) -> dict[str, Floats]:
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            # A row alone is a view: while one is kept, all that were embedded with it stay in memory.
            rows = self._encoder.embed_sentences(new)
            found |= {text: row.copy() for text, row in zip(new, rows, strict=True)}
        with self._lock:
            for text, direction in found.items():
                self._kept[text] = direction
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found
