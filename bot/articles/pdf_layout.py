"""From the lines on pages to paragraphs: what belongs together, what is a heading, and what only furnishes the page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bot.articles.wrapped_lines import OPEN_BREAK, is_cut_number
from bot.text.language import has_hangul
from bot.text.sentences import ends_like_sentence, is_list_item

# Running heads and page numbers stand in the outer eighth of the page.
_MARGIN = 0.125
_BIGGER = 1.15
_MAX_HEADING = 100
# Of the usual distance between lines: what is farther apart is another paragraph, unless a sentence goes on in it; a line with
# a raised or lowered mark stands farther from the one before.
_FAR = 1.3
_FAR_INSIDE = 1.7
_INDENT = 0.6
_NEARLY_FULL = 0.8
# Lines on either side of one that tell how wide its column is.
_NEIGHBOURS = 30
# What browsers print around a page: its address with the page's number, and the time of printing.
_PRINTED = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?"
    r"|\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?: [AP]M)?"
    r"|\d{2,4}\. ?\d{1,2}\. ?\d{1,2}\. (?:오전|오후) \d{1,2}:\d{2}"
)
# Korean sets brackets against the word before them.
_OPENING = tuple("([{<〈《「『“‘")
_NO_SPACE_BEFORE = tuple(")]}>〉》」』”’.,!?:;%·…")
# PDFium's sign for a hyphen that is only there because the line ends, and the other names of it.
SOFT_HYPHENS = ("\x02", "\ufffe", "\xad")


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it stands: the edges of its first and last characters in points from the page's lower left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    page_height: float

    @property
    def character_width(self) -> float:
        """The usual width of its characters."""
        return (self.right - self.left) / max(len(self.text.strip()), 1)

    @property
    def size(self) -> float:
        """The height of its characters, at least a tenth of a point."""
        return max(self.top - self.bottom, 0.1)


def join_pages(pages: Sequence[Sequence[Line]]) -> str:
    """Return the text of pages in paragraphs without running heads and page numbers.

    Headings are marked with `##`, or `#` at the very head.
    Where a line ends between two Hangul syllables and no space shows whether a word ends too, an OPEN_BREAK stands.
    """
    kept = _without_furniture(pages)
    lines = [line for page in kept for line in page]
    if not lines:
        return ""
    body, spacing = _body_size(lines), _usual_spacing(kept)
    blocks: list[list[Line]] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if blocks and _goes_on(blocks[-1], line, following, spacing, _right_edge(lines, index - 1)):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return "\n\n".join(_block_text(block, body, "##" if number else "#") for number, block in enumerate(blocks))


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without what is certain to furnish them.

    That is, in the margins: the same line at the same height on many pages, a line whose number counts with the pages, and
    what browsers print around a page.
    """
    found: dict[object, set[int]] = defaultdict(set)
    for index, page in enumerate(pages):
        for line in page:
            for key in _furniture_keys(line, index):
                found[key].add(index)
    least = max(2, 0.4 * len(pages))

    def furnishes(line: Line, index: int) -> bool:
        keys = _furniture_keys(line, index)
        return any(len(found[key]) >= least for key in keys) or (
            bool(keys) and _PRINTED.fullmatch(line.text.strip()) is not None
        )

    return [[line for line in page if not furnishes(line, index)] for index, page in enumerate(pages)]


def _furniture_keys(line: Line, index: int) -> list[object]:
    """Return what a line has in common with its like on other pages; nothing for a line in the body."""
    if _MARGIN * line.page_height <= line.bottom and line.top <= (1 - _MARGIN) * line.page_height:
        return []
    text, height = line.text.strip(), round(line.bottom / 2)
    numbers = [int(number) for number in re.findall(r"(?<![\d.,])\d{1,4}(?![\d.,]\d)", text)]
    counted = [(re.sub(r"\d+", "#", text), place, number - index) for place, number in enumerate(numbers)]
    return [(text, height), *counted]


def _body_size(lines: Iterable[Line]) -> float:
    """Return the size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _usual_spacing(pages: Iterable[Sequence[Line]]) -> float:
    """Return the usual distance from one line to the next, in heights of a line."""
    steps = [(a.bottom - b.bottom) / a.size for page in pages for a, b in pairwise(page) if _alike(a, b)]
    near = [step for step in steps if 0.5 < step < 3]
    return median(near) if near else 1.5


def _right_edge(lines: Sequence[Line], index: int) -> float:
    """Return how far to the right the column of a line goes, from the lines around it that begin where it does."""
    line = lines[index]
    around = lines[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS]
    return max(other.right for other in around if abs(other.left - line.left) < 3 * line.size and _alike(other, line))


def _goes_on(block: Sequence[Line], line: Line, following: Line | None, spacing: float, right: float) -> bool:
    """Return whether `line` goes on with the paragraph of the lines before it, whose column ends at `right`."""
    last = block[-1]
    if not _alike(last, line) or is_list_item(line.text.strip()):
        return False
    first_word = (line.text.split(maxsplit=1) or [""])[0]
    is_full = last.right + (len(first_word) + 1) * line.character_width > right
    is_over = ends_like_sentence(last.text.strip())
    if not is_over and line.text.strip()[:1].islower():  # words are wider or narrower than others
        is_full = is_full or last.right - last.left > _NEARLY_FULL * (right - last.left)
    step = (last.bottom - line.bottom) / last.size
    if step < 0.5:  # the top of another column or page, or the same line again
        return is_full and not is_over
    # The first line of a paragraph begins farther to the right than the line above, or at least than the one below.
    near = [other for other in (*block[-_NEIGHBOURS:], following) if other is not None and _alike(other, line)]
    edges = [other.left for other in near if abs(other.left - line.left) < 3 * line.size]
    if not edges:
        return False
    far = _FAR if is_over else _FAR_INSIDE
    return is_full and step <= far * spacing and line.left - min(edges) <= _INDENT * line.size


def _alike(one: Line, other: Line) -> bool:
    return max(one.size, other.size) / min(one.size, other.size) < _BIGGER


def _block_text(block: Sequence[Line], body: float, mark: str) -> str:
    text = block[0].text.rstrip()
    for before, line in pairwise(block):
        text = _joined(text, line.text.strip(), spaced=before.text != before.text.rstrip())
        text = text.rstrip()
    text = text.strip().rstrip("".join(SOFT_HYPHENS))
    is_heading = block[0].size > _BIGGER * body and len(text) <= _MAX_HEADING and not ends_like_sentence(text)
    return f"{mark} {text}" if is_heading else text


def _joined(text: str, line: str, *, spaced: bool) -> str:
    if text.endswith(SOFT_HYPHENS):
        return text[:-1] + line
    if text.endswith("-") and line[:1].islower():
        return text + line
    if not spaced and has_hangul(text[-1:]) and has_hangul(line[:1]):
        return text + OPEN_BREAK + line
    if not spaced and is_cut_number(text, line):
        return text + line
    closes = line[:1] in _NO_SPACE_BEFORE or (line[:1] in _OPENING and has_hangul(text[-1:]))
    return text + (line if not spaced and (closes or text[-1:] in _OPENING) else " " + line)
