"""Text to vectors by a model that is served elsewhere, as the rest of the program wants them."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.models.embeddings.embedder import (
    QUESTIONS,
    EmbeddingIdentity,
    EncodedRole,
    EncodedText,
    Floats,
    multiply_on_one_core,
    own_tokens,
    unit,
)
from bot.models.embeddings.micro_batcher import MicroBatcher
from bot.models.embeddings.served.embedding_prompts import Prompts, known_as, prompts_of
from bot.models.embeddings.served.embedding_server import EmbeddingServer
from bot.models.embeddings.served.sentence_parts import join_parts, passage_parts, question_parts
from bot.models.embeddings.served.wires import ServedTokens, Wire, recognise
from bot.models.model_errors import EmbeddingNotSame, EmbeddingRefused

Made = TypeVar("Made")

# What the vectors' identity says in the place of a precision, which no protocol tells.
SERVED = "served"

# Characters of a request, all texts together: what a server computes in a second or two without a GPU. With the vectors of tokens
# as JSON, some five kilobytes each, they are a few megabytes.
MOST_CHARACTERS = 16_000
MOST_CHARACTERS_OF_TOKENS = 4_000
# Requests under way at a time. A server that has a GPU puts them together.
AT_ONCE = 4

# What is embedded to see how large the vectors are, and whether they are those of the model that is named.
TRIED = "해설 explains"
_KNOWN_VECTORS = Path(__file__).parent
# The cosine of the model as published in a lower precision stays above; pooled otherwise it is .89, another text is .85.
_SAME = 0.97

_TOO_MUCH = frozenset({400, 413, 422})
# A text that is too long is tried with half of it, and half of that: what the model on this machine reads is cut as well.
_CUTS = 3
_SHOWN = 60


class ServedEmbedder:
    """A model that a server embeds with; all threads may ask. `wire` is the protocol in which it is asked."""

    def __init__(self, server: EmbeddingServer, wire: Wire, identity: EmbeddingIdentity, prompts: Prompts) -> None:
        self._server = server
        self.wire = wire
        self._identity = identity
        self._prompts: dict[EncodedRole, str] = {"query": prompts.question, "document": prompts.passage}
        self._one_of_many = MicroBatcher(partial(self._encode, role="query"), QUESTIONS, AT_ONCE)

    @classmethod
    def open(cls, name: str, addresses: Sequence[str], key: str = "") -> "ServedEmbedder":
        """Return the model `name` at the addresses, which are asked how they are spoken to and how large its vectors are.

        Raises EmbeddingUnreachable, EmbeddingRefused, and EmbeddingNotSame where another model is there.
        """
        server = EmbeddingServer(name, addresses, key)
        return cls.by_wire(server, recognise(server), prompts_of(name))

    @classmethod
    def by_wire(cls, server: EmbeddingServer, wire: Wire, prompts: Prompts) -> "ServedEmbedder":
        """Return the model behind `wire`. Raises as `open`."""
        model = known_as(server.name)
        served = getattr(wire, "model", "")
        # A server that was given a folder tells its path, which names nothing.
        if served.count("/") == 1 and not served.startswith(("/", ".")) and known_as(served) != model:
            raise EmbeddingNotSame(name=server.name, address=server.shown, found=served)
        tried = wire.vectors([prompts.question + TRIED])[0]
        _require_known(model, tried, server)
        identity = EmbeddingIdentity(model, SERVED, len(tried), parts="tokens" if wire.has_tokens else "sentences")
        embedder = cls(server, wire, identity, prompts)
        if wire.has_tokens:
            size = wire.tokens([TRIED])[0].vectors.shape[1]
            embedder._identity = replace(identity, token_dimension=None if size == len(tried) else size)
        return embedder

    def load(self) -> None:
        """Have nothing to load, but keep the products of many readers from waking each other."""
        multiply_on_one_core()

    @property
    def identity(self) -> EmbeddingIdentity:
        """What the vectors are made with."""
        return self._identity

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order. Raises as `open`."""
        return self._vectors(texts, "query")

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Return unit-length float32 vectors, shape (len(texts), dimension), in input order. Raises as `open`."""
        return self._vectors(texts, "document")

    def encode_question(self, text: str) -> EncodedText:
        """Return a question with its tokens. Those of several threads that wait are encoded together. Raises as `open`."""
        return self._one_of_many(text)

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        """Return passages with their tokens, in input order. `on_done` hears after each request how many are done.

        Raises as `open`.
        """
        return self._encode(texts, "document", on_done)

    def _vectors(self, texts: Sequence[str], role: EncodedRole, on_done: Callable[[int], None] | None = None) -> Floats:
        rows = self._in_requests(texts, role, self._ask_vectors, MOST_CHARACTERS, on_done)
        return np.stack(rows) if rows else np.zeros((0, self._identity.dimension), dtype=np.float32)

    def _encode(
        self, texts: Sequence[str], role: EncodedRole, on_done: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        if self._identity.parts == "sentences":
            return self._encode_by_sentences(texts, role, on_done)
        prompt = self._prompts[role]
        rows = self._in_requests(texts, role, self._ask_tokens, MOST_CHARACTERS_OF_TOKENS, on_done)
        return [
            replace(own_tokens(found.vectors, found.spans - np.int32(len(prompt))), vector=vector)
            for vector, found in rows
        ]

    def _encode_by_sentences(
        self, texts: Sequence[str], role: EncodedRole, on_done: Callable[[int], None] | None
    ) -> list[EncodedText]:
        parts = [question_parts(text) if role == "query" else passage_parts(text) for text in texts]
        wanted = list(dict.fromkeys([*texts, *(sentence for of_one in parts for _, sentence in of_one)]))

        def tell(done: int) -> None:
            if on_done is not None:
                on_done(len(texts) * done // len(wanted))

        rows = dict(zip(wanted, self._vectors(wanted, role, tell), strict=True))
        return [
            join_parts(rows[text], [at for at, _ in own], np.stack([rows[sentence] for _, sentence in own]))
            for text, own in zip(texts, parts, strict=True)
        ]

    def _in_requests(
        self,
        texts: Sequence[str],
        role: EncodedRole,
        ask: Callable[[Sequence[str]], list[Made]],
        characters: int,
        on_done: Callable[[int], None] | None,
    ) -> list[Made]:
        """Return what `ask` makes of each text, in order, in requests of bounded size of which some are under way at a time."""
        # No server embeds nothing, which is what a blank text is without something in front.
        said = [self._prompts[role] + (text if text.strip() else ".") for text in texts]
        requests = list(_bounded(said, self.wire.most_texts, characters))
        if len(requests) <= 1:
            made = [self._ask_shorter(ask, request) for request in requests]
            return list(chain.from_iterable(made))
        found: list[Made] = []
        with ThreadPoolExecutor(AT_ONCE, "embedding") as threads:
            try:
                for rows in threads.map(lambda request: self._ask_shorter(ask, request), requests):
                    found += rows
                    if on_done is not None:
                        on_done(len(found))
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise
        return found

    def _ask_shorter(self, ask: Callable[[Sequence[str]], list[Made]], texts: Sequence[str]) -> list[Made]:
        """Return what `ask` makes of texts; where they are too much, of each by itself, and of the beginning of one that is.

        Raises EmbeddingRefused, which shows how that one begins.
        """
        try:
            return ask(texts)
        except EmbeddingRefused as error:
            if error.facts["status"] not in _TOO_MUCH:
                raise
            refusal = error
        if len(texts) > 1:
            return [made for text in texts for made in self._ask_shorter(ask, [text])]
        (text,) = texts
        for cut in range(1, _CUTS + 1):
            try:
                return ask([text[: max(1, len(text) >> cut)]])
            except EmbeddingRefused as error:
                refusal = error
        reason = f"{refusal.facts['reason']}, “{text[:_SHOWN]}…”"
        raise self._server.refused(reason, 413) from refusal

    def _ask_vectors(self, texts: Sequence[str]) -> list[Floats]:
        return list(unit(self._checked(self.wire.vectors(texts))))

    def _ask_tokens(self, texts: Sequence[str]) -> list[tuple[Floats, ServedTokens]]:
        found = self.wire.tokens(texts)
        size = self._identity.token_dimension or self._identity.dimension
        for one in found:
            self._require_size(one.vectors.shape[1], size)
        return list(zip(self._ask_vectors(texts), found, strict=True))

    def _checked(self, rows: Floats) -> Floats:
        self._require_size(rows.shape[1], self._identity.dimension)
        return rows

    def _require_size(self, size: int, agreed: int) -> None:
        """Raise EmbeddingNotSame where a server that was started again has another model."""
        if size != agreed:
            raise EmbeddingNotSame(name=self._server.name, address=self._server.shown, found=f"{size} ≠ {agreed}")


def _bounded(texts: Sequence[str], most: int, characters: int) -> Iterator[list[str]]:
    """Yield texts in order, `most` and so many characters at a time; a text of more stands alone."""
    request: list[str] = []
    room = characters
    for text in texts:
        if request and (len(request) == most or len(text) > room):
            yield request
            request, room = [], characters
        request.append(text)
        room -= len(text)
    if request:
        yield request


def _require_known(model: str, tried: Floats, server: EmbeddingServer) -> None:
    """Raise EmbeddingNotSame where a model whose vectors are known gives others: another model, or pooled otherwise."""
    path = _KNOWN_VECTORS / f"{model.replace('/', '--')}.npz"
    if not path.is_file():
        return
    with np.load(path, allow_pickle=False) as numbers:
        known = np.asarray(numbers["tried"], dtype=np.float32)
    if known.shape != tried.shape:
        raise EmbeddingNotSame(name=server.name, address=server.shown, found=f"{len(tried)} ≠ {len(known)}")
    cosine = float(unit(known) @ unit(tried))
    if cosine < _SAME:
        raise EmbeddingNotSame(name=server.name, address=server.shown, found=f"cos {cosine:.2f} < {_SAME}")
