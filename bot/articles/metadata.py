"""The lines about the article at the head of a text: its title, its day, where it comes from."""

import re
from datetime import date

from bot.articles.article import Content, known_address, known_language, one_line
from bot.articles.decoding import decode
from bot.text.dates import read_date
from bot.text.language import normalize
from bot.text.sentences import ends_like_sentence, is_list_item

_HEADER_KEYS = {
    "title": "title",
    "제목": "title",
    "date": "date",
    "published": "date",
    "날짜": "date",
    "게재일": "date",
    "입력": "date",
    "source": "source",
    "출처": "source",
    "url": "source",
    "author": "author",
    "기자": "author",
    "글쓴이": "author",
}
_FRONT_MATTER_KEYS = {**_HEADER_KEYS, "language": "language", "lang": "language"}
_HEADER_LINE = re.compile(rf"({'|'.join(_HEADER_KEYS)})[ \t]*[:：][ \t]*([^\n]*)(?:\n\s*|$)", re.IGNORECASE)
_DATE_PREFIX = re.compile(r"(?:date|날짜)[ \t]+([0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2})(?![0-9])\.?\s*", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---\n((?:[^\n]{0,2000}\n){0,60}?)(?:---|\.\.\.)(?:\n\s*|$)")
_FRONT_MATTER_LINE = re.compile(r"(?:[^\s:#-][^:\n]{0,60}:(?:\s.*)?|\s.*|- .*|#.*)?")
_HEADING = re.compile(r"# +([^\n]+?)[ #]*(?:\n\s*|$)|([^\n]{1,200})\n(?:={3,}|-{3,})(?:\n\s*|$)")
_LONE_LINE = re.compile(r"([^\n]{1,100})\n\n\s*(?=\S)")

_DATELINE = re.compile(
    r"(?:입력|게재|등록|발행|작성|수정|승인|보도)?(?:일시|일자|일)?\s*(?:published|posted|updated|date)?\s*(?:on)?\s*[:：|]?\s*(.+)",
    re.IGNORECASE,
)
_HEAD_LINES = 15


def parse_content(text: str) -> Content:
    """Return `text` without the lines about the article at its head, and what they say."""
    content = Content(normalize(text).strip())
    if not _take_front_matter(content):
        while _take_header_line(content):
            pass
    take_heading(content)
    return content


def read_dateline(text: str) -> date | None:
    """Return the day that stands alone on one of the first 15 lines, as below a headline; None where none does."""
    for line in text[:5_000].split("\n")[: 2 * _HEAD_LINES]:
        match = _DATELINE.fullmatch(line.strip()[:120])
        day = read_date(match[1]) if match else None
        if day is not None:
            return day
    return None


def read_text(data: bytes, source: str) -> Content:
    """Return what a file of text or Markdown holds. Raises ArticleNotText."""
    return parse_content(decode(data, source))


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
    kind = _FRONT_MATTER_KEYS.get(key)
    if kind == "title" and value:
        content.title = content.title or value
    elif kind == "author":
        content.author = content.author or value
    elif kind == "source":
        content.url = content.url or known_address(value)
    elif kind == "language":
        content.language = known_language(value)
    elif kind == "date":
        day = read_date(value)
        content.published = content.published or day
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
    if match is not None and not content.title and not is_list_item(match[1]) and not ends_like_sentence(match[1]):
        content.title = match[1].strip()
        content.text = content.text[match.end() :]


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
