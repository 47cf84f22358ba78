"""Entailment a claim beside its sources: is it supported, not said, or contradicted? Word overlap cannot see who did what."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.bilingual import Language
from bot.models.byte_rows import read_about
from bot.models.embeddings.embedder import Embedder, SentenceEmbedder

if TYPE_CHECKING:
    from bot.answering.verification.cross_encoder import CrossEncoder

FILE = Path(__file__).with_name("entailment.safetensors")
LANGUAGES: tuple[Language, ...] = ("ko", "en")
_KEPT = 64  # sources of the last few questions


@dataclass(frozen=True, slots=True)
class Entailment:
    """How likely a source supports a claim, and contradicts it; what is left is that it says neither."""

    supported: float
    contradicted: float


@dataclass(frozen=True, slots=True)
class EntailmentLimits:
    """From which likelihood on a claim is supported or contradicted, for one pair of languages.

    `overrules` says that what is read decides where a rule about the claim's words speaks against it.
    """

    supported: float
    contradicted: float
    overrules: bool = False


class EntailmentModel(Protocol):
    """Reads pairs of a source and a claim."""

    @property
    def limits(self) -> "dict[tuple[Language, Language], EntailmentLimits]":
        """The limits for the language of the claim and that of the source."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return what is read of each (source, claim), in order; none for none."""


class CrossEncoderEntailment:
    """The cross-encoder on the embedding model's layers, put together when it first reads."""

    def __init__(self, embedder: SentenceEmbedder, path: Path) -> None:
        self._embedder = embedder
        self._path = path
        about = read_about(path)
        self.model = about["embedder"]
        self.limits: dict[tuple[Language, Language], EntailmentLimits] = {
            (claim, source): EntailmentLimits(*json.loads(about[f"{claim}-{source}"]))
            for claim in LANGUAGES
            for source in LANGUAGES
        }
        self._network: CrossEncoder | None = None
        self._lock = threading.Lock()

    @classmethod
    def for_embedder(cls, embedder: Embedder, path: Path = FILE) -> "CrossEncoderEntailment | None":
        """Return the model that was trained on `embedder`'s layers; None for another embedder or without its file."""
        if not isinstance(embedder, SentenceEmbedder) or not path.is_file():
            return None
        model = cls(embedder, path)
        return model if model.model == embedder.identity.model else None

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return what is read of each (source, claim), in order; none for none."""
        import torch

        from bot.answering.verification.cross_encoder import load_cross_encoder

        if not pairs:
            return []
        with self._lock, torch.inference_mode():
            network = self._network = self._network or load_cross_encoder(self._embedder, self._path, _KEPT)
            shares = torch.softmax(network(pairs).float(), dim=1).numpy()
        return [Entailment(float(supported), float(contradicted)) for supported, _, contradicted in shares]
