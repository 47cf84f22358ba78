"""The other spellings that an article gives for its own terms, in brackets: 독자 AI 파운데이션 모델(독파모), Reserve Bank (RBA)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.text.language import has_hangul
from bot.text.morphology import split_morphemes
from bot.text.names.name_lists import other_names
from bot.text.names.phonetics import distance, sounds


@dataclass(frozen=True, slots=True)
class TermPair:
    """A term and its `other` spelling in the same text; the pair stands at [start, end) of it."""

    term: str
    other: str
    start: int
    end: int


_BRACKET = re.compile(r"\((?P<inside>[^()\n]{2,60})\)")
_INSIDE_PARTS = re.compile(r"\s*[·,;/=:]\s*")
_ONE_TERM = re.compile(r"[A-Za-z][A-Za-z0-9&.+'’ -]*|[가-힣][가-힣A-Za-z0-9&.+ -]*")
_QUOTE = {"'": "'", '"': '"', "’": "‘", "”": "“", "」": "「", "》": "《"}
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9&.+'’-]*(?: [A-Za-z0-9][A-Za-z0-9&.+'’-]*){0,7}$")
# Initials that in small letters are words which nearly every text has.
_ALSO_WORDS = frozenset({"WHO", "US", "IT", "AM", "PM", "IS", "OR", "IN", "SO", "TO", "DO", "GO"})
# A full stop is part of a word (4.0) and never its end, which is where a sentence ends.
_KOREAN_WORD = r"[가-힣A-Za-z0-9&+-]+(?:\.[가-힣A-Za-z0-9&+-]+)*"
_KOREAN_RUN = re.compile(rf"{_KOREAN_WORD}(?: {_KOREAN_WORD}){{0,5}}$")
_NOT_TERMS = re.compile(
    r"[0-9.,\s]*$|(?:현지\s?시간|사진|출처|종합|이하|가운데|왼쪽|오른쪽|앞|뒤|위|아래)|(?:CNN|AP|Reuters|see|photo|source)\b",
    re.IGNORECASE,
)
_PARTICLE_TAGS = ("J", "E", "VCP", "XSV", "XSA", "VV", "VA", "VX", "SP", "SS", "MAJ", "MAG", "MM", "SN", "SW")
_FAR = 0.3
# Each sentence of a text is looked through for each of its terms. An article of ten pages has some dozens.
_MOST_TERMS = 1_000


def mine_terms(text: str) -> list[TermPair]:
    """Return the pairs that brackets make, in order: a term and its name in the other script, or its abbreviation.

    What stands in the brackets decides how far the term before them reaches: as long as it sounds alike, as its
    initials go, to the quotation mark that opens it, or else over the nouns before the brackets. Of a text with thousands of
    them, such as a dictionary, the first 1,000 are returned.
    """
    found: list[TermPair] = []
    for bracket in _BRACKET.finditer(text):
        if len(found) == _MOST_TERMS:
            break
        inside = _INSIDE_PARTS.split(bracket["inside"].strip())[0].strip(" '\"‘’“”")
        if not _ONE_TERM.fullmatch(inside) or _NOT_TERMS.match(inside):
            continue
        start = _term_start(text, bracket.start(), inside)
        if start is not None:
            term = text[start : bracket.start()].strip(" '\"‘’“”「」《》")
            found.append(TermPair(term, inside, start, bracket.end()))
    return found


def spellings(pairs: Sequence[TermPair]) -> dict[str, str]:
    """Return the pairs as a mapping in both directions, as `find_name` takes it; of two pairs the first one counts."""
    table: dict[str, str] = {}
    for pair in pairs:
        table.setdefault(pair.term, pair.other)
        table.setdefault(pair.other, pair.term)
    return table


def other_spellings(text: str, pairs: Sequence[TermPair]) -> list[str]:
    """Return how else the articles call what `text` names, in the order of the pairs: what it does not say itself."""
    named: dict[str, None] = {}
    for pair in pairs:
        for own, other in ((pair.term, pair.other), (pair.other, pair.term)):
            if says(text, own) and not says(text, other):
                named[other] = None
    return list(named)


def says(text: str, term: str) -> bool:
    """Return whether a term stands in a text: Korean terms with any ending, Latin ones as whole words.

    Their case does not matter, except of initials that are words, too: "who" does not say WHO.
    """
    return find_mention(text, term) is not None


def find_mention(text: str, term: str) -> re.Match[str] | None:
    """Return where `says` finds a term first, or None."""
    # Most terms of an article are not in most of its sentences, and a pattern takes a hundred times as long to be made.
    if term.casefold() not in text.casefold():
        return None
    return _mention(term).search(text)


# A library has more terms than Python's own cache of 512 patterns holds: compiling each again took most of an answer's time.
@lru_cache(maxsize=8_192)
def _mention(term: str) -> re.Pattern[str]:
    if has_hangul(term):
        return re.compile(rf"(?<![가-힣]){re.escape(term)}")
    case = re.NOFLAG if term in _ALSO_WORDS else re.IGNORECASE
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(term)}(?![A-Za-z0-9])", case)


def _term_start(text: str, end: int, inside: str) -> int | None:
    """Return where the term begins that ends at `end`, or None where what is there has nothing to do with `inside`."""
    before = text[max(0, end - 80) : end].rstrip(" ")
    offset = max(0, end - 80)
    quoted = _opening_quote(before)
    if quoted is not None:
        return offset + quoted
    run = (_KOREAN_RUN if has_hangul(before.rpartition(" ")[2]) else _LATIN_RUN).search(before)
    if run is None:
        return None
    starts = sorted({0, *(match.end() for match in re.finditer(" ", run.group()))})
    candidates = [run.group()[start:] for start in starts]
    best = _best_candidate(candidates, inside)
    if best is not None:
        return offset + run.start() + starts[best]
    if has_hangul(inside) == has_hangul(run.group()):
        return None
    if not has_hangul(run.group()):
        return offset + run.start() + _english_start(run.group(), inside)
    return _noun_start(run.group(), offset + run.start())


def _opening_quote(before: str) -> int | None:
    opening = _QUOTE.get(before[-1:])
    if opening is None:
        return None
    at = before.rfind(opening, 0, len(before) - 1)
    return at + 1 if at >= 0 and 1 < len(before) - at - 2 <= 60 else None


def _best_candidate(candidates: Sequence[str], inside: str) -> int | None:
    """Return the longest candidate whose initials are `inside` (or that it shortens), else the one that sounds like it."""
    for index, candidate in enumerate(candidates):
        if _is_short_for(inside, candidate) or _is_short_for(candidate, inside):
            return index
    if has_hangul(inside) == has_hangul("".join(candidates)):
        return None
    far = [distance(sounds(candidate), sounds(inside)) for candidate in candidates]
    nearest = min(range(len(far)), key=far.__getitem__, default=None)
    return nearest if nearest is not None and far[nearest] <= _FAR else None


def _is_short_for(short: str, full: str) -> bool:
    """독파모 is short for 독자 AI 파운데이션 모델, and RBA for Reserve Bank of Australia: first letters of words, in order."""
    letters = re.sub(r"[^가-힣A-Za-z]", "", short).lower()
    words = [word.lower() for word in re.findall(r"[가-힣]+|[A-Za-z]+", full)]
    if not 2 <= len(letters) <= 6 or len(words) < 2 or has_hangul(letters) != has_hangul(full) or " " in short:
        return False
    initials = [word[0] for word in words]
    if "".join(filter(str.isupper, short)).lower() == "".join(initials):  # RoPE for Rotary Position Embedding
        return True
    if letters[0] != initials[0]:
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def _english_start(run: str, korean: str) -> int:
    """Return where the English term begins that `run` ends with: it has as many words as the Korean one has nouns."""
    nouns = sum(morpheme.tag.startswith(("NN", "SL", "XR")) for morpheme in split_morphemes(korean))
    words = list(re.finditer(r"[^ ]+", run))
    first = words[-1]
    for word in reversed(words[-nouns:-1] if nouns > 1 else ()):
        # A name, a possessive ("Korea's") or a small word ("of", "the") stands before the term.
        if not word.group().islower() or len(word.group()) < 4 or re.search("['’]s?$", word.group()):
            break
        first = word
    return first.start()


def _noun_start(run: str, offset: int) -> int | None:
    """Return where the nouns begin that `run` ends with, a country in front of them aside."""
    start = len(run)
    for morpheme in reversed(split_morphemes(run)):
        if morpheme.tag.startswith(_PARTICLE_TAGS):
            break
        start = morpheme.start
    first, space, rest = run[start:].partition(" ")
    if rest and first in other_names():
        start += len(first) + len(space)
    return offset + start if start < len(run) else None
