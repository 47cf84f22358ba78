"""Text to vectors, through sentence-transformers. The only room that imports it."""

import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from bot.models.embeddings.difference import LearnedDifference
from bot.models.embeddings.micro_batcher import MicroBatcher
from bot.models.model_errors import EmbeddingUnusable
from bot.models.openmp import waiting_briefly

if TYPE_CHECKING:
    from sentence_transformers import MultiVectorEncoder, SentenceTransformer

    Model = SentenceTransformer | MultiVectorEncoder

Floats = npt.NDArray[np.float32]
Spans = npt.NDArray[np.int32]
EncodedRole = Literal["query", "document"]
Parts = Literal["tokens", "sentences"]

# What sentence-transformers' models call their prompts for the two roles, first choice first.
_PROMPTS: dict[EncodedRole, tuple[str, ...]] = {"query": ("query",), "document": ("document", "passage", "corpus")}
_WITH_OFFSETS = {"text": {"return_offsets_mapping": True}}

# Texts that go through the model at once, on one core: as many batches at a time as there are cores take 14% less time than one
# batch at a time on all of them, whose threads wait for each other after every layer, and half the time on a busy machine.
# 4 to 16 texts do equally well; more wait longer for the last batch (`python -m bench.library bulk`).
BATCH = 8
# Questions of readers who ask at the same time: one alone takes 28 ms of processor, each of 8 takes 9, each of 16 takes 8.
QUESTIONS = 16

# What the vectors' identity calls the precision. The model runs in bfloat16 where the processor has instructions for it, in
# half the time, and else in float32; the same text then gets vectors with a cosine of at least .9999 (.9997 when balanced),
# which is less of a difference than storing tokens as bytes makes. So the one may be compared with the other.
DTYPE = "float32 or bfloat16"


@dataclass(frozen=True, slots=True)
class EmbeddingIdentity:
    """What makes two vectors comparable: the same model at the same precision and size, and the same that it learned here.

    `token_dimension` is that of token vectors where it is another than `dimension`, else None. `difference` is the version of
    what the model learned here (`LearnedDifference`), empty for the model as it was published. `parts` is what stands for the
    tokens of a text: they themselves, or its sentences, where a server tells of no tokens (`served.sentence_parts`).
    """

    model: str
    dtype: str
    dimension: int
    token_dimension: int | None = None
    difference: str = ""
    parts: Parts = "tokens"

    @property
    def name(self) -> str:
        """The model and what it learned here: whatever was fitted to its vectors bears this name."""
        return f"{self.model}+{self.difference}" if self.difference else self.model

    def __str__(self) -> str:
        return f"{self.name} ({self.dtype}, {self.dimension} dimensions)"


@dataclass(frozen=True, slots=True)
class EncodedText:
    """One text as the model sees it.

    `vector` is the whole text, unit length, shape (dimension,). `tokens` are its t tokens in context, unit length, shape
    (t, token dimension), and `spans` where each stands in the text, shape (t, 2), as [start, end) in characters. The model's own
    marks and the prompt are left out, and so is what lies beyond the model's longest input (512 tokens for e5).
    """

    vector: Floats
    tokens: Floats
    spans: Spans


