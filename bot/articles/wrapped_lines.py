"""Lines that a page was too narrow for, made whole again: a Korean line may break inside a word, and nothing shows where."""

from itertools import pairwise

from bot.text.morphology import is_word_end

# Stands where a line ended between two Hangul syllables and it is open whether a word ended too. A character for private
# use, which the PDF reader takes out of what stands on the pages.
OPEN_BREAK = "\ue0ff"
_CONTEXT = 12


def rejoin_lines(text: str) -> str:
    """Return `text` with a space or nothing in place of each open break, as the words around it ask for."""
    lines = text.split(OPEN_BREAK)
    parts = lines[:1]
    for before, after in pairwise(lines):
        parts += [" " if is_word_end(_last_words(before), _first_words(after)) else "", after]
    return "".join(parts)


def _last_words(line: str) -> str:
    """Return the whole words in the last characters of a line, or those characters where they are all one word."""
    near = line[-_CONTEXT:].rpartition("\n")[2]
    return near if len(line) <= _CONTEXT else near.partition(" ")[2] or near


def _first_words(line: str) -> str:
    near = line[:_CONTEXT].partition("\n")[0]
    return near if len(line) <= _CONTEXT else near.rpartition(" ")[0] or near
