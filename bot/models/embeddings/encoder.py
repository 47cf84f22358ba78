"""Questions and passages as the library keeps and compares them: embedded, then balanced between the languages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.bilingual import Language
from bot.models.embeddings.alignment import AlignedText, LanguageAlignment
from bot.models.embeddings.embedder import Embedder, Floats
from bot.models.embeddings.late_interaction import PassageTokens


@dataclass(frozen=True, slots=True)
class EncodingIdentity:
    """What makes two codes comparable. A library holds codes of one identity only."""

    model: str
    dtype: str
    dimension: int
    token_dimension: int
    alignment: str


@dataclass(frozen=True, slots=True)
class PassageCode:
    """A passage as the library keeps it: one vector for the whole, shape (dimension,), and its tokens."""

    vector: Floats
    tokens: PassageTokens

    def moved(self, offset: int) -> "PassageCode":
        """Return the same code with its tokens' spans `offset` characters further on."""
        spans = self.tokens.spans + np.int32(offset)
        return PassageCode(self.vector, PassageTokens(self.tokens.directions, spans))

    def placed(self, starts: Sequence[int], ends: Sequence[int]) -> "PassageCode":
        """Return the same code for the text that the encoded one was made from: character i was [starts[i], ends[i]) of it."""
        spans = self.tokens.spans
        first, last = np.array(starts, dtype=spans.dtype), np.array(ends, dtype=spans.dtype)
        placed = np.stack([first[spans[:, 0]], last[spans[:, 1] - 1]], axis=1) if len(spans) else spans
        # What covers no character stays so: where a sentence begins, in the place of its words.
        placed[:, 1] = np.where(spans[:, 1] > spans[:, 0], placed[:, 1], placed[:, 0])
        return PassageCode(self.vector, PassageTokens(self.tokens.directions, placed))


# Of an answer the same words are looked for several times: in passages, in a whole article, beside its sentences. So many are
# kept, of some 30 kB each, 800 where they are as long as the model reads.
_KEPT_QUESTIONS = 64


class Encoder:
    """An embedder and the alignment that was fitted for it. It keeps the questions that were asked last."""

    def __init__(self, embedder: Embedder, alignment: LanguageAlignment) -> None:
        self.embedder = embedder
        self._alignment = alignment
        self._encoded = lru_cache(_KEPT_QUESTIONS)(embedder.encode_question)

    @classmethod
    def for_embedder(cls, embedder: Embedder) -> "Encoder":
        """Return the encoder with the alignment of the embedder's model, or without one where none was fitted."""
        made = embedder.identity
        return cls(embedder, LanguageAlignment.for_identity(made))

    @property
    def identity(self) -> EncodingIdentity:
        """What the codes are made with."""
        made = self.embedder.identity
        return EncodingIdentity(
            made.name, made.dtype, made.dimension, self._alignment.token_matrix.shape[1], self._alignment.name
        )

    def calibrate(self, score: float, asked: Language, language: Language) -> float:
        """Return a late-interaction score in standard deviations above unrelated texts of the same pair of languages."""
        mean, spread = self._alignment.background[asked, language]
        return (score - mean) / spread

    def nearness(self, score: float, asked: Language, language: Language) -> float:
        """Return how near a sentence is by its score (`late_interaction.score_span`), as bounds know it: as by its tokens.

        Where sentences stand for tokens, scores of right passages lie lower and further apart.
        """
        scale = self._alignment.as_by_tokens.get((asked, language))
        return score if scale is None or score <= -1.0 else scale[0] * score + scale[1]

    def encode_question(self, question: str, language: Language) -> AlignedText:
        """Return a question in the common space."""
        return self._alignment.apply(self._encoded(question), language, "query")

    def embed_question(self, question: str) -> Floats:
        """Return where a question as a whole points, unit length, shape (dimension,), to be compared with `embed_sentences`."""
        return self._encoded(question).vector

    def embed_sentences(self, sentences: Sequence[str]) -> Floats:
        """Return where sentences point, each read alone, unit length, shape (sentences, dimension).

        Neither is aligned: what is compared with one question stands in one article, in one language.
        """
        return self.embedder.embed_passages(sentences)

    def encode_passages(
        self, texts: Sequence[str], languages: Sequence[Language], on_done: Callable[[int], None] | None = None
    ) -> list[PassageCode]:
        """Return the codes of `texts` in order, spans counting from each text's first character."""
        encoded = self.embedder.encode_passages(texts, on_done)
        return [
            _code(self._alignment.apply(text, language, "passage"))
            for text, language in zip(encoded, languages, strict=True)
        ]


def _code(text: AlignedText) -> PassageCode:
    return PassageCode(text.vector, PassageTokens.from_text(text, offset=0))
