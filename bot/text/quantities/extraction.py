"""From text to quantities: dates first, then numbers with what they count."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.bilingual import Language
from bot.text.dates import resolve_dates
from bot.text.quantities.calendar import RULES as DATES
from bot.text.quantities.numerals import KOREAN_DAYS, Numeral
from bot.text.quantities.numerals import RULES as NUMERALS
from bot.text.quantities.quantity import Quantity
from bot.text.quantities.scanning import Rule, scan
from bot.text.quantities.units import dimension, money_before, units_behind

# R1, GPT-4, COVID-19, 3D and 5G are names; 3km and 26th are not.
_NOT_A_NAME = (
    "(?:K|M|B|T|bn|mn|tn|bln|mln|k|b|m|t|km|cm|mm|kg|g|ha|st|nd|rd|th|s|am|pm|a|p|mph|kph|[KMGT]B|lbs?|ft|mins?|hrs?|"
    "pct|won|yen|years?|people)(?![A-Za-z])"
)
# Letters and full stops of a name before its number. Were there no limit, "a.a.a." would be read again from each of its letters.
_LONGEST_NAME = 40
_NAME = re.compile(
    rf"(?<![A-Za-z0-9])(?!Q[1-4]\b|H[12]\b|(?:US|USD|KRW|EUR|GBP|JPY|CNY|No|mid|late|early|pre|post)[-.]?[0-9])"
    rf"[A-Za-z][A-Za-z.]{{0,{_LONGEST_NAME}}}-?[0-9][\w.-]*\b|코로나 ?-?19(?![0-9.])|(?<![A-Za-z0-9.,])[0-9]+(?!{_NOT_A_NAME})[A-Za-z]\w*|\b9[/·]11\b"
)
_ABOUT_BEFORE = re.compile(
    r"(?:약|거의|대략|최소|최대|적어도|\b(?:about|around|some|nearly|roughly|approximately|almost|over|under|more than|"
    r"less than|fewer than|at least|up to|close to|an estimated|estimated)|~|≈) ?$",
    re.IGNORECASE,
)
_ABOUT_BEHIND = re.compile(
    r" ?(?:가량|정도|안팎|내외|쯤|가까이|가까운|남짓|이상|이[ 가-힣]?넘|[가을를] ?넘|미만|이하|or so\b|or more\b)"
)
_MORE_THAN = re.compile(r"여(?= |명|개|원|년|건|대|곳|채|일|달|시|분|마|점|종|톤|편)")
_RANGE = re.compile(r" ?(?:[~∼–]| to | and |에서|내지) ?|-")
_SHARED_UNIT = re.compile(r" or ")  # "10 or 12 weeks"
_PLUS = re.compile(r" ?(?:and )?")  # 1년 6개월, "two hours and thirty minutes"
_AND_A_HALF = re.compile(
    r" ?반(?=만[에의 ]|이[ 나다었]|을 |에 |의 |씩|쯤|동안|가량|정도|[^가-힣]|$)| and a half\b(?!-| (?:million|billion|trillion|hour|dozen))"
)
_AND_A_HALF_BEFORE = re.compile(r"(?: and a half|-and-a-half)(?=[ -])")  # "two and a half years"
_SCALE = re.compile(r"(?:thousand|million|billion|trillion)$", re.IGNORECASE)
# Units that are said together, and how many of the second one of the first has: 하루 8시간 is no sum.
_PARTS = {
    ("year", "month"): 12,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("USD", "cent"): 100,
    ("foot", "inch"): 12,
}
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
_ORDINAL_BEFORE = re.compile(r"(?:(?<![가-힣])제|\bNo\.? ?|\b[Nn]umber )$")
_BRACKET = re.compile(r" ?\([^()]*\)")
_SECONDS = re.compile(r"(?:per|each|every|split|few) $", re.IGNORECASE)
_BOTH = frozenset(["both", "양", "양 "])
# ３５０만원 is 350만원: character for character, so that places stay.
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．％", "0123456789,.%")
_UNDECIDED = frozenset(["", "thing", "times", "person", "ordinal"])

# What a rule reads: a date, a number that is still without its unit, or a name that only looks like one.
_Reading = Quantity | Numeral | str

_RULES: tuple[Rule[_Reading], ...] = (
    (_NAME, lambda match: match.group()),
    *DATES,
    *NUMERALS,
)


def quantities(text: str, language: Language, published: date | None = None) -> list[Quantity]:
    """Return the quantities of `text` in order; none where it has none.

    With the day of publication, "last December" is a date with its year as well. Such a date's `text` is written out
    and stands at the end of the words that say it. Ones that count nothing in particular ("one of them", 한 관계자)
    are left out, and so are numbers that are parts of names (R1, GPT-4).
    """
    text = text.translate(_FULL_WIDTH)
    dated = resolve_dates(text, published, language) if published is not None else text
    inserted = _inserted(text, dated)
    found: list[Quantity] = []
    readings: Iterator[_Reading] = scan(dated, _RULES)
    for reading in readings:
        quantity = _measured(dated, reading)
        if quantity is not None and not (found and quantity.start < found[-1].end):
            if found and _SHARED_UNIT.fullmatch(dated, found[-1].end, quantity.start) and not found[-1].unit:
                found[-1] = replace(found[-1], unit=quantity.unit)
            merged = _merged(dated, found[-1], quantity) if found else None
            found[-1:] = [merged] if merged is not None else [*found[-1:], quantity]
    return [_moved(quantity, inserted) for quantity in found]


def _measured(text: str, reading: _Reading) -> Quantity | None:
    """Return a reading as a quantity; None for a name, and for a numeral that counts nothing."""
    if isinstance(reading, Numeral):
        return _measure(text, reading)
    return reading if isinstance(reading, Quantity) else None


def _with_half(text: str, numeral: Numeral) -> Numeral:
    """Return "two and a half" as one number where a unit stands behind it."""
    half = _AND_A_HALF_BEFORE.match(text, numeral.end)
    if half is None or _SCALE.search(text[numeral.start : numeral.end]) or not _unit_behind(text, half.end())[0]:
        return numeral
    return replace(numeral, end=half.end(), value=numeral.value + 0.5, high=numeral.high + 0.5)


def _measure(text: str, numeral: Numeral) -> Quantity | None:
    numeral = _with_half(text, numeral)
    start, end = numeral.start, numeral.end
    more = _MORE_THAN.match(text, end)
    unit, end = _unit_behind(text, more.end() if more else end)
    said = text[start : numeral.end]
    money = next((name for name, sign in money_before().items() if sign.match(said)), None)
    if money is not None:
        unit, end = money, numeral.end
    if numeral.share or numeral.fold:
        unit, end = "fraction" if numeral.share else "fold", numeral.end
    elif said in KOREAN_DAYS:
        unit, end = "day", numeral.end
    elif numeral.ordinal or (_ORDINAL_BEFORE.search(text[:start]) and unit in _UNDECIDED):
        unit, end = "ordinal", end if unit == "ordinal" else numeral.end
        if said.lower() == "second" and not _is_second(text, numeral):
            return None
    elif numeral.value <= 1 and unit in _UNDECIDED and not said[0].isdigit():
        return None
    if dimension(unit).name == "duration" and (half := _AND_A_HALF.match(text, end)):
        numeral, end = replace(numeral, value=numeral.value + 0.5, high=numeral.high + 0.5), half.end()
    about = _ABOUT_BEFORE.search(text[:start]) or more or _ABOUT_BEHIND.match(text, end)
    return Quantity(
        text=text[start:end],
        start=start,
        end=end,
        low=numeral.value,
        high=numeral.high,
        unit=unit,
        approximate=about is not None,
        vague=numeral.high > numeral.value,
        passing=said.lower() in _BOTH or (numeral.value == 1 and not any(map(str.isdigit, said))),
    )


def _unit_behind(text: str, at: int) -> tuple[str, int]:
    """Return the unit that stands at `at` and where it ends."""
    for pattern in units_behind():
        match = pattern.match(text, at)
        if match is not None and match.lastgroup is not None:
            return match.lastgroup, match.end()
    return "", at


def _is_second(text: str, numeral: Numeral) -> bool:
    """The second that is an ordinal stands before a word and is not measured ("per second")."""
    return bool(re.match(r"[- ][a-z]", text[numeral.end :], re.IGNORECASE)) and not _SECONDS.search(
        text[: numeral.start]
    )


def _merged(text: str, first: Quantity, last: Quantity) -> Quantity | None:
    """Return two quantities as the range or the sum that they are, None where they are neither."""
    return _as_range(text, first, last) or _as_sum(text, first, last)


def _as_sum(text: str, first: Quantity, last: Quantity) -> Quantity | None:
    """Return 1년 6개월 as 18 months, "6 feet 2 inches" as 74 inches."""
    parts = _PARTS.get((first.unit, last.unit))
    is_exact = first.low == first.high and last.low == last.high
    if parts is None or not is_exact or last.low >= parts or first.low % 1:
        return None
    if not _PLUS.fullmatch(text, first.end, last.start) or _BETWEEN.search(text[: first.start]):
        return None
    value = first.low * parts + last.low
    about, passing = first.approximate or last.approximate, first.passing and last.passing
    return replace(
        last,
        text=text[first.start : last.end],
        start=first.start,
        low=value,
        high=value,
        approximate=about,
        passing=passing,
    )


def _as_range(text: str, first: Quantity, last: Quantity) -> Quantity | None:
    """Return 3~5% as one quantity where the two belong together."""
    if first.when is not None or last.when is not None or first.vague or last.vague:
        return None
    between = text[first.end : last.start]
    if not _RANGE.fullmatch(between) or (between == " and " and not _BETWEEN.search(text[: first.start])):
        return None
    low = first.low
    if first.text.isdigit() and last.low >= 1000 * low:
        # "3 to 5 million": the first number shares the scale of the last one.
        leading = re.match(r"[0-9.,]+", last.text)
        told = float(leading.group().replace(",", "").rstrip(".")) if leading else 0.0
        low *= last.low / told if told else 1.0
    if first.unit not in ("", last.unit) or low >= last.low or first.low != first.high:
        return None
    return replace(last, text=text[first.start : last.end], start=first.start, low=low, approximate=first.approximate)


def _inserted(text: str, dated: str) -> list[tuple[int, int]]:
    """Return where `dated` has brackets that `text` has not, as (position in `dated`, length)."""
    inserted: list[tuple[int, int]] = []
    shift = 0
    for bracket in _BRACKET.finditer(dated) if dated != text else ():
        if not text.startswith(bracket.group(), bracket.start() - shift):
            length = len(bracket.group())
            inserted.append((bracket.start(), length))
            shift += length
    return inserted


def _moved(quantity: Quantity, inserted: list[tuple[int, int]]) -> Quantity:
    def original(position: int) -> int:
        return position - sum(min(length, max(0, position - at)) for at, length in inserted)

    return replace(quantity, start=original(quantity.start), end=original(quantity.end))
