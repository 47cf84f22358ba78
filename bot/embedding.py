"""Text to vectors, through sentence-transformers. The only room that imports it."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = npt.NDArray[np.float32]
Spans = npt.NDArray[np.int32]
Role = Literal["query", "document"]

# Texts that go through the model at once. What they make has to stay in the processor's cache: 8 take a tenth less time than
# 16, and 32, which is sentence-transformers' own choice, more again (`python -m bench.library bulk`).
BATCH = 8

# What the vectors' identity calls the precision. The model runs in bfloat16 where the processor has instructions for it, in
# half the time, and else in float32; the same text then gets vectors with a cosine of at least .9999 (.9997 when balanced),
# which is less of a difference than storing tokens as bytes makes. So the one may be compared with the other.
DTYPE = "float32 or bfloat16"


@dataclass(frozen=True, slots=True)
class EmbeddingIdentity:
    """What makes two vectors comparable: the same model, at the same precision and size."""

    model: str
    dtype: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.model} ({self.dtype}, {self.dimension} dimensions)"


@dataclass(frozen=True, slots=True)
class EncodedText:
    """One text as the model sees it.

    `vector` is the whole text, unit length, shape (dimension,). `tokens` are its t tokens in context, unit length, shape
    (t, dimension), and `spans` where each stands in the text, shape (t, 2), as [start, end) in characters. The model's own
    marks and the prompt are left out, and so is what lies beyond the model's longest input (512 tokens for e5).
    """

    vector: Floats
    tokens: Floats
    spans: Spans


class Embedder(Protocol):
    """Turns questions and passages into vectors of one space."""

    @property
    def identity(self) -> EmbeddingIdentity:
        """What the vectors are made with."""

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order."""

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order."""

    def encode_question(self, text: str) -> EncodedText:
        """Return a question with its tokens."""

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        """Return passages with their tokens, in input order. `on_done` hears after each batch how many are done."""


class SentenceEmbedder:
    """A sentence-transformers model on the CPU, loaded when it is first needed: importing torch alone takes seconds."""

    def __init__(self, folder: str, identity: EmbeddingIdentity) -> None:
        self._folder = folder
        self._identity = identity
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @classmethod
    def from_folder(cls, folder: str | Path, *, name: str) -> "SentenceEmbedder":
        """Return the model in `folder`, which may also be any id that sentence-transformers can fetch by itself.

        `name` is what the vectors' identity calls the model. A folder of ours is not loaded yet; another id is.
        """
        configuration = Path(folder) / "config.json"
        if configuration.is_file():
            dimension = int(json.loads(configuration.read_text(encoding="utf-8"))["hidden_size"])
            return cls(str(folder), EmbeddingIdentity(name, DTYPE, dimension))
        model = _load(str(folder))
        embedder = cls(str(folder), EmbeddingIdentity(name, DTYPE, int(model.get_embedding_dimension() or 0)))
        embedder._model = model
        return embedder

    def load(self) -> "SentenceTransformer":
        """Load the model now, if it is not loaded yet."""
        with self._lock:
            if self._model is None:
                self._model = _load(self._folder)
            return self._model

    @property
    def identity(self) -> EmbeddingIdentity:
        """What the vectors are made with."""
        return self._identity

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order."""
        return self._embed(texts, "query")

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order."""
        return self._embed(texts, "document")

    def encode_question(self, text: str) -> EncodedText:
        """Return a question with its tokens."""
        return next(self._encode([text], "query"))

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        """Return passages with their tokens, in input order. `on_done` hears after each batch how many are done."""
        # Batches of similar length waste no work on padding: half the time on texts of mixed length.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        encoded: dict[int, EncodedText] = {}
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            encoded.update(zip(rows, self._encode([texts[row] for row in rows], "document"), strict=True))
            if on_done is not None:
                on_done(len(encoded))
        return [encoded[i] for i in range(len(texts))]

    def _embed(self, texts: Sequence[str], role: Role) -> Floats:
        if not texts:
            return np.zeros((0, self._identity.dimension), dtype=np.float32)
        model = self.load()
        encode = model.encode_query if role == "query" else model.encode_document
        vectors: Any = encode(list(texts), batch_size=BATCH, convert_to_tensor=True, show_progress_bar=False)
        return _unit(vectors.float().numpy())

    def _encode(self, texts: Sequence[str], role: Role) -> Iterator[EncodedText]:
        model = self.load()
        encode = model.encode_query if role == "query" else model.encode_document
        # With no output value, sentence-transformers returns everything that its modules made of each text.
        outputs: Any = encode(list(texts), batch_size=BATCH, output_value=None, show_progress_bar=False)
        prompt = model.prompts.get(role) or ""
        for text, output in zip(texts, outputs, strict=True):
            spans = self._spans(prompt, text, int(output["attention_mask"].sum()))
            # The first word's token begins at the blank that ends the prompt: only what ends before the text is not of it.
            kept = (spans[:, 1] > 0) & (spans[:, 1] > spans[:, 0])
            tokens = output["token_embeddings"].float().numpy()[: len(spans)][kept]
            vector = _unit(output["sentence_embedding"].float().numpy())
            yield EncodedText(vector, _unit(tokens), np.maximum(spans[kept], 0))

    def _spans(self, prompt: str, text: str, count: int) -> Spans:
        """Return where each of the first `count` tokens stands in `text`; before it (negative) or empty for marks and prompt."""
        tokenizer: Any = self.load().tokenizer
        offsets = tokenizer(prompt + text, return_offsets_mapping=True, truncation=True)["offset_mapping"]
        return np.asarray(offsets, dtype=np.int32)[:count] - len(prompt)


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _load(folder: str) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    dtype = torch.bfloat16 if _has_bfloat16() else torch.float32
    return SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": dtype})


def _has_bfloat16() -> bool:
    """Return whether the processor multiplies bfloat16 itself; where it does not, torch imitates it, slowly."""
    import torch

    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16") or able.get("bf16"))
