"""Paragraphs and sentences as exact offsets into a text, Korean, English and both in one line.

Kiwi finds the ends of Korean sentences, rules find the others: at each place the script of the word before it decides
whose word counts. Kiwi alone leaves English sentences together; rules alone tear Korean quotations apart.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.text.full_stops import ENUMERATOR, ends_abbreviated_word, is_in_numbering
from bot.text.language import has_hangul
from bot.text.morphology import korean_sentence_bounds
from bot.text.wrapped_paragraphs import wrapped_lines

_WINDOW = 4_000
_UNSPACED = re.compile(r"\S{300}")  # no language that we read, and Kiwi takes ten times as long over it


# The look-behinds and possessive quantifiers keep megabytes of dots linear.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?:\[[\w ]{1,20}\])*+(?=\s)|[。！？]++[\"'”’」』）]*+")
_QUOTED = re.compile(
    r"“[^“”]{1,300}”|(?<!\w)\"(?=\S)[^\"]{1,300}(?<=\S)\"(?![A-Za-z0-9])|(?<!\w)['‘](?=\S)[^'‘’]{1,200}['’](?=[가-힣])"
    r"|\([^()]{1,200}\)|「[^「」]{1,300}」"
)
_REPORTING = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+){1,3}(?:said|says|told|added|adds|asked|asks|wrote|writes|replied|argued|argues|noted|warned)\b"
)
_KOREAN_END = re.compile(r"[다요까죠][.!?]+$")  # Kiwi misses some of these where a quotation follows
_QUOTED_WORD = re.compile("[^.!?…。][\"'”’)]$")  # Kiwi takes a short quotation without a full stop for a sentence
_LAST_LETTER = re.compile(r"[^\W_](?=[\W_]*$)")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·▲△■□◆◇○●▶>|#]|[0-9]{1,3}[.)]\s|[①-⑳])")
_CLOSED = re.compile(r"[.!?…。！？:;：][\"'”’»)\]」』]*\s*$")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int


def split_paragraphs(text: str) -> list[Span]:
    """Return the paragraphs in order, trimmed; every character that is not white space is in exactly one.

    An empty line ends a paragraph and so does a line end, except between lines that were wrapped at a fixed width.
    """
    return list(_paragraphs(text))


def split_sentences(text: str) -> list[Span]:
    """Return the sentences in order, trimmed; every character that is not white space is in exactly one.

    A sentence never crosses a paragraph's end and is never longer than 4,000 characters.
    """
    return [sentence for paragraph in _paragraphs(text) for sentence in _sentences(text, paragraph)]


def ends_like_sentence(line: str) -> bool:
    """Return whether `line` ends with a full stop, a question mark, a colon or the like, closing quotes aside."""
    return _CLOSED.search(line[-20:]) is not None


def is_list_item(line: str) -> bool:
    """Return whether `line` begins like an item of a list, a quotation, a heading or a table of Markdown."""
    return _LIST_ITEM.match(line) is not None


def _paragraphs(text: str) -> Iterator[Span]:
    block: list[Span] = []
    for line in re.finditer(r"[^\n]*", text):
        span = _trim(text, *line.span())
        if span is not None:
            block.append(span)
        elif line.start() < line.end() or text[line.start() - 1 : line.start()] == "\n":
            yield from _join_wrapped(text, block)
            block = []
    yield from _join_wrapped(text, block)


def _join_wrapped(text: str, lines: list[Span]) -> Iterator[Span]:
    """Join lines that break only because the next word would not have fitted any more."""
    if not lines:
        return
    wrapped = wrapped_lines([text[line.start : line.end] for line in lines])
    start = lines[0].start
    for goes_on, (line, following) in zip(wrapped, pairwise(lines), strict=True):
        if not goes_on or is_list_item(text[following.start : following.start + 20]):
            yield Span(start, line.end)
            start = following.start
    yield Span(start, lines[-1].end)


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    for window in _windows(text, paragraph):
        piece = text[window.start : window.end].replace("\n", " ")
        bounds = [0, *_cuts(piece), len(piece)]
        for start, end in pairwise(bounds):
            span = _trim(text, window.start + start, window.start + end)
            if span is not None:
                yield span


def _windows(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    while paragraph.end - start > _WINDOW:
        cut = start + _WINDOW // 2 + _last_end(text[start + _WINDOW // 2 : start + _WINDOW])
        yield Span(start, cut)
        start = cut
    yield Span(start, paragraph.end)


def _last_end(text: str) -> int:
    ends = [end.end() for end in _END.finditer(text) if not text[max(0, end.start() - 1)].isdigit()]
    return ends[-1] if ends else white_space_cut(text, len(text))


def white_space_cut(text: str, limit: int) -> int:
    """Return where to cut `text` so that at most `limit` characters come first: after white space if there is any.

    Never between a character and its combining marks, unless there is nothing else in `text`.
    """
    head = text[:limit]
    for position in range(len(head) - 1, 0, -1):
        if head[position].isspace():
            return position + 1
    cut = len(head)
    while cut > 1 and text[cut : cut + 1] and _continues(text[cut]):
        cut -= 1
    return cut if cut > 1 else len(head)


def _continues(character: str) -> bool:
    return unicodedata.combining(character) != 0 or character in "\u200d\ufe0f"


def _cuts(piece: str) -> list[int]:
    """Return the positions inside `piece` where one sentence ends and the next begins."""
    rules = _rule_cuts(piece)
    candidates = {
        cut for cut in rules if not _after_hangul(piece, cut) or _KOREAN_END.search(piece[max(0, cut - 6) : cut])
    }
    if has_hangul(piece) and not _UNSPACED.search(piece):
        # Kiwi gives the next sentence's start, rules the last one's end: compared where the white space begins.
        ends = (len(piece[:start].rstrip()) for start, _ in korean_sentence_bounds(piece)[1:])
        candidates |= {
            end for end in ends if _after_hangul(piece, end) and not _QUOTED_WORD.search(piece[max(0, end - 2) : end])
        }
    quoted = [match.span() for match in _QUOTED.finditer(piece)]
    cuts: list[int] = []
    seen, has_word = 0, False
    for cut in sorted(candidates):
        # Each character is looked at once, however many places a sentence does not end at.
        seen, has_word = cut, has_word or any(map(str.isalnum, piece[seen:cut]))
        while quoted and quoted[0][1] <= cut:
            quoted.pop(0)
        inside = quoted and quoted[0][0] < cut
        if inside or not has_word:
            continue
        sentence = piece[cuts[-1] if cuts else 0 : cut].strip()
        # "가. 첫째" and "1. First": a number or letter that opens an item is no sentence, and neither is a lone emoji.
        if not ENUMERATOR.fullmatch(sentence) and not is_in_numbering(sentence, piece[cut : cut + 80].lstrip()):
            cuts.append(cut)
            has_word = False
    return cuts


def _after_hangul(piece: str, position: int) -> bool:
    letter = _LAST_LETTER.search(piece[max(0, position - 40) : position])
    return letter is not None and has_hangul(letter.group())


def _rule_cuts(piece: str) -> Iterator[int]:
    for end in _END.finditer(piece):
        following = piece[end.end() : end.end() + 80].lstrip()
        if following and _is_boundary(piece, end, following):
            yield end.end()


def _is_boundary(piece: str, end: re.Match[str], following: str) -> bool:
    mark = end.group()
    first = following.lstrip("\"'“‘«([")[:1]
    if mark[0] in "。！？":
        return True
    if first.islower():
        return False
    if mark[-1] not in ".!?…" and _REPORTING.match(following):
        return False
    return (
        not mark.startswith(".")
        or len(mark.rstrip("\"'”’»)]")) > 1
        or ends_abbreviated_word(piece[max(0, end.start() - 80) : end.start()], following)
    )


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(stripped))
