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


def _any(unit: str, words: str) -> tuple[str, str]:
    return unit, words


_KOREAN = dict(
    [
        _any("KRW", "원"),
        _any("USD", "달러|불"),
        _any("cent", "센트"),
        _any("EUR", "유로"),
        _any("JPY", "엔"),
        _any("CNY", "위안"),
        _any("GBP", "파운드"),
        _any("points", "퍼센트 ?포인트|% ?포인트|% ?[pP]|포인트"),
        _any("percent", "퍼센트|프로(?![가-힣])|[%％]"),
        _any("person", "명|사람|인(?![가-힣])"),
        _any("times", "번(?! ?째)|회(?! ?째|차)|차례"),
        _any("fold", "배"),
        _any("age", "세(?![가-힣])|살|세(?=[의의에인로를가는])"),
        _any("month", "개월|달"),
        _any("year", "개년|년"),
        _any("week", "주일|주(?=[^가-힣]|간|동안|째|전|후|만|의|에|차)"),
        _any("hour", "시간"),
        _any("minute", "분(?!의|기)"),
        _any("second", "초"),
        _any("day", "일"),
        _any("km2", "㎢|제곱 ?킬로미터|평방 ?킬로미터"),
        _any("m2", "㎡|제곱 ?미터|평방 ?미터"),
        _any("pyeong", "평"),
        _any("ha", "헥타르"),
        _any("acre", "에이커"),
        _any("km", "킬로미터|㎞"),
        _any("cm", "센티미터|센티|㎝"),
        _any("mm", "밀리미터|㎜"),
        _any("kg", "킬로그램|㎏"),
        _any("gram", "그램"),
        _any("ton", "톤"),
        _any("m", "미터"),
        _any("mile", "마일"),
        _any("foot", "피트"),
        _any("inch", "인치"),
        _any("degree", "도(?![가-힣])|℃|°C?"),
        _any("gigabyte", "기가바이트"),
        _any("megabyte", "메가바이트"),
        _any("terabyte", "테라바이트"),
        _any(
            "ordinal", "번째|번 째|째|위(?![가-힣])|위(?=[를에의로는가였])|등(?![가-힣])|호(?![가-힣])|차(?!례)|층|학년"
        ),
        _any(
            "thing",
            "개국|개사|개소|개|건|곳|군데|가지|대(?![가-힣])|대(?=[를가의는로와])|마리|권|편|채|척|종|점|장|석|자리|표|팀|쌍|병|잔|문항|글자|줄|나라|자",
        ),
    ]
)

_ENGLISH = dict(
    [
        _any("KRW", "won|KRW"),
        _any("USD", "U\\.?S\\.? dollars?|dollars?|USD|bucks"),
        _any("cent", "cents?"),
        _any("EUR", "euros?|EUR"),
        _any("JPY", "yen|JPY"),
        _any("CNY", "yuan|renminbi|RMB|CNY"),
        _any("GBP", "GBP"),
        _any("pound", "pounds?|lbs?"),
        _any("points", "percentage[ -]points?|points?"),
        _any("percent", "percent|per cent|pct|%"),
        _any("person", "people|persons?"),
        _any("times", "times"),
        _any("fold", "fold"),
        _any("age", "years? old|years? of age|years?-olds?"),
        _any("year", "years?|yrs?"),
        _any("month", "months?"),
        _any("decade", "decades?"),
        _any("week", "weeks?"),
        _any("day", "days?"),
        _any("hour", "hours?|hrs?"),
        _any("minute", "minutes?|mins?"),
        _any("second", "seconds?|secs?"),
        _any("km2", "square (?:kilomet(?:er|re)s?|km)|km2|km²"),
        _any("m2", "square met(?:er|re)s?|m2|m²"),
        _any("acre", "acres?"),
        _any("ha", "hectares?|ha"),
        _any("mile", "miles?|mph"),
        _any("km", "kilomet(?:er|re)s?|kms?|km/h|kph"),
        _any("cm", "centimet(?:er|re)s?|cm"),
        _any("mm", "millimet(?:er|re)s?|mm"),
        _any("m", "met(?:er|re)s?|m"),
        _any("foot", "feet|foot|ft"),
        _any("yard", "yards?"),
        _any("inch", "inch(?:es)?"),
        _any("kg", "kilograms?|kilos?|kg"),
        _any("gram", "grams?|g"),
        _any("ton", "(?:metric )?(?:tons?|tonnes?)"),
        _any("ounce", "ounces?|oz"),
        _any("degree", "degrees?"),
        _any("kilobyte", "kilobytes?|KB"),
        _any("megabyte", "megabytes?|MB"),
        _any("gigabyte", "gigabytes?|GB"),
        _any("terabyte", "terabytes?|TB"),
        _any("ordinal", "(?:st|nd|rd|th)"),
    ]
)


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
