"""What is read of a news page: `python -m bench.reading news [--show N]`.

The twenty pages of `tests/data/pages`, made after those of ten Korean and ten English news sites, are read as a page from the web
is. Wanted are the sentences of the article and the words below its picture, word for word. Unwanted is every other line that a
page shows: menus, other stories, advertisements, comments and copyright, but also what has a field of its own, which are the
title, the byline, addresses and the day. A line that is read counts as kept where anything but signs of ours is left of it
without what is wanted. Prints for each language how many of the wanted sentences were found and of the unwanted lines kept; at
least 97% and at most 3%.
"""

import argparse
import re
from collections.abc import Iterator, Sequence

from bot.articles.article_errors import ArticleError
from bot.articles.html import article_of_page, page_text
from bot.bilingual import Language
from tests.news_pages import NEWS_PAGES, NewsPage

LEAST_FOUND, MOST_KEPT = 97.0, 3.0
_LANGUAGES: tuple[Language, ...] = ("ko", "en")
_SENTENCE_END = re.compile(r"(?<=[.”])\s+(?=[A-Z가-힣“])")
# Markdown's signs, and the one that Korean papers put before the words below a picture.
_SIGNS = "#-| ▲"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 where less is found or more is kept than is allowed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading news", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N that are lost or kept")
    options = parser.parse_args(arguments)
    shown = options.show
    failed = False
    print(f"{'pages':8} {'number':>6} {'sentences':>9} {'found':>8} {'unwanted':>9} {'kept':>8}")
    for language in _LANGUAGES:
        pages = [each for each in NEWS_PAGES if each.language == language]
        read = [(each, read_page(each)) for each in pages]
        missing = [(each, sentence) for each, text in read for sentence in lost(each, text)]
        extra = [(each, line) for each, text in read for line in kept(each, text)]
        wanted = sum(len(sentences(each)) for each in pages)
        unwanted = sum(len(list(kept(each, page_text(each.page, each.name)))) for each in pages)
        found_share, kept_share = 100 * (1 - len(missing) / wanted), 100 * len(extra) / unwanted
        print(f"{language:8} {len(pages):6} {wanted:9} {found_share:7.2f}% {unwanted:9} {kept_share:7.2f}%")
        for kind, differences in (("lost", missing), ("kept", extra)):
            for each, line in differences[:shown]:
                print(f"  {each.name}: {kind} {line!r}")
            shown -= min(shown, len(differences))
        failed = failed or found_share < LEAST_FOUND or kept_share > MOST_KEPT
    return int(failed)


def read_page(page: NewsPage) -> str:
    """Return the text of a page's article; "" where it is refused."""
    try:
        return article_of_page(page.page, page.name).text
    except ArticleError:
        return ""


def sentences(page: NewsPage) -> list[str]:
    """Return the sentences of a page's article and the words below its picture."""
    texts = (*page.paragraphs, page.caption)
    return [sentence for text in texts for sentence in _SENTENCE_END.split(text) if sentence]


def lost(page: NewsPage, text: str) -> Iterator[str]:
    """Yield the wanted sentences that are not in `text`."""
    return (sentence for sentence in sentences(page) if sentence not in text)


def kept(page: NewsPage, text: str) -> Iterator[str]:
    """Yield the lines of `text` in which more stands than is wanted."""
    for line in text.split("\n"):
        if _without(line, sentences(page)).strip(_SIGNS):
            yield line


def _without(line: str, wanted: Sequence[str]) -> str:
    for sentence in wanted:
        line = line.replace(sentence, "")
    return line
