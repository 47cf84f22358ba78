"""How the other script spells what the model reads, in brackets behind it: names that it must spell itself it gets wrong.

Four sources, the surest first: the articles' own brackets (`bot.text.aliases`), the names of the question (or of the claim)
that sound like a name of the text, the dictionary of organisations, places and terms, and for Korean persons the Revised
Romanization. What stands below a quotation has words as well, from the lexicon: the harder ones of English, which most Korean
readers know something of, and all of Korean.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.answering.background import shipped_terms
from bot.text.aliases import TermPair, find_mention, says
from bot.text.language import has_hangul
from bot.text.lexicon import find_known_words, find_meanings
from bot.text.names import drop_titles, find_spelling, names
from bot.text.names.name_lists import Pair, organisations, places, terms, translated_names
from bot.text.names.romanization import romanized_persons

Spelling = tuple[str, str]
"""A name as a text writes it, and in the other script."""

# Single syllables (미, 중) and letters stand for too much.
_SHORTEST = 2

# Letters of an English word that is explained, and how many are.
_LONG_WORD, _MOST_WORDS = 7, 8
# Korean words that are explained: as many as a sentence of news has.
_MOST_KOREAN = 16
_EASY = frozenset(
    """
    against already although another anything because between children company country different everyone everything evening
    example however hundred hundreds important including instead morning nothing outside people perhaps problem problems question
    questions several someone something thousand thousands through together tomorrow whatever whether without yesterday
    """.split()
)

_JOINS = re.compile(r" (?:of|for|and)(?: the)? ")


def gloss(text: str, pairs: Sequence[TermPair], said: str) -> str:
    """Return the text with the other script's spelling behind the first mention of a name, where it does not say it.

    `pairs` are the terms of the articles, and `said` is the question or claim that the text is read for. A first mention that
    stands in brackets, or before some, is left alone.
    """
    glossed: set[str] = set()
    sources = (*_from_terms(pairs), *_from_said(text, said), *_from_dictionary(text), *romanized_persons(text))
    for own, other in sources:
        mention = None if own in glossed or says(text, other) else find_mention(text, own)
        if mention is not None and not _is_bracketed(text, mention.start(), mention.end()):
            glossed.add(own)
            text = f"{text[: mention.end()]}({other}){text[mention.end() :]}"
    return text


def find_glosses(text: str, pairs: Sequence[TermPair], said: str) -> tuple[Spelling, ...]:
    """Return the names and terms of a text with what they are called in the other language, in their order, each once.

    `pairs` are the terms of the articles, and `said` is the question that the text is shown for. What the text explains itself
    is left out, and so is a name within another one.
    """
    named: dict[int, tuple[int, Spelling]] = {}
    for own, other in _names_in(text, pairs, said):
        mention = None if says(text, other) else find_mention(text, own)
        if mention is not None and not _is_bracketed(text, mention.start(), mention.end()):
            _note(named, mention.start(), mention.end(), (mention.group(), other))
    for start, end, spelling in _from_lexicon(text):
        if not says(text, spelling[1]) and not text.startswith("(", end):
            _note(named, start, end, spelling)
    return tuple(spelling for _, (_, spelling) in sorted(named.items()))


def _names_in(text: str, pairs: Sequence[TermPair], said: str) -> list[Spelling]:
    """Return the names and terms that a text may have with what they are called in the other language, the surest first."""
    known = (*_usual_names(), *((term.korean, term.english) for term in shipped_terms()))
    found = (
        *_from_terms(pairs),
        *_from_said(text, said),
        *_from_dictionary(text),
        *_from_pairs(text, known),
        *romanized_persons(text),
    )
    korean = has_hangul(text)
    return [(own, other) for own, other in found if has_hangul(own) == korean and len(own) >= _SHORTEST]


def _note(named: dict[int, tuple[int, Spelling]], start: int, end: int, spelling: Spelling) -> None:
    """Note a name at [start, end) that is not within another one and is called as no other is."""
    inside = any(begin < end and start < stop for begin, (stop, _) in named.items())
    if not inside and all(spelling[1] != known_as for _, (_, known_as) in named.values()):
        named[start] = end, spelling


def respell(text: str, pairs: Sequence[TermPair]) -> str:
    """Return the text with the names that it writes in its own script as the other script spells them, in their place.

    A translator that knows a name in neither script copies the one that it is given. `pairs` are the terms of the articles.
    """
    korean = has_hangul(text)
    for own, other in (*_from_terms(pairs), *_from_dictionary(text)):
        if has_hangul(own) == korean and not says(text, other):
            # What has been put in is not looked at again: SK텔레콤 says SK, too.
            done, rest = "", text
            while (mention := find_mention(rest, own)) is not None:
                done, rest = done + rest[: mention.start()] + other, rest[mention.end() :]
            text = done + rest
    return text


def _usual_names() -> Iterator[Pair]:
    """Yield translated names with their usual spellings and initials (US): the others (국산, European) are said of more."""
    usual: set[str] = set()
    for korean, english in translated_names():
        if english[0] not in usual:  # a name of two (한미) is called as the first of them is
            usual.add(english[0])
            yield korean[:1], (english[0], *(other for other in english[1:] if other.isupper()))


def _is_bracketed(text: str, start: int, end: int) -> bool:
    return text.startswith("(", end) or text.rfind("(", 0, start) > text.rfind(")", 0, start)


def usual_spellings(text: str) -> dict[str, str]:
    """Return how the dictionary spells in the other script what `text` names, in both directions, as `find_name` takes it."""
    found = _from_dictionary(text)
    return {other: own for own, other in found} | dict(found)


def _from_terms(pairs: Sequence[TermPair]) -> Iterator[Spelling]:
    for pair in pairs:
        if has_hangul(pair.term) != has_hangul(pair.other):
            yield pair.term, pair.other
            yield pair.other, pair.term


def _from_said(text: str, said: str) -> Iterator[Spelling]:
    """From the Latin side, because Kiwi misses Korean names that it does not know."""
    latin, korean = (said, text) if has_hangul(text) else (text, said)
    for name in names(latin):
        for part in dict.fromkeys((name.text, *_JOINS.split(name.text), drop_titles(name.text))):
            spelled = find_spelling(part, korean)
            if spelled is not None:
                yield (spelled, part) if korean is text else (part, spelled)


def _from_dictionary(text: str) -> list[Spelling]:
    return _from_pairs(text, (*organisations(), *places(), *terms()))


def _is_named(text: str, own: str) -> bool:
    """Return whether a text has a name of the dictionary: in capitals where that has them, "house" is not the House."""
    mention = find_mention(text, own)
    return mention is not None and (mention.group()[0].isupper() or not own[0].isupper())


def _from_lexicon(text: str) -> list[tuple[int, int, Spelling]]:
    """Words of a text where they stand: Korean ones as a dictionary lists them, and of English those that are harder.

    Many readers of Korean know the short English ones. Of either as many as a line or two hold.
    """
    if has_hangul(text):
        known = find_known_words(text)
        return [(each.start, each.end, (each.listed, each.english)) for each in known][:_MOST_KOREAN]
    found = [(each.start, each.end, (text[each.start : each.end], each.korean[0])) for each in find_meanings(text)]
    hard = [each for each in found if " " in each[2][0] or _is_hard(each[2][0])]
    return hard[:_MOST_WORDS]


def _is_hard(word: str) -> bool:
    return len(word) >= _LONG_WORD and word.lower() not in _EASY


def _from_pairs(text: str, known: Iterable[Pair]) -> list[Spelling]:
    """Longest first, so that 삼성전자 is not taken for 삼성."""
    found = [
        (own, others[0])
        for korean, english in known
        for mine, others in ((korean, english), (english, korean))
        for own in mine
        if has_hangul(own) != has_hangul(others[0]) and _is_named(text, own)
    ]
    return sorted(found, key=lambda spelling: -len(spelling[0]))
