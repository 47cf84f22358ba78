"""Large numbers as the other language writes them, beside them: Korean counts in 만 and 억, which small models put wrongly."""

import math
from datetime import date

from bot.bilingual import Language
from bot.text.quantities import quantities

_LARGE = 10_000
_WORDS_OF_SIZE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_KOREAN_SIZES = ((10**12, "조"), (10**8, "억"), (10**4, "만"))


def with_large_numbers(original: str, language: Language, published: date | None) -> str:
    """Return a sentence that is to be told in the other language, `language`, its large numbers as there behind it."""
    written = _in_korean if language == "ko" else _in_words
    # A part of one, such as of 12,345.6, has no place among 만 and 억; 3.2 million is a whole number but for how it is stored.
    large = [
        f"{one.text} = {written(one.low)}"
        for one in quantities(original, "en" if language == "ko" else "ko", published)
        if one.when is None
        and not one.vague
        and one.low == one.high
        and one.low >= _LARGE
        and (language == "en" or math.isclose(one.low, round(one.low), rel_tol=1e-9))
    ]
    return f"{original} ({', '.join(large)})" if large else original


def _in_words(value: float) -> str:
    size, word = next(((size, word) for size, word in _WORDS_OF_SIZE if value >= size), (1.0, ""))
    return f"{value / size:,.12g} {word}".strip()


def _in_korean(value: float) -> str:
    """Return a number as Korean newspapers write it: 3억 5000만, 1만 2500."""
    left = round(value)
    parts = []
    for size, word in _KOREAN_SIZES:
        if left >= size:
            parts.append(f"{left // size}{word}")
            left %= size
    return " ".join([*parts, str(left)] if left else parts)
