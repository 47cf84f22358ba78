"""The lines about the article at the head of a text: its title, its day, where it comes from."""

import re
from dataclasses import dataclass
from datetime import date

from bot.articles.article import Content, known_address, known_language, one_line
from bot.articles.datelines import is_dateline, read_dateline
from bot.articles.decoding import decode
from bot.articles.tags import read_tags
from bot.text.header_dates import read_date
from bot.text.language import normalize
from bot.text.sentences import ends_like_sentence, is_list_item

_HEADER_KEYS = {
    **dict.fromkeys(["title", "제목"], "title"),
    **dict.fromkeys(
        "date published posted 날짜 게재일 입력 입력일 입력일시 기사입력 최초입력 등록 등록일 등록일시".split(), "date"
    ),
    **dict.fromkeys("게시 게시일 승인 송고 송고시간 발행일 작성일 배포일 배포일시 보도시점 보도일시".split(), "date"),
    **dict.fromkeys(["updated", "last updated", "modified", "수정", "수정일", "최종수정"], "modified"),
    **dict.fromkeys(["source", "출처", "url"], "source"),
    **dict.fromkeys(["author", "기자", "글쓴이"], "author"),
}
_FRONT_MATTER_KEYS = {
    **_HEADER_KEYS,
    **dict.fromkeys(["language", "lang"], "language"),
    **dict.fromkeys(["tags", "tag", "태그"], "tags"),
    **dict.fromkeys(["pubdate", "publishdate", "published_at", "date_published"], "date"),
    **dict.fromkeys(["lastmod", "updated_at", "date_modified"], "modified"),
}
_HEADER_LINE = re.compile(rf"({'|'.join(_HEADER_KEYS)})[ \t]*[:：][ \t]*([^\n]*)(?:\n\s*|$)", re.IGNORECASE)
_DATE_PREFIX = re.compile(r"(?:date|날짜)[ \t]+([0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2})(?![0-9])\.?\s*", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---\n((?:[^\n]{0,2000}\n){0,60}?)(?:---|\.\.\.)(?:\n\s*|$)")
_FRONT_MATTER_LINE = re.compile(r"(?:[^\s:#-][^:\n]{0,60}:(?:\s.*)?|\s.*|- .*|#.*)?")
_HEADING = re.compile(r"# +([^\n]+?)[ #]*(?:\n\s*|$)|([^\n]{1,200})\n(?:={3,}|-{3,})(?:\n\s*|$)")
_LONE_LINE = re.compile(r"([^\n]{1,100})\n\n\s*(?=\S)")


# What programs call a document to which nobody gave a title: so many digits, or noughts before them (c0001), are a file's number,
# or one digit again and again; fewer may be a title (1984, U2, C-130).
_PLACEHOLDER = re.compile(
    r"(?:untitled|unknown|no\s?title|document|new\s?document|제목\s?없음|무제|문서|새\s?문서)[\s_-]?\d*"
    r"|[a-z]{0,3}[_-]?(?:\d{5,}|0\d{3,}|(?P<digit>\d)(?P=digit){2,})|97[89][\d-]{10,}|[_.-]+",
    re.IGNORECASE,
)
_TITLE_LINES = 60
_LONG_TITLE = 8


@dataclass(slots=True)
class _Head:
    """What the lines so far say; a day of modification counts only where nothing says when it first came out."""

    content: Content
    modified: date | None = None


def parse_content(text: str) -> Content:
    """Return `text` without the lines about the article at its head, and what they say."""
    head = _Head(Content(normalize(text).strip()))
    if not _take_front_matter(head):
        while _take_header_line(head):
            pass
    content = head.content
    take_heading(content)
    content.published = content.published or read_dateline(content.text) or head.modified
    return content


def read_text(data: bytes, source: str) -> Content:
    """Return what a file of text or Markdown holds. Raises ArticleNotText."""
    return parse_content(decode(data, source))


def _take_front_matter(head: _Head) -> bool:
    content = head.content
    match = _FRONT_MATTER.match(content.text)
    if match is None or not all(_FRONT_MATTER_LINE.fullmatch(line) for line in match[1].split("\n")):
        return False
    for key, value in _front_matter_fields(match[1].split("\n")):
        _note(head, key, value)
    content.text = content.text[match.end() :]
    return True


def _front_matter_fields(lines: list[str]) -> list[tuple[str, str]]:
    """Return keys and values in order; tags in a list below their key become one value with commas."""
    fields: list[tuple[str, str]] = []
    for line in lines:
        item = line.strip().removeprefix("- ")
        if fields and item != line.strip() and _FRONT_MATTER_KEYS.get(fields[-1][0]) == "tags":
            key, value = fields.pop()
            fields.append((key, ", ".join(filter(None, (value, _unquoted(item.strip()))))))
        else:
            key, _, value = line.partition(":")
            fields.append((key.strip().lower(), _unquoted(value.strip())))
    return fields


def _take_header_line(head: _Head) -> bool:
    """Take one line such as `제목: ...`, or `date 2026-01-26` with the first sentence right behind it."""
    content = head.content
    match = _DATE_PREFIX.match(content.text)
    known = match is not None and _note(head, "date", match[1])
    if not known:
        match = _HEADER_LINE.match(content.text)
        known = match is not None and _note(head, match[1].lower(), match[2].strip())
    if match is not None and known:
        content.text = content.text[match.end() :]
    return known


def _note(head: _Head, key: str, value: str) -> bool:
    """Keep what a header says; return False where the line is none of ours, such as a date that is no date."""
    content = head.content
    kind = _FRONT_MATTER_KEYS.get(key)
    if kind == "title" and value:
        content.title = content.title or value
    elif kind == "author":
        content.author = content.author or value
    elif kind == "source":
        content.url = content.url or known_address(value)
    elif kind == "language":
        content.language = known_language(value)
    elif kind == "tags":
        content.tags = content.tags or read_tags(value)
    elif kind in ("date", "modified"):
        day = read_date(value)
        if kind == "date":
            content.published = content.published or day
        else:
            head.modified = head.modified or day
        return day is not None
    return kind is not None


def take_heading(content: Content) -> None:
    """Make a heading at the head of the text the title, or take it away where it repeats the title."""
    match = _HEADING.match(content.text)
    heading = one_line(match[1] or match[2]) if match else ""
    if match is not None and content.title in ("", heading):
        content.title = heading
        content.text = content.text[match.end() :]
        return
    match = _LONE_LINE.match(content.text)
    if (
        match is None
        or content.title not in ("", one_line(match[1]))
        or is_list_item(match[1])
        or ends_like_sentence(match[1])
        or is_dateline(match[1])
    ):
        return
    content.title = match[1].strip()
    content.text = content.text[match.end() :]


def settle_title(content: Content) -> None:
    """Drop a title that a program wrote into a document's properties unless the text has it too, and take the heading.

    Of 23 public documents 14 had titles such as "1111", or that of the form they were made from. A title is confirmed by a
    line or a cell near the head that is the same, or, from 8 letters on, has it inside or over a line's end.
    """
    title = _letters(content.title)
    head = [cell for line in content.text.split("\n", _TITLE_LINES)[:_TITLE_LINES] for cell in line.split("|")]
    cells = [_letters(cell) for cell in head]
    inside = len(title) >= _LONG_TITLE and title in "".join(cells)
    if not any(map(str.isalpha, title)) or not (inside or title in cells):
        content.title = ""
    take_heading(content)


def settle_book_title(content: Content) -> None:
    """Drop what stands in the place of a title unless a line near the head is the same, and take the heading."""
    head = content.text.split("\n", _TITLE_LINES)[:_TITLE_LINES]
    if _PLACEHOLDER.fullmatch(content.title) and _letters(content.title) not in map(_letters, head):
        content.title = ""
    take_heading(content)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
