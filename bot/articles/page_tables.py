"""Tables of a page that are not made as tables are: text in no cell, and cells merged into more than any table has."""

from collections import defaultdict
from itertools import islice
from typing import Any

from bot.articles.markup import text_of
from bot.articles.reading_warnings import WarningCounter
from bot.articles.xml import local_name

_SECTIONS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
# In some old pages a form holds rows, or the cells of one.
_PARTS = frozenset({*_SECTIONS, *_CELLS, "tr", "caption", "colgroup", "col", "form"})
# What takes an article out of a page writes an empty cell wherever a merged one reaches. Up to here it may: a table of 9 KB can
# claim a million.
_MOST = 2_000
# A header over all columns of a table reaches as far as its rows do.
_MOST_A_CELL = 20
_WIDEST = 100


def put_in_cells(tree: Any) -> None:
    """Put in place what stands straight in a row into the cell beside it, and what stands between rows into a row of its own.

    Browsers show it above the table; what takes an article out of a page, and what writes tables, look at cells alone. A cell of
    its own would move those behind it out of their columns.
    """
    for holder in list(tree.iter("table", *_SECTIONS, "tr")):
        if holder.tag == "table" or next(holder.iterancestors("table"), None) is not None:
            for before, elements in _loose_runs(holder):
                _enclose(holder, before, elements)


def _loose_runs(holder: Any) -> list[tuple[Any | None, list[Any]]]:
    """Return what stands between the parts of a table or of a row: the part before it, None at the beginning, its elements."""
    runs: list[tuple[Any | None, list[Any]]] = [(None, [])]
    for child in holder:
        if local_name(child).lower() in _PARTS or next(child.iter("tr", *_CELLS), None) is not None:
            runs.append((child, []))
        else:
            runs[-1][1].append(child)
    return runs


def _enclose(holder: Any, before: Any | None, elements: list[Any]) -> None:
    """Enclose such a run, unless there is no text in it."""
    text = holder.text if before is None else before.tail
    if not (text or "").strip() and not any(text_of(each) or (each.tail or "").strip() for each in elements):
        return
    line_end, following = holder.makeelement("br", {}), None
    if before is None:
        following = next(islice(holder, len(elements), None), None)
        holder.text = None
    else:
        before.tail = None
    if holder.tag == "tr" and before is not None and before.tag in _CELLS:
        line_end.tail = text
        before.extend([line_end, *elements])
    elif holder.tag == "tr" and following is not None and following.tag in _CELLS:
        line_end.tail, following.text = following.text, text
        following[:0] = [*elements, line_end]
    else:
        cell = holder.makeelement("td", {})
        cell.text = text
        part = cell
        if holder.tag != "tr":
            part = holder.makeelement("tr", {})
            part.append(cell)
        if before is None:
            holder.insert(0, part)
        else:
            before.addnext(part)
        cell.extend(elements)


def part_merged_cells(tree: Any, counter: WarningCounter) -> None:
    """Read the cells of such tables in `tree` as if none were merged, and note each table."""
    tables: dict[Any, list[Any]] = defaultdict(list)
    for cell in tree.iter(*_CELLS):
        table = next(cell.iterancestors("table"), None)
        if table is not None:
            tables[table].append(cell)
    for cells in tables.values():
        reached = sum(_span(cell, "rowspan") * _span(cell, "colspan") for cell in cells)
        if reached > max(_MOST, _MOST_A_CELL * len(cells)):
            counter.note("merged_cells")
            for cell in cells:
                for name in ("rowspan", "colspan"):
                    cell.attrib.pop(name, None)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _WIDEST) if value.isdecimal() and len(value) < 10 else 1
