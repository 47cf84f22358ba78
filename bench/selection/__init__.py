"""Articles with requests whose sentences are marked: what a full answer tells (`must`) and what helps to understand it (`may`).

`articles/NAME.LANGUAGE.txt` has the title, then a sentence a line and an empty line between paragraphs; sentences are numbered
from 1. `requests.jsonl` has a request a line, `lang` being its own language; with neither `must` nor `may` the article does not
answer it. `twins.jsonl` has more of them, two after the other that look alike, the first answered and the second not.
`fit_ranker` and `train_reader` learn from them which sentences an answer tells. `claims.jsonl` has claims about some lines of
each article, in both languages, half of them false, which the check learns from (`bench.faithfulness.dense_claims`).
`bench.train.carrying` learns from `translations/NAME.LANGUAGE.txt`, the lines of an article in the other language, which 72 of
them have.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.bilingual import Language

FOLDER = Path(__file__).resolve().parent
APART = 10


@dataclass(frozen=True, slots=True)
class NumberedArticle:
    """An article as a title and its sentences in order."""

    name: str
    language: Language
    title: str
    sentences: tuple[str, ...]


def read_articles() -> Iterator[NumberedArticle]:
    """Yield the articles by name."""
    for path in sorted((FOLDER / "articles").iterdir()):
        title, *lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        language: Language = "ko" if path.name.endswith(".ko.txt") else "en"
        yield NumberedArticle(path.name, language, title, tuple(line for line in lines if line))


def articles_apart() -> frozenset[str]:
    """Return the names of the articles that nothing is trained on while it is measured: one in ten."""
    names = sorted(path.name for path in (FOLDER / "articles").iterdir())
    random.Random(5).shuffle(names)
    return frozenset(names[::APART])


def read_translations(article: NumberedArticle) -> list[tuple[str, str]]:
    """Return the lines of an article, title included, each with what it is in the other language; none of one not translated."""
    path = FOLDER / "translations" / article.name
    if not path.is_file():
        return []
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return list(zip((article.title, *article.sentences), lines, strict=True))
