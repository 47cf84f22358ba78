"""Lines that a page was too narrow for, made whole again: a Korean line may break inside a word, and nothing shows where."""

import re
from itertools import pairwise

from bot.language import has_hangul
from bot.morphemes import insert_spaces

# Stands where a line ended and it is open whether a word ended too. A control character, so that no text has it.
OPEN_BREAK = "\x1f"
_AROUND = re.compile(rf"[^\n{OPEN_BREAK}]*{OPEN_BREAK}[^\n]*")


def rejoin_lines(text: str) -> str:
    """Return `text` with a space or nothing in place of each open break, as the words around it ask for.

    Between two Hangul syllables Kiwi decides, from the morphemes on both sides; everywhere else a space is right.
    """
    return _AROUND.sub(lambda match: _rejoined(match[0].split(OPEN_BREAK)), text) if OPEN_BREAK in text else text


def _rejoined(lines: list[str]) -> str:
    is_open = [_between_hangul(before, after) for before, after in pairwise(lines)]
    spaces = iter(insert_spaces(lines) if any(is_open) else [True] * len(is_open))
    parts = [lines[0]]
    for line, undecided in zip(lines[1:], is_open, strict=True):
        wanted = next(spaces)
        parts.append(" " + line if wanted or not undecided else line)
    return "".join(parts)


def _between_hangul(before: str, after: str) -> bool:
    return has_hangul(before[-1:]) and has_hangul(after[:1])
