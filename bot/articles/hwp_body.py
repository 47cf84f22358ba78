"""The text of a Hangul document in XML: paragraphs, tables, notes, and what Hangul sets into its lines."""

import re
from collections.abc import Mapping
from typing import Any

from bot.articles.hwp_equation import equation_text
from bot.articles.hwp_looks import Look, ParagraphNumbers
from bot.articles.raised_marks import with_marks
from bot.articles.reading_warnings import WarningCounter
from bot.articles.xml import local_name

# HWPX spells its elements in small letters, HWPML in capitals; what they hold is the same.
_PARAGRAPH, _TABLE, _ROW, _CELL = "p", {"tbl", "table"}, {"tr", "row"}, {"tc", "cell"}
_RUNS = {"run", "text"}
_CHARACTERS = {"t", "char"}
_WHITE = {"tab": " ", "nbspace": " ", "fwspace": " ", "linebreak": "\n", "hyphen": "-"}
# The text of a picture's description, a field's command or an index's entry is nowhere on the page; the heads and feet of
# pages are no part of the text.
_SILENT = {
    *(
        "shapecomment",
        "fieldbegin",
        "parameters",
        "parameterset",
        "bindata",
        "header",
        "footer",
        "indexmark",
        "bookmark",
    ),
    *("secpr", "secdef", "colpr", "coldef", "linesegarray", "masterpage", "titlemark", "metatag", "memoproperties"),
}
_HIDDEN = {"hiddencomment", "memo"}
_BUTTONS = {"btn", "checkbtn", "radiobtn", "button", "checkbutton", "radiobutton"}
# Of what a list offers, what is chosen stands on the page.
_CHOICES = {"combobox", "listbox"}
# Numbers that Hangul counts itself; those of pages and of notes are not in the text.
_COUNTED = {"table", "picture", "equation", "figure"}
# A cell with more than this is a column of a page's layout, not a table's.
_MAX_CELL = 400

Stretch = tuple[str, int]


