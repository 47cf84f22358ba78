"""Articles, and how files become articles: their encoding, the lines about the article at their head, and the text."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, get_args

from bot.dates import read_date
from bot.errors import (
    ArchiveFieldInvalid,
    ArchiveLineInvalid,
    ArchiveLineNotJson,
    ArticleEmpty,
    ArticleFormatUnknown,
    ArticleMissing,
    ArticleTooLarge,
    ArticleUnreadable,
)
from bot.language import decode, detect_language, normalize
from bot.sentences import ends_like_sentence, is_list_item
from bot.words import Language

ARCHIVE_SUFFIX = ".jsonl"
# Twenty novels. What is larger is an archive or a mistake, and would keep the page busy for minutes.
MAX_BYTES = 10_000_000
# JSON may write each character as six bytes where UTF-8 takes two or three.
_MAX_LINE_BYTES = 3 * MAX_BYTES + 10_000
_MAX_TITLE = 200
_MADE_TITLE = 60


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is normalized and without the lines about the article; `source` is the file that holds it."""

    id: str
    source: str
    title: str
    text: str
    language: Language
    published: date | None

    @property
    def content_hash(self) -> str:
        """SHA-256 in hexadecimal of the title, the day of publication and the text: what makes it another version."""
        published = self.published.isoformat() if self.published else None
        content = json.dumps([self.title, published, self.text], ensure_ascii=False)
        return hashlib.sha256(content.encode("utf-8")).hexdigest()


@dataclass(slots=True)
class Content:
    """What a reader of a file format found: the text, and what the file says about it."""

    text: str
    title: str = ""
    published: date | None = None


def article_from_text(
    text: str,
    *,
    id: str,
    source: str,
    title: str = "",
    published: date | None = None,
    language: Language | None = None,
) -> Article:
    """Return `text` as an article; without a title it gets its first sentence, cut to about 60 characters.

    Nothing in `text` is taken for a line about the article. Raises ArticleEmpty, or ArticleTooLarge above 10 MB.
    """
    if len(text) > MAX_BYTES // 3:
        _refuse_large(len(text.encode("utf-8", errors="replace")), source)
    clean = normalize(text).strip()
    if not any(character.isalnum() for character in clean):
        raise ArticleEmpty(source=source)
    return Article(
        id=id,
        source=source,
        title=_one_line(title) or _title_from(clean),
        text=clean,
        language=language or detect_language(clean),
        published=published,
    )


