"""An article that a question names by its title."""

import string
from collections.abc import Iterable, Sequence

from bot.library.milvus.article_record import ArticleRecord

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def first_titled(records: Iterable[ArticleRecord], text: str, parts: Sequence[str]) -> str | None:
    """Return the id of the newest whose title stands in `text` or has one of `parts` in it, as `Library.titled` says."""
    said, looked_for = text.translate(_SMALL), [part.translate(_SMALL) for part in parts]

    def is_named(record: ArticleRecord) -> bool:
        title = record.title.translate(_SMALL)
        return (" " in title and title in said) or any(part in title for part in looked_for)

    named = sorted(filter(is_named, records), key=lambda record: record.id)
    return max(named, key=lambda record: record.indexed_at).id if named else None
