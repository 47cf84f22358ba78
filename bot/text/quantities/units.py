"""The units that Korean and English articles count and measure in, and which of them say the same."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a unit measures, and how much of it one is: a kilometre is 1,000 of "length"."""

    name: str
    factor: float = 1.0


COUNTED = frozenset(["", "thing", "person", "times", "ordinal"])
"""Units that count. Two of them are the same kind where one says no more than that something is counted."""

_DIMENSIONS = {
    "cent": Dimension("USD", 0.01),
    "mm": Dimension("length", 0.001),
    "cm": Dimension("length", 0.01),
    "m": Dimension("length"),
    "km": Dimension("length", 1000),
    "inch": Dimension("length", 0.0254),
    "foot": Dimension("length", 0.3048),
    "yard": Dimension("length", 0.9144),
    "mile": Dimension("length", 1609.344),
    "gram": Dimension("mass", 0.001),
    "kg": Dimension("mass"),
    "ton": Dimension("mass", 1000),
    "ounce": Dimension("mass", 0.02835),
    "m2": Dimension("area"),
    "pyeong": Dimension("area", 3.3058),
    "ha": Dimension("area", 10_000),
    "acre": Dimension("area", 4046.86),
    "km2": Dimension("area", 1_000_000),
    "second": Dimension("duration", 1),
    "minute": Dimension("duration", 60),
    "hour": Dimension("duration", 3600),
    "day": Dimension("duration", 86_400),
    "week": Dimension("duration", 7 * 86_400),
    "month": Dimension("duration", 365 * 86_400 / 12),
    "year": Dimension("duration", 365 * 86_400),
    "decade": Dimension("duration", 3650 * 86_400),
    "kilobyte": Dimension("bytes", 1e3),
    "megabyte": Dimension("bytes", 1e6),
    "gigabyte": Dimension("bytes", 1e9),
    "terabyte": Dimension("bytes", 1e12),
    "fraction": Dimension("share", 100),
    "percent": Dimension("share"),
}

# A pound is money or weight, and only the article knows; an age is a number of years.
_ALSO = {
    ("pound", "GBP"),
    ("pound", "lb"),
    ("age", "year"),
    ("age", ""),
    ("fold", "times"),
    ("month", "thing"),
    ("points", ""),
    ("degree", ""),
    ("clock", "clock face"),
    ("clock face", ""),
    ("clock", ""),
}


def dimension(unit: str) -> Dimension:
    """Return what `unit` measures; a unit that nothing is converted to is a dimension of its own."""
    return _DIMENSIONS.get(unit, Dimension(unit))


def is_same_kind(unit: str, other: str) -> bool:
    """Return whether numbers in the two units can say the same."""
    if dimension(unit).name == dimension(other).name or (unit, other) in _ALSO or (other, unit) in _ALSO:
        return True
    if unit not in COUNTED or other not in COUNTED:
        return False
    if "ordinal" in (unit, other):
        return "" in (unit, other)
    return bool({"", "thing"} & {unit, other})


