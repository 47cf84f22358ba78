"""Late interaction: how well each token of a question is met by some token of a passage (MaxSim; Khattab, Zaharia 2020).

Passages keep their tokens as signed bytes: a quarter of the room, and no measurable difference to the ranking.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.embedder import Floats, Spans

Bytes = npt.NDArray[np.int8]

_SCALE = 127.0


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """A passage's t tokens: directions as signed bytes, shape (t, d), and spans as offsets into its article, shape (t, 2)."""

    directions: Bytes
    spans: Spans

    @classmethod
    def from_text(cls, text: AlignedText, offset: int) -> "PassageTokens":
        """Return the tokens of `text`, whose first character is at `offset` of the article."""
        directions = np.clip(np.rint(text.tokens * _SCALE), -127, 127).astype(np.int8)
        return cls(directions, text.spans + np.int32(offset))

    @classmethod
    def from_bytes(cls, data: bytes, dimension: int) -> "PassageTokens":
        """Read what `to_bytes` wrote."""
        count = len(data) // (dimension + 8)
        spans = np.frombuffer(data, dtype="<i4", count=2 * count).reshape(count, 2)
        directions = np.frombuffer(data, dtype=np.int8, offset=8 * count).reshape(count, dimension)
        return cls(directions, spans)

    def to_bytes(self) -> bytes:
        """Return spans, then directions."""
        return self.spans.astype("<i4").tobytes() + self.directions.tobytes()


@dataclass(frozen=True, slots=True)
class Match:
    """How a passage meets a question.

    `score`, 0 to 1, is the weighted mean over the question's tokens of the squared best cosine with a passage token: squares
    let few good matches outweigh many poor ones. `cosines` has all of them, shape (question tokens, passage tokens).
    """

    score: float
    cosines: Floats


def match(question: AlignedText, passages: Sequence[PassageTokens]) -> list[Match]:
    """Compare a question with passages and return how each meets it, in their order; one without tokens scores 0.

    Each is a product of its own: to put their tokens together takes longer than the products.
    """
    tokens = question.tokens.T / np.float32(_SCALE)
    return [_score(question, (passage.directions.astype(np.float32) @ tokens).T) for passage in passages]


def score_span(question: AlignedText, passage: PassageTokens, cosines: Floats, start: int, end: int) -> float:
    """Return the weighted mean of the best cosines with one stretch of the passage, such as a sentence: -1 to 1.

    It is -1 where no token begins in the stretch.
    """
    inside = (passage.spans[:, 0] >= start) & (passage.spans[:, 0] < end)
    return float(question.weights @ cosines[:, inside].max(axis=1)) if inside.any() else -1.0


def _score(question: AlignedText, cosines: Floats) -> Match:
    if not cosines.shape[1]:
        return Match(0.0, cosines)
    return Match(float(question.weights @ np.maximum(cosines.max(axis=1), 0) ** 2), cosines)
