"""Text in one clean form, and which of the two languages it is in."""

import re
import unicodedata

from bot.bilingual import Language

# Control characters, surrogates and noncharacters carry no text; the bidi controls can show one text and hold another;
# zero-width spaces and soft hyphens part words that look whole. Zero-width joiners stay: emoji are made with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Spaces that only keep a line from breaking there; nobody types them in a question.
_FIXED_SPACES = re.compile("[\u00a0\u2007\u202f]")
_MANY_NEWLINES = re.compile("\n{3,}")

# Full-width digits and Latin letters, which Korean word processors and old mail programs write, are digits and letters; the
# marks between such digits belong to the number.
_ANY_WIDE = re.compile("[\uff05-\uff5e]")
_WIDE = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05]|(?<=[0-9\uff10-\uff19])[．，：／－～](?=[0-9\uff10-\uff19])"
)

_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a"
_NOT_HANGUL = re.compile(f"[^{_HANGUL}]+")
_NOT_LATIN = re.compile(f"[^{_LATIN}]+")
_NOT_HAN = re.compile("[^\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_NOT_LETTER = re.compile(r"[\W\d_]+")
_HAS_HANGUL = re.compile(f"[{_HANGUL}]")

# A syllable says as much as two or three Latin letters, so that Korean is the main language well below one half.
_KOREAN_SHARE = 0.15
# Between these, a text with many foreign names and a text with quotations look alike: what it declares itself decides.
_UNCLEAR_SHARE = (0.05, 0.30)
_SAMPLE = 200_000

_ENGLISH_WORD = re.compile(
    "a|about|an|and|are|between|by|can|compare|define|describe|did|do|does|explain|for|from|had|has|have|how|in|is|it|mean|"
    "meaning|of|on|or|say|summarize|tell|the|this|to|was|were|what|what's|when|where|which|who|who's|whom|whose|why|will|with"
)
_KOREAN_CLOSE = re.compile(
    "(?:요|까|니|냐|나|가|야|죠|지|다|줘|해|봐|임|음|은|는|이|를|을|의|에|로|래|데|라|자|게|란|까지|부터|차이|이유|뜻|의미|"
    "누구|언제|어디|무엇|뭐)$"
)


def normalize(text: str) -> str:
    """Return `text` in NFC with LF line ends, without invisible characters, trailing blanks or runs of empty lines.

    Paragraphs stay apart by one empty line; full-width digits and letters and fixed spaces are written as ordinary ones.
    Normalizing twice changes nothing.
    """
    visible = _FIXED_SPACES.sub(" ", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))
    if _ANY_WIDE.search(visible):
        visible = _WIDE.sub(lambda match: chr(ord(match.group()) - 0xFEE0), visible)
    lines = "\n".join(line.rstrip(" \t") for line in visible.split("\n"))
    return unicodedata.normalize("NFC", _MANY_NEWLINES.sub("\n\n", lines))


def has_hangul(text: str) -> bool:
    """Return whether there is any Hangul in `text`."""
    return _HAS_HANGUL.search(text) is not None


def detect_language(text: str, declared: Language | None = None) -> Language:
    """Return "ko" where at least 15% of the Hangul and Latin letters are Hangul, else "en".

    Of a long text the beginning decides. What a file `declares` counts only between 5% and 30%: templates often declare
    the wrong one.
    """
    sample = text[:_SAMPLE]
    hangul = _count_left(_NOT_HANGUL, sample)
    latin = _count_left(_NOT_LATIN, sample)
    share = hangul / (hangul + latin) if hangul else 0.0
    if declared is not None and _UNCLEAR_SHARE[0] <= share <= _UNCLEAR_SHARE[1]:
        return declared
    return "ko" if share >= _KOREAN_SHARE else "en"


def question_language(text: str) -> Language | None:
    """Return the language that `text` asks in, or None where it is mainly in another script or has no letters.

    Korean with Latin names is Korean, English about a Korean term is English, and so is any other Latin script.
    """
    composed = unicodedata.normalize("NFC", text)
    hangul = _count_left(_NOT_HANGUL, composed)
    latin = _count_left(_NOT_LATIN, composed)
    other = _count_left(_NOT_LETTER, composed) - hangul - latin
    if hangul:
        other -= _count_left(_NOT_HAN, composed)  # 韓, 中, 反도체: Han among Hangul is how Korean headlines write
    if other > hangul + latin or not hangul + latin:
        return None
    if not hangul:
        return "en"
    return "en" if _is_english_around_korean(composed) else "ko"


def _is_english_around_korean(question: str) -> bool:
    words = [word for word in re.split(r"[^\w'’]+", question.lower().replace("’", "'")) if word]
    english = sum(_ENGLISH_WORD.fullmatch(word) is not None for word in words)
    korean = [word for word in words if has_hangul(word)]
    asks_in_korean = has_hangul(words[-1]) and _KOREAN_CLOSE.search(words[-1]) is not None
    if asks_in_korean:
        return english >= 2 and len(korean) == 1
    return english >= 1 and (english >= 2 or len(korean) <= len(words) - len(korean))


def _count_left(unwanted: re.Pattern[str], text: str) -> int:
    return len(unwanted.sub("", text))
