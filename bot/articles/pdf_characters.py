"""The characters of a PDF's page: which stand in one line, which are raised or lowered in it, and which are readings above it."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot
from typing import Any

from bot.articles.pdf_layout import SOFT_HYPHENS
from bot.articles.raised_marks import with_marks

_LINE_ENDS = frozenset(map(ord, "\r\n"))
_HYPHENS = frozenset(map(ord, SOFT_HYPHENS))
# Of the size of the line: a mark is at most so big, and stands at least so much higher or lower. Chromium's are .83, Word's
# .65 and TeX's .7 of the size; they raise by .3 to .4 and lower by .14 to .25 of it.
_SMALLER, _RAISED, _LOWERED = 0.9, 0.15, 0.08
_MAX_MARK = 12
# Below a drop cap nearly all of the line is smaller; then it is the cap that is out of the line.
_MAX_SHARE = 0.6
# What may be a mark by itself; of words the last letter tells, which saves four of five questions to PDFium.
_CANDIDATE = re.compile(r"[A-Za-zα-ωΑ-Ω]+|[0-9*∗†‡§+\-−()\[\]°′,/=]")
_HANJA = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_INKED = re.compile(r"\S+")
# A reading above a word is at most so big as the word, and stands so near.
_READING = 0.62
_NEAR_LINES = 60


@dataclass(slots=True)
class _Row:
    """A stretch of characters that PDFium keeps together: its places in the page's text, baseline, size, and the marks in it."""

    start: int
    end: int
    baseline: float
    size: float
    marks: dict[int, int] = field(default_factory=dict)  # place -> 1 for raised, -1 for lowered


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line's text, and the places of its first and last characters that are of its own size."""

    text: str
    first: int
    last: int


