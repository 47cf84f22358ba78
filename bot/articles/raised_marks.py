"""Raised and lowered characters in plain text: exponents and formulas stay, the marks of notes go.

A document that says 10<sup>6</sup> kg must not be read as 106 kg, nor 1984<sup>1</sup> as 19841.
"""

import re
from collections.abc import Iterable

_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
# Marks that lead to a note, as pages, journals and offices write them: *, †, [12], [2][3], 1), (3), 주1), 각주 2, and 1, 2.
_NOTE = re.compile(
    r"(?:[*∗⁎†‡§¶#※]+|(?:\[[\w\s*†,–-]{1,12}\][\s,]*){1,9}|\(?\d{1,3}\)|\(\d{1,3}\)|(?:각?주|미주)\s?\d{0,3}\)?"
    r"|\d{1,3}(?:\s?[,–-]\s?\d{1,3})+|\d{1,3}\.|[↑↩︎])"
)
_SIGNED = re.compile(r"[+\-−]\d{1,3}|\d{0,2}[+\-−]")
_EXPRESSION = re.compile(r"[\w.+\-−/×·*()=∞′]{1,20}")
# Letters that name the authors' institutes or the notes below a table.
_LETTERED_NOTE = re.compile(r"[a-h](?:\s?[,–-]\s?[a-h*†])*")
_WORD = re.compile(r"(?:[A-Za-z]{2}|[가-힣])$")
# The upper number of a fraction that is set as raised and lowered digits.
_FRACTION = re.compile(r"[/⁄]\s?\d")
# The number of an isotope stands before its element.
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![A-Za-z])")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|o|os|ème", re.IGNORECASE)
# Spanish ordinals stand before what they count: la 1a edición.
_FEMININE = re.compile(r"as?")
_ONE_DIGIT = re.compile(r"(?<![\d.,])\d$")
_GOES_ON = re.compile(r"\s[a-zà-ÿ]{2}")
_DECIMAL = re.compile(r"\d{1,3}\.\d{1,3}")
_ABBREVIATION = re.compile(r"[A-Z]{2}$")
_COUNTED = re.compile(r"\d$|(?<![A-Za-z])[nk]$")
_TRADE_MARKS = {"tm": "™", "sm": "℠", "r": "®", "(r)": "®", "®": "®", "™": "™", "℠": "℠", "©": "©", "o": "°", "°": "°"}
# What an exponent stands behind: a unit, one letter, a closing bracket of a formula, or the base of a power.
_UNIT = re.compile(
    r"(?<![A-Za-z가-힣])(?:[kcdmnμµ]?m|km|in|ft|yd|mi|s|sec|h|kg|mg|g|L|mol|A|K|cd|N|Pa|J|W|V|Hz|eV|rad|sr|AU|pc|ly|㎜|㎝|㎞|ha)$"
)
_VARIABLE = re.compile(
    r"(?<![A-Za-z가-힣])[A-Za-zα-ωΑ-Ω](?:[₀-₉]+|_\w+)?$|[=+×·*/(]\s?\d*[A-Za-zα-ωΑ-Ω]{2,3}$|[)\]}|]$"
)
_FORMULA_LETTER = re.compile(r"[A-Za-z0-9α-ωΑ-Ω)\]]$")
_POWER_BASE = re.compile(r"(?<![\d.,])(?:10|2)$|[×x·*]\s?10$")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d+)?$")
_CALCULATION = re.compile(r"[=×÷+<>≤≥≈√^∑∫]\s?\(?-?\d{0,3}(?:\.\d+)?$|\d\s?[=×÷][\s\d.,^×÷+()−-]*$")
_CHARGE = re.compile(r"(?:[A-Z][a-z]?|[₀-₉)\]])$")