class Embedder(Protocol):
    """Turns questions and passages into vectors of one space: on this machine, or by a model that is served elsewhere."""

    def load(self) -> object:
        """Have ready what the first text would wait for."""

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
    """A sentence-transformers model on the CPU, loaded when it is first needed: importing torch alone takes seconds.

    A model of late interaction (`MultiVectorEncoder`) has no vector for a whole text: the mean of its tokens stands for it in
    the search, and the tokens themselves re-rank what that finds.
    """

    def __init__(self, folder: str, identity: EmbeddingIdentity, learned: LearnedDifference | None = None) -> None:
        self._folder = folder
        self._identity = identity
        self._learned = learned
        self._model: Model | None = None
        self._lock = threading.Lock()
        # A tokenizer of the `tokenizers` package refuses to be used while another thread changes its padding.
        self._tokenizing = threading.Lock()
        self._one_of_many = MicroBatcher(partial(self._encode_batch, role="query"), QUESTIONS, os.cpu_count() or 1)

    @classmethod
    def from_folder(cls, folder: str | Path, *, name: str) -> "SentenceEmbedder":
        """Return the model in `folder`, which may also be any id that sentence-transformers can fetch by itself.

        `name` is what the vectors' identity calls the model. A folder of ours is not loaded yet; another model is, since only
        trying tells how large its vectors are. Raises EmbeddingUnusable.
        """
        configuration = Path(folder) / "config.json"
        if "/" not in name and configuration.is_file():
            dimension = int(json.loads(configuration.read_text(encoding="utf-8"))["hidden_size"])
            learned = LearnedDifference.for_model(name)
            return cls(
                str(folder),
                EmbeddingIdentity(name, DTYPE, dimension, difference=learned.name if learned else ""),
                learned,
            )
        embedder = cls(str(folder), EmbeddingIdentity(name, DTYPE, 0))
        try:
            tried = embedder.encode_question("해설 explains")
        except Exception as error:  # whatever the model and the hub's client raise: neither is ours
            raise EmbeddingUnusable(name=name, reason=str(error).partition("\n")[0] or type(error).__name__) from error
        (dimension,), (_, token_dimension) = tried.vector.shape, tried.tokens.shape
        embedder._identity = EmbeddingIdentity(
            name, DTYPE, dimension, None if token_dimension == dimension else token_dimension
        )
        return embedder

    def load(self) -> "Model":
        """Load the model now, if it is not loaded yet."""
        with self._lock:
            if self._model is None:
                model = _load(self._folder)
                if self._learned is not None:
                    self._learned.apply(cast(Any, model[0]).auto_model)
                self._model = model
            return self._model

    @property
    def identity(self) -> EmbeddingIdentity:
        """What the vectors are made with."""
        return self._identity

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order."""
        return self._vectors(self._encode(texts, "query"))

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order."""
        return self._vectors(self._encode(texts, "document"))

    def encode_question(self, text: str) -> EncodedText:
        """Return a question with its tokens. Those of several threads that wait are encoded together."""
        return self._one_of_many(text)

    def encode_questions(self, texts: Sequence[str]) -> Sequence[EncodedText]:
        """Return questions with their tokens, in input order."""
        return self._encode(texts, "query")

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        """Return passages with their tokens, in input order. `on_done` hears after each batch how many are done."""
        return self._encode(texts, "document", on_done)

    def _vectors(self, encoded: Sequence[EncodedText]) -> Floats:
        rows = [text.vector for text in encoded]
        return np.stack(rows) if rows else np.zeros((0, self._identity.dimension), dtype=np.float32)

    def _encode(
        self, texts: Sequence[str], role: EncodedRole, on_done: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        """Return texts with their tokens, in input order: as many batches at a time as there are cores."""
        if not texts:
            return []
        cores = os.cpu_count() or 1
        batches = self._batches(texts, min(BATCH, -(-len(texts) // cores)))
        encoded: dict[int, EncodedText] = {}
        with ThreadPoolExecutor(cores, "embedding") as threads:
            made = threads.map(lambda rows: self._encode_batch([texts[row] for row in rows], role), batches)
            for rows, batch in zip(batches, made, strict=True):
                encoded.update(zip(rows, batch, strict=True))
                if on_done is not None:
                    on_done(len(encoded))
        return [encoded[row] for row in range(len(texts))]

    def _batches(self, texts: Sequence[str], size: int) -> list[list[int]]:
        """Return the rows of `texts` in batches of about as many tokens each text: padding is work for nothing.

        Sorted by characters a batch of Korean has 13% padding, by tokens 1%.
        """
        tokenizer: Any = self.load().tokenizer
        with self._tokenizing:
            tokens = [len(ids) for ids in tokenizer(list(texts), truncation=True)["input_ids"]]
        order = sorted(range(len(texts)), key=tokens.__getitem__, reverse=True)
        return [order[first : first + size] for first in range(0, len(order), size)]

    def _encode_batch(self, texts: Sequence[str], role: EncodedRole) -> list[EncodedText]:
        import torch

        model = self.load()
        prompt = next((model.prompts[name] for name in _PROMPTS[role] if name in model.prompts), None) or ""
        with self._tokenizing:
            features = model.preprocess(list(texts), prompt=prompt, task=role, processing_kwargs=_WITH_OFFSETS)
        offsets = features.pop("offset_mapping").numpy().astype(np.int32) - np.int32(len(prompt))
        with torch.inference_mode():
            made = model(features, task=role)
        tokens, of_text = made["token_embeddings"].float().numpy(), made["attention_mask"].bool().numpy()
        encoded = [
            own_tokens(rows[mask], spans[mask]) for rows, spans, mask in zip(tokens, offsets, of_text, strict=True)
        ]
        if "sentence_embedding" not in made:
            return [replace(text, vector=unit(text.tokens.sum(axis=0))) for text in encoded]
        vectors = made["sentence_embedding"].float().numpy()
        return [replace(text, vector=unit(vector)) for text, vector in zip(encoded, vectors, strict=True)]


def own_tokens(tokens: Floats, spans: Spans) -> EncodedText:
    """Return the tokens of a text that stand somewhere in it, made unit length; its vector is still to come."""
    # The first word's token begins at the blank that ends the prompt: only what ends before the text is not of it.
    kept = (spans[:, 1] > 0) & (spans[:, 1] > spans[:, 0])
    return EncodedText(np.zeros(0, dtype=np.float32), unit(tokens[kept]), np.maximum(spans[kept], 0))


def unit(rows: Floats) -> Floats:
    """Return rows, or one, made unit length; what is zero stays so."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _load(folder: str) -> "Model":
    with waiting_briefly():
        import torch
    from sentence_transformers import MultiVectorEncoder, SentenceTransformer
    from transformers.utils import logging

    torch.set_num_threads(1)  # each batch has one core: see BATCH
    multiply_on_one_core()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    dtype = torch.bfloat16 if has_bfloat16() else torch.float32
    kind = MultiVectorEncoder if _is_multi_vector(folder) else SentenceTransformer
    return kind(folder, device="cpu", model_kwargs={"dtype": dtype})


def _is_multi_vector(folder: str) -> bool:
    """Return whether a model says that it is one of late interaction; those of before that word have a prefix for queries."""
    from sentence_transformers.util import load_file_path

    path = load_file_path(folder, "config_sentence_transformers.json")
    told = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    return told.get("model_type") == "MultiVectorEncoder" or "query_prefix" in told


def multiply_on_one_core() -> None:
    """Let numpy's products wake no other threads: ours are small, and many readers' are made at the same time.

    The tokens of 60 passages are compared with a question's in 1.4 ms of processor; with two threads, which wait for each other
    by looking again and again, in 30 (`python -m bench.library products`).
    """
    for library in ThreadpoolController().lib_controllers:
        if library.user_api == "blas" and "numpy" in library.filepath:
            library.set_num_threads(1)


def has_bfloat16() -> bool:
    """Return whether the processor multiplies bfloat16 itself; where it does not, torch imitates it, slowly."""
    import torch

    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16") or able.get("bf16"))
