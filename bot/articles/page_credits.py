"""Lines at the head and the end of a page's article that only say who wrote it, when, and how long it is."""

import re
from dataclasses import dataclass
from datetime import date

from bot.articles.bylines import names_alone, reporter_in
from bot.articles.datelines import read_dateline

_HEAD_BLOCKS, _END_BLOCKS = 4, 3
_MAX_LINE = 100
# What begins a heading, an item and a quotation.
_MARKS = ("#", "- ", "> ")
# What an article announces is its own: "Write to:".
_ANNOUNCES = (":", "：")
# What stands beside a name: an address, where and for whom it was written, how long it takes to read.
_BESIDE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[(\[<][^()\[\]<>=]{1,20}=[^()\[\]<>]{1,20}(?<!기자)[)\]>]|\b\d{1,3}[ -]min(?:ute)?s?\sread\b"
    r"|(?:읽는\s?시간\s?:?\s?)?약?\s?\d{1,3}분\s?(?:분량|소요)",
    re.IGNORECASE,
)
_TITLE_ROW = re.compile(r"\|\s*(?:제\s*목|title|subject)\s*\|\s*(?P<title>.*?)\s*(?:\|\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credits:
    """What an article's own fields say, so that no line of it has to."""

    title: str
    author: str
    day: date | None


def take_credits(text: str, known: Credits) -> tuple[str, str]:
    """Return `text` without the blocks among its first and last that only repeat what is known of it, and its author.

    Where nobody is known to have written it, whom a byline names is the author. A day goes only where it is the article's. Where
    nothing would be left, the text is whole.
    """
    blocks, author = text.split("\n\n"), known.author
    kept: list[str] = []
    for number, block in enumerate(blocks):
        is_outside = number < _HEAD_BLOCKS or number >= len(blocks) - _END_BLOCKS
        is_announced = bool(kept) and kept[-1].endswith(_ANNOUNCES)
        if is_outside and not is_announced and all(_is_credit(line, known) for line in block.split("\n")):
            author = author or _byline(block) or reporter_in(block)
        else:
            kept.append(block)
    return ("\n\n".join(kept), author) if kept else (text, known.author)


def _is_credit(line: str, known: Credits) -> bool:
    if len(line) > _MAX_LINE or line.startswith(_MARKS):
        return False
    row = _TITLE_ROW.fullmatch(line)
    if row is not None:
        return row["title"] == known.title
    if known.day is not None and read_dateline(line) == known.day:
        return True
    return not any(map(str.isalnum, _BESIDE.sub("", line))) or _byline(line) != ""


def _byline(line: str) -> str:
    """Return whom a line names that says nothing else; "" where it says more, or may be a name by chance."""
    alone = _BESIDE.sub(" ", line).strip(" \t|/·•,=-–—[]()<>")
    return names_alone(alone, is_marked=_BESIDE.search(line) is not None)