class BodyReader:
    """Reads the sections of one document one after the other. `looks` are its characters' looks by the ids of the runs."""

    def __init__(self, looks: Mapping[str, Look], numbers: ParagraphNumbers, counter: WarningCounter) -> None:
        self._looks, self._numbers, self._counter = looks, numbers, counter
        self._outline = "1"
        self._deletions: set[Any] = set()
        self._deleting = 0
        self._struck_before = False
        self._readings = ""

    def blocks(self, root: Any) -> list[str]:
        """Return the paragraphs and tables below `root`, in order."""
        self._deletions, self._deleting = _paired_deletions(root), 0
        section = next((e for e in root.iter() if local_name(e).lower() in ("secpr", "secdef")), None)
        self._outline = "1" if section is None else _attribute(section, "outlineshapeidref") or "1"
        found: list[str] = []
        self._write_blocks(root, found)
        return found

    def _write_blocks(self, node: Any, blocks: list[str]) -> None:
        """Append the paragraphs and tables below `node`; what is anchored in a paragraph follows it."""
        line: list[Stretch] = []
        inside: list[str] = []
        for child in node:
            self._write(child, line, inside, Look())
        self._end_reading(line)
        text = re.sub(r"[ \t\xa0]+", " ", with_marks(line)).strip()
        is_paragraph = local_name(node).lower() == _PARAGRAPH
        shape = (_attribute(node, "parapridref") or _attribute(node, "parashape")) if is_paragraph else ""
        number = self._numbers.before(shape, self._outline) if shape and text else ""
        blocks += [*filter(None, [f"{number} {text}" if number else text]), *inside]

    def _write(self, node: Any, line: list[Stretch], inside: list[str], look: Look) -> None:
        name = local_name(node).lower()
        if not name or name in _SILENT:
            return
        if name in _HIDDEN:
            if "".join(node.itertext()).strip():
                self._counter.note("hidden")
        elif name == _PARAGRAPH:
            self._write_blocks(node, inside)
        elif name in _TABLE:
            self._write_table(node, inside)
        elif name in _CHARACTERS:
            self._write_characters(node, line, look)
        elif name == "switch":
            self._write_one_branch(node, line, inside, look)
        else:
            self._write_object(node, name, line, inside, look)

    def _write_object(self, node: Any, name: str, line: list[Stretch], inside: list[str], look: Look) -> None:
        """Write what is set into a line: over, through or instead of its characters."""
        if name == "dutmal":
            self._add_ruby(_inside(node, "maintext"), _inside(node, "subtext"), line, look)
        elif name == "compose":
            self._add(node.get("composeText") or _inside(node, "composetext"), line, look)
        elif name == "textart":
            inside += filter(None, [_attribute(node, "text").strip()])
        elif name == "equation":
            self._write_equation(node, line, look)
        elif name == "autonum":
            self._add(_counted(node), line, look)
        elif name in _CHOICES:
            self._add(_attribute(node, "selectedvalue"), line, look)
        elif name in _BUTTONS:
            self._add(_attribute(node, "caption"), line, look)
        elif name in ("deletebegin", "deleteend"):
            self._follow_deletion(node, name)
        else:
            self._add(_WHITE.get(name, ""), line, look)
            self._write_inside(node, name, line, inside, look)

    def _write_inside(self, node: Any, name: str, line: list[Stretch], inside: list[str], look: Look) -> None:
        if name in _RUNS:
            look = self._looks.get(node.get("charPrIDRef") or node.get("CharShape") or "", Look())
        own = [node.text, *(child.tail for child in node)]
        if any(text and text.strip() for text in own):
            if name not in ("edit", "listitem") and not _is_in_field(node):
                self._counter.note("unknown_elements", local_name(node))
            self._add(own[0] or "", line, look)
        for child, tail in zip(node, own[1:], strict=True):
            self._write(child, line, inside, look)
            self._add((tail or "").strip(), line, look)

    def _write_characters(self, node: Any, line: list[Stretch], look: Look) -> None:
        self._add(node.text or "", line, look)
        for child in node:
            name = local_name(child).lower()
            if name in ("deletebegin", "deleteend"):
                self._follow_deletion(child, name)
            elif name not in _SILENT:
                self._add(_WHITE.get(name, ""), line, look)
                if (child.text or "").strip():
                    self._counter.note("unknown_elements", local_name(child))
                    self._add("".join(child.itertext()), line, look)
            self._add(child.tail or "", line, look)

    def _write_one_branch(self, node: Any, line: list[Stretch], inside: list[str], look: Look) -> None:
        """Write of the branches that are alternatives the first that has text."""
        for branch in node:
            stretches: list[Stretch] = []
            blocks: list[str] = []
            for child in branch:
                self._write(child, stretches, blocks, look)
            if blocks or any(text.strip() for text, _ in stretches):
                line += stretches
                inside += blocks
                return

    def _write_equation(self, node: Any, line: list[Stretch], look: Look) -> None:
        text = equation_text(_inside(node, "script"))
        if text and not self._deleting:
            self._counter.note("equations")
            self._add(text, line, look)

    def _write_table(self, table: Any, blocks: list[str]) -> None:
        captions: dict[bool, list[str]] = {True: [], False: []}  # above the rows, below them
        for part in table:
            if local_name(part).lower() == "caption":
                self._write_blocks(part, captions[_attribute(part, "side").upper() in ("TOP", "LEFT")])
        rows = [row for row in table if local_name(row).lower() in _ROW]
        cells = [[self._cell(cell) for cell in row if local_name(cell).lower() in _CELL] for row in rows]
        texts = [[" ".join(" ".join(cell).split()) for cell in row] for row in cells]
        # One column, a table in a table or a long cell lay a page out: what is in them are paragraphs.
        nested = any(local_name(e).lower() in _TABLE for row in rows for e in row.iterdescendants())
        is_layout = (
            max(map(len, texts), default=0) < 2 or nested or any(len(t) > _MAX_CELL for row in texts for t in row)
        )
        blocks += captions[True]
        if is_layout:
            blocks += [block for row in cells for cell in row for block in cell]
        else:
            blocks += filter(None, ["\n".join(f"| {' | '.join(row)} |" for row in texts if any(row))])
        blocks += captions[False]

    def _cell(self, cell: Any) -> list[str]:
        blocks: list[str] = []
        self._write_blocks(cell, blocks)
        return blocks

    def _add(self, text: str, line: list[Stretch], look: Look) -> None:
        if not text:
            return
        if self._deleting or look.is_struck:
            if text.strip() and not self._struck_before:
                self._counter.note("struck_out")
            self._struck_before = self._struck_before or bool(text.strip())
            return
        self._struck_before = False
        self._end_reading(line)
        line.append((text, look.shift))

    def _add_ruby(self, base: str, reading: str, line: list[Stretch], look: Look) -> None:
        """Add a base; its reading waits for those of the bases that follow, so that it never parts a word."""
        if base and not self._deleting and not look.is_struck:
            line.append((base, look.shift))
            self._readings += reading.strip()

    def _end_reading(self, line: list[Stretch]) -> None:
        if self._readings:
            line.append((f"({self._readings})", 0))
            self._readings = ""

    def _follow_deletion(self, node: Any, name: str) -> None:
        if node in self._deletions:
            self._deleting += 1 if name == "deletebegin" else -1


def _paired_deletions(root: Any) -> set[Any]:
    """Return the marks of deletions that begin and end: one that never ends would take the rest of the document with it."""
    paired: set[Any] = set()
    open_marks: list[Any] = []
    for element in root.iter():
        name = local_name(element).lower()
        if name == "deletebegin":
            open_marks.append(element)
        elif name == "deleteend" and open_marks:
            paired |= {open_marks.pop(), element}
    return paired


def _counted(node: Any) -> str:
    """Return a number that Hangul counts by itself, such as a table's, with the signs around it."""
    kind = (_attribute(node, "numtype") or _attribute(node, "numbertype")).lower()
    if kind not in _COUNTED:
        return ""
    signs = next((child for child in node if local_name(child).lower() == "autonumformat"), None)
    number = _attribute(node, "num") or _attribute(node, "number")
    before, behind = ("" if signs is None else _attribute(signs, name) for name in ("prefixchar", "suffixchar"))
    return f"{before}{number}{behind}"


def _inside(node: Any, name: str) -> str:
    """Return all text of the first element with a name in small letters below `node`; "" where there is none."""
    found = next((e for e in node.iter() if local_name(e).lower() == name), None)
    return "" if found is None else "".join(found.itertext())


def _is_in_field(node: Any) -> bool:
    """Return whether an element holds what somebody wrote into a form's field."""
    return local_name(node).lower() == "text" and local_name(node.getparent()).lower() == "edit"


def _attribute(node: Any, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2].lower() == name), "")