_KOREAN = {
    "KRW": "원",
    "USD": "달러|불",
    "cent": "센트",
    "EUR": "유로",
    "JPY": "엔",
    "CNY": "위안",
    "GBP": "파운드",
    "points": "퍼센트 ?포인트|% ?포인트|% ?[pP]|포인트",
    "percent": "퍼센트|프로(?![가-힣])|[%％]",
    "person": "명|사람|인(?![가-힣])",
    "times": "번(?! ?째)|회(?! ?째|차)|차례",
    "fold": "배",
    "age": "세(?![가-힣])|살|세(?=[의의에인로를가는])",
    "month": "개월|달",
    "year": "개년|년",
    "week": "주일|주(?=[^가-힣]|간|동안|째|전|후|만|의|에|차)",
    "hour": "시간",
    "minute": "분(?!의|기)",
    "second": "초",
    "day": "일",
    "km2": "㎢|제곱 ?킬로미터|평방 ?킬로미터",
    "m2": "㎡|제곱 ?미터|평방 ?미터",
    "pyeong": "평",
    "ha": "헥타르",
    "acre": "에이커",
    "km": "킬로미터|㎞",
    "cm": "센티미터|센티|㎝",
    "mm": "밀리미터|㎜",
    "kg": "킬로그램|㎏",
    "gram": "그램",
    "ton": "톤",
    "m": "미터",
    "mile": "마일",
    "foot": "피트",
    "inch": "인치",
    "degree": "도(?![가-힣])|℃|°C?",
    "gigabyte": "기가바이트",
    "megabyte": "메가바이트",
    "terabyte": "테라바이트",
    "ordinal": "번째|번 째|째|위(?![가-힣])|위(?=[를에의로는가였])|등(?![가-힣])|호(?![가-힣])|차(?!례)|층|학년",
    "thing": "개국|개사|개소|개|건|곳|군데|가지|대(?![가-힣])|대(?=[를가의는로와])|마리|권|편|채|척|종|점|장|석|자리|표|팀|쌍|병|잔|문항|글자|줄|나라|자",
}

_ENGLISH = {
    "KRW": "won|KRW",
    "USD": "U\\.?S\\.? dollars?|dollars?|USD|bucks",
    "cent": "cents?",
    "EUR": "euros?|EUR",
    "JPY": "yen|JPY",
    "CNY": "yuan|renminbi|RMB|CNY",
    "GBP": "GBP",
    "pound": "pounds?|lbs?",
    "points": "percentage[ -]points?|points?",
    "percent": "percent|per cent|pct|%",
    "person": "people|persons?",
    "times": "times",
    "fold": "fold",
    "age": "years? old|years? of age|years?-olds?",
    "year": "years?|yrs?",
    "month": "months?",
    "decade": "decades?",
    "week": "weeks?",
    "day": "days?",
    "hour": "hours?|hrs?",
    "minute": "minutes?|mins?",
    "second": "seconds?|secs?",
    "km2": "square (?:kilomet(?:er|re)s?|km)|km2|km²",
    "m2": "square met(?:er|re)s?|m2|m²",
    "acre": "acres?",
    "ha": "hectares?|ha",
    "mile": "miles?|mph",
    "km": "kilomet(?:er|re)s?|kms?|km/h|kph",
    "cm": "centimet(?:er|re)s?|cm",
    "mm": "millimet(?:er|re)s?|mm",
    "m": "met(?:er|re)s?|m",
    "foot": "feet|foot|ft",
    "yard": "yards?",
    "inch": "inch(?:es)?",
    "kg": "kilograms?|kilos?|kg",
    "gram": "grams?|g",
    "ton": "(?:metric )?(?:tons?|tonnes?)",
    "ounce": "ounces?|oz",
    "degree": "degrees?",
    "kilobyte": "kilobytes?|KB",
    "megabyte": "megabytes?|MB",
    "gigabyte": "gigabytes?|GB",
    "terabyte": "terabytes?|TB",
    "ordinal": "(?:st|nd|rd|th)",
}


def _compile(table: dict[str, str], pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.format("|".join(f"(?P<{unit}>{words})" for unit, words in table.items())))


UNIT_BEHIND = (
    _compile(_KOREAN, r" ?(?:{})"),
    _compile(_ENGLISH, r"(?: of |[ -]?)(?:{})(?![A-Za-z0-9])"),
)
"""What may stand behind a number; the group that matches is the unit."""

MONEY_BEFORE = {
    "USD": r"(?:US|U\.S\. ?)?\$|USD ?",
    "EUR": r"€|EUR ?",
    "GBP": r"£|GBP ?",
    "JPY": r"(?:JP)?¥|JPY ?",
    "CNY": r"CN¥|CNY ?|RMB ?",
    "KRW": r"₩|￦|KRW ?",
}
"""What stands before an amount, by its unit."""
