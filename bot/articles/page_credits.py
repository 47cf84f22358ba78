"""Lines at the head and the end of a page's article that only say who wrote it, when, and how long it is."""

import re
from dataclasses import dataclass
from datetime import date

from bot.articles.bylines import names_alone, reporter_in
from bot.articles.datelines import beside_days, read_dateline

_HEAD_BLOCKS, _END_BLOCKS = 4, 3
_MAX_LINE = 100
# What begins a heading, an item and a quotation.
_MARKS = ("#", "- ", "> ")
# What an article announces is its own: "Write to:".
_ANNOUNCES = (":", "：")
_ADDRESS = re.compile(r"(?P<mailbox>[\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
# What stands beside a name: an address, where and for whom it was written, how long it takes to read, how many have.
_BESIDE = re.compile(
    rf"{_ADDRESS.pattern}|[(\[<][^()\[\]<>=]{{1,20}}=[^()\[\]<>]{{1,20}}(?<!기자)[)\]>]"
    r"|\b\d{1,3}[ -]min(?:ute)?s?\sread\b|(?:읽는\s?시간\s?:?\s?)?약?\s?\d{1,3}분\s?(?:분량|소요)|조회\s?수?\s*[:|]?\s*\d[\d,]*",
    re.IGNORECASE,
)
_WORD_OF_NAME = re.compile(r"[A-Za-z]{3,}")
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
            author = author or _author(block, known)
        else:
            kept.append(block)
    return ("\n\n".join(kept), author) if kept else (text, known.author)


def _is_credit(line: str, known: Credits) -> bool:
    if len(line) > _MAX_LINE or line.startswith(_MARKS):
        return False
    row = _TITLE_ROW.fullmatch(line)
    if row is not None:
        return row["title"] == known.title
    return all(map(_names_nothing_else, _pieces(line, known)))


def _pieces(line: str, known: Credits) -> list[str]:
    """Return what a line says beside the day of the article; the whole line where it does not say that."""
    return beside_days(line) if known.day is not None and read_dateline(line) == known.day else [line]


def _author(block: str, known: Credits) -> str:
    """Return whom a word marks as who wrote it; an address or a reading time may stand beside other names as well."""
    pieces = [piece for line in block.split("\n") for piece in _pieces(line, known)]
    return next(filter(None, (names_alone(_alone(piece), is_marked=False) for piece in pieces)), "") or reporter_in(
        block
    )


def _names_nothing_else(line: str) -> bool:
    """Return whether a line has nothing but addresses and the like, and names that these or a word mark as a byline."""
    alone = _alone(line)
    is_marked = _BESIDE.search(_ADDRESS.sub("", line)) is not None or _has_own_address(line, alone)
    return not any(map(str.isalnum, alone)) or names_alone(alone, is_marked=is_marked) != ""


def _has_own_address(line: str, name: str) -> bool:
    """Return whether an address in a line has a word of the name in it that stands beside it, as gana@ has of Gana Park."""
    words = [word.lower() for word in _WORD_OF_NAME.findall(name)]
    return any(word in match["mailbox"].lower() for match in _ADDRESS.finditer(line) for word in words)


def _alone(line: str) -> str:
    """Return a line without what may stand beside a name in it."""
    return _BESIDE.sub(" ", line).strip(" \t|/·•,=-–—[]()<>")
