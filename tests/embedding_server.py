"""A server of embeddings over a real socket, in both protocols, that fails as it is told to: refuses, hangs up, dies, comes back.

What it embeds with is whatever embedder it is given: the small deterministic one of the tests, or the real model.
"""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Protocol

import numpy as np

from bot.models.embeddings.embedder import Floats, SentenceEmbedder
from tests.fakes import DIMENSION, FakeEmbedder

Spoken = Literal["TEI", "OpenAI"]


class Model(Protocol):
    """What a served model makes of texts, which come with whatever its client put in front."""

    name: str

    def vectors(self, texts: Sequence[str]) -> Floats: ...

    def tokens(self, text: str) -> tuple[Floats, list[tuple[int, int] | None]]:
        """Return the vectors of a text's tokens and where each stands in it, None for the model's own marks."""
        ...


class Trigrams:
    """The tests' own embedder as a server has it: words for tokens, between two marks."""

    name = "tests/trigrams"

    def __init__(self, dimension: int = DIMENSION, longest: int = 1_000) -> None:
        self._embedder = FakeEmbedder()
        self._dimension = dimension
        self.longest = longest

    def vectors(self, texts: Sequence[str]) -> Floats:
        # Not of unit length: whoever asks makes them so.
        return 3 * self._embedder.embed_passages(texts)[:, : self._dimension]

    def tokens(self, text: str) -> tuple[Floats, list[tuple[int, int] | None]]:
        words = list(re.finditer(r"\w+", text))
        rows = self.vectors(["<s>", *(word.group() for word in words), "</s>"])
        return rows, [None, *(word.span() for word in words), None]


class EmbeddingDoor:
    """Where a model is served; `asked` are path and body of each request, `keys` what was shown with them."""

    def __init__(self, model: Model, spoken: Spoken = "TEI", *, key: str = "", counts_bytes: bool = False) -> None:
        self.model = model
        self.spoken = spoken
        self.key = key
        self.counts_bytes = counts_bytes
        self.has_tokens = True
        self.longest = 1_000_000
        self.most_texts = 32
        self.fails_with: list[int] = []
        self.hangs_up = 0
        self.hangs = False
        self.asked: list[tuple[str, Any]] = []
        self.keys: list[str] = []
        self.died = threading.Event()
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen, after `die` at the same address as before."""
        self.died.clear()
        self._server = _Listener(("127.0.0.1", self._port), type("Serving", (_Request,), {"door": self}))
        self._port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def die(self) -> None:
        """Refuse every connection from now on."""
        if not self.died.is_set():
            self.died.set()
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def embed(self, path: str, body: dict[str, Any]) -> tuple[int, object]:
        """Return status and answer, as the server that is played gives them."""
        if self.spoken == "OpenAI":
            return self._as_openai(path, body)
        texts, truncates = body["inputs"], body.get("truncate", False)
        if len(texts) > self.most_texts:
            return 413, {"error": f"batch size {len(texts)} > maximum allowed batch size {self.most_texts}"}
        if not truncates and path != "/tokenize" and any(len(text) > self.longest for text in texts):
            return 413, {"error": "`inputs` must have less tokens", "error_type": "Validation"}
        read = [text[: self.longest] for text in texts]
        if path == "/embed":
            return 200, self.model.vectors(read).tolist()
        if path == "/embed_all":
            if not self.has_tokens:
                return 424, {"error": "no raw embeddings", "error_type": "backend"}
            return 200, [self.model.tokens(text)[0].tolist() for text in read]
        if path == "/tokenize":
            return 200, [self._pieces(text) for text in texts]
        return 404, None

    def _pieces(self, text: str) -> list[object]:
        """Return the tokens as TEI tells of them; some versions count bytes."""
        pieces: list[object] = []
        for place in self.model.tokens(text)[1]:
            if place is None:
                pieces.append({"id": 0, "text": "<s>", "special": True, "start": None, "stop": None})
                continue
            start, stop = place
            if self.counts_bytes:
                start, stop = len(text[:start].encode()), len(text[:stop].encode())
            pieces.append({"id": 1, "text": text[place[0] : place[1]], "special": False, "start": start, "stop": stop})
        return pieces

    def _as_openai(self, path: str, body: dict[str, Any]) -> tuple[int, object]:
        if path != "/v1/embeddings":
            return 404, {"detail": "Not Found"}
        if body["model"] != self.model.name:
            return 404, {"error": {"message": f"The model `{body['model']}` does not exist."}}
        if any(len(text) > self.longest for text in body["input"]):
            return 400, {"error": {"message": "maximum context length exceeded"}}
        rows = self.model.vectors(body["input"]).tolist()
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
        return 200, {"object": "list", "data": data[::-1], "model": self.model.name}


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    door: EmbeddingDoor

    def do_GET(self) -> None:
        if not self._may():
            return
        if self.door.spoken == "TEI" and self.path == "/info":
            kind = {"embedding": {"pooling": "mean"}}
            told = {"model_id": self.door.model.name, "model_type": kind, "max_client_batch_size": self.door.most_texts}
            self._tell(200, told)
        else:
            self._tell(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.door.asked.append((self.path, body))
        if self.door.hangs:
            self.door.died.wait(60)
        if self.door.hangs_up or self.door.died.is_set():
            self.door.hangs_up -= self.door.hangs_up > 0
            self.close_connection = True
        elif self._may():
            status = self.door.fails_with.pop() if self.door.fails_with else 0
            self._tell(*((status, {"error": f"it is {status}"}) if status else self.door.embed(self.path, body)))

    def _may(self) -> bool:
        shown = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self.door.keys.append(shown)
        if self.door.key and shown != self.door.key:
            self._tell(401, {"error": f"wrong key {shown}"})
            return False
        return True

    def _tell(self, status: int, said: object) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Listener(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked has hung up."""


@contextmanager
def embedding_door(
    model: Model | None = None, spoken: Spoken = "TEI", *, key: str = "", counts_bytes: bool = False
) -> Iterator[EmbeddingDoor]:
    """Serve a model, the tests' own where none is named."""
    door = EmbeddingDoor(model or Trigrams(), spoken, key=key, counts_bytes=counts_bytes)
    try:
        yield door
    finally:
        door.die()


class Real:
    """The real embedding model as a server has it, which puts nothing in front of texts."""

    name = "intfloat/multilingual-e5-small"

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._model: Any = embedder.load()  # before anybody waits for an answer
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> Floats:
        rows = [self._read(text) for text in texts]
        return np.stack([tokens.mean(axis=0) for tokens, _ in rows])

    def tokens(self, text: str) -> tuple[Floats, list[tuple[int, int] | None]]:
        return self._read(text)

    def _read(self, text: str) -> tuple[Floats, list[tuple[int, int] | None]]:
        import torch

        model = self._model
        with self._lock, torch.inference_mode():
            wanted = {"return_offsets_mapping": True, "return_special_tokens_mask": True}
            features = model.preprocess([text], prompt="", task="query", processing_kwargs={"text": wanted})
            offsets = features.pop("offset_mapping")[0].tolist()
            marks = features.pop("special_tokens_mask")[0].tolist()
            made = model(features, task="query")["token_embeddings"][0].float().numpy()
        return made, [None if mark else (place[0], place[1]) for place, mark in zip(offsets, marks, strict=True)]
