"""How a name sounds, roughly, whether it is written in Hangul or in Latin letters: 딥시크 and DeepSeek alike.

A name becomes a string of sound classes: consonants in capitals, vowels in small letters. Hangul writes every consonant
group out with vowels (스탠포드) and one letter for what Latin letters tell apart (p and f, r and l), so that consonants
count by class, vowels little, and the vowel that only holds consonants together next to nothing.
"""

import re
from functools import lru_cache

_INITIALS = ("K", "K", "N", "T", "T", "L", "M", "P", "P", "S", "S", "", "J", "J", "J", "K", "T", "P", "H")
_VOWELS = (
    *("a", "e", "a", "e", "u", "e", "u", "e", "o", "a", "e", "e", "o"),
    *("u", "u", "e", "i", "u", "~", "i", "i"),
)
_FINALS = (
    *("", "K", "K", "K", "N", "N", "N", "T", "L", "LK", "LM", "LP", "L", "L", "LP", "L"),
    *("M", "P", "P", "T", "T", "Q", "T", "T", "K", "T", "P", "T"),
)
_LETTER_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        (
            "에이 비 시 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 더블유 엑스 와이 제트"
        ).split(),
        strict=True,
    )
)
# Longer spellings first; "G" and "C" are the letters that are two sounds, "D" is th, "R" the r that is hardly heard.
_SPELLINGS = tuple(
    tuple(pair.split(":"))
    for pair in (
        "sch:S tch:J tion:SeN sion:SeN ck:K ch:C sh:S ph:P th:D gh:h ng:Q nk:QK qu:K ts:J tz:J dg:J kn:N wr:L x:KS ce:Se "
        "ci:Si cy:Si ge:Ge gi:Gi gy:Gi oo:u ee:i ou:u eo:u eu:~ ae:e ai:ai ei:ai"
    ).split()
)
_LETTERS = dict(zip("bcdfgjklmnpqrstvz", "PKTPKJKLMNPKLSTPZ", strict=True)) | {
    **{"a": "a", "e": "e", "i": "i", "o": "o", "u": "u", "y": "i", "w": "u", "h": "H", "R": "R", "~": "~"}
}
_ACCENTS = str.maketrans("áàâäãåçéèêëíìîïñóòôöõøúùûüýžščćğłń", "aaaaaaceeeeiiiinoooooouuuuyzsccgln")

# Consonants that are written for each other across the scripts.
_GROUPS = dict(pair.split(":") for pair in "K:k G:ks C:ks Q:kl S:s J:s Z:s D:s T:s P:p L:l R:l N:l M:ml".split())
_VOWEL = frozenset("aeiou~")
_ALIKE = {
    **{"SJ": 0.4, "SZ": 0.2, "JZ": 0.1, "KG": 0.1, "JG": 0.1, "CJ": 0.1, "CK": 0.3, "CS": 0.3, "TD": 0.1, "SD": 0.3},
    **{"TJ": 0.5, "ST": 0.6, "JD": 0.5, "QN": 0.3, "NL": 0.6, "GS": 0.5, "HK": 0.6, "hK": 0.3, "hH": 0.1, "KQ": 0.6},
    **{"GQ": 0.5, "hP": 0.4, "MN": 0.6, "HP": 0.6, "RL": 0.1},
}
_DROPPED = {"~": 0.05, "H": 0.3, "h": 0.1, "R": 0.15, "L": 0.6, "Q": 0.8, "G": 0.8, "T": 0.8, "K": 0.8}
_VOWEL_DROPPED = 0.2
_VOWEL_CHANGED = 0.15


@lru_cache(maxsize=20_000)
def sounds(name: str) -> str:
    """Return the sound classes of `name`; other characters than Hangul and Latin letters have none."""
    parts = re.findall(r"[가-힣]+|[A-Z]{2,5}(?![a-z])|[a-z]+|[A-Z][a-z]*", name.translate(_ACCENTS))
    return _collapse("".join(_hangul(part) if "가" <= part[0] <= "힣" else _latin(part.lower()) for part in parts))


@lru_cache(maxsize=2_000)
def letter_sounds(acronym: str) -> str:
    """Return how `acronym` sounds when its letters are read one by one in Korean (SK, 에스케이)."""
    return sounds("".join(_LETTER_NAMES.get(letter, "") for letter in acronym.lower()))


def consonants(sound: str) -> int:
    """Return how many consonants there are: the more, the less can two names be alike by chance."""
    return sum(symbol not in _VOWEL and symbol not in "hR" for symbol in sound)


def may_be_alike(sound: str, other: str) -> bool:
    """Return whether it is worth measuring the distance: both begin alike and are about as long. Quick, and rarely wrong."""
    if abs(consonants(sound) - consonants(other)) > 2:
        return False
    return not _first_groups(sound).isdisjoint(_first_groups(other))


@lru_cache(maxsize=50_000)
def _first_groups(sound: str) -> frozenset[str]:
    first = next((symbol for symbol in sound if symbol in _GROUPS), "")
    return frozenset(_GROUPS.get(first, "ksplm"))


@lru_cache(maxsize=100_000)
def distance(sound: str, other: str) -> float:
    """Return how far apart two names sound, in consonants of the longer one: 0.0 for alike, about 1.0 for strangers."""
    row = [0.0]
    for symbol in other:
        row.append(row[-1] + _dropped(symbol))
    for mine in sound:
        previous, row = row, [row[0] + _dropped(mine)]
        for column, theirs in enumerate(other, start=1):
            row.append(
                min(
                    previous[column] + _dropped(mine),
                    row[-1] + _dropped(theirs),
                    previous[column - 1] + _changed(mine, theirs),
                )
            )
    return row[-1] / max(consonants(sound), consonants(other), 1)


def _hangul(part: str) -> str:
    pieces = []
    for syllable in part:
        index = ord(syllable) - 0xAC00
        pieces += [_INITIALS[index // 588], _VOWELS[index % 588 // 28], _FINALS[index % 28]]
    return "".join(pieces)


def _latin(part: str) -> str:
    part = re.sub(r"ge$", "j", re.sub(r"ce$", "s", part)) if len(part) > 3 else part
    part = re.sub(r"(?<=[bcdfgklmnprstvz])e$", "", part) if len(part) > 3 else part
    part = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", part)
    part = re.sub(r"[yw](?=[aeiou])", "~", re.sub(r"^i(?=phone|pad|pod|mac)", "ai", part))
    part = re.sub(r"r(?=[bcdfgjklmnpqstvxz]|$)", "R", part)
    pieces, at = [], 0
    while at < len(part):
        spelling = next((pair for pair in _SPELLINGS if part.startswith(pair[0], at)), None)
        letters, sound = spelling if spelling is not None else (part[at], _LETTERS.get(part[at], ""))
        pieces.append(sound)
        at += len(letters)
    return "".join(pieces)


def _collapse(sound: str) -> str:
    """딥페이크: p and p of two syllables are one sound, and so are two like vowels."""
    return re.sub(r"([^~])\1", r"\1", sound)


def _dropped(symbol: str) -> float:
    return _DROPPED.get(symbol, _VOWEL_DROPPED if symbol in _VOWEL else 1.0)


def _changed(symbol: str, other: str) -> float:
    if symbol == other:
        return 0.0
    vowels = (symbol in _VOWEL) + (other in _VOWEL)
    if vowels == 2:
        return _VOWEL_CHANGED
    return 2.0 if vowels else _ALIKE.get(symbol + other, _ALIKE.get(other + symbol, 1.0))
