"""A text's words in the other language, one after the other: no sentence, but what it is about.

For whatever compares words, and for who reads no Korean and has a Korean sentence before them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile

from bot.bilingual import Language
from bot.text.keywords import ContentWord, content_words
from bot.text.lexicon.english_korean import find_meanings, read_lexicon
from bot.text.lexicon.korean_english import find_beginning, find_english, find_verb, korean_names
from bot.text.morphology import split_morphemes
from bot.text.names import drop_titles
from bot.text.names.hangul_spelling import find_person, spell_in_hangul
from bot.text.names.name_lists import translated_names

# Morphemes that are looked up as one word: 온실가스배출권 is four.
_MOST_JOINED = 4
# English words for a Korean one, which often has several. One does nearly as well.
_MOST_ENGLISH = 2
# Latin words and numbers as `keywords` has them, with accents; LG전자 only begins like one.
_LATIN_OR_NUMBER = re.compile(r"[A-Za-z\u00c0-\u024f\d][^가-힣]*")
# Names that are ordinary words in small letters: "who fed the cats", "to polish shoes". Many write the others so, too.
_ALSO_WORDS = frozenset(("fed", "house", "north", "polish", "south", "states", "united"))
_TWO_WORDS = re.compile(r"[A-Za-z]+ [A-Za-z]+")
# Of a noun of one syllable the lexicon knows only one of several words, and names that Kiwi does not know fall into such: 독파모.
_SHORTEST_NOUN = 2


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A Korean word at [start, end) of a text, as a dictionary lists it (겪다), and what it means in English first of all."""

    start: int
    end: int
    listed: str
    english: str


def find_known_words(text: str) -> list[KnownWord]:
    """Return the words of a Korean text that the lexicon or the list of names has, in order, but nouns of one syllable."""
    words = sorted(content_words(text, "ko"), key=lambda word: word.start)
    verbs = {each.start for each in split_morphemes(text) if each.tag.startswith(("VV", "VA"))}
    known: list[KnownWord] = []
    for run, found in _looked_up(text, words):
        listed = text[run[0].start : run[-1].start] + run[-1].form
        # The list of names has 국회 as Congress.
        meanings = find_english(listed.replace(" ", ""), 1) or found
        if run[-1].start in verbs:
            listed += "다"
            verb = find_verb(listed.replace(" ", ""))
            meanings = (verb,) if verb else found if len(run) > 1 else ()
        if meanings and len(listed) >= _SHORTEST_NOUN and not _LATIN_OR_NUMBER.match(listed):
            known.append(KnownWord(run[0].start, run[-1].end, listed, meanings[0]))
    return known


def translate_words(text: str, language: Language) -> str:
    """Return the words of a text in `language` as the lexicon and the list of names have them in the other one, in order.

    For a Korean word that neither has there stands what it begins with. Others are left out, but for those in Latin letters and
    numbers, so that of an English text none is. "" where there are none.
    """
    words = sorted(content_words(text, language), key=lambda word: word.start)
    return " ".join(_in_english(text, words) if language == "ko" else _in_korean(text, words))


def _in_english(text: str, words: list[ContentWord]) -> Iterator[str]:
    for run, english in _looked_up(text, words):
        form = run[0].form
        yield from english or ((form,) if _LATIN_OR_NUMBER.fullmatch(form) else find_beginning(form))


def _looked_up(text: str, words: list[ContentWord]) -> Iterator[tuple[list[ContentWord], tuple[str, ...]]]:
    """Yield the words of a Korean text, those together that are one in the lexicon, with their meanings; none of unknown ones."""
    at = 0
    while at < len(words):
        for size in range(_joined_at_most(text, words[at : at + _MOST_JOINED]), 0, -1):
            joined = "".join(word.form for word in words[at : at + size])
            name = _names_in_english().get(joined)
            found = (name,) if name else find_english(joined, _MOST_ENGLISH)
            if found or size == 1:
                yield words[at : at + size], found
                at += size
                break


def _joined_at_most(text: str, words: list[ContentWord]) -> int:
    """Return how many of the first words may be one: with blanks between them or nothing, so not 눈과 물, nor 불이 안."""
    gaps = (text[one.end : other.start] for one, other in pairwise(words))
    return 1 + sum(1 for _ in takewhile(lambda gap: not gap.strip(), gaps))


def _in_korean(text: str, words: list[ContentWord]) -> Iterator[str]:
    found: list[tuple[int, str]] = []
    meanings = find_meanings(text)
    for meaning in meanings:
        if any(meaning.start <= word.start < meaning.end for word in words):
            found.append((meaning.start, meaning.korean[0]))
    end = 0
    for word in words:
        if word.start < end or any(meaning.start <= word.start < meaning.end for meaning in meanings):
            continue
        person = find_person(text, word.start) if word.form[:1].isupper() else None
        if person is not None:
            found.append((word.start, person[0]))
            end = person[1]
        else:
            found.append((word.start, _name_in_korean(text, word) or word.form))
    return (korean for _, korean in sorted(found))


def _name_in_korean(text: str, word: ContentWord) -> str | None:
    """Return what Korean calls a name, first of all with the word behind it: north korea, United Kingdom; None for no name."""
    name = word.form.removesuffix("'s").removesuffix("’s")
    both = _TWO_WORDS.match(text, word.start)
    if both is not None and (usual := _names_in_korean().get(both.group().lower())):
        return usual
    if name in _ALSO_WORDS:
        return None
    if usual := _names_in_korean().get(name.lower()):
        return usual
    if not name[:1].isupper():
        return None
    if known := korean_names().get(name.lower()):
        return known
    # A Kingdom is no 킹돔. What only may be Korean stands there as it is written, too: Toronto, Gemini.
    own = drop_titles(name) if name.lower() not in read_lexicon() else ""
    return " ".join((*spelled, name)) if (spelled := spell_in_hangul(own)) else None


@cache
def _names_in_english() -> dict[str, str]:
    """Return, by name as Korean writes it (미국, 美, LA), what English usually calls it: as the list says it first."""
    usual: dict[str, str] = {}
    for korean, english in translated_names():
        for name in korean:
            usual.setdefault(name, english[0])
    return usual


@cache
def _names_in_korean() -> dict[str, str]:
    """Return, by English name in lower case, what Korean usually calls it: as the list says it first."""
    usual: dict[str, str] = {}
    for korean, english in translated_names():
        for name in english:
            usual.setdefault(name.lower(), korean[0])
    return usual
