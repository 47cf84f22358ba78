"""Claims about a few lines of dense articles, as a claim is read beside a passage: sentences as they are told, and changed.

The written claims are about articles of four short sentences; what is fitted on those alone finds nothing in a real article.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.faithfulness.changes import Change, change, find_names
from bench.selection import NumberedArticle, read_articles
from bot.answering.verification.sources import READ_LENGTH
from bot.bilingual import Language

LANGUAGES: tuple[Language, ...] = ("ko", "en")
# Characters of a sentence that is claimed.
_SHORTEST = 25
_LONGEST: dict[Language, int] = {"ko": 130, "en": 260}
_OF_ARTICLE = 2  # sentences
_AROUND = 3
_TRUE, _FALSE, _ELSEWHERE = 2, 2, 0.5


@dataclass(frozen=True, slots=True)
class DenseClaim:
    """A claim about a window of an article, in the same language, and whether that says it."""

    language: Language
    source: str
    claim: str
    true: bool


def dense_claims(seed: int = 9) -> Iterator[DenseClaim]:
    """Yield the claims of two sentences of each article: told alike, changed, and one that stands elsewhere in it."""
    articles = list(read_articles())
    names = {
        language: tuple(
            sorted(
                {
                    n
                    for one in articles
                    if one.language == language
                    for s in one.sentences
                    for n in find_names(s, language)
                }
            )
        )
        for language in LANGUAGES
    }
    luck = random.Random(seed)
    for article in articles:
        fit = [i for i, text in enumerate(article.sentences) if _SHORTEST < len(text) < _LONGEST[article.language]]
        for i in luck.sample(fit, _OF_ARTICLE):
            window = _window(article, i)
            source = f"{article.title}. {' '.join(article.sentences[j] for j in window)}"
            for claim, true in _claims(article, i, names[article.language], luck):
                yield DenseClaim(article.language, source, claim, true)
            elsewhere = [j for j in fit if j not in window]
            if elsewhere and luck.random() < _ELSEWHERE:
                yield DenseClaim(article.language, source, article.sentences[luck.choice(elsewhere)], False)


def _claims(
    article: NumberedArticle, i: int, names: tuple[str, ...], luck: random.Random
) -> Iterator[tuple[str, bool]]:
    made = list(change(article.sentences[i], article.language, names, luck))
    true = [one.claim for one in made if one.label == "supported"]
    false: dict[str, Change] = {}
    for one in sorted((one for one in made if one.label != "supported"), key=lambda _: luck.random()):
        false.setdefault(one.kind, one)
    for claim in luck.sample(true, min(_TRUE, len(true))):
        yield claim, True
    if len(true) < _TRUE:
        yield article.sentences[i], True
    for one in list(false.values())[:_FALSE]:
        yield one.claim, False


def _window(article: NumberedArticle, i: int) -> range:
    """Return the places around sentence `i` that are read with it."""
    first = last = i
    room = READ_LENGTH[article.language] - len(article.sentences[i])
    for step in range(1, _AROUND + 1):
        for j in (i - step, i + step):
            beside = j in (first - 1, last + 1) and 0 <= j < len(article.sentences)
            if beside and room > len(article.sentences[j]):
                room -= len(article.sentences[j])
                first, last = min(first, j), max(last, j)
    return range(first, last + 1)
