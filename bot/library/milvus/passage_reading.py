"""What is read of passages, all from one state."""

import json
from collections.abc import Sequence
from typing import cast

import numpy as np

from bot.bilingual import Language
from bot.library.chunking import Passage
from bot.library.milvus.library_state import LibraryState
from bot.library.milvus.milvus_server import MilvusServer, Row
from bot.library.milvus.pieces import by_owner, bytes_of
from bot.library.milvus.record_reading import RecordReader
from bot.library.store.stored_passage import StoredPassage, day
from bot.library.store.stored_warnings import page_read_by_machine
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import PassageCode
from bot.models.embeddings.late_interaction import PassageTokens
from bot.text.sentences import Span

# In a scope of up to so many passages every one is compared, 1.5 MB of vectors: in a graph of all passages those of a scope can
# be out of reach of each other. In larger scopes more of the graph is looked at, as they have fewer of all passages.
_COMPARED_MOST = 1_000
# Of so many passages the tokens are read at once: of 160 tokens each, 17 MB.
_TOKENS_AT_ONCE = 200


class PassageReader:
    """Reads the passages of one state, and what is kept of each."""

    def __init__(self, server: MilvusServer, state: LibraryState, records: RecordReader) -> None:
        self._server = server
        self._state = state
        self._records = records
        self._visible = state.visible("body")

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return these passages in the order asked for; ids that are gone are left out."""
        fields = ("number", "body", "start_at", "end_at", "sentences", "text")
        rows = {row["number"]: row for row in self._listed(ids, fields)}
        articles = self._records.of_bodies(row["body"] for row in rows.values())
        found = []
        for row in (rows[i] for i in ids if i in rows):
            article = articles[row["body"]]
            saved = '"saved_day"' in article.warnings
            found.append(
                StoredPassage(
                    id=row["number"],
                    article_id=article.id,
                    version=article.version,
                    title=article.title,
                    language=cast(Language, article.language),
                    published=None if saved else day(article.published),
                    start=row["start_at"],
                    end=row["end_at"],
                    text=row["text"],
                    sentences=_spans(row),
                    page=page_read_by_machine(article.warnings, row["start_at"], row["end_at"]),
                )
            )
        return found

    def of_language(self, ids: Sequence[int], language: Language) -> list[int]:
        """Return those of the passages that are in `language`, in the order given."""
        present = {row["number"] for row in self._listed(ids, ("number",), f' and language == "{language}"')}
        return [i for i in ids if i in present]

    def cuts(self, body: int) -> list[Passage]:
        """Return how an article is cut into passages, in order."""
        rows = self._of_body(body, ("number", "start_at", "end_at", "sentences"))
        return [Passage(row["start_at"], row["end_at"], _spans(row)) for row in rows]

    def terms(self, body: int) -> list[str]:
        """Return the terms of an article's passages, in order."""
        return [str(row["terms"]) for row in self._of_body(body, ("number", "start_at", "terms"))]

    def codes(self, body: int, token_dimension: int) -> dict[str, PassageCode]:
        """Return how an article's passages are encoded, by passage text; token spans count from the passage's first character."""
        rows = self._of_body(body, ("number", "start_at", "text", "vector"))
        tokens = self._tokens([row["number"] for row in rows], token_dimension)
        return {row["text"]: PassageCode(_vector(row), tokens[row["number"]]).moved(-row["start_at"]) for row in rows}

    def tokens(self, ids: Sequence[int], token_dimension: int) -> list[PassageTokens]:
        """Return the tokens of these passages in the order asked for. Raises KeyError for an id that is gone."""
        found = self._tokens(list(dict.fromkeys(ids)), token_dimension)
        return [found[i] for i in ids]

    def mean_vectors(self, bodies: Sequence[int], dimension: int) -> Floats:
        """Return the mean of the vectors of each body, unit length, in their order; zeros for 0, which is none."""
        place = {body: row for row, body in enumerate(bodies)}
        sums = np.zeros((len(bodies), dimension), dtype=np.float32)
        wanted = sorted({body for body in bodies if body})
        for row in self._server.query_listed(
            self._state.series.passages, "body", wanted, ("body", "vector"), at_once=_TOKENS_AT_ONCE
        ):
            sums[place[row["body"]]] += _vector(row)
        return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def nearest(
        self, vector: Floats, k: int, language: Language, bodies: Sequence[int] | None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) pairs of one language, nearest first, of those bodies where some are named."""
        name, spoken = self._state.series.passages, f'language == "{language}" and '
        wanted = spoken + self._counting(bodies)
        if bodies is None:
            return _best(self._server.nearest(name, vector.tolist(), wanted, k))
        count = self._server.count(name, wanted)
        if count <= _COMPARED_MOST:
            rows = self._server.query(name, wanted, ("number", "vector"))
            return _best([(row["number"], float(_vector(row) @ vector)) for row in rows])[:k]
        effort = self._server.count(name, spoken + self._visible) / count
        return _best(self._server.nearest(name, vector.tolist(), wanted, k, effort))

    def matching(self, words: str, k: int, bodies: Sequence[int] | None) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, BM25 score) pairs of passages with any of the words, the highest first."""
        return _best(self._server.matching(self._state.series.passages, words, self._counting(bodies), k))

    def _counting(self, bodies: Sequence[int] | None) -> str:
        return self._visible if bodies is None else f"body in {list(bodies)}"

    def _listed(self, ids: Sequence[int], fields: Sequence[str], also: str = "") -> list[Row]:
        numbers = [int(i) for i in dict.fromkeys(ids)]
        return self._server.query_listed(self._state.series.passages, "number", numbers, fields, self._visible + also)

    def _of_body(self, body: int, fields: Sequence[str]) -> list[Row]:
        rows = self._server.query(self._state.series.passages, f"body == {body}", fields)
        return sorted(rows, key=lambda row: (row["start_at"], row["number"]))

    def _tokens(self, ids: Sequence[int], token_dimension: int) -> dict[int, PassageTokens]:
        rows = self._server.query_listed(
            self._state.series.pieces,
            "owner",
            [int(i) for i in ids],
            ("owner", "place", "data"),
            self._visible,
            _TOKENS_AT_ONCE,
        )
        return {owner: PassageTokens.from_bytes(bytes_of(pieces), token_dimension) for owner, pieces in by_owner(rows)}


def _spans(row: Row) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(row["sentences"]))


def _vector(row: Row) -> Floats:
    return np.asarray(row["vector"], dtype=np.float32)


def _best(found: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
