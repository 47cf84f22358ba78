"""Tables that lay a page out: the cell that holds the article, taken out of its table with what stands above and beside it."""

from collections.abc import Iterator
from typing import Any

from bot.articles.markup import lines_of, text_of
from bot.articles.other_stories import Weights, announces_others
from bot.articles.xml import local_name
from bot.text.sentences import ends_like_sentence

# A cell of a table may hold a sentence or two; a column of a page has paragraphs of them.
_LEAST_PARAGRAPHS = 3
_LEAST_PARAGRAPH = 20
# Tables in more tables than a page is laid out with are left as they are: each is looked through again with the one around it.
_DEEPEST = 5
_MOST_CELLS = 100
_MAX_HEADING = 40
# What browsers look through for the rows of a table and the cells of a row.
_SECTIONS = ("thead", "tbody", "tfoot", "form")
_CELLS = ("td", "th")
_BLOCKS = (
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "blockquote",
    "section",
    "figure",
)


def free_columns(tree: Any) -> None:
    """Put in place of each such table the rows around its article as tables and lines, and the columns as divisions.

    Columns beside the article that are links for the most part, or announce other stories, go.
    """
    for table in reversed(list(tree.iter("table"))):
        if sum(1 for _ in table.iterancestors("table")) < _DEEPEST:
            rows = [(row, _parts_of_row(row)) for row in _parts(table)]
            article = _article_cell([cell for _, cells in rows for cell in cells if local_name(cell) in _CELLS])
            if article is not None:
                _unpack(table, rows, article)


def _parts(holder: Any) -> Iterator[Any]:
    """Yield the rows of a table, or the cells of a row, and whatever else stands between them, in order."""
    for child in holder:
        if local_name(child) in _SECTIONS:
            yield from _parts(child)
        elif local_name(child) not in ("col", "colgroup"):
            yield child


def _parts_of_row(row: Any) -> list[Any]:
    """Return the cells of a row and what else in it has text; what stands between the rows is a part alone."""
    if local_name(row) != "tr":
        return [row]
    return [part for part in _parts(row) if local_name(part) in _CELLS or text_of(part)]


def _article_cell(cells: list[Any]) -> Any | None:
    """Return the one cell that has several paragraphs; None where none has, or more than one, and in tables of many cells."""
    if len(cells) > _MOST_CELLS:
        return None
    found = [cell for cell in cells if _paragraphs(cell) >= _LEAST_PARAGRAPHS]
    return found[0] if len(found) == 1 else None


def _paragraphs(cell: Any) -> int:
    """Count the lines of a cell that are sentences, links aside."""
    links = {"".join(link.itertext()).strip() for link in cell.iter("a")}
    lines = [" ".join(line.split()) for line in lines_of(cell).split("\n")]
    return sum(len(line) >= _LEAST_PARAGRAPH and line not in links and ends_like_sentence(line) for line in lines)


def _unpack(table: Any, rows: list[tuple[Any, list[Any]]], article: Any) -> None:
    page = table.makeelement("div", {})
    if (table.text or "").strip():
        line = page.makeelement("p", {})
        line.text = table.text
        page.append(line)
    page.tail = table.tail
    rest: Any | None = None  # the table of the rows that stand together
    for row, cells in rows:
        if len(cells) > 1 and article not in cells:
            if rest is None:
                rest = page.makeelement("table", {})
                page.append(rest)
            rest.append(row)
            continue
        rest = None
        for cell in cells:
            if cell is article or len(cells) == 1 or not _leads_away(cell):
                if local_name(cell) in (*_CELLS, "caption"):
                    cell.tag = "div" if cell is article or next(cell.iter(*_BLOCKS), None) is not None else "p"
                page.append(cell)
    table.getparent().replace(table, page)


def _leads_away(cell: Any) -> bool:
    """Return whether a column is links for the most part, or lines under a heading that announces other stories."""
    if Weights(cell).is_linked(cell):
        return True
    heading, *others = [line for line in text_of(cell).split("\n") if line.strip()] or [""]
    is_heading = bool(others) and len(heading) <= _MAX_HEADING and not ends_like_sentence(heading)
    return is_heading and announces_others(heading)
