"""What is lost and added on the way from a document to its text: `python -m bench.reading made [--documents N] [--show N]`.

Makes documents with known text in the forms that we read (`bench.reading.made_documents`), reads them as `haeseol index` does and
compares the characters in order, white space and the signs of Markdown's tables, lists and headings aside. Prints for each form
how many characters per 10,000 were lost and added; at most 2 and 2 are allowed.
"""

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from bench.reading.made_documents import FORMS, MadeDocument, make_document
from bot.articles import article_from_text, read_content
from bot.articles.article_errors import ArticleError

MOST_LOST, MOST_ADDED = 2.0, 2.0
_MARKDOWN = re.compile(r"^\s*(?:#+\s|[-*]\s|\|)|\|\s*$|\s\|\s", re.MULTILINE)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 where more is lost or added than is allowed."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading made", description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--form", choices=list(FORMS), action="append", help="only these (all)")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N differences")
    options = parser.parse_args(arguments)
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    shown = 0
    forms = options.form or list(FORMS)
    for number in range(options.documents):
        form = forms[number % len(forms)]
        write, kinds = FORMS[form]
        document = make_document(random.Random(options.seed * 1_000_003 + number), kinds)
        data = write(document)
        if data is None:
            continue
        differences = list(compare(document, read(data, f"a.{form}")))
        lost, added = (sum(map(len, column)) for column in zip(*differences, strict=True)) if differences else (0, 0)
        counts = (1, len(plain(document.seen)), lost, added)
        totals[form] = [total + count for total, count in zip(totals[form], counts, strict=True)]
        for before, after in differences[: max(0, options.show - shown)]:
            print(f"{form} {number}: lost {before!r}, added {after!r}")
            shown += 1
    return _print(totals)


def read(data: bytes, name: str) -> str:
    """Return the title and the text of a document as it is stored; "" where it cannot be read."""
    try:
        content = read_content(data, name, name=name)
        article = article_from_text(content.text, id=name, source=name, title=content.title)
    except ArticleError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return ""
    return f"{article.title}\n{article.text}" if content.title else article.text


def plain(text: str) -> str:
    """Return the characters that are compared."""
    return "".join(_MARKDOWN.sub(" ", text).split())


def compare(document: MadeDocument, text: str) -> Iterator[tuple[str, str]]:
    """Yield each difference between what is to be read and what was: the characters lost, and those added in their place."""
    wanted, found = plain(document.seen), plain(text)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if tag != "equal":
            yield wanted[i1:i2], found[j1:j2]


def _print(totals: dict[str, list[int]]) -> int:
    print(f"{'form':6} {'documents':>9} {'characters':>10} {'lost':>8} {'added':>8}   per 10,000 characters")
    sums = [sum(column) for column in zip(*totals.values(), strict=True)]
    rates = []
    for form, (documents, characters, lost, added) in [*totals.items(), ("all", sums)]:
        rates = [10_000 * count / max(characters, 1) for count in (lost, added)]
        print(f"{form:6} {documents:9} {characters:10,} {rates[0]:8.2f} {rates[1]:8.2f}")
    return int(rates[0] > MOST_LOST or rates[1] > MOST_ADDED)
