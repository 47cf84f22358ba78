"""Sentences that stand in no paragraph, put into one: an extractor that has seen paragraphs passes over the others."""

from itertools import islice
from typing import Any

from bot.articles.other_stories import announces_others, count_letters, letters
from bot.articles.page_styles import INLINE
from bot.articles.xml import local_name
from bot.text.sentences import ends_like_sentence

_HOLDERS = ("div", "section", "article", "main", "body")
# Text straight in these is lost even on a page without any paragraph.
_ALWAYS = ("section", "article", "main")
_IN_LINES = INLINE | {"br", "wbr", "img", "time", "label", "q", "data", "output"}
# Parents in which a paragraph may stand for what is loose.
_NEAR = 3


def put_in_paragraphs(tree: Any) -> None:
    """Wrap in place what stands loose beside paragraphs where a line of it ends like a sentence, unless half of it is links.

    Between two paragraphs a `div` without any class counts whatever it ends with.
    """
    paragraphs = [paragraph for paragraph in tree.iter("p") if ends_like_sentence(_text(paragraph))]
    last = {paragraph.getparent(): paragraph for paragraph in paragraphs}
    for paragraph in last.values():
        for division in paragraph.itersiblings("div", preceding=True):
            if not division.attrib and all(local_name(child) in _IN_LINES for child in division):
                _wrap(division, (None, list(division)), is_bare=True)
    for holder in list(tree.iter(*_HOLDERS)):
        if holder.tag in _ALWAYS or any(each in last for each in (holder, *islice(holder.iterancestors(), _NEAR))):
            for run in _loose_runs(holder):
                _wrap(holder, run)


def _loose_runs(holder: Any) -> list[tuple[Any | None, list[Any]]]:
    """Return what stands between the blocks of an element: the block before it, None at the beginning, and its elements."""
    runs: list[tuple[Any | None, list[Any]]] = [(None, [])]
    for child in holder:
        if local_name(child).lower() in _IN_LINES:
            runs[-1][1].append(child)
        else:
            runs.append((child, []))
    return runs


def _wrap(holder: Any, run: tuple[Any | None, list[Any]], *, is_bare: bool = False) -> None:
    before, elements = run
    first = (holder.text if before is None else before.tail) or ""
    lines = [first]
    for element in elements:
        if local_name(element) == "br":
            lines.append("")
        lines[-1] += f" {_text(element)}{element.tail or ''}"
    text = " ".join(lines).strip()
    if (
        not text
        or not (is_bare or any(ends_like_sentence(" ".join(line.split())) for line in lines))
        or any(element.find(".//p") is not None for element in elements)
    ):
        return
    linked = sum(letters(link) for element in elements for link in element.iter("a"))
    if 2 * linked > count_letters(text) or announces_others(text):
        return
    paragraph = holder.makeelement("p", {})
    paragraph.text = first
    if before is None:
        holder.text = None
        holder.insert(0, paragraph)
    else:
        before.tail = None
        before.addnext(paragraph)
    paragraph.extend(elements)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
