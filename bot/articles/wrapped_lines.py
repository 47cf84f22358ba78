"""Lines that a page was too narrow for, made whole again: a Korean line may break inside a word, and nothing shows where."""

import re
from itertools import pairwise

from bot.text.language import has_hangul
from bot.text.morphology import is_word_end
from bot.text.sentences import is_list_item
from bot.text.wrapped_paragraphs import is_cut_anywhere, wrapped_lines

# Stands where a line ended between two Hangul syllables and it is open whether a word ended too. A character for private
# use, which the PDF reader takes out of what stands on the pages.
OPEN_BREAK = "\ue0ff"
_CONTEXT = 12
_LINE_END_ALONE = re.compile(r"[^\n]\n[^\n]")
_CODE = ("```", "~~~", "    ", "\t")


def rejoin_lines(text: str) -> str:
    """Return `text` with a space or nothing in place of each open break, as the words around it ask for."""
    lines = text.split(OPEN_BREAK)
    parts = lines[:1]
    for before, after in pairwise(lines):
        parts += [" " if is_word_end(_last_words(before), _first_words(after)) else "", after]
    return "".join(parts)


def join_wrapped(text: str) -> str:
    """Return a plain text with the lines of each paragraph that an editor wrapped in one; poems, lists and code stay in lines.

    Where the lines are cut wherever they are full, inside words too, each is joined as the words around it ask for.
    """
    if _LINE_END_ALONE.search(text) is None:
        return text
    return rejoin_lines("\n\n".join(_joined(block) for block in text.split("\n\n")))


def _joined(block: str) -> str:
    lines = block.split("\n")
    if len(lines) < 2 or any(line.startswith(_CODE) for line in lines):
        return block
    wrapped = wrapped_lines(lines)
    cut_anywhere = any(wrapped) and is_cut_anywhere(lines)
    joined = lines[0]
    for goes_on, line in zip(wrapped, lines[1:], strict=True):
        if is_list_item(line) or not goes_on:
            joined += "\n"
        else:
            inside = cut_anywhere and has_hangul(joined[-1:]) and has_hangul(line[:1])
            joined += OPEN_BREAK if inside else " "
        joined += line
    return joined


def _last_words(line: str) -> str:
    """Return the whole words in the last characters of a line, or those characters where they are all one word."""
    near = line[-_CONTEXT:].rpartition("\n")[2]
    return near if len(line) <= _CONTEXT else near.partition(" ")[2] or near


def _first_words(line: str) -> str:
    near = line[:_CONTEXT].partition("\n")[0]
    return near if len(line) <= _CONTEXT else near.rpartition(" ")[0] or near
