"""The words of a Korean sentence beside those of a text.

What a small model takes over word by word is said there, in any order. Where it loses the thread it says a name twice, as what
does something and as what it is done to.
"""

import re
from collections import Counter

from bot.text.language import has_hangul
from bot.text.morphology import split_morphemes
from bot.text.quantities import quantities

# Nouns, names, numerals, roots, verbs and adjectives; particles, endings and adverbs may differ.
_TAGS = frozenset({"NNG", "NNP", "NR", "XR", "VV", "VA", "SL", "SH"})
# A sentence of fewer words is found in too many texts.
_FEWEST = 3
# A sentence seldom needs a noun or name of so many syllables or letters twice; "President Kim is the 15th president" needs a
# shorter one.
_NOUNS = frozenset({"NNG", "NNP", "SL"})
_LONG = 4


def has_every_word(text: str, sentence: str) -> bool:
    """Return whether `text` has all words of meaning of `sentence`, both Korean; numbers and dates are for others to compare.

    False for a sentence that is not Korean or has fewer than three such words.
    """
    if not has_hangul(sentence):
        return False
    numbers = [(one.start, one.end) for one in quantities(sentence, "ko")]
    words = [
        morpheme.form
        for morpheme in split_morphemes(sentence)
        if morpheme.tag.split("-")[0] in _TAGS
        and not any(start < morpheme.end and morpheme.start < end for start, end in numbers)
    ]
    said = {morpheme.form.casefold() for morpheme in split_morphemes(text)}
    plain = re.sub(r"\s+", "", text).casefold()
    return len(words) >= _FEWEST and all(_is_said(word.casefold(), said, plain) for word in words)


def says_twice(text: str, sentence: str) -> bool:
    """Return whether a Korean `sentence` has a long noun or name twice and more often than `text`; False for any other."""
    if not has_hangul(sentence):
        return False
    said = _long_nouns(text)
    return any(count > max(1, said[noun]) for noun, count in _long_nouns(sentence).items())


def _long_nouns(text: str) -> Counter[str]:
    return Counter(
        morpheme.form.casefold()
        for morpheme in split_morphemes(text)
        if morpheme.tag.split("-")[0] in _NOUNS and len(morpheme.form) >= _LONG
    )


def _is_said(word: str, said: set[str], plain: str) -> bool:
    # Compounds are cut differently in different sentences; a single syllable stands in too many of them.
    return word in said or (len(word) > 1 and word in plain)
