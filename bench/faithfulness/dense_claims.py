"""Claims about a few lines of dense articles, as a claim is read beside a passage.

The written claims are about articles of four short sentences; what is fitted on those alone finds nothing in a real article. So
claims in free words were written about some lines of dense articles, true ones and ones with one thing wrong.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.selection import FOLDER, NumberedArticle, read_articles
from bot.answering.verification.sources import READ_LENGTH
from bot.bilingual import Language

_AROUND = 3
_ELSEWHERE_OF_WRITTEN = 0.25


@dataclass(frozen=True, slots=True)
class DenseClaim:
    """A claim in a language about a window of an article in another or the same, and whether that says it.

    `kind` is what was changed in a false one that was written; "elsewhere" is true of other lines of the article.
    """

    article: str
    language: Language
    source_language: Language
    source: str
    claim: str
    true: bool
    kind: str = ""


def read_claims(seed: int = 9) -> Iterator[DenseClaim]:
    """Yield the written claims, each beside its lines and those around; some true ones beside others of their article, too."""
    articles = {article.name: article for article in read_articles()}
    luck = random.Random(seed)
    for line in (FOLDER / "claims.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = articles[row["article"]]
        first, last = (n - 1 for n in row["lines"])
        windows = [(_window(article, first, last), row["true"], row["kind"])]
        elsewhere = [i for i in range(len(article.sentences)) if i + _AROUND < first or i > last + _AROUND]
        if row["true"] and elsewhere and luck.random() < _ELSEWHERE_OF_WRITTEN:
            windows.append((_window(article, i := luck.choice(elsewhere), i), False, "elsewhere"))
        for window, true, kind in windows:
            source = _told(article, window)
            yield DenseClaim(article.name, row["lang"], article.language, source, row["claim"], true, kind)


def _window(article: NumberedArticle, first: int, last: int) -> range:
    """Return the places around the sentences from `first` to `last` that are read with them."""
    room = READ_LENGTH[article.language] - sum(map(len, article.sentences[first : last + 1]))
    begin, end = first, last
    for step in range(1, _AROUND + 1):
        for j in (begin - step, end + step):
            beside = j in (first - 1, last + 1) and 0 <= j < len(article.sentences)
            if beside and room > len(article.sentences[j]):
                room -= len(article.sentences[j])
                first, last = min(first, j), max(last, j)
    return range(first, last + 1)


def _told(article: NumberedArticle, window: range) -> str:
    return f"{article.title}. {' '.join(article.sentences[j] for j in window)}"
