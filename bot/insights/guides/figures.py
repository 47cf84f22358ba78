"""The numbers and dates of an article, and its timeline: the dated sentences in the order of what happened."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.bilingual import Language
from bot.insights.guides.article_sentences import Sentence
from bot.insights.guides.guide import Item
from bot.text.quantities import Quantity, When, quantities

MOST_FIGURES = 12
MOST_EVENTS = 12
# A single date is no course of things.
_FEWEST_EVENTS = 2
_DIGIT = re.compile("[0-9]")
_UNCOUNTED = frozenset({"", "ordinal"})
_PARTS = {"Q1": 1, "H1": 1, "Q2": 4, "Q3": 7, "H2": 7, "Q4": 10}


def find_figures(sentences: Sequence[Sentence], language: Language, published: date | None) -> tuple[Item, ...]:
    """Return the first `MOST_FIGURES` numbers with a unit and dates, each once, in the article's order.

    Relative dates are written out: "지난해 1월" in an article of 2026 is 2025년 1월.
    """
    found: dict[tuple[object, ...], Item] = {}
    for sentence in sentences:
        for quantity in _exact(sentence.text, language, published):
            found.setdefault(_key(quantity), Item(quantity.text, "", sentence.source))
    return tuple(found.values())[:MOST_FIGURES]


def find_events(sentences: Sequence[Sentence], language: Language, published: date | None) -> tuple[Item, ...]:
    """Return up to `MOST_EVENTS` sentences whose year is known with their dates, earliest first; none for a single date."""
    found: dict[tuple[When, int], tuple[tuple[int, int, int], Item]] = {}
    for sentence in sentences:
        for quantity in _exact(sentence.text, language, published):
            when = quantity.when
            if when is not None and when.year:
                place = (when.year, when.month or _PARTS.get(when.part, 0), when.day)
                found.setdefault((when, sentence.source.n), (place, Item(quantity.text, "", sentence.source)))
    if len({place for place, _ in found.values()}) < _FEWEST_EVENTS:
        return ()
    # Where there are too many, a day tells more than a month, and a month more than a year.
    exact = sorted(found.values(), key=lambda each: sum(part > 0 for part in each[0]), reverse=True)[:MOST_EVENTS]
    return tuple(item for _, item in sorted(exact, key=lambda each: (each[0], each[1].source.n)))


def _exact(text: str, language: Language, published: date | None) -> Iterator[Quantity]:
    """Yield what is written in figures, and of a date that is said and written out the latter alone."""
    said = quantities(text, language, published)
    written_out = {quantity.end for quantity in said if quantity.text != text[quantity.start : quantity.end]}
    for quantity in said:
        whole = quantity.text != text[quantity.start : quantity.end]
        if not _DIGIT.search(quantity.text) or (not whole and quantity.end in written_out):
            continue
        if quantity.when is not None or (quantity.unit not in _UNCOUNTED and not quantity.passing):
            yield quantity


def _key(quantity: Quantity) -> tuple[object, ...]:
    return (quantity.when,) if quantity.when else (quantity.low, quantity.high, quantity.unit)
