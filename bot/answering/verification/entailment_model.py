"""Entailment a claim beside its sources: is it supported, not said, or contradicted? Word overlap cannot see who did what."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.bilingual import Language
from bot.models.byte_rows import read_about, read_byte_rows
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
    """From which likelihood on a claim is supported or contradicted, for one pair of languages."""

    supported: float
    contradicted: float


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

        if not pairs:
            return []
        with self._lock, torch.inference_mode():
            network = self._network = self._network or self._load()
            shares = torch.softmax(network(pairs).float(), dim=1).numpy()
        return [Entailment(float(supported), float(contradicted)) for supported, _, contradicted in shares]

    def _load(self) -> "CrossEncoder":
        import copy

        import torch
        from tokenizers import Tokenizer

        from bot.answering.verification.cross_encoder import LOWER, CrossEncoder

        transformer: Any = self._embedder.load()[0]
        bert = transformer.auto_model
        tokenizer = Tokenizer.from_str(transformer.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.encode_special_tokens = True  # "</s>" in an article ends nothing
        network = CrossEncoder(bert, tokenizer, _KEPT)
        # The lower half is the embedding model's own; the upper half must not change that of the embedding model.
        network.upper = torch.nn.ModuleList(copy.deepcopy(layer) for layer in bert.encoder.layer[LOWER:])
        network.load_state_dict(read_byte_rows(self._path), strict=False)
        return network.to(bert.dtype).eval()
