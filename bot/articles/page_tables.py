"""Tables of a page whose cells are merged into more than any table has."""

from collections import defaultdict
from typing import Any

from bot.articles.reading_warnings import WarningCounter

# What takes an article out of a page writes an empty cell wherever a merged one reaches. Up to here it may: a table of 9 KB can
# claim a million.
_MOST = 2_000
# A header over all columns of a table reaches as far as its rows do.
_MOST_A_CELL = 20
_WIDEST = 100


def part_merged_cells(tree: Any, counter: WarningCounter) -> None:
    """Read the cells of such tables in `tree` as if none were merged, and note each table."""
    tables: dict[Any, list[Any]] = defaultdict(list)
    for cell in tree.iter("td", "th"):
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
