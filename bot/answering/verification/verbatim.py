"""Does a sentence stand word for word in a text, and do the quotations inside it."""

import re
import unicodedata

from bot.text.hanja import spell_out
from bot.text.language import has_hangul

_SIGNS = re.compile(r"[^\w%$€£¥₩]+")
_QUOTATION = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|(?<!\w)‘([^‘’]+)’(?![A-Za-z])|(?<!\w)'([^']+)'(?![A-Za-z])")


def stands_in(sentence: str, text: str) -> bool:
    """Return whether the words of `sentence`, three letters or more, follow each other in `text`; punctuation aside."""
    words = _plain(sentence)
    return len(words) > 2 and f" {words} " in f" {_plain(text)} "


def quotations(sentence: str) -> list[str]:
    """Return what `sentence` puts in quotation marks as somebody's words: three words or more, two in Korean.

    A shorter one is a title or a term as often as a quotation.
    """
    found = [next(group for group in match.groups() if group is not None) for match in _QUOTATION.finditer(sentence)]
    return [quoted for quoted in found if len(quoted.split()) >= (2 if has_hangul(quoted) else 3)]


def _plain(text: str) -> str:
    return _SIGNS.sub(
        " ", spell_out(unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("'", ""))
    ).strip()