def raised(before: str, mark: str, after: str = "", *, linked: bool = False) -> str:
    """Return what a raised `mark` is in plain text between what stands `before` and `after` it; "" for the mark of a note.

    A mark that is `linked` leads to a note, unless it is an exponent behind a unit or a power's base. Exponents of numbers
    and letters are written 10^6, x^2, e^(x+1); those of units and charges in Unicode: m², Ca²⁺. Ordinals and trade marks join
    their word. What fits nothing of this comes in brackets of its own, so that nothing fuses and nothing is lost.
    """
    text, head = " ".join(mark.split()), before[-40:]
    if not text or (linked and not _POWER_BASE.search(head)) or _is_note(head, text):
        return ""
    if text.lower() in _TRADE_MARKS and (text.lower() != "o" or head[-1:].isdigit()):
        return _TRADE_MARKS[text.lower()]
    if (_ORDINAL.fullmatch(text) and _COUNTED.search(head)) or _is_feminine(head, text, after):
        return text
    if _SIGNED.fullmatch(text):
        return _signed(head, text)
    if text.isdigit():
        return _digits(head, text, after)
    if _EXPRESSION.fullmatch(text) and (_VARIABLE.search(head) or head[-1:].isdigit()):
        return "^" + (text if len(text) == 1 else f"({text})")
    return _apart(head, text)


def lowered(before: str, mark: str) -> str:
    """Return what a lowered `mark` is in plain text: digits in Unicode (CO₂), other marks behind a low line (x_max).

    Unicode has no lowered point: a decimal joins its word, as in PM2.5.
    """
    text = " ".join(mark.split())
    if not text:
        return ""
    if (text.isdigit() and before[-1:] in ("/", "⁄")) or (_DECIMAL.fullmatch(text) and _ABBREVIATION.search(before)):
        return text
    if re.fullmatch(r"[\d+\-−()]+", text):
        return text.translate(_SUBSCRIPTS)
    if not _FORMULA_LETTER.search(before[-3:]):
        return text
    return "_" + (text if re.fullmatch(r"\w+", text) else f"({text})")


def with_marks(stretches: Iterable[tuple[str, int]]) -> str:
    """Return the text of stretches in a line, each with 1 where it is raised, -1 where it is lowered, else 0."""
    parts: list[tuple[str, int]] = []
    for text, shift in stretches:
        if parts and parts[-1][1] == shift:
            parts[-1] = (parts[-1][0] + text, shift)
        else:
            parts.append((text, shift))
    written = ""
    for n, (text, shift) in enumerate(parts):
        after = "".join(following for following, _ in parts[n + 1 : n + 4])
        written += raised(written, text, after) if shift > 0 else lowered(written, text) if shift < 0 else text
    return written


def _is_note(head: str, text: str) -> bool:
    return bool(_NOTE.fullmatch(text) or (_LETTERED_NOTE.fullmatch(text) and _WORD.search(head)))


def _is_feminine(head: str, text: str, after: str) -> bool:
    if _FEMININE.fullmatch(text) is None or _CALCULATION.search(head):
        return False
    return bool(_ONE_DIGIT.search(head) and _GOES_ON.match(after))


def _digits(head: str, text: str, after: str) -> str:
    """Return digits as an isotope's number, an exponent, or "" where they can only lead to a note."""
    if _FRACTION.match(after) and not _UNIT.search(head):
        return f" {text}" if head[-1:].isdigit() else text
    if not head[-1:].strip() and _ELEMENT.match(after):
        return text.translate(_SUPERSCRIPTS)
    if len(text) <= 3 and _takes_exponent(head, after):
        return _exponent(head, text, after)
    return "" if len(text) <= 3 else _apart(head, text)


def _apart(head: str, text: str) -> str:
    """Return a mark that is none of the known kinds so that it does not fuse with what stands before it."""
    if not head[-1:].strip() or not text[0].isalnum():
        return text
    return f" {text}" if len(text) > 3 else f"({text})"


def _takes_exponent(head: str, after: str) -> bool:
    if _UNIT.search(head) or _VARIABLE.search(head) or _POWER_BASE.search(head):
        return True
    return bool(_NUMBER.search(head) and (_CALCULATION.search(head) or after.lstrip()[:1] in tuple("×÷=+^")))


def _exponent(head: str, text: str, after: str) -> str:
    is_unit = (
        _UNIT.search(head) and not re.search(r"[=+\-−×÷·(^]\s?[a-z]$", head) and not re.match(r"\s?[=+\-−×÷^]", after)
    )
    return text.translate(_SUPERSCRIPTS) if is_unit else f"^{text}"


def _signed(head: str, text: str) -> str:
    if text[0] in "+-−" and len(text) > 1 and not _UNIT.search(head):
        return f"^{text.replace('−', '-')}" if head[-1:].isalnum() or head[-1:] in ")]" else text
    if _UNIT.search(head) or _CHARGE.search(head):
        return text.translate(_SUPERSCRIPTS)
    return f"^{text}" if head[-1:].isalnum() else text
