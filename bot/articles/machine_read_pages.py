"""Where in an article's text the pages stand that were recognised in pictures, so that what rests on them can be told apart."""

from collections.abc import Sequence
from dataclasses import replace

from bot.articles.article import Article

# Shorter lines, such as numbers of pages, may stand anywhere.
_TELLING = 6


def with_pages_placed(article: Article, pages: Sequence[tuple[int, str]]) -> Article:
    """Return `article` with the places of its `pages` (number and lines) in its warning about them."""
    if not pages:
        return article
    places = _places(article.text, pages)
    marked = (replace(each, places=places) if each.kind == "machine_read" else each for each in article.warnings)
    return replace(article, warnings=tuple(marked))


def _places(text: str, pages: Sequence[tuple[int, str]]) -> tuple[tuple[int, int, int], ...]:
    """Return (page, start, end) of each page of which a line is found again, whatever became of its spaces."""
    at = [position for position, character in enumerate(text) if character.isalnum()]
    letters = "".join(text[position] for position in at)
    found, after = [], 0
    for page, words in pages:
        lines = ["".join(filter(str.isalnum, line)) for line in words.splitlines()]
        spans = []
        for line in [line for line in lines if len(line) >= _TELLING] or ["".join(lines)]:
            start = letters.find(line, after) if line else -1
            if start >= 0:
                after = start + len(line)
                spans.append((start, after))
        if spans:
            found.append((page, at[spans[0][0]], at[spans[-1][1] - 1] + 1))
    return tuple(found)