def read_article(path: Path, id: str) -> Article:
    """Return the article in a file of text or Markdown; `id` is also its source.

    The title and the date come from the head of the file: `title: ...`, `날짜: ...`, front matter, `# Title`, or a
    short first line that stands alone. The language comes from the text. Raises an ArticleError that says why not.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ArticleFormatUnknown(source=id, suffix=path.suffix or "''", known=", ".join([*READERS, ARCHIVE_SUFFIX]))
    with _opened(path, id) as file:
        _refuse_large(os.fstat(file.fileno()).st_size, id)
        data = file.read(MAX_BYTES + 1)
    _refuse_large(len(data), id)
    content = reader(data, id)
    return article_from_text(content.text, id=id, source=id, title=content.title, published=content.published)


def read_archive(path: Path, source: str) -> Iterator[Article | ArchiveLineInvalid]:
    """Yield the articles of a JSONL archive line by line, and an error in place of each line that is none.

    A line is `{"id", "title", "text"}` and optionally `language` and `published`. Raises ArticleError where the file
    itself cannot be read; empty lines are passed over.
    """
    with _opened(path, source) as file:
        for number, line in enumerate(_lines(file), start=1):
            if line.strip():
                yield _article_from_line(line, source, number)


def archive_line_id(line: bytes) -> str | None:
    """Return the id in a line of an archive, as `read_archive` gives it; None where it has none."""
    try:
        return _line_id(_json_object(line))
    except (ValueError, RecursionError):
        return None


def parse_content(text: str) -> Content:
    """Return `text` without the lines about the article at its head, and what they say."""
    content = Content(normalize(text).strip())
    if not _take_front_matter(content):
        while _take_header_line(content):
            pass
    _take_heading(content)
    return content


def _read_text(data: bytes, source: str) -> Content:
    return parse_content(decode(data, source))


# A reader gets a file's bytes and its name for errors. A new format is a line here and a reader of its own.
READERS: dict[str, Callable[[bytes, str], Content]] = {
    ".txt": _read_text,
    ".text": _read_text,
    ".md": _read_text,
    ".markdown": _read_text,
}


@contextmanager
def _opened(path: Path, source: str) -> Iterator[BinaryIO]:
    try:
        if not path.exists() and not path.is_symlink():
            raise ArticleMissing(source=source)
        if path.exists() and not path.is_file() and not path.is_dir():
            # Opening a named pipe would wait for its other end.
            raise ArticleUnreadable(source=source, reason="not a file")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise ArticleUnreadable(source=source, reason=error.strerror or str(error)) from error


def _refuse_large(size: int, source: str) -> None:
    if size > MAX_BYTES:
        raise ArticleTooLarge(source=source, size=f"{size / 1e6:.1f} MB", limit=f"{MAX_BYTES / 1e6:.0f} MB")


_HEADER_KEYS = {
    "title": "title",
    "제목": "title",
    "date": "date",
    "published": "date",
    "날짜": "date",
    "게재일": "date",
    "입력": "date",
    "source": "other",
    "출처": "other",
    "url": "other",
    "author": "other",
}
_HEADER_LINE = re.compile(rf"({'|'.join(_HEADER_KEYS)})[ \t]*[:：][ \t]*([^\n]*)(?:\n\s*|$)", re.IGNORECASE)
_DATE_PREFIX = re.compile(r"(?:date|날짜)[ \t]+([0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2})(?![0-9])\.?\s*", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---\n((?:[^\n]{0,2000}\n){0,60}?)(?:---|\.\.\.)(?:\n\s*|$)")
_FRONT_MATTER_LINE = re.compile(r"(?:[^\s:#-][^:\n]{0,60}:(?:\s.*)?|\s.*|- .*|#.*)?")
_HEADING = re.compile(r"# +([^\n]+?)[ #]*(?:\n\s*|$)|([^\n]{1,200})\n(?:={3,}|-{3,})(?:\n\s*|$)")
_ROUGH_END = re.compile(r"(?<=\w\w)[.!?…。](?=\s)")
_LONE_LINE = re.compile(r"([^\n]{1,100})\n\n\s*(?=\S)")


def _take_front_matter(content: Content) -> bool:
    match = _FRONT_MATTER.match(content.text)
    if match is None or not all(_FRONT_MATTER_LINE.fullmatch(line) for line in match[1].split("\n")):
        return False
    for line in match[1].split("\n"):
        key, _, value = line.partition(":")
        _note(content, key.strip().lower(), _unquoted(value.strip()))
    content.text = content.text[match.end() :]
    return True


def _take_header_line(content: Content) -> bool:
    """Take one line such as `제목: ...`, or `date 2026-01-26` with the first sentence right behind it."""
    match = _DATE_PREFIX.match(content.text)
    known = match is not None and _note(content, "date", match[1])
    if not known:
        match = _HEADER_LINE.match(content.text)
        known = match is not None and _note(content, match[1].lower(), match[2].strip())
    if match is not None and known:
        content.text = content.text[match.end() :]
    return known


def _note(content: Content, key: str, value: str) -> bool:
    """Keep what a header says; return False where the line is none of ours, such as a date that is no date."""
    kind = _HEADER_KEYS.get(key)
    if kind == "title" and value:
        content.title = content.title or value
    elif kind == "date":
        day = read_date(value)
        content.published = content.published or day
        return day is not None
    return kind is not None


def _take_heading(content: Content) -> None:
    match = _HEADING.match(content.text)
    heading = _one_line(match[1] or match[2]) if match else ""
    if match is not None and content.title in ("", heading):
        content.title = heading
        content.text = content.text[match.end() :]
        return
    match = _LONE_LINE.match(content.text)
    if match is not None and not content.title and not is_list_item(match[1]) and not ends_like_sentence(match[1]):
        content.title = match[1].strip()
        content.text = content.text[match.end() :]


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _one_line(title: str) -> str:
    clean = " ".join(normalize(title).split())
    return clean if len(clean) <= _MAX_TITLE else clean[:_MAX_TITLE].rstrip() + "…"


def _title_from(text: str) -> str:
    letter = next(position for position, character in enumerate(text) if character.isalnum())
    text = text[max(text.rfind("\n", 0, letter) + 1, letter - 20) :][:2_000]
    line = text.strip().partition("\n")[0].lstrip("#>*- ")
    # A rough end of the first sentence will do for a title; the exact one would load the morphological analyser, which
    # costs a run over an unchanged folder more than all the rest.
    end = _ROUGH_END.search(line)
    sentence = _one_line(line[: end.end()] if end else line)
    if len(sentence) <= _MADE_TITLE:
        return sentence
    head = sentence[: _MADE_TITLE + 1]
    words = head.rsplit(" ", 1)[0] if " " in head[_MADE_TITLE // 2 :] else head[:_MADE_TITLE]
    return words.rstrip(" ,;:·") + "…"


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
    def wrong(name: str, expected: str) -> ArchiveFieldInvalid:
        return ArchiveFieldInvalid(source=source, line=number, field=name, expected=expected)

    try:
        fields = _json_object(line)
    except (ValueError, RecursionError):
        return ArchiveLineNotJson(source=source, line=number)
    id, text, title, language = _line_id(fields), fields.get("text"), fields.get("title") or "", fields.get("language")
    published = fields.get("published") or ""
    if id is None:
        return wrong("id", '"..."')
    if not isinstance(title, str):
        return wrong("title", '"..."')
    if not isinstance(text, str):
        return wrong("text", '"..."')
    if language is not None and language not in get_args(Language):
        return wrong("language", '"ko" / "en"')
    day = read_date(published) if isinstance(published, str) else None
    if published and day is None:
        return wrong("published", '"2026-01-26"')
    try:
        known: Language | None = "ko" if language == "ko" else "en" if language == "en" else None
        return article_from_text(text, id=id, source=source, title=title, published=day, language=known)
    except ArticleEmpty:
        return wrong("text", '"..."')
    except ArticleTooLarge:
        return wrong("text", f"≤ {MAX_BYTES / 1e6:.0f} MB")
