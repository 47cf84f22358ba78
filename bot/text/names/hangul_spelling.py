"""Korean names in Latin letters, read back into Hangul: Gangbyeon, 강변; Kim Ha-yun, 김하윤.

By the Revised Romanization (Notification 2000-8 of the Ministry of Culture and Tourism), persons' names also as most of those who
bear them write them. Where "ng" stands before a vowel there are two readings: Hangang is 한강, Jungang 중앙. Sounds that change
where syllables meet are read as they sound: Jongno is 종노, and not found as 종로.
"""

import re

from bot.text.names.finding import SURNAMES, USUAL_SURNAMES
from bot.text.names.romanization import FINALS, INITIALS, VOWELS, compose

# One syllable stands for too much: Man is not 만.
_FEWEST = 2
_GIVEN_SYLLABLES = 2
_PERSON = re.compile(r"(?P<surname>[A-Z][a-z]+) (?P<given>[A-Z][a-z]+(?:-[a-z]+)?)\b")
# No Korean name has two of one vowel by the rules, DeepSeek does.
_NAME = re.compile(r"(?![\w-]*(?:aa|ee|oo))[A-Za-z][a-z]+(?:-[A-Za-z]?[a-z]+)*")
_USUALLY = dict(
    pair.split(":")
    for pair in (
        "young:yeong hyun:hyeon kyung:gyeong myung:myeong jung:jeong sung:seong wook:uk woo:u oo:u ee:i ki:gi"
    ).split()
)
# What may stand before the first vowel, between two and behind the last. Of Silla, 실라, the second l is the r of 라.
_INITIAL = {letters: place for place, letters in enumerate(INITIALS) if letters != "-"}
# Of the consonants that a letter stands for at an end the usual one: 섬, not 섦.
_FINAL = {FINALS[place]: place for place in (1, 4, 8, 16, 17, 19, 21)}  # ㄱ ㄴ ㄹ ㅁ ㅂ ㅅ ㅇ
_VOWEL = {letters: place for place, letters in enumerate(VOWELS)}
_NONE = INITIALS.index("-")
_SYLLABLE = re.compile(
    rf"(?P<initial>{'|'.join(sorted(_INITIAL, key=len, reverse=True))}|(?<=l)l|)"
    rf"(?P<vowel>{'|'.join(sorted(_VOWEL, key=len, reverse=True))})"
    # A consonant before a vowel begins the next syllable, and so do kk, tt and pp; n before y rarely does: Anyang is 안양.
    # Gangwon is 강원, not 간권.
    rf"(?P<final>(?:ng|(?P<stop>[ktp])(?!(?P=stop))|[lm])(?![aeiouyw])|ng(?=wo|-)|n(?!g(?![aeiouyw])|gwo|[aeiouw])|)"
)
_NG_BEFORE_VOWEL = re.compile("ng(?=[aeiouy])")


def spell_in_hangul(word: str) -> tuple[str, ...]:
    """Return the Hangul of a word of two syllables or more in Latin letters, likeliest first; () where it can be no Korean one."""
    if not _NAME.fullmatch(word):
        return ()
    # Between two hyphens nothing is joined, so that the second reading is written with one.
    readings = (word.lower(), _NG_BEFORE_VOWEL.sub("ng-", word.lower()))
    spelled = dict.fromkeys(_spell_parts(reading) for reading in readings)
    return tuple(each for each in spelled if len(each) >= _FEWEST)


def find_person(text: str, start: int) -> tuple[str, int] | None:
    """Return the Hangul of a Korean's surname and given name, of two syllables, at `start` of an English text, and its end."""
    found = _PERSON.match(text, start)
    if found is None:
        return None
    surname, given = found["surname"].lower(), next(iter(spell_in_hangul(_as_ruled(found["given"]))), "")
    usual = (own for own, spellings in USUAL_SURNAMES.items() if surname in spellings)
    own = _spell(surname) if _spell(surname) in SURNAMES else next(usual, "")
    return (own + given, found.end()) if own and len(given) == _GIVEN_SYLLABLES else None


def _spell_parts(word: str) -> str:
    parts = [_spell(part) for part in word.split("-")]
    return "".join(parts) if all(parts) else ""


def _as_ruled(given: str) -> str:
    """Return a given name by the rules where it is written as many are: Ki-moon, Young-sook."""
    for usual, ruled in _USUALLY.items():
        given = given.lower().replace(usual, ruled)
    return given


def _spell(part: str) -> str:
    syllables, at = "", 0
    while at < len(part):
        found = _SYLLABLE.match(part, at)
        if found is None:
            return ""
        initial = "r" if found["initial"] == "l" else found["initial"]
        final = found["final"]
        syllables += compose(_INITIAL.get(initial, _NONE), _VOWEL[found["vowel"]], _FINAL[final] if final else 0)
        at = found.end()
    return syllables
