"""Large Korean numbers put into English words beside them: Korean counts in 만 and 억, which small models put wrongly."""

from datetime import date

from bot.bilingual import Language
from bot.text.quantities import quantities

_LARGE = 10_000
_WORDS_OF_SIZE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def with_large_numbers(original: str, language: Language, published: date | None) -> str:
    """Return a Korean sentence that is to be told in English, `language`, its large numbers in words behind it."""
    if language == "ko":
        return original
    large = [
        f"{one.text} = {_in_words(one.low)}"
        for one in quantities(original, "ko", published)
        if one.when is None and not one.vague and one.low == one.high and one.low >= _LARGE
    ]
    return f"{original} ({', '.join(large)})" if large else original


def _in_words(value: float) -> str:
    size, word = next(((size, word) for size, word in _WORDS_OF_SIZE if value >= size), (1.0, ""))
    return f"{value / size:,.12g} {word}".strip()
