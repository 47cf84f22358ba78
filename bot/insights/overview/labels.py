"""What a topic is called: the words of its articles that are seldom in other topics, as readers write them.

Each word counts by the share of the topic's articles that have it, and by how few topics have it (class-based TF-IDF;
Grootendorst 2022, arXiv 2203.05794).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.bilingual import Language
from bot.library.store.stored_article import ArticleText
from bot.text.aliases import mine_terms, spellings
from bot.text.keywords import named_words
from bot.text.language import has_hangul

WORDS = 3
_BOTH: tuple[Language, ...] = ("ko", "en")
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
    weights = {
        language: _weights([each for each in articles if each.language == language], language) for language in _BOTH
    }
    mined = [pair for article in articles for pair in mine_terms(article.text[: 4 * READ_LETTERS])]
    return TopicWords(weights, spellings(mined))


def _weights(articles: Sequence[ArticleText], language: Language) -> dict[str, float]:
    weights: defaultdict[str, float] = defaultdict(float)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        title, text = _words(article.title, language), _words(article.text[:READ_LETTERS], language)
        for word in text:
            forms[word.casefold()][word] += 2
        for n, word in enumerate(title):
            # The first word of a title has its capital for that: how it is written elsewhere says more.
            forms[word.casefold()][word if n else _uncapitalised(word)] += 1
        in_title = {word.casefold() for word in title}
        for key in in_title | {word.casefold() for word in text}:
            weights[key] += (_TITLE if key in in_title else 1.0) / len(articles)
    # Of forms that are as frequent the one in small letters.
    return {max(forms[key], key=lambda form: (forms[key][form], form.islower(), form)): w for key, w in weights.items()}


def label_topics(topics: Sequence[TopicWords]) -> list[dict[Language, tuple[str, ...]]]:
    """Return the label of each topic for a reader of each language; none where the articles have no words."""
    spread = {
        language: Counter(word.casefold() for topic in topics for word in topic.weights[language]) for language in _BOTH
    }
    labels: list[dict[Language, tuple[str, ...]]] = []
    for topic in topics:
        own: dict[Language, tuple[str, ...]] = {
            language: _most_telling(topic.weights[language], spread[language], len(topics)) for language in _BOTH
        }
        labels.append(
            {
                "ko": own["ko"] or _respelled(own["en"], topic, "ko"),
                "en": own["en"] or _respelled(own["ko"], topic, "en"),
            }
        )
    return labels


def _words(text: str, language: Language) -> list[str]:
    """Return the words of `text` that can name a topic: nouns that are written together are one word."""
    found: list[str] = []
    end, nouns = -1, 0
    for word in named_words(text):
        form = _POSSESSIVE.sub("", word.form)
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


def _uncapitalised(word: str) -> str:
    return word[0].lower() + word[1:] if word[1:].islower() else word


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
