"""What an answer tells, read: a request beside the sentences of an article that seem likeliest, all together.

What `sentence_ranker` sees of a sentence are numbers about it; that a sentence is the reason for what another one says has to be
read.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.models.byte_rows import read_about
from bot.models.embeddings.embedder import Embedder, Floats, SentenceEmbedder

if TYPE_CHECKING:
    from bot.answering.selection.reader_network import ReaderNetwork

FILE = Path(__file__).with_name("sentence_reader.safetensors")
TOKENS = 900
"""What is read at once, request and sentences: most of an article of two pages."""
_KEPT = 512  # sentences of the last articles: 38 MB where all are long


class SentenceReader(Protocol):
    """Reads a request beside sentences."""

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        """Return the log odds that a full answer tells each sentence of an article, shape (sentences,); empty for none.

        Of a long article only the first of `order` are read; NaN stands for the others.
        """


class LearnedReader:
    """The network on the embedding model's layers, put together when it first reads. Threads may share it."""

    def __init__(self, embedder: SentenceEmbedder, path: Path) -> None:
        self._embedder = embedder
        self._path = path
        self._network: ReaderNetwork | None = None
        self._lock = threading.Lock()

    @classmethod
    def for_embedder(cls, embedder: Embedder, path: Path = FILE) -> "LearnedReader | None":
        """Return the reader that was taught on `embedder`'s layers; None for another embedder or without its file."""
        if not isinstance(embedder, SentenceEmbedder) or not path.is_file():
            return None
        return cls(embedder, path) if read_about(path)["embedder"] == embedder.identity.model else None

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        """Return the log odds, as `SentenceReader.read`."""
        import torch

        from bot.answering.selection.reader_network import load_reader

        odds = np.full(len(sentences), np.nan, dtype=np.float32)
        if not sentences:
            return odds
        with self._lock:
            network = self._network = self._network or load_reader(self._embedder, self._path, _KEPT)
        with torch.inference_mode():
            window = network.fill_window(request, sentences, order, TOKENS)
            odds[window] = network(request, sentences, window).numpy()
        return odds
