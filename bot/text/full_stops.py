"""Full stops that end no sentence: those of abbreviations, initials, numbers of clauses, and dates such as 2026. 1. 26."""

import re

from bot.text.language import has_hangul


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STARTERS = _words(
    "A After Also An And As At Because Before Both But By Despite During Even For From He Her Here His How However "
    "I If In It Its Last Later Many Meanwhile Moreover More Most My Next No Nor Not Now On One Or Our Over Several "
    "She Since So Some Still Such That The Their Then There These They This Those Though Thus To Today Two Under "
    "Until We What When Where Whether Which While Who Why With Yet You Your"
)
_NEVER_LAST = _words(
    "adm al app approx art arts capt cf chap ch cmdr col cpl dr eds eq eqs fig figs gen gov hon lt maj messrs mr mrs ms mt mx "
    "nos para paras pp prof rep rev sect sen sgt st supt tab ver viz vol vols vs e.g i.e"
)
_SOMETIMES_LAST = _words(
    "a.m p.m apr aug ave blvd bros co corp dec dept dist est etc ext feb inc intl jan jr jul jun llc ltd mar no nov "
    "oct op ph.d plc rd sec sep sept sr"
)
_MONTHS_AND_NUMBERS = _words("apr aug dec ext feb jan jul jun mar no nov oct op sec sep sept")

ENUMERATOR = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}|[가나다라마바사아자차카타파하]|[A-Za-z]|[IVXivx]{1,4})[.)]"
    r"|(?i:article|chapter|clause|part|rule|schedule|section|step|title) [0-9]{1,3}\."
)
"""A number or a letter that opens an item or names a clause, with its stop: 1. 가) iv. 2.1. Section 3."""

_LAST_WORD = re.compile(r"[\w.&'’-]*$")
_NUMBER = re.compile(r"(?P<chain>(?<![0-9])[0-9]{1,4}\. )?(?<![0-9.,])(?P<number>[0-9][0-9.,/:–-]*)\.\)?$")
# What is no day, month, year or clause: 98.6 and 0.5 but not 5.18, 02-123-4567, 12,000.
_VALUE = re.compile(
    r"0\.[0-9]+|[0-9]+\.(?:[0-9]{3,}|3[2-9]|[4-9][0-9])|(?:1[3-9]|[2-9][0-9]|[0-9]{3})\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:-[0-9]{3,4})+"
    r"|[0-9]{5,}|(?!1[0-9]|20)[0-9]{4}|[1-9][0-9]{2}"
)
_COUNTING = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)? [A-Za-z]")
_SYLLABLE = "[가나다라마바사아자차카타파하]"
_CLAUSE_LETTER = re.compile(rf"(?:^|[\s,·(]){_SYLLABLE}\.$")
_BEHIND_CLAUSE = re.compile(
    rf"(?:[0-9]\.?|[호항조목]|및|또는|[\s,·(]{_SYLLABLE}\.|^{_SYLLABLE}\.)\s*,?\s*{_SYLLABLE}\.$"
)
_BEFORE_CLAUSE = re.compile(rf"(?:및|또는|내지|[목호항](?![가-힣])|목[의에을은이과]|{_SYLLABLE}\.)")


def ends_abbreviated_word(before: str, following: str) -> bool:
    """Return whether the full stop behind `before` ends a sentence rather than an abbreviation, initial or number."""
    match = _LAST_WORD.search(before)
    word = match.group() if match else ""
    bare = word.lower().strip("'’-")
    next_words = re.findall(r"[^\W_]+", following[:40])
    is_initial = bool(next_words) and len(next_words[0]) == 1 and following.startswith(f"{next_words[0]}.")
    opens = bool(next_words) and next_words[0] in _STARTERS and not is_initial
    if ENUMERATOR.fullmatch(before.strip() + ".") or bare in _NEVER_LAST:
        return False
    if bare in _MONTHS_AND_NUMBERS:
        # "No." is also an answer, and "march." a word: only a number behind them makes them abbreviations.
        return not (next_words and next_words[0][0].isdigit())
    if bare in _SOMETIMES_LAST or re.fullmatch(r"[^\W\d_](?:\.[^\W\d_])*", word):
        return opens
    return True


def is_in_numbering(sentence: str, following: str) -> bool:
    """Return whether the full stop at the end of `sentence` belongs to a date or to the number of a clause or an item.

    `sentence` is what stands before, from where the last sentence ended. In Korean a sentence that ends with a small number
    is so rare, and "2026. 1. 26. 계약을" so common, that it goes on; one that ends with a value or a telephone number ends.
    """
    if _CLAUSE_LETTER.search(sentence[-3:]):
        return bool(_BEHIND_CLAUSE.search(sentence[-12:]) or _BEFORE_CLAUSE.match(following))
    match = _NUMBER.search(sentence[-40:])
    if match is None:
        return False
    if not any(map(str.isalpha, sentence)):
        return True
    if has_hangul(sentence):
        return following[:1].isdigit() or _VALUE.fullmatch(match["number"]) is None
    if following[:1].isdigit():
        return match["chain"] is not None or _COUNTING.match(following) is None
    return match["chain"] is not None and following.partition(" ")[0] not in _STARTERS
