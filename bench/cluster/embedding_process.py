"""The embedding model of this machine behind OpenAI's protocol, for pages and workers that have none of their own.

Texts of several requests that wait are computed together, as servers of such models do. "small" is the deterministic embedder of
the tests, which needs no model: for trying whether all of it stands.

    python -m bench.cluster.embedding_process PORT [small]
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.cluster.json_server import JsonRequest, JsonServer
from bot.models.embeddings.embedder import Floats, SentenceEmbedder
from bot.models.embeddings.micro_batcher import MicroBatcher
from bot.models.files import find_model
from bot.settings import DEFAULT_EMBEDDING, Settings

SMALL = "tests/trigrams"
# Texts that are computed together. More of them pad each other.
_MOST = 16

Embed = Callable[[Sequence[str]], Floats]


def own_model() -> Embed:
    """Return what embeds texts, which come with what the model wants in front of them, by the model of this machine."""
    import torch

    settings = Settings.from_environment(os.environ)
    folder = Path(find_model(DEFAULT_EMBEDDING, settings.cache))
    model: Any = SentenceEmbedder.from_folder(folder, name=DEFAULT_EMBEDDING).load()

    tokenizing = threading.Lock()

    def embed(texts: Sequence[str]) -> Floats:
        with tokenizing:  # a tokenizer refuses to be used while another thread changes its padding
            features = model.preprocess(list(texts), prompt="", task="query")
        with torch.inference_mode():
            made: Floats = model(features, task="query")["sentence_embedding"].float().numpy()
        return made

    return embed


def small_model() -> Embed:
    """Return the tests' own embedder."""
    from tests.embedding_server import Trigrams

    return Trigrams().vectors


class _Request(JsonRequest):
    protocol_version = "HTTP/1.1"
    name: str
    one_of_many: "MicroBatcher[Sequence[str], Floats]"

    def do_GET(self) -> None:
        known = self.path == "/v1/models"
        self.tell(
            {"object": "list", "data": [{"id": self.name}]} if known else {"detail": "Not Found"}, 200 if known else 404
        )

    def do_POST(self) -> None:
        texts = self.read_json()["input"]
        rows = self.one_of_many(texts)
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows.tolist())]
        self.tell({"object": "list", "data": data, "model": self.name})


def main() -> int:
    """Serve until it is ended."""
    small = sys.argv[2:] == ["small"]
    embed = small_model() if small else own_model()
    embed(["query: warm"])

    def embed_all(requests: Sequence[Sequence[str]]) -> list[Floats]:
        rows = embed([text for texts in requests for text in texts])
        return np.split(rows, np.cumsum([len(texts) for texts in requests])[:-1])

    batcher = MicroBatcher(embed_all, _MOST, os.cpu_count() or 1)
    serving = type("Serving", (_Request,), {"name": SMALL if small else DEFAULT_EMBEDDING, "one_of_many": batcher})
    JsonServer(("127.0.0.1", int(sys.argv[1])), serving).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
