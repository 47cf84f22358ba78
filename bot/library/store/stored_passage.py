"""A passage as the library gives it out."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date

from bot.bilingual import Language
from bot.library.store.stored_warnings import page_read_by_machine
from bot.text.sentences import Span


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what is needed to show it: `text == article.text[start:end]`, sentences as offsets into the article.

    `page` is the page, from 1, that it was read from by machine, in its picture; None where it was text.
    """

    id: int
    article_id: str
    version: int
    title: str
    language: Language
    published: date | None
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    page: int | None = None

    def sentence_texts(self) -> list[str]:
        """Return the passage's sentences in order."""
        return [self.text[s.start - self.start : s.end - self.start] for s in self.sentences]

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "StoredPassage":
        """Return the passage in a row that has all of its fields, with its article's."""
        return cls(
            id=row["id"],
            article_id=row["article_id"],
            version=row["version"],
            title=row["title"],
            language=row["language"],
            published=day(row["published"]),
            start=row["start_at"],
            end=row["end_at"],
            text=row["text"],
            sentences=tuple(Span(start, end) for start, end in json.loads(row["sentences"])),
            page=page_read_by_machine(row["warnings"], row["start_at"], row["end_at"]),
        )


def day(value: str | None) -> date | None:
    """Return a day as it is stored, ISO 8601."""
    return date.fromisoformat(value) if value else None
