"""The numbers of Word's paragraphs and headings, written into their text. Bullets are left to mammoth, which makes lists of them.

Mammoth counts each list from 1 in digits, whatever Word counts it from and in.
"""

from typing import Any

from bot.articles.list_numbers import Level, Numbering
from bot.articles.word_names import name_of, texts_of, value_of


def write_numbers(document: Any, numbering: Any | None, styles: Any | None) -> None:
    """Write before each numbered paragraph of a document's main part, in place, what Word writes there.

    `numbering` and `styles` are the roots of the parts of these names, None where there are none.
    """
    if numbering is None:
        return
    lists = _Lists(numbering)
    by_style = {} if styles is None else _numbered_styles(styles)
    for paragraph in [element for element in document.iter() if name_of(element) == "w:p"]:
        properties = next((child for child in paragraph if name_of(child) == "w:pPr"), None)
        own = None if properties is None else next((c for c in properties if name_of(c) == "w:numPr"), None)
        style = "" if properties is None else next((value_of(c) for c in properties if name_of(c) == "w:pStyle"), "")
        from_style = by_style.get(style, ("", 0))
        list_id = _inner(own, "w:numId") or from_style[0]
        level = _whole(_inner(own, "w:ilvl"), lists.level_of_style(list_id, style, from_style[1]))
        label = lists.label(list_id, level)
        if label is not None:
            _write(paragraph, properties, own, label)


class _Lists:
    """The numberings of a document by the ids that its paragraphs name."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._spaces: dict[tuple[str, int], str] = {}
        self._styles: dict[tuple[str, str], int] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._numberings: dict[str, Numbering] = {}
        for element in root:
            if name_of(element) == "w:abstractNum":
                self._read_levels(value_of(element, "abstractNumId"), element)
            elif name_of(element) == "w:num":
                self._read_list(value_of(element, "numId"), element)

    def level_of_style(self, list_id: str, style: str, otherwise: int) -> int:
        """Return the level that a list gives to paragraphs of a style."""
        return self._styles.get((self._abstract.get(list_id, ""), style), otherwise)

    def label(self, list_id: str, level: int) -> str | None:
        """Return what stands before the next paragraph, with the space behind it; None for bullets and no list."""
        abstract = self._abstract.get(list_id, "")
        levels = self._levels.get(abstract, {})
        if level not in levels or levels[level].form == "bullet":
            return None
        numbering = self._numberings.setdefault(abstract, Numbering(levels))
        for at, start in self._starts.pop(list_id, {}).items():
            numbering.restart(at, start)
        label = numbering.next(level)
        return label + self._spaces[abstract, level] if label else ""

    def _read_levels(self, abstract: str, element: Any) -> None:
        levels = self._levels.setdefault(abstract, {})
        for child in element:
            if name_of(child) != "w:lvl":
                continue
            at = _whole(value_of(child, "ilvl"), 0)
            form, text = _inner(child, "w:numFmt") or "decimal", _inner(child, "w:lvlText")
            levels[at] = Level(_whole(_inner(child, "w:start"), 1), form, text)
            self._spaces[abstract, at] = "" if _inner(child, "w:suff") == "nothing" else " "
            style = _inner(child, "w:pStyle")
            if style:
                self._styles[abstract, style] = at

    def _read_list(self, list_id: str, element: Any) -> None:
        self._abstract[list_id] = _inner(element, "w:abstractNumId")
        starts = {}
        for child in element:
            start = _inner(child, "w:startOverride") if name_of(child) == "w:lvlOverride" else ""
            if start:
                starts[_whole(value_of(child, "ilvl"), 0)] = _whole(start, 1)
        self._starts[list_id] = starts


def _numbered_styles(styles: Any) -> dict[str, tuple[str, int]]:
    """Return the list and level of each paragraph style that has them, by itself or by what it is based on."""
    elements = {value_of(style, "styleId"): style for style in styles.iter() if name_of(style) == "w:style"}

    def resolve(style_id: str, seen: tuple[str, ...]) -> tuple[str, int]:
        style = elements.get(style_id)
        if style is None or style_id in seen:
            return "", 0
        numbered = next((e for e in style.iter() if name_of(e) == "w:numPr"), None)
        if numbered is not None and _inner(numbered, "w:numId"):
            return _inner(numbered, "w:numId"), _whole(_inner(numbered, "w:ilvl"), 0)
        return resolve(
            next((value_of(child) for child in style if name_of(child) == "w:basedOn"), ""), (*seen, style_id)
        )

    return {style_id: resolve(style_id, ()) for style_id in elements}


def _write(paragraph: Any, properties: Any | None, own: Any | None, label: str) -> None:
    """Write a label into a paragraph that has text, and take it out of the list that mammoth would make."""
    word = paragraph.tag.rpartition("}")[0] + "}"
    if properties is None:
        properties = paragraph.makeelement(word + "pPr")
        paragraph.insert(0, properties)
    if own is not None:
        properties.remove(own)
    none = properties.makeelement(word + "numPr")
    for name in ("ilvl", "numId"):
        none.append(none.makeelement(word + name, {word + "val": "0"}))
    properties.append(none)
    if label and "".join(texts_of([paragraph])).strip():
        run = paragraph.makeelement(word + "r")
        text = paragraph.makeelement(word + "t")
        text.text = label
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
        paragraph.insert(paragraph.index(properties) + 1, run)


def _inner(element: Any | None, name: str) -> str:
    return "" if element is None else next((value_of(child) for child in element if name_of(child) == name), "")


def _whole(text: str, otherwise: int) -> int:
    return min(int(text), 1_000_000) if text.isdecimal() else otherwise
