"""From a tree of HTML to the text of an article: paragraphs, headings, lists and tables, with nothing else lost."""

import re
from collections.abc import Iterator
from typing import Any

_SILENT = {
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "iframe",
    "object",
    "select",
    "button",
    "textarea",
    "title",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol", "menu", "list"}
_ITEMS = {"li", "item"}
_ROWS = {"tr", "row"}
_CELLS = {"td", "th", "cell"}
_BREAKS = {"br", "lb"}
_PRESERVED = {"pre", "code-block"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("figcaption", "figure", "footer", "form", "header", "hr", "html", "main", "nav", "p", "quote", "section"),
    *("summary", "tbody", "thead", "tfoot", "fieldset", "legend"),
}
# A cell with more than this is a column of a page's layout, not a table's.
_MAX_CELL = 400
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[*†‡↑↩︎]+)\]?")
# Stand in a tree for a line end and a space of code, which extractors take away.
LINE_END, INDENT = "\ue0fd", "\ue0fe"
_COUNTED = re.compile(r"-?\d{1,6}\. ")
_WHITE_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")


def text_of(tree: Any) -> str:
    """Return the text below an lxml element of HTML (or of trafilatura's own tags), in Markdown's manner.

    Paragraphs are parted by an empty line; headings begin with `#`, items with `- ` or their number, rows of tables with
    `|`. Marks that only lead to a footnote are left out: they would be taken for citations. An empty tree gives "".
    """
    writer = _Writer()
    writer.write(tree)
    writer.close_block()
    return "\n\n".join(writer.blocks).replace(LINE_END, "\n").replace(INDENT, " ")


def lines_of(node: Any) -> str:
    """Return the text of a block of code with a line end where one is shown: for a `br`, and behind an inner block."""
    return "".join(_lines(node))


def _lines(node: Any) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        name = child.tag.rpartition("}")[2].lower() if isinstance(child.tag, str) else ""
        if name in _BREAKS:
            yield "\n"
        elif name and name not in _SILENT:
            inner = lines_of(child)
            yield inner if name not in _BLOCKS | _ITEMS | _ROWS or inner.endswith("\n") else f"{inner}\n"
        yield child.tail or ""


class _Writer:
    """The blocks so far, and the line that is being written."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._line: list[str] = []

    def write(self, node: Any) -> None:
        if not isinstance(node.tag, str):
            return  # a comment or a processing instruction
        tag = node.tag.rpartition("}")[2].lower()
        level = _level(tag, node)
        if not level and (tag in _SILENT or node.get("hidden") is not None or _is_note_mark(tag, node)):
            return
        if level:
            self._write_alone(node, "#" * level + " ")
        elif tag in _LISTS:
            self._write_list(node, numbered=tag == "ol" or node.get("rend") == "ol")
        elif tag == "table":
            self._write_table(node)
        elif tag in _PRESERVED:
            self.close_block()
            self._add_block("\n".join(line.rstrip() for line in lines_of(node).split("\n")).strip("\n"))
        elif tag in _BREAKS:
            self._line.append("\n")
        elif tag in _BLOCKS or tag in _ITEMS or tag in _ROWS or tag in _CELLS:
            self.close_block()
            self._write_inside(node)
            self.close_block()
        else:
            self._write_inside(node)

    def close_block(self) -> None:
        lines = (_WHITE_SPACE.sub(" ", line).strip() for line in "".join(self._line).split("\n"))
        self._line = []
        for block in re.split(r"\n{2,}", "\n".join(lines)):
            self._add_block(block.strip("\n"))

    def _write_inside(self, node: Any) -> None:
        self._add_text(node.text)
        for child in node:
            self.write(child)
            self._add_text(child.tail)

    def _write_alone(self, node: Any, mark: str) -> None:
        self.close_block()
        text = " ".join(_inner_text(node).split())
        if text:
            self._add_block(mark + text)

    def _write_list(self, node: Any, *, numbered: bool) -> None:
        self.close_block()
        lines = [" ".join((node.text or "").split())]
        number = _number(node, "start", 1)
        for item in (child for child in node if isinstance(child.tag, str)):
            number = _number(item, "value", number)
            head, *rest = [line for line in _inner_text(item).split("\n") if line.strip()] or [""]
            if head:
                lines += [f"{number}. {head}" if numbered else _bulleted(head), *rest]
            lines.append(" ".join((item.tail or "").split()))
            number += 1
        self._add_block("\n".join(filter(None, lines)))

    def _write_table(self, node: Any) -> None:
        self.close_block()
        rows = [list(_own(row, _CELLS)) for row in _own(node, _ROWS)]
        # Tables in tables and tables of one column lay a page out. To look into them first would double the work each time.
        is_layout = any(True for _ in node.iterdescendants("table", "{*}table")) or max(map(len, rows), default=0) < 2
        texts = [] if is_layout else [[" ".join(_inner_text(cell).split()) for cell in row] for row in rows]
        if is_layout or any(len(text) > _MAX_CELL for row in texts for text in row):
            self._write_inside(node)
            self.close_block()
            return
        captions = [" ".join(_inner_text(caption).split()) for caption in _own(node, {"caption"})]
        lines = [f"| {' | '.join(row)} |" for row in texts if any(row)]
        self._add_block("\n".join([*filter(None, captions), *lines]))

    def _add_text(self, text: str | None) -> None:
        if text:
            self._line.append(_WHITE_SPACE.sub(" ", text))

    def _add_block(self, block: str) -> None:
        if block.strip():
            self.blocks.append(block)


def _inner_text(node: Any) -> str:
    """Return what is in `node` as lines without empty ones between them."""
    writer = _Writer()
    writer._write_inside(node)
    writer.close_block()
    return "\n".join(writer.blocks)


def _bulleted(head: str) -> str:
    return head if _COUNTED.match(head) else f"- {head.removeprefix('- ')}"


def _number(node: Any, attribute: str, otherwise: int) -> int:
    """Return the number that an ordered list begins with, or that an item says it has."""
    value = node.get(attribute, "").strip()
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else otherwise


def _own(node: Any, tags: set[str]) -> Iterator[Any]:
    """Yield the elements with one of `tags` below `node` that are not inside a table of their own."""
    for child in node:
        tag = child.tag.rpartition("}")[2].lower() if isinstance(child.tag, str) else ""
        if tag in tags:
            yield child
        elif tag != "table":
            yield from _own(child, tags)


def _level(tag: str, node: Any) -> int:
    """Return 1 to 6 for a heading, else 0. `head` with the level in `rend` is trafilatura's."""
    if tag == "head" and node.get("rend"):
        return _HEADINGS.get(node.get("rend"), 2)
    return _HEADINGS.get(tag, 0)


def _is_note_mark(tag: str, node: Any) -> bool:
    inside = "".join(node.itertext()).strip() if tag == "a" and "#" in node.get("href", "") else ""
    return bool(inside) and _NOTE_MARK.fullmatch(inside) is not None
