"""What a topic is called: the words of its articles that are seldom in other topics, as readers write them.

Each word counts by the share of the topic's articles that have it, and by how few topics have it (class-based TF-IDF;
Grootendorst 2022, arXiv 2203.05794).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.keywords import named_words
from bot.language import has_hangul
from bot.records import ArticleText
from bot.terms import mine_terms, spellings
from bot.words import Language

WORDS = 3
# A topic is read from its most typical articles, and of those the beginning: news says first what it is about.
READ_ARTICLES = 8
READ_LETTERS = 600
_TITLE = 1.5
_MOST_NOUNS = 3
_COMMON_BEGINNING = 5
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The words of one topic: for each language the weight of each word, and other spellings that the articles give."""

    weights: Mapping[Language, Mapping[str, float]]
    spellings: Mapping[str, str]


def read_words(articles: Sequence[ArticleText]) -> TopicWords:
    """Return the words of a topic's typical articles; a word's weight is the share of them that have it, more in titles."""
    weights: dict[Language, dict[str, float]] = {}
    for language in ("ko", "en"):
        own = [article for article in articles if article.language == language]
        found: defaultdict[str, float] = defaultdict(float)
        for article in own:
            in_title = set(_words(article.title, language, is_title=True))
            for word in in_title | set(_words(article.text[:READ_LETTERS], language)):
                found[word] += (_TITLE if word in in_title else 1.0) / len(own)
        weights[language] = _as_written(found)
    mined = [pair for article in articles for pair in mine_terms(article.text[: 4 * READ_LETTERS])]
    return TopicWords(weights, spellings(mined))


def label_topics(topics: Sequence[TopicWords]) -> list[dict[Language, tuple[str, ...]]]:
    """Return the label of each topic for a reader of each language; none where the articles have no words."""
    spread = {
        language: Counter(word.casefold() for topic in topics for word in topic.weights[language])
        for language in ("ko", "en")
    }
    labels: list[dict[Language, tuple[str, ...]]] = []
    for topic in topics:
        own: dict[Language, tuple[str, ...]] = {
            language: _most_telling(topic.weights[language], spread[language], len(topics)) for language in ("ko", "en")
        }
        labels.append(
            {
                "ko": own["ko"] or _respelled(own["en"], topic, "ko"),
                "en": own["en"] or _respelled(own["ko"], topic, "en"),
            }
        )
    return labels


def _words(text: str, language: Language, *, is_title: bool = False) -> list[str]:
    """Return the words of `text` that can name a topic: nouns that are written together are one word.

    A title's first word has its capital for that, and no small form beside it to correct it: it is put in small letters.
    """
    found: list[str] = []
    end, nouns = -1, 0
    for word in named_words(text):
        form = _POSSESSIVE.sub("", word.form)
        if word.start == 0 and is_title and form[1:].islower():
            form = form[0].lower() + form[1:]
        if word.start == end and nouns < _MOST_NOUNS and found:
            found[-1] += form
            nouns += 1
        else:
            found.append(form)
            nouns = 1
        end = word.end
    if language == "ko":
        return [word for word in found if has_hangul(word) or word[0].isupper()]
    return [word for word in found if not has_hangul(word)]


def _as_written(weights: Mapping[str, float]) -> dict[str, float]:
    """Return one entry for each word however it is capitalised, as it is written most often."""
    spelled: dict[str, dict[str, float]] = defaultdict(dict)
    for word, weight in weights.items():
        spelled[word.casefold()][word] = weight
    return {max(sorted(forms), key=forms.__getitem__): sum(forms.values()) for forms in spelled.values()}


def _most_telling(weights: Mapping[str, float], spread: Mapping[str, int], topics: int) -> tuple[str, ...]:
    scored = {
        word: weight * math.log(1 + topics / spread[word.casefold()]) * _substance(word)
        for word, weight in weights.items()
    }
    chosen: list[str] = []
    for word in sorted(scored, key=lambda word: (-scored[word], word)):
        if len(chosen) == WORDS:
            break
        if not any(_is_like(word, other) for other in chosen):
            chosen.append(word)
    return tuple(chosen)


def _substance(word: str) -> float:
    """An English word in small letters may be a verb as well as a noun: names tell more."""
    return 1.0 if has_hangul(word) or word[0].isupper() else 0.9


def _is_like(word: str, other: str) -> bool:
    """Return whether two words are forms of one: plant and plants, vaccine and vaccinate, 반도체 and 반도체공장."""
    a, b = word.casefold(), other.casefold()
    return a in b or b in a or (not has_hangul(a) and a[:_COMMON_BEGINNING] == b[:_COMMON_BEGINNING])


def _respelled(words: Sequence[str], topic: TopicWords, language: Language) -> tuple[str, ...]:
    known = {
        word.casefold(): other for word, other in topic.spellings.items() if has_hangul(other) == (language == "ko")
    }
    return tuple(known.get(word.casefold(), word) for word in words)
