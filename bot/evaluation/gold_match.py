"""Whether an answer says what was expected: exact words and token F1, after the usual normalisation.

A token is one Hangul syllable or one Chinese character, or a whole run of other letters and digits. So Korean is compared
by syllables, which needs no morphemes and forgives particles and spacing, and a number only equals the same number.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_SINGLE = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ARTICLES = frozenset({"a", "an", "the"})


def tokens(text: str) -> list[str]:
    """Return the tokens of `text` in order, without case, punctuation, thousands' commas and English articles."""
    plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text).casefold())
    return [token for token in _TOKEN.findall(plain) if token not in _ARTICLES]


def contains(text: str, expected: Sequence[str]) -> bool:
    """Return whether all tokens of one of `expected` stand in `text` side by side."""
    said = tokens(text)
    for answer in expected:
        wanted = tokens(answer)
        if wanted and any(said[i : i + len(wanted)] == wanted for i in range(len(said) - len(wanted) + 1)):
            return True
    return False


def contains_groups(text: str, groups: Sequence[Sequence[str]]) -> bool:
    """Return whether `text` has one string of every group, case ignored, as parts of words too."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return all(any(unicodedata.normalize("NFC", word).casefold() in plain for word in group) for group in groups)


def token_f1(text: str, expected: Sequence[str]) -> float:
    """Return the best F1 (0 to 1) between the tokens of `text` and those of one of `expected`; 0 where there are none."""
    said = Counter(tokens(text))
    return max((_f1(said, Counter(tokens(answer))) for answer in expected), default=0.0)


def _f1(said: Counter[str], wanted: Counter[str]) -> float:
    common = (said & wanted).total()
    return 2 * common / (said.total() + wanted.total()) if common else 0.0
