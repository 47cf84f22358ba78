"""Passages that nobody wrote, clustered as real ones are: for timing a search over more of them than anyone has at hand.

Vectors lie near a few hundred directions, passages of one article near each other; words follow Zipf's law, the most common
in every seventh passage; token counts are those of real passages of both languages.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.articles import Article
from bot.bilingual import Language
from bot.library.chunking import Passage
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import PassageCode
from bot.models.embeddings.late_interaction import PassageTokens
from bot.text.sentences import Span

DIMENSION = 384
PASSAGES = 10  # of an article
TOKENS = 96  # of a passage
_LATENT = 48
_TOPICS = 400
_WORDS = 150_000
WORDS_IN_PASSAGE = 40
LENGTH = 260  # characters of a passage


@dataclass(frozen=True, slots=True)
class StoredForm:
    """An article as the library takes it."""

    article: Article
    passages: list[Passage]
    codes: list[PassageCode]
    terms: list[str]


class World:
    """Makes articles and questions about them, the same ones for the same seed; `tokens` is how many a passage has."""

    def __init__(self, seed: int = 0, tokens: int = TOKENS) -> None:
        self._chance = np.random.default_rng(seed)
        self._plane = self._chance.standard_normal((_LATENT, DIMENSION), dtype=np.float32) / np.sqrt(_LATENT)
        self._topics = self._chance.standard_normal((_TOPICS, _LATENT), dtype=np.float32)
        ranks = np.arange(_WORDS) + 30.0
        self._odds = np.cumsum(1 / ranks) / np.sum(1 / ranks)
        self._directions = _unit(self._chance.standard_normal((20_000, DIMENSION), dtype=np.float32))
        self._stored = np.rint(self._directions * 127).astype(np.int8)
        self._dictionary = [_word(rank) for rank in range(_WORDS)]
        self.tokens = tokens

    def articles(self, count: int, first: int = 0) -> Iterator[StoredForm]:
        """Yield `count` articles with numbers from `first`, Korean and English in turn."""
        for n in range(first, first + count):
            yield self._article(n)

    def vectors(self, count: int) -> Floats:
        """Return `count` passage vectors, shape (count, DIMENSION), unit length."""
        return np.concatenate([self._vectors(PASSAGES) for _ in range(count // PASSAGES)])

    def question_near(self, vector: Floats, chance: np.random.Generator) -> AlignedText:
        """Return a question that a passage with this vector answers, made by `chance`."""
        tokens = self._directions[chance.integers(0, len(self._directions), 14)]
        weights = np.full(len(tokens), 1 / len(tokens), dtype=np.float32)
        noisy = vector + 0.6 * _unit(chance.standard_normal(DIMENSION, dtype=np.float32))
        spans = np.array([[i, i + 1] for i in range(len(tokens))], dtype=np.int32)
        return AlignedText(_unit(noisy), tokens, weights, spans)

    def words(self, count: int) -> list[str]:
        """Return words as they come in a passage; the rare half of the dictionary is as frequent as the common one."""
        return [self._dictionary[rank] for rank in np.searchsorted(self._odds, self._chance.random(count))]

    def _article(self, n: int) -> StoredForm:
        language: Language = "ko" if n % 2 else "en"
        text = f"Article {n}. ".ljust(PASSAGES * LENGTH, "x")
        article = Article(f"{n}.txt", f"{n}.txt", f"Article {n}", text, language, None)
        passages = [
            Passage(i * LENGTH, (i + 1) * LENGTH, (Span(i * LENGTH, (i + 1) * LENGTH),)) for i in range(PASSAGES)
        ]
        codes = [PassageCode(vector, self._passage_tokens()) for vector in self._vectors(PASSAGES)]
        return StoredForm(article, passages, codes, [" ".join(self.words(WORDS_IN_PASSAGE)) for _ in range(PASSAGES)])

    def _vectors(self, count: int) -> Floats:
        """Return the vectors of one article's passages."""
        topic = self._topics[self._chance.integers(_TOPICS)]
        centre = topic + 0.7 * self._chance.standard_normal(_LATENT, dtype=np.float32)
        latent = centre + 0.7 * self._chance.standard_normal((count, _LATENT), dtype=np.float32)
        noise = 0.25 * self._chance.standard_normal((count, DIMENSION), dtype=np.float32)
        return _unit(latent @ self._plane + noise)

    def _passage_tokens(self) -> PassageTokens:
        rows = self._stored[self._chance.integers(0, len(self._stored), self.tokens)]
        starts = np.linspace(0, LENGTH - 3, self.tokens).astype(np.int32)
        return PassageTokens(rows, np.stack([starts, starts + 2], axis=1))


def _word(rank: int) -> str:
    return "w" + np.base_repr(rank, 36).lower() + "z"


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=np.float32)
