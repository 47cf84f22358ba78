"""What makes Korean and English vectors of one model comparable, and single tokens too: numbers, fitted once, versioned.

e5 prefers the language of the question: the vectors of each language, and of questions and passages, have a place of their
own in the space. The alignment moves each to a common centre and evens out the directions in which translations differ
(whitening by the differences within 3,000 translated pairs). `bench/fit_alignment.py` fits the numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from bot.bilingual import Language
from bot.models.embeddings.embedder import EmbeddingIdentity, EncodedText, Floats, Parts, Spans

Role = Literal["query", "passage"]

_NUMBERS = Path(__file__).parent
_NOTHING = "none"

_PAIRS: list[tuple[Language, Language]] = [("ko", "ko"), ("ko", "en"), ("en", "ko"), ("en", "en")]

# Mean and spread of the score between unrelated texts where sentences stand for tokens, for the one model that has a balance:
# `python -m bench.served_embedding`.
_BY_SENTENCES: dict[tuple[Language, Language], tuple[float, float]] = {
    ("ko", "ko"): (0.0048, 0.0099),
    ("ko", "en"): (0.0045, 0.0086),
    ("en", "ko"): (0.0046, 0.0090),
    ("en", "en"): (0.0056, 0.0118),
}

# A line through what one in twenty questions and half of them stay below with the passage that answers them, by sentences and by
# tokens.
_AS_BY_TOKENS: dict[tuple[Language, Language], tuple[float, float]] = {
    ("ko", "ko"): (0.74, 0.15),
    ("ko", "en"): (0.79, 0.09),
    ("en", "ko"): (0.9, 0.09),
    ("en", "en"): (0.73, 0.18),
}

# How steeply a question token's weight grows with its distance from the mean token of its language: words of content are
# far from it, particles and punctuation near. 6 to 10 do equally well on the development sets.
_WEIGHT_POWER = 8


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A text in the common space of both languages.

    `vector` is the whole text, unit length, shape (dimension,). `tokens` are its t tokens, unit length, shape
    (t, token dimension); `weights` (t,) how much each says, adding up to 1; `spans` (t, 2) where each stands.
    """

    vector: Floats
    tokens: Floats
    weights: Floats
    spans: Spans


@dataclass(frozen=True, slots=True)
class LanguageAlignment:
    """The fitted numbers of one embedding model.

    A mean for each language and role and a matrix for all of them, for whole texts and for tokens; and for each pair of
    languages (question, passage) the mean and spread of the late-interaction score between texts that are unrelated, by
    which scores of different pairs are compared. `as_by_tokens` has a factor and what is added for the score of a sentence where
    sentences stand for tokens, which puts it where tokens would; it is empty where they are there, and for other models.
    """

    name: str
    means: dict[tuple[Language, Role], Floats]
    matrix: Floats
    token_means: dict[tuple[Language, Role], Floats]
    token_matrix: Floats
    background: dict[tuple[Language, Language], tuple[float, float]]
    as_by_tokens: Mapping[tuple[Language, Language], tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def for_identity(cls, made: EmbeddingIdentity) -> "LanguageAlignment":
        """Return the numbers fitted for the model of an embedder, and for what stands for tokens there."""
        return cls.for_model(made.name, made.dimension, made.token_dimension, made.parts)

    @classmethod
    def for_model(
        cls, model: str, dimension: int, token_dimension: int | None = None, parts: Parts = "tokens"
    ) -> "LanguageAlignment":
        """Return the numbers fitted for `model`; for any other model, ones that change nothing.

        `token_dimension` is that of its token vectors where it is another. Where sentences stand for tokens they are balanced
        as whole texts are.
        """
        found = cls._read(model, dimension, token_dimension)
        if parts == "tokens":
            return found
        is_fitted = found.name != _NOTHING
        return replace(
            found,
            name=f"{found.name}, {parts}",
            token_means=found.means,
            token_matrix=found.matrix,
            background=_BY_SENTENCES if is_fitted else found.background,
            as_by_tokens=_AS_BY_TOKENS if is_fitted else {},
        )

    @classmethod
    def _read(cls, model: str, dimension: int, token_dimension: int | None) -> "LanguageAlignment":
        path = _NUMBERS / f"{model.replace('/', '--')}.npz"
        kinds: list[tuple[Language, Role]] = [("ko", "query"), ("ko", "passage"), ("en", "query"), ("en", "passage")]
        if not path.is_file():
            sizes = (dimension, token_dimension or dimension)
            of_texts, of_tokens = ({kind: np.zeros(size, dtype=np.float32) for kind in kinds} for size in sizes)
            same, same_token = (np.eye(size, dtype=np.float32) for size in sizes)
            return cls(_NOTHING, of_texts, same, of_tokens, same_token, {pair: (0.0, 1.0) for pair in _PAIRS})
        with np.load(path, allow_pickle=False) as numbers:
            return cls(
                name=str(numbers["name"]),
                means={kind: _floats(numbers[f"mean_{kind[0]}_{kind[1]}"]) for kind in kinds},
                matrix=_floats(numbers["whiten"]),
                token_means={kind: _floats(numbers[f"token_mean_{kind[0]}_{kind[1]}"]) for kind in kinds},
                token_matrix=_floats(numbers["token_whiten"]),
                background={pair: _pair(numbers[f"late_{pair[0]}_{pair[1]}"]) for pair in _PAIRS},
            )

    def apply(self, text: EncodedText, language: Language, role: Role) -> AlignedText:
        """Return a question or passage of one language in the common space."""
        kind = (language, role)
        centred = text.tokens - self.token_means[kind]
        weights = np.linalg.norm(centred, axis=-1) ** _WEIGHT_POWER
        return AlignedText(
            vector=_unit((text.vector - self.means[kind]) @ self.matrix),
            tokens=_unit(centred @ self.token_matrix),
            weights=np.asarray(weights / max(float(weights.sum()), 1e-9), dtype=np.float32),
            spans=text.spans,
        )


def _pair(array: Floats) -> tuple[float, float]:
    return float(array[0]), float(array[1])


def _floats(array: Floats) -> Floats:
    return np.asarray(array, dtype=np.float32)


def _unit(rows: npt.NDArray[Any]) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
