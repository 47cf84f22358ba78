"""Tables that lay a page out: the cell that holds the article, taken out of its table with what stands above and beside it."""

from collections.abc import Iterator
from typing import Any

from bot.articles.markup import lines_of
from bot.articles.other_stories import Weights, announces_others
from bot.articles.xml import local_name
from bot.text.sentences import ends_like_sentence

# A cell of a table may hold a sentence or two; a column of a page has paragraphs of them.
_LEAST_PARAGRAPHS = 3
_LEAST_PARAGRAPH = 20
# Tables in more tables than a page is laid out with are left as they are: each is looked through again with the one around it.
_DEEPEST = 5
_MOST_CELLS = 100
_FIRST_WORDS = 40
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
            rows = [(row, [cell for cell in row if local_name(cell) in ("td", "th")]) for row in _rows(table)]
            article = _article_cell([cell for _, cells in rows for cell in cells])
            if article is not None:
                _unpack(table, rows, article)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if local_name(child) == "tr":
            yield child
        elif local_name(child) in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if local_name(row) == "tr")


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
    page.extend([child for child in table if local_name(child) == "caption"])
    for caption in page:
        caption.tag = "p"
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
            if cell is article or not _leads_away(cell):
                cell.tag = "div" if cell is article or next(cell.iter(*_BLOCKS), None) is not None else "p"
                page.append(cell)
    page.tail = table.tail
    table.getparent().replace(table, page)


def _leads_away(cell: Any) -> bool:
    first = " ".join(cell.text_content()[: 4 * _FIRST_WORDS].split())[:_FIRST_WORDS]
    return Weights(cell).is_linked(cell) or announces_others(first)
