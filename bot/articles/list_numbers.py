"""Numbers that a word processor counts by itself and writes before paragraphs: 1., 가., 제3조, (ii). They are in no text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"[%^](\d|[nN])")
_SINO = ("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_HAN = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "M CM D CD C XC L XL X IX V IV I".split(),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Level:
    """How one level is numbered: from which number, in which form (as Word or Hangul call it), and the text around it.

    In `text`, %1 or ^1 stands for the number of the first level, ^n and ^N for those of all levels so far.
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""


class Numbering:
    """The levels of one list of numbers, from 0, and how far each has been counted."""

    def __init__(self, levels: Mapping[int, Level]) -> None:
        self._levels = levels
        self._counts: dict[int, int] = {}

    def restart(self, level: int, start: int) -> None:
        """Make `start` the next number of a level."""
        self._counts[level] = start - 1

    def next(self, level: int) -> str:
        """Return what stands before the next paragraph of a level; "" for a level without numbers."""
        own = self._levels.get(level)
        if own is None:
            return ""
        self._counts[level] = self._counts.get(level, own.start - 1) + 1
        for deeper in [known for known in self._counts if known > level]:
            del self._counts[deeper]

        def number(at: int) -> str:
            shape = self._levels.get(at, Level())
            return number_in(shape.form, self._counts.get(at, shape.start))

        def placed(match: re.Match[str]) -> str:
            return ".".join(map(number, range(level + 1))) if match[1] in "nN" else number(int(match[1]) - 1)

        return _PLACE.sub(placed, own.text).strip()


def number_in(form: str, number: int) -> str:
    """Return a number in a form that Word (ECMA-376 part 1, 17.18.59) or Hangul name so; digits for a form that is not known."""
    name = form.replace("_", "").lower()
    if name in ("none", "bullet"):
        return ""
    write = _FORMS.get(name)
    return str(number) if write is None or number < 1 else write(number)


def _in_turn(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _enclosed(first: int, count: int) -> Callable[[int], str]:
    """Return what writes a number as one of `count` characters from `first` on, and beyond them in digits."""
    return lambda number: chr(first + number - 1) if number <= count else str(number)


def _letters(number: int, first: str) -> str:
    """Return a letter: a to z, then aa, bb and so on, as word processors count."""
    if number > 26 * 20:
        return str(number)
    return chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if number > 4_000:
        return str(number)
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _tens(number: int, digits: tuple[str, ...], ten: str) -> str:
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + ten if tens else "") + digits[ones]


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(["ganada", "hangulsyllable"], _in_turn("가나다라마바사아자차카타파하")),
    **dict.fromkeys(["chosung", "hanguljamo"], _in_turn("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ")),
    **dict.fromkeys(["upperletter", "latincapital"], lambda number: _letters(number, "A")),
    **dict.fromkeys(["lowerletter", "latinsmall"], lambda number: _letters(number, "a")),
    **dict.fromkeys(["upperroman", "romancapital"], _roman),
    **dict.fromkeys(["lowerroman", "romansmall"], lambda number: _roman(number).lower()),
    # Enclosed signs: https://www.unicode.org/charts/PDF/U2460.pdf and U3200.pdf
    **dict.fromkeys(["decimalenclosedcircle", "decimalenclosedcirclechinese", "circleddigit"], _enclosed(0x2460, 20)),
    "circledhangulsyllable": _enclosed(0x326E, 14),
    "circledhanguljamo": _enclosed(0x3260, 14),
    "circledlatinsmall": _enclosed(0x24D0, 26),
    "circledlatincapital": _enclosed(0x24B6, 26),
    "decimalzero": lambda number: f"{number:02}",
    **dict.fromkeys(["koreandigital", "koreancounting", "hangulphonetic"], lambda number: _tens(number, _SINO, "십")),
    **dict.fromkeys(["ideographdigital", "chinesecounting", "ideograph"], lambda number: _tens(number, _HAN, "十")),
}
