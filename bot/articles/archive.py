"""JSONL archives: an article on each line, read one after the other however long the file is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, get_args

from bot.articles.article import Article, article_from_text, known_address
from bot.articles.article_errors import (
    ArchiveFieldInvalid,
    ArchiveLineInvalid,
    ArchiveLineNotJson,
    ArticleEmpty,
    ArticleTooLarge,
)
from bot.articles.limits import MAX_BYTES
from bot.articles.opening import opened
from bot.articles.private_use import read_private_use
from bot.articles.tags import clean_tags
from bot.bilingual import Language
from bot.text.header_dates import read_date
from bot.text.language import normalize

ARCHIVE_SUFFIX = ".jsonl"
# JSON may write each character as six bytes where UTF-8 takes two or three.
_MAX_LINE_BYTES = 3 * MAX_BYTES + 10_000
# What a line may say in words beside its text, and what that looks like.
_WORDS = {"title": '"..."', "published": '"2026-01-26"', "author": '"..."', "url": '"https://..."'}


def read_archive(path: Path, source: str) -> Iterator[Article | ArchiveLineInvalid]:
    """Yield the articles of a JSONL archive line by line, and an error in place of each line that is none.

    A line is `{"id", "title", "text"}` and optionally `language`, `published`, `author`, `tags` (a list) and `url`, of which an
    address that is neither http nor https is passed over. Raises ArticleError where the file itself cannot be read; empty lines
    are passed over.
    """
    with opened(path, source) as file:
        for number, line in enumerate(_lines(file), start=1):
            if line.strip():
                yield _article_from_line(line, source, number)


def archive_line_id(line: bytes) -> str | None:
    """Return the id in a line of an archive, as `read_archive` gives it; None where it has none."""
    try:
        return _line_id(_json_object(line))
    except (ValueError, RecursionError):
        return None


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines; of one that is longer than any article's, the first part, which then is no JSON."""
    while line := file.readline(_MAX_LINE_BYTES):
        rest = line
        while len(rest) == _MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(_MAX_LINE_BYTES)
        yield line


def _json_object(line: bytes) -> dict[str, object]:
    """Raises ValueError, or RecursionError for brackets nested thousands deep."""
    value = json.loads(line.decode("utf-8-sig"))
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _line_id(fields: dict[str, object]) -> str | None:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return normalize(value).strip() or None if isinstance(value, str) else None


def _article_from_line(line: bytes, source: str, number: int) -> Article | ArchiveLineInvalid:
    try:
        fields = _json_object(line)
    except (ValueError, RecursionError):
        return ArchiveLineNotJson(source=source, line=number)
    wrong = _wrong_field(fields)
    if wrong is not None:
        name, expected = wrong
        return ArchiveFieldInvalid(source=source, line=number, field=name, expected=expected)
    words = {name: str(fields.get(name) or "") for name in _WORDS}
    language = fields.get("language")
    try:
        return article_from_text(
            read_private_use(str(fields["text"])),
            id=_line_id(fields) or "",
            source=source,
            title=words["title"],
            published=read_date(words["published"]),
            language="ko" if language == "ko" else "en" if language == "en" else None,
            author=words["author"],
            url=known_address(words["url"]),
            tags=clean_tags(_listed(fields.get("tags")) or ()),
        )
    except ArticleEmpty:
        expected = '"..."'
    except ArticleTooLarge:
        expected = f"≤ {MAX_BYTES / 1e6:.0f} MB"
    return ArchiveFieldInvalid(source=source, line=number, field="text", expected=expected)


def _wrong_field(fields: dict[str, object]) -> tuple[str, str] | None:
    """Return the first field that is not as it should be, and what it should be; None where all are."""
    if _line_id(fields) is None:
        return "id", '"..."'
    for name in (*_WORDS, "text"):
        value = fields.get(name) if name == "text" else fields.get(name) or ""
        if not isinstance(value, str):
            return name, _WORDS.get(name, '"..."')
    if fields.get("language") not in (None, *get_args(Language)):
        return "language", '"ko" / "en"'
    if _listed(fields.get("tags")) is None:
        return "tags", '["..."]'
    day = str(fields.get("published") or "")
    return ("published", _WORDS["published"]) if day and read_date(day) is None else None


def _listed(value: object) -> list[str] | None:
    """Return a list of texts, empty where nothing is said; None where it is anything else."""
    names = value or []
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None
