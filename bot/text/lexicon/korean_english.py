"""What Korean words mean in English: a lexicon of their own, and that of English words read the other way round."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.text.lexicon.english_korean import forms, read_lexicon

_FILE = Path(__file__).with_name("korean_english.tsv")
# What a meaning ends with beyond what `keywords` finds of the same word in a text: 폐지하다, 지상의, 갑자기 중단된.
_ENDING = re.compile(r"(?:하다|되다|시키다|다|적인|적으로|적|한|된|하는|하게|하여|의|히|으로|로|에서|에|은|는)$")
_FIRST, _SYLLABLES, _FINALS = 0xAC00, 11_172, 28
_FINAL_N, _FINAL_B = 4, 17
# Of two English words that begin alike one is enough.
_ALIKE = 5
_SHORTEST_BEGINNING = 2
_INFLECTED = ("s", "ed", "ing")


def find_english(korean: str, most: int) -> tuple[str, ...]:
    """Return up to `most` English words or expressions for a Korean word as it stands in a text, the most usual first.

    It is written without blanks and endings, as `keywords` has it: 옮기, 폐지, 임신중지. Empty where neither lexicon has
    it.
    """
    chosen: list[str] = []
    for english in _read_own().get(korean) or _by_korean().get(korean) or ():
        if len(chosen) < most and not any(english[:_ALIKE] == other[:_ALIKE] for other in chosen):
            chosen.append(english)
    return tuple(chosen)


def find_verb(listed: str) -> str:
    """Return the English verb for a Korean verb or adjective as a dictionary lists it, without blanks: 옮기다, move; "" for none.

    Of one syllable and 다 only what a lexicon has whole counts: 알 is an egg, and 비다 is not 비단, silk.
    """
    stem = listed.removesuffix("다")
    own = _read_own().get(listed) or (_read_own().get(stem) if len(stem) >= _SHORTEST_BEGINNING else None)
    if own:
        return own[0]
    lexicon = read_lexicon()
    whole = (
        english
        for english in _by_korean().get(listed, ())
        if any(meaning.replace(" ", "") == listed for meaning in lexicon[english])
    )
    return next(whole, "")


def find_beginning(korean: str) -> tuple[str, ...]:
    """Return an English word for the longest beginning of a Korean word that a lexicon has: 해운청, shipping; empty for none.

    Of two syllables at least: no name is cut to its surname.
    """
    beginnings = (korean[:size] for size in range(len(korean) - 1, _SHORTEST_BEGINNING - 1, -1))
    return next(filter(None, (find_english(each, 1) for each in beginnings)), ())


@cache
def korean_names() -> dict[str, str]:
    """Return by English name, in lower case, how Korean writes it, for names that are one word: obama, 오바마."""
    named: dict[str, str] = {}
    for korean, (english, *_) in _read_own().items():
        if english[0].isupper() and " " not in english:
            named.setdefault(english.lower(), korean)
    return named


@cache
def _read_own() -> dict[str, tuple[str, ...]]:
    """Return the file: a Korean word or stem a line, a tab, and its meanings with semicolons between them.

    A verb stands there with 다 where its stem is another word: 가지 is a branch, 가지다 have.
    """
    lines = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {korean: tuple(english.split("; ")) for korean, english in lines}


@cache
def _by_korean() -> dict[str, list[str]]:
    """Return the English words by what may stand in a text for each of their meanings; those first that mean it first of all.

    Of those that mean it alike an inflected one comes last whose other form means it too (reported), and first the one that is in
    most expressions of the lexicon, which the usual words are.
    """
    lexicon = read_lexicon()
    used = Counter(word for english in lexicon for word in english.split())
    ranks: dict[str, dict[str, tuple[int, bool, int, int, int]]] = defaultdict(dict)
    for english, meanings in lexicon.items():
        uninflected = [each for each in forms(english) if each != english and english.endswith(_INFLECTED)]
        also = {meaning for each in uninflected for meaning in lexicon.get(each, ())}
        for usual, meaning in enumerate(meanings):
            for cut, korean in enumerate(_without_ending(meaning.replace(" ", ""))):
                rank = (cut, meaning in also, usual, english.count(" "), -used[english])
                ranks[korean][english] = min(rank, ranks[korean].get(english, rank))
    return {korean: sorted(known, key=lambda english: (known[english], english)) for korean, known in ranks.items()}


def _without_ending(meaning: str) -> Iterator[str]:
    """Yield a meaning as it stands, then what `keywords` may find of it: 큰, 크; 어려운, 어렵; 가능한, 가능."""
    yield meaning
    if _ENDING.search(meaning) and (stem := _ENDING.sub("", meaning)):
        yield stem
    if len(meaning) > 1 and _final(meaning[-1]) == _FINAL_N:
        yield meaning[:-1] + chr(ord(meaning[-1]) - _FINAL_N)
        if meaning.endswith("운") and _final(meaning[-2]) == 0:
            yield meaning[:-2] + chr(ord(meaning[-2]) + _FINAL_B)


def _final(letter: str) -> int:
    """Return the number of a syllable's final consonant in Unicode's order, 0 for none, -1 for what is no syllable."""
    place = ord(letter) - _FIRST
    return place % _FINALS if 0 <= place < _SYLLABLES else -1
