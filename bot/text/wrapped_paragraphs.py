"""Which lines of a text break only because the next word did not fit: counted in columns, of which a syllable takes two."""

import re
from collections.abc import Sequence

_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
)
# One column or two, as the editor had it.
_AMBIGUOUS = re.compile(
    "[\u00a7\u00b0\u00b1\u00b7\u00d7\u00f7\u2010-\u2026\u2030\u203b\u2103\u2160-\u2188\u2190-\u21ff\u2460-\u24ff\u2500-\u266f]"
)
_MARKS = re.compile(r"[.!?…。][\"'”’)\]」』]*\s+\S")
_END = re.compile(r"[.!?…。][\"'”’)\]」』]*$")
# Between these, lines of Latin letters are taken for wrapped by their lengths alone.
_COMMON = range(40, 121)
# Everywhere else they must read like prose, and where they are so narrow, all be full.
_LEAST, _NARROW, _MOST = 24, 40, 250
_MOSTLY = 0.6


def wrapped_lines(lines: Sequence[str]) -> list[bool]:
    """Return for each line but the last whether it goes on in the next one; all False where the lines were not wrapped.

    Poems, lists and addresses have lines of many lengths or no full stops; prose that an editor wrapped fills all its lines
    but the last of a paragraph, whatever the width.
    """
    if len(lines) < 2:
        return []
    measures = [[_columns(line, wide_marks=wide) for line in lines] for wide in (False, True)]
    full = max((_full(lines, columns) for columns in measures), key=sum)
    width = max(measures[0])
    hangul = any(_WIDE.search(line) for line in lines)
    if not hangul and width in _COMMON:
        return full
    prose = _LEAST <= width <= _MOST and _reads_like_prose(lines, width)
    if prose and width >= _NARROW and is_cut_anywhere(lines):
        return [True] * len(full)
    share = sum(full) / len(full)
    needed = 1.0 if width < _NARROW else _MOSTLY
    return full if prose and share >= needed else [False] * len(full)


def is_cut_anywhere(lines: Sequence[str]) -> bool:
    """Return whether all lines but the last are full to a syllable or a blank: cut wherever the width ended, like no list."""
    columns = [_columns(line) for line in lines]
    return len(lines) > 2 and min(columns[:-1]) >= max(columns) - 3


def _full(lines: Sequence[str], columns: Sequence[int]) -> list[bool]:
    width = max(columns)
    return [
        columns[number] + 1 + _columns(following[:width].split(maxsplit=1)[0]) > width
        for number, following in enumerate(lines[1:])
    ]


def _reads_like_prose(lines: Sequence[str], width: int) -> bool:
    """Return whether sentences end inside lines, or one ends with the last line and with no other."""
    if width < _NARROW and len(lines) < 3:
        return False
    if any(_MARKS.search(line) for line in lines):
        return True
    ends = [_END.search(line) is not None for line in lines]
    return ends[-1] and not any(ends[:-1])


def _columns(text: str, *, wide_marks: bool = False) -> int:
    return len(text) + len(_WIDE.findall(text)) + (len(_AMBIGUOUS.findall(text)) if wide_marks else 0)
