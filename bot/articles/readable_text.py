"""Whether text from a PDF is writing, or no language at all because the file says the wrong characters for what it shows."""

import re
import unicodedata
from collections import Counter

# Fewer letters than this say nothing about how often each comes.
_ENOUGH = 150
_MAX_STRAY = 0.2
# The 60 syllables that Korean uses most. In 1,308 texts of the development sets they are .35 to .7 of all syllables; of
# syllables drawn at random from KS X 1001 they are .03.
_COMMON_SYLLABLES = frozenset(
    "이다의에는로하가지을고은한서기시으대리사를도아스인국년일라자어전주있부나수정제해그되과들성었적구동중월세만여와장였공화했"
)
_MIN_COMMON = 0.15
# Syllables outside KS X 1001 are .007 at most in those texts.
_MAX_RARE = 0.15
# Words without which no page of prose is written in the languages that articles in Latin letters come in.
_LITTLE_WORDS = frozenset(
    """the of and to in is for that on with as was by at from are it an be this or not la de el en le les des et der die und
    das den von il di che que do da os um van het een och att det""".split()
)
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_MIN_LITTLE = 0.08
# The eight letters that European languages use most are .5 to .7 of the letters of their texts; of others' places, .3.
_COMMON_LETTERS = frozenset("etaoinsr")
_MIN_COMMON_LETTERS = 0.45
_MANY_SIGNS = 6


def is_readable(text: str) -> bool:
    """Return whether `text` is writing as far as can be told; what is too short to tell is.

    It is not where a fifth of it are characters that nobody writes, where syllables, letters or scripts are mixed as in no
    language that we read, or where a text in Latin letters has none of the little words of any.
    """
    inked = [character for character in text[:100_000] if not character.isspace()]
    if len(inked) < _ENOUGH // 3:
        return True
    stray = sum(
        unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") or character == "\ufffd" for character in inked
    )
    if stray > _MAX_STRAY * len(inked):
        return False
    hangul = [character for character in inked if "가" <= character <= "힣"]
    latin = sum(character.isascii() and character.isalpha() for character in inked)
    if len(hangul) >= _ENOUGH:
        common = sum(character in _COMMON_SYLLABLES for character in hangul)
        rare = sum(len(character.encode("euc_kr", "ignore")) != 2 for character in hangul)
        return common >= _MIN_COMMON * len(hangul) and rare <= _MAX_RARE * len(hangul)
    if len(inked) >= _ENOUGH and _scripts(inked) > 3:
        return False
    if latin < max(_ENOUGH, 0.5 * len(inked)):
        return len(inked) < _ENOUGH or _kinds_of_signs(inked) < _MANY_SIGNS
    return _has_words(text[:100_000])


def _kinds_of_signs(inked: list[str]) -> int:
    """Return how many signs of ASCII each make a hundredth of the text: tables and sums have a few."""
    counts = Counter(character for character in inked if character.isascii() and not character.isalnum())
    return sum(count > 0.01 * len(inked) for count in counts.values())


def _scripts(inked: list[str]) -> int:
    """Return how many scripts beside those of our two languages have a part in the text that is no accident."""
    counts: dict[str, int] = {}
    for character in inked:
        if character.isalpha() and not character.isascii():
            script = unicodedata.name(character, "?").split()[0]
            counts[script] = counts.get(script, 0) + 1
    return sum(
        count > 0.03 * len(inked) for script, count in counts.items() if script not in ("HANGUL", "CJK", "LATIN")
    )


def _has_words(text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    if sum(word in _LITTLE_WORDS for word in words) >= _MIN_LITTLE * len(words) and len(words) >= _ENOUGH // 15:
        return True
    letters = "".join(words)
    return sum(letter in _COMMON_LETTERS for letter in letters) >= _MIN_COMMON_LETTERS * len(letters)
