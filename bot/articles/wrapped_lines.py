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
_REST_OF_NUMBER = re.compile(
    r"[.,][0-9]|%|(?:[십백천만억조]*(?:원|달러|엔|위안|유로|년|월|일|시|분|초|명|개|건|곳|대|층|도|세|살|차례|차|회|위|호|항|조|절|장|권|편|마리|톤|미터|킬로미터"
    r"|킬로그램|그램|배|점|가구|채|평|주|달|개월|시간|주년|번|쪽|면)|[십백천만억조]+)"
    r"(?=$|[\s.,)·~]|(?:은|는|이|가|을|를|의|에|로|도|과|와|까지|부터|에서|보다|이다|으로|씩|째|간|당|여)(?:[\s.,)]|$))"
)
# 2026. 1. is the beginning of a date, and 2026. is no decimal.
_CUT_NUMBER = re.compile(r"[0-9],$|(?<![0-9.])(?<!\. )[0-9]{1,3}\.$")
_LINE_END_ALONE = re.compile(r"[^\n]\n[^\n]")
_FENCES = ("```", "~~~")
# The marks of quotations in quotations.
_QUOTED = re.compile(r"^(?:> )*")
# Below these marks lines hang too, beside those of Markdown's items.
_MARKED = re.compile(r"\(?[0-9A-Za-z가-힣]{1,3}[.)] |\[[0-9]{1,3}\] |[※□■○●]")
_INDENTS = ("    ", "\t")


def is_cut_number(before: str, after: str) -> bool:
    """Return whether a number, or a number and what it counts, was cut where the line was full: 3 | 월에, 1,| 540m, 18 | .5%."""
    if before[-1:].isdigit():
        return _REST_OF_NUMBER.match(after) is not None
    return _CUT_NUMBER.search(before) is not None and after[:1].isdigit()


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
    if len(lines) < 2:
        return block
    mark = min((_QUOTED.findall(line)[0] for line in lines), key=len)
    bare = [line.removeprefix(mark) for line in lines]
    return "\n".join(mark + line for line in _joined_lines(bare).split("\n"))


def _joined_lines(lines: list[str]) -> str:
    if any(line.startswith(_FENCES) or not line.strip() for line in lines) or _is_indented_code(lines):
        return "\n".join(lines)
    wrapped = wrapped_lines(lines)
    cut_anywhere = any(wrapped) and is_cut_anywhere(lines)
    joined = lines[0]
    for goes_on, line in zip(wrapped, lines[1:], strict=True):
        if is_list_item(line) or not goes_on:
            joined += "\n"
        else:
            line = line.lstrip()
            inside = cut_anywhere and has_hangul(joined[-1:]) and has_hangul(line[:1])
            joined += OPEN_BREAK if inside else "" if cut_anywhere and is_cut_number(joined, line) else " "
        joined += line
    return joined


def _is_indented_code(lines: list[str]) -> bool:
    """Return whether some lines are indented as code is, and not all but the first under the mark of an item."""
    indented = [line.startswith(_INDENTS) for line in lines]
    return any(indented) and (indented[0] or not all(indented[1:]) or not _is_marked(lines[0]))


def _is_marked(line: str) -> bool:
    return is_list_item(line) or _MARKED.match(line) is not None


def _last_words(line: str) -> str:
    """Return the whole words in the last characters of a line, or those characters where they are all one word."""
    near = line[-_CONTEXT:].rpartition("\n")[2]
    return near if len(line) <= _CONTEXT else near.partition(" ")[2] or near


def _first_words(line: str) -> str:
    near = line[:_CONTEXT].partition("\n")[0]
    return near if len(line) <= _CONTEXT else near.rpartition(" ")[0] or near
