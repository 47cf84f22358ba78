"""The protocols in which servers embed: OpenAI's, and that of Text Embeddings Inference (TEI), which also tells of tokens.

TEI's, as its server has them: `GET /info`, `POST /embed`, `/embed_all` (the vectors of all tokens, without pooling) and
`/tokenize`. OpenAI's `/v1/embeddings` is spoken by vLLM, llama.cpp, Ollama and others, with a vector for each text and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bot.models.embeddings.embedder import Floats, Spans
from bot.models.embeddings.served.embedding_server import EmbeddingServer
from bot.models.model_errors import EmbeddingRefused

# Texts in a request. TEI says how many it takes, by itself 32.
MOST_TEXTS = 32


@dataclass(frozen=True, slots=True)
class ServedTokens:
    """The tokens of one text, without the model's own marks: vectors as they came, shape (t, d), spans in characters, (t, 2)."""

    vectors: Floats
    spans: Spans


class Wire(Protocol):
    """Embeds texts, which come as they are to be read, with whatever the model wants before them."""

    @property
    def protocol(self) -> str:
        """What it is called."""

    @property
    def most_texts(self) -> int:
        """How many texts may be asked for at once."""

    @property
    def has_tokens(self) -> bool:
        """Whether `tokens` may be asked."""

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a vector for each of some texts, one at least. Raises EmbeddingRefused and EmbeddingUnreachable."""

    def tokens(self, texts: Sequence[str]) -> list[ServedTokens]:
        """Return the tokens of each text. Raises as `vectors`."""


class OpenAIWire:
    """OpenAI's protocol."""

    protocol = "OpenAI"
    most_texts = MOST_TEXTS
    has_tokens = False

    def __init__(self, server: EmbeddingServer) -> None:
        self._server = server

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a vector for each of some texts, one at least. Raises EmbeddingRefused and EmbeddingUnreachable."""
        body = {"model": self._server.name, "input": list(texts), "encoding_format": "float"}
        told = self._server.ask("openai", "/embeddings", body)
        try:
            rows = sorted(told["data"], key=lambda row: row["index"])
            found = [row["embedding"] for row in rows]
        except (KeyError, TypeError) as error:
            raise self._server.refused("data[].embedding?") from error
        return read_rows(self._server, found, len(texts))

    def tokens(self, texts: Sequence[str]) -> list[ServedTokens]:
        """Raise: there are none."""
        raise NotImplementedError


class TeiWire:
    """Text Embeddings Inference. `has_tokens` is whether the server gives the vectors of tokens, which it was asked once."""

    protocol = "TEI"

    def __init__(self, server: EmbeddingServer, information: dict[str, Any]) -> None:
        """`information` is what `/info` has told."""
        self._server = server
        self.model = str(information["model_id"])
        most = information.get("max_client_batch_size")
        self.most_texts = most if isinstance(most, int) and 0 < most < MOST_TEXTS else MOST_TEXTS
        self.has_tokens = self._gives_tokens()

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a vector for each of some texts, one at least. Raises EmbeddingRefused and EmbeddingUnreachable."""
        return read_rows(self._server, self._ask("/embed", texts), len(texts))

    def tokens(self, texts: Sequence[str]) -> list[ServedTokens]:
        """Return the tokens of each text. Raises as `vectors`."""
        vectors, pieces = self._ask("/embed_all", texts), self._ask("/tokenize", texts)
        if not len(vectors) == len(pieces) == len(texts):
            raise self._server.refused(f"{len(vectors)}, {len(pieces)} ≠ {len(texts)}")
        return [self._tokens(*one) for one in zip(texts, vectors, pieces, strict=True)]

    def _ask(self, path: str, texts: Sequence[str]) -> list[Any]:
        # A text that is longer than the model reads is embedded by its beginning, as by the model on this machine.
        told = self._server.ask("root", path, {"inputs": list(texts), "truncate": True})
        if not isinstance(told, list):
            raise self._server.refused(f"{path}: []?")
        return told

    def _gives_tokens(self) -> bool:
        """Return whether the vectors of tokens come, one for each with the marks: else nothing tells which is whose."""
        tried = ["해설 explains"]
        try:
            return [len(one) for one in self._ask("/embed_all", tried)] == [
                len(one) for one in self._ask("/tokenize", tried)
            ]
        except EmbeddingRefused:
            return False  # a model of another kind, or a server from before it could

    def _tokens(self, text: str, vectors: Any, pieces: Any) -> ServedTokens:
        """Return the tokens of a text from the vectors of those that were read and the places of all."""
        try:
            marks = [bool(piece["special"]) for piece in pieces]
            places = [(int(piece["start"] or 0), int(piece["stop"] or 0)) for piece in pieces]
            rows = np.asarray(vectors, dtype=np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise self._server.refused("/tokenize, /embed_all?") from error
        own = [i for i, is_mark in enumerate(marks) if not is_mark]
        # What was cut off stood at the end, before the last marks.
        read = own[: max(0, len(rows) - (len(marks) - len(own)))]
        if rows.ndim != 2 or len(rows) > len(marks) or not np.isfinite(rows).all():
            raise self._server.refused(f"/embed_all: {rows.shape} ≠ {len(marks)}")
        spans = np.array([places[i] for i in read], dtype=np.int32).reshape(-1, 2)
        return ServedTokens(rows[read], in_characters(text, spans))


def read_rows(server: EmbeddingServer, told: Any, count: int) -> Floats:
    """Return vectors from what JSON has of them. Raises EmbeddingRefused where they are no `count` rows of numbers."""
    try:
        rows = np.asarray(told, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise server.refused("[[…]]?") from error
    if rows.ndim != 2 or len(rows) != count or not rows.shape[1] or not np.isfinite(rows).all():
        raise server.refused(f"{rows.shape} ≠ ({count}, …)")
    return rows


def in_characters(text: str, spans: Spans) -> Spans:
    """Return spans in characters, which some versions of TEI count in bytes of UTF-8: then they go on past the text's end."""
    if not len(spans) or int(spans.max()) <= len(text):
        return spans
    places = np.cumsum([0, *(len(character.encode("utf-8", "replace")) for character in text)])
    # A token may end within a character: it has the whole of it.
    starts = np.searchsorted(places, spans[:, 0], side="right") - 1
    return np.stack([starts, np.searchsorted(places, spans[:, 1], side="left")], axis=1).astype(np.int32)


def recognise(server: EmbeddingServer) -> Wire:
    """Return the protocol in which a server is asked: TEI's where it tells of itself at `/info`, else OpenAI's.

    Raises EmbeddingRefused and EmbeddingUnreachable.
    """
    try:
        told = server.ask("root", "/info")
    except EmbeddingRefused as error:
        if error.facts["status"] in {401, 403}:
            raise
        return OpenAIWire(server)
    return TeiWire(server, told) if isinstance(told, dict) and "model_id" in told else OpenAIWire(server)
