"""The text and the passages of an article, as rows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from bot.articles import Article
from bot.library.chunking import Passage
from bot.library.milvus.indexed_words import WordCutter
from bot.library.milvus.milvus_server import Row
from bot.library.milvus.pieces import PIECE_BYTES, piece_rows, pieces_of_bytes, pieces_of_text
from bot.models.embeddings.encoder import PassageCode

# A passage of our own has 5 kB of terms at most; whoever gives more has those that come first.
_TERMS_MOST = 60_000


@dataclass(frozen=True, slots=True)
class NewBody:
    """What is stored of an article's content: it never changes. Each passage has its code and its terms, in order."""

    article: Article
    passages: Sequence[Passage]
    codes: Sequence[PassageCode]
    terms: Sequence[str]

    @property
    def count(self) -> int:
        """How many rows it takes, each with a number."""
        of_tokens = (code.tokens.spans.size * 4 + code.tokens.directions.size for code in self.codes)
        of_passages = sum(1 + max(1, ceil(size / PIECE_BYTES)) for size in of_tokens)
        return of_passages + len(pieces_of_text(self.article.text))

    def passage_rows(self, body: int, first: int, words: WordCutter) -> Iterator[Row]:
        """Yield the rows of the passages, with numbers from `first` on."""
        language, text = self.article.language, self.article.text
        for number, (passage, code, terms) in enumerate(zip(self.passages, self.codes, self.terms, strict=True), first):
            yield {
                "number": number,
                "body": body,
                "language": language,
                "start_at": passage.start,
                "end_at": passage.end,
                "sentences": json.dumps([[s.start, s.end] for s in passage.sentences], separators=(",", ":")),
                "text": text[passage.start : passage.end],
                "terms": terms.encode("utf-8")[:_TERMS_MOST].decode("utf-8", "ignore"),
                "vector": code.vector.tolist(),
                "words": words.stored(terms),
            }

    def piece_rows(self, body: int, first: int) -> Iterator[Row]:
        """Yield the rows of the text and of the tokens; the passages have numbers from `first` on, and these come after them."""
        number = first + len(self.passages)
        rows = piece_rows(pieces_of_text(self.article.text), number, body, body)
        yield from rows
        number += len(rows)
        for owner, code in enumerate(self.codes, first):
            rows = piece_rows(pieces_of_bytes(code.tokens.to_bytes()), number, owner, body)
            yield from rows
            number += len(rows)