class PageCharacters:
    """The characters of one page, in the order in which PDFium reads them."""

    def __init__(self, text_page: Any) -> None:
        import pypdfium2

        self._raw, self._handle = pypdfium2.raw, text_page.raw
        self._codes = [self._raw.FPDFText_GetUnicode(self._handle, index) for index in range(text_page.count_chars())]
        self._text = "".join(map(chr, self._codes))  # halves of characters beyond 16 bits apart: places count in it
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix, self._rectangle = self._raw.FS_MATRIX(), self._raw.FS_RECTF()

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Return left, right, bottom and top of a character's cell, in points."""
        self._raw.FPDFText_GetLooseCharBox(self._handle, index, ctypes.byref(self._rectangle))
        return self._rectangle.left, self._rectangle.right, self._rectangle.bottom, self._rectangle.top

    def lines(self) -> list[PageLine]:
        """Return the page's lines, those whose marks PDFium has set apart made whole again."""
        rows: list[list[_Row]] = []
        for start, end in _stretches(self._codes):
            row = self._row(start, end)
            if row is None:
                continue
            if rows and self._goes_on(rows[-1][-1], row):
                rows[-1].append(row)
            else:
                rows.append([row])
        readings, lines = self._readings(rows)
        return [self._line(line, readings.get(id(line), {})) for line in lines]

    def _row(self, start: int, end: int) -> _Row | None:
        if not self._text[start:end].strip():
            return None
        first, last = self._ends(start, end)
        candidates = [match.end() - 1 for match in _CANDIDATE.finditer(self._text, start, end)]
        asked = {index: self._baseline(index) for index in (first, last, *candidates)}
        heights = asked.values()
        if max(heights) - min(heights) < 0.5:
            return _Row(start, end, asked[first], self._size(first))
        inked = self._inked(start, end)
        asked |= {index: self._baseline(index) for index in inked[:: max(1, len(inked) // 8)]}
        sizes = {index: self._size(index) for index in asked}
        size = max(sizes.values())
        own = [round(asked[index], 1) for index in asked if sizes[index] > _SMALLER * size]
        baseline = Counter(own).most_common(1)[0][0]
        row = _Row(start, end, baseline, size)
        for index in candidates:
            if self._shift(index, baseline, size) and index not in row.marks:
                row.marks |= self._around(index, row)
        if len(row.marks) > max(2, _MAX_SHARE * len(inked)):
            row.marks = {}
        return row

    def _around(self, index: int, row: _Row) -> dict[int, int]:
        """Return the mark that a raised or lowered character is part of."""
        shift = self._shift(index, row.baseline, row.size)
        first = last = index
        while first > row.start and self._is_like(first - 1, row, shift):
            first -= 1
        while last < row.end - 1 and self._is_like(last + 1, row, shift):
            last += 1
        return dict.fromkeys(range(first, last + 1), shift) if last - first < _MAX_MARK else {}

    def _is_like(self, index: int, row: _Row, shift: int) -> bool:
        return not self._text[index].isspace() and self._shift(index, row.baseline, row.size) == shift

    def _shift(self, index: int, baseline: float, size: float) -> int:
        """Return 1 for a character that is raised, -1 for one that is lowered, 0 for one that belongs to the line."""
        by = self._baseline(index) - baseline
        if -_LOWERED * size < by < _RAISED * size or abs(by) > 0.8 * size or self._size(index) > _SMALLER * size:
            return 0
        return 1 if by > 0 else -1

    def _goes_on(self, before: _Row, row: _Row) -> bool:
        """Return whether PDFium began a new line only because a mark stands higher or lower than the rest."""
        if self._codes[before.end - 1] in _HYPHENS:
            return False
        size = max(before.size, row.size)
        last, first = self._ends(before.start, before.end)[1], self._ends(row.start, row.end)[0]
        gap = self.box(first)[0] - self.box(last)[1]
        if not -0.3 * size < gap < 0.7 * size:
            return False
        if abs(before.baseline - row.baseline) < 0.05 * size:
            return last in before.marks or first in row.marks
        return self._is_mark_of(row, before) or self._is_mark_of(before, row)

    def _is_mark_of(self, row: _Row, of: _Row) -> bool:
        """Return whether a whole stretch is one mark of another, and then note it as that."""
        inked = self._inked(row.start, row.end)
        if len(inked) > _MAX_MARK or row.marks:
            return False
        shift = self._shift(inked[0], of.baseline, of.size)
        if shift:
            row.marks = dict.fromkeys(inked, shift)
            row.baseline, row.size = of.baseline, of.size
        return bool(shift)

    def _ends(self, start: int, end: int) -> tuple[int, int]:
        """Return the places of the first and the last character in a stretch that are no white space."""
        text = self._text[start:end]
        return start + len(text) - len(text.lstrip()), start + len(text.rstrip()) - 1

    def _inked(self, start: int, end: int) -> list[int]:
        return [index for index in range(start, end) if not self._text[index].isspace()]

    def _readings(self, rows: list[list[_Row]]) -> tuple[dict[int, dict[int, str]], list[list[_Row]]]:
        """Return the readings that stand above words, by the line and the place behind which they belong; and the other lines."""
        readings: dict[int, dict[int, str]] = {}
        lines: list[list[_Row]] = []
        for n, line in enumerate(rows):
            words = self._words(line)
            near = rows[max(0, n - _NEAR_LINES) : n + _NEAR_LINES] if words else []
            larger = [other for other in near if line[0].size < _READING * other[0].size]
            places = ((other, [self._place_below(*word, line[0], other) for word in words]) for other in larger)
            below = next(((other, found) for other, found in places if None not in found), None)
            if below is None:
                lines.append(line)
                continue
            for (start, end), place in zip(words, below[1], strict=True):
                assert place is not None
                behind = self._end_of_word(place)
                own = readings.setdefault(id(below[0]), {})
                own[behind] = own.get(behind, "") + self._text[start:end]
        return readings, lines

    def _words(self, line: list[_Row]) -> list[tuple[int, int]]:
        """Return where the words of a line are that may be readings of words below it; [] for a line that is none."""
        text = self._text[line[0].start : line[0].end]
        words = [(line[0].start + word.start(), line[0].start + word.end()) for word in _INKED.finditer(text)]
        return words if len(line) == 1 and all(end - start <= _MAX_MARK for start, end in words) else []

    def _place_below(self, start: int, end: int, small: _Row, line: list[_Row]) -> int | None:
        """Return the last of the characters over which a reading stands; None where it stands over none of this line."""
        size, above = line[0].size, small.baseline - line[0].baseline
        if not 0.5 * size < above < 1.2 * size:
            return None
        left, right = self.box(start)[0], self.box(end - 1)[1]
        places = [index for row in line for index in self._inked(row.start, row.end)]
        middles = {index: sum(self.box(index)[:2]) / 2 for index in places}
        under = [index for index, middle in middles.items() if left - 0.2 * size <= middle <= right + 0.2 * size]
        return max(under) if under else None

    def _end_of_word(self, place: int) -> int:
        """Return the last of the Hanja from `place` on: readings of several in a row come together behind all of them."""
        word = _HANJA.match(self._text, place)
        return place if word is None else word.end() - 1

    def _line(self, line: list[_Row], readings: dict[int, str]) -> PageLine:
        if len(line) == 1 and not line[0].marks and not readings:
            start, end = line[0].start, line[0].end
            return PageLine(_whole(self._text[start:end]), *self._ends(start, end))
        parts: list[tuple[str, int]] = []
        for before, row in pairwise([None, *line]):
            assert row is not None
            if before is not None and self._is_apart(before, row):
                parts.append((" ", 0))
            for index in range(row.start, row.end):
                parts.append((self._text[index], row.marks.get(index, 0)))
                if index in readings:
                    parts.append((f"({readings[index]})", 0))
        own = [index for row in line for index in self._inked(row.start, row.end) if index not in row.marks]
        first, last = (own[0], own[-1]) if own else self._ends(line[0].start, line[-1].end)
        return PageLine(_whole(with_marks(parts)), first, last)

    def _is_apart(self, before: _Row, row: _Row) -> bool:
        if self._text[before.end - 1].isspace() or self._text[row.start].isspace():
            return False
        return self.box(row.start)[0] - self.box(before.end - 1)[1] > 0.2 * row.size

    def _baseline(self, index: int) -> float:
        self._raw.FPDFText_GetCharOrigin(self._handle, index, ctypes.byref(self._x), ctypes.byref(self._y))
        return self._y.value

    def _size(self, index: int) -> float:
        """Return the size in points, by the font and by what the page does to it."""
        size: float = self._raw.FPDFText_GetFontSize(self._handle, index)
        if self._raw.FPDFText_GetMatrix(self._handle, index, ctypes.byref(self._matrix)):
            size *= hypot(self._matrix.c, self._matrix.d) or 1.0
        return size


def _stretches(codes: list[int]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each line's characters. Behind a hyphen that parts a word PDFium writes no line end."""
    start = 0
    for index, code in enumerate([*codes, ord("\n")]):
        if code in _LINE_ENDS or code in _HYPHENS:
            end = index + 1 if code in _HYPHENS else index
            if end > start:
                yield start, end
            start = index + 1


def _whole(text: str) -> str:
    """Join the halves of characters beyond 16 bits."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
