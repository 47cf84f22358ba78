"""The only stand-ins: small, deterministic, and honest about what they are."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import numpy as np

from bot.answering.verification.entailment_model import LANGUAGES, Entailment, EntailmentLimits
from bot.bilingual import Language
from bot.models.embeddings.embedder import EmbeddingIdentity, EncodedText, Floats
from bot.models.llm.adapters import AdapterName
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import Reading
from bot.models.llm.llama_server import KVLocation
from bot.models.llm.thinking import Piece
from bot.models.model_errors import ModelUnavailable, TranslatorUnavailable

DIMENSION = 64


class FakeEmbedder:
    """A pure function of the text: hashed character trigrams, so that texts that share letters are close."""

    def __init__(self, model: str = "fake") -> None:
        self.identity = EmbeddingIdentity(model, "float32", DIMENSION)
        self.embedded: list[str] = []

    def load(self) -> None:
        """Have nothing to load."""

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        return self._embed(texts)

    def encode_question(self, text: str) -> EncodedText:
        return self._encode(text)

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        self.embedded += texts
        if on_done is not None:
            on_done(len(texts))
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> EncodedText:
        words = list(re.finditer(r"\w+", text))
        spans = np.array([match.span() for match in words], dtype=np.int32).reshape(-1, 2)
        return EncodedText(self._embed([text])[0], self._embed([match.group() for match in words]), spans)

    @staticmethod
    def _embed(texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            padded = f" {text.lower()} "
            for i in range(len(padded) - 2):
                digest = hashlib.blake2b(padded[i : i + 3].encode(), digest_size=4).digest()
                vectors[row, int.from_bytes(digest, "little") % DIMENSION] += 1
            vectors[row] /= max(float(np.linalg.norm(vectors[row])), 1e-9)
        return vectors


class ScriptedModel:
    """Says what it was told to say, piece by piece, and remembers what it was asked. Its last reply and odds it gives again.

    `values` are what it remembers of whatever it reads.
    """

    def __init__(
        self,
        *replies: str,
        away_after: int | None = None,
        odds: float | tuple[float, ...] = 9.0,
        name: str = "scripted",
        values: Floats | None = None,
        taught: Collection[AdapterName] = (),
    ) -> None:
        self.name = name
        self.taught = taught
        self.replies = replies or ("",)
        self._values = values
        self._odds = odds if isinstance(odds, tuple) else (odds,)
        self.doubted: list[Sequence[Message]] = []
        self.away_after = away_after
        self.asked: list[Sequence[Message]] = []
        self.closed = False

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        self.doubted.append(messages)
        return self._odds[min(len(self.doubted), len(self._odds)) - 1]

    def read(self, messages: Sequence[Message], yes: str, no: str, place: KVLocation | None) -> Reading:
        return Reading(self.odds(messages, yes, no), self._values)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        reply = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append(messages)
        try:
            for count, start in enumerate(range(0, len(reply), 3)):
                if self.away_after is not None and count >= self.away_after:
                    raise ModelUnavailable(name=self.name, reason="scripted")
                yield Piece(reply[start : start + 3])
        finally:
            self.closed = True


class PhraseTranslator:
    """Translates what stands in its table, both ways, and copies everything else, as a real one copies what it does not know.

    `away` makes it fail; `translated` is what it was asked for.
    """

    name = "phrases"

    def __init__(self, phrases: Mapping[str, str], *, away: bool = False) -> None:
        self._phrases = dict(phrases) | {other: own for own, other in phrases.items()}
        self._away = away
        self.translated: list[str] = []

    def translate(self, text: str, language: Language) -> str:
        self.translated.append(text)
        if self._away:
            raise TranslatorUnavailable(name=self.name, reason="scripted")
        return self._phrases.get(text, text)


class WordModel:
    """Reads words alone: supported as far as the source has them, contradicted where it has a "no" and the claim has none."""

    def __init__(self) -> None:
        self.limits = {(claim, source): EntailmentLimits(0.9, 0.8) for claim in LANGUAGES for source in LANGUAGES}
        self.read_pairs: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        self.read_pairs += pairs
        return [self._read(set(source.lower().split()), set(claim.lower().split())) for source, claim in pairs]

    @staticmethod
    def _read(source: set[str], claim: set[str]) -> Entailment:
        return Entailment(len(source & claim) / len(claim), float("no" in source and "no" not in claim))
