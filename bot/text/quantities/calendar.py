"""Dates and times of day as articles write them, to their parts."""

import re

from bot.text.dates import month_number
from bot.text.quantities.quantity import Quantity, When
from bot.text.quantities.scanning import Rule

_MONTH = (
    r"(?P<m>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<y>1[0-9]{3}|20[0-9]{2})"
_DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![,.]*[0-9])"
_SPACED_MONTH_DAY = r"(?P<m>1[0-2]|0?[1-9])\. ?(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_DURATION = r"(?! ?(?:간|동안|째|만에|전|후|뒤|여|이상|넘게|가까이|이내|안에|치|내내|연속|씩|짜리|정도|가량))"
_ORDINAL_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


def _date(match: re.Match[str], year: int = 0, month: int = 0, day: int = 0, part: str = "") -> Quantity:
    return Quantity(match.group(), match.start(), match.end(), when=When(year, month, day, part))


def _read_parts(match: re.Match[str]) -> Quantity | None:
    said = match.groupdict()
    month = said.get("m") or ""
    number = int(month) if month.isdecimal() else month_number(month)
    day = int(said.get("d") or 0)
    if number > 12 or day > 31:
        return None
    return _date(match, _full_year(said.get("y") or "0"), number, day)


def _full_year(said: str) -> int:
    year = int(said)
    return year + (1900 if year > 40 else 2000) if len(said) == 2 else year


def _read_part_of_year(match: re.Match[str]) -> Quantity:
    said = match.groupdict()
    which = (said.get("n") or "").lower()
    part = (
        ("H1" if which in ("상", "first", "1") else "H2")
        if said.get("half")
        else f"Q{_ORDINAL_WORDS.get(which) or which}"
    )
    return _date(match, int(said.get("y") or 0), part=part)


def _read_decade(match: re.Match[str]) -> Quantity:
    return _date(match, _full_year(match["y"]), part="decade")


def _read_century(match: re.Match[str]) -> Quantity:
    return _date(match, 100 * (int(match["n"]) - 1), part="century")


def _read_clock(match: re.Match[str]) -> Quantity | None:
    """Minutes since midnight; where nobody says which half of the day, the twelve hours of a clock face."""
    said = match.groupdict()
    hour = {"정오": 12, "noon": 12, "자정": 0, "midnight": 0}.get(match.group().lower())
    if hour is None:
        hours = said.get("hour") or ""
        hour = int(hours) if hours.isdecimal() else _NATIVE_HOURS.index(hours) + 1
        minute = int(said.get("minute") or (30 if said.get("thirty") else 0))
        half = (said.get("half") or "").lower().replace(".", "")
        if hour > 24 or minute > 59:
            return None
        if half in _LATE and hour < 12:
            hour += 12
        if half in _EARLY and hour == 12:
            hour = 0
    else:
        minute, half = 0, "said"
    unit = "clock" if half or hour > 12 else "clock face"
    return Quantity(match.group(), match.start(), match.end(), 60 * hour + minute, 60 * hour + minute, unit)


_LATE = ("오후", "저녁", "밤", "pm")
_EARLY = ("오전", "새벽", "아침", "am")
_NATIVE_HOURS = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
_KOREAN_HALF = rf"(?:(?P<half>{'|'.join(_LATE[:3] + _EARLY[:3])}) ?)"


def _rule(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0)


RULES: tuple[Rule[Quantity], ...] = (
    (_rule(r"(?<![0-9.])(?P<y>[0-9]{4})[-./] ?(?P<m>[0-9]{1,2})[-./] ?(?P<d>[0-9]{1,2})(?![0-9])\.?"), _read_parts),
    (_rule(r"(?<![0-9.])(?P<y>(?:19|20)[0-9]{2})\.(?P<m>0[1-9]|1[0-2])(?![0-9])"), _read_parts),
    # As offices write: '26. 1. 26. and 26. 1. 26., 2026. 1. and 2026. 12월, 3. 15.까지 and ~ 3. 15.
    (
        _rule(rf"(?<![0-9.])(?:['‘’]|(?<!\. )(?=(?:1[3-9]|[2-4][0-9])\. ))(?P<y>[0-9]{{2}})\. ?{_SPACED_MONTH_DAY}\.?"),
        _read_parts,
    ),
    (_rule(r"(?<![0-9.])(?P<y>(?:19|20)[0-9]{2})\. (?P<m>1[0-2]|0?[1-9])(?:월|\.(?! ?[0-9]))"), _read_parts),
    (
        _rule(
            rf"(?<![0-9.])(?<![0-9]\. )(?<![조항호] ){_SPACED_MONTH_DAY}\."
            r"(?= ?(?:\([월화수목금토일]\)|까지|부터|자(?![가-힣])|에(?![가-힣])|[~∼–]|\)))"
        ),
        _read_parts,
    ),
    (_rule(rf"(?:(?<=[~∼–])|(?<=[~∼–] )){_SPACED_MONTH_DAY}\."), _read_parts),
    (_rule(r"(?<![0-9,.])(?P<y>[0-9]{4}|['’]?[0-9]{2})년 ?(?P<n>[1-4])(?:/4)?분기"), _read_part_of_year),
    (_rule(r"(?<![0-9,.])(?P<y>[0-9]{4})년 ?(?P<half>(?P<n>[상하])반기)"), _read_part_of_year),
    (_rule(r"(?<![0-9,.])(?:(?P<y>[0-9]{4}|[0-9]{2})년대)"), _read_decade),
    (
        _rule(
            rf"(?<![0-9,.])(?P<y>[0-9]{{4}}|[0-9]{{2}})년 ?(?P<m>[0-9]{{1,2}})월(?: ?(?P<d>[0-9]{{1,2}})일{_DURATION})?"
        ),
        _read_parts,
    ),
    (
        _rule(
            rf"(?<![0-9,.])(?P<y>[12][0-9]{{3}}|(?<=['‘’])[0-9]{{2}}|[5-9][0-9](?=년(?:[에의도]|,| )))년{_DURATION}(?!생)"
        ),
        _read_parts,
    ),
    (_rule(rf"(?<![0-9,.])(?P<m>[0-9]{{1,2}})월(?: ?(?P<d>[0-9]{{1,2}})일{_DURATION})?"), _read_parts),
    (_rule(rf"(?<![0-9,.~∼-])(?P<d>[0-9]{{1,2}})일(?!본|자리){_DURATION}"), _read_parts),
    (_rule(r"(?<![0-9])(?P<n>[1-4])(?:/4)?분기"), _read_part_of_year),
    (_rule(r"(?<![가-힣])(?P<half>(?P<n>[상하])반기)"), _read_part_of_year),
    (_rule(r"(?<![0-9])(?P<n>[0-9]{1,2})세기"), _read_century),
    (_rule(rf"\b{_MONTH} {_DAY},? {_YEAR}\b"), _read_parts),
    (_rule(rf"\b(?:the )?{_DAY}(?: of)? {_MONTH},? {_YEAR}\b"), _read_parts),
    (_rule(rf"\b{_MONTH},?(?: of)? {_YEAR}\b"), _read_parts),
    (_rule(rf"\b{_MONTH} {_DAY}\b"), _read_parts),
    (_rule(rf"\b(?:the )?{_DAY}(?: of)? {_MONTH}(?![a-z])"), _read_parts),
    # May and March are words too: they are months where what stands before them says so. Jun-seo is a person.
    (
        _rule(
            rf"(?:(?<=\b[Ii]n )|(?<=\b[oO][fn] )|(?<=\bby )|(?<=ince )|(?<=ntil )|(?<=\b[lL]ate )|(?<=arly )|(?<=mid-)|(?<=from )|(?<=\b[lL]ast )|(?<=\b[tT]his )|(?<=\b[nN]ext ))(?!Jun-[a-z])(?:{_MONTH})\b"
        ),
        _read_parts,
    ),
    (_rule(rf"\b(?!Ma[yr]|Jan\b|Mar\b|Dec\b|Sep\b|Jun-[a-z]){_MONTH}(?![A-Za-z])"), _read_parts),
    (
        _rule(
            rf"\b(?:the )?(?P<n>first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter\b(?:(?: of)? {_YEAR})?",
            ignore_case=True,
        ),
        _read_part_of_year,
    ),
    (_rule(rf"\bQ(?P<n>[1-4])\b(?: (?:of )?{_YEAR})?"), _read_part_of_year),
    (
        _rule(
            rf"\b(?P<half>(?P<n>first|second|1st|2nd) half\b(?: of the year)?)(?:(?: of)? {_YEAR})?", ignore_case=True
        ),
        _read_part_of_year,
    ),
    (_rule(rf"\bH(?P<half>(?P<n>[12]))\b(?: (?:of )?{_YEAR})?"), _read_part_of_year),
    (
        _rule(r"(?<![0-9])(?:(?P<y>[12][0-9]{2}0)|(?:['‘’]|(?<=\bthe )|(?<=ly )|(?<=mid-))(?P<short>[0-9]0))['’]?s\b"),
        lambda match: _date(match, _full_year(match["y"] or match["short"]), part="decade"),
    ),
    (_rule(r"\b(?P<n>[0-9]{1,2})(?:st|nd|rd|th)[- ]centur(?:y|ies)\b"), _read_century),
    (
        _rule(
            rf"(?<![0-9.$€£¥₩￦-])(?<![0-9],){_YEAR}(?![0-9]|[.,][0-9]|[A-Za-z가-힣%$]| ?%|-(?!20|19)| (?:people|dollars|won|percent|million|billion|miles|years|square)\b)"
        ),
        _read_parts,
    ),
    (
        _rule(
            rf"{_KOREAN_HALF}(?P<hour>[0-9]{{1,2}}|{'|'.join(reversed(_NATIVE_HOURS))}) ?시(?!간)(?: ?(?:(?P<minute>[0-9]{{1,2}})분|(?P<thirty>반)))?"
        ),
        _read_clock,
    ),
    (_rule(r"(?<![0-9])(?P<hour>[0-9]{1,2})시(?!간|즌|리즈|가|도)(?: ?(?P<minute>[0-9]{1,2})분)?"), _read_clock),
    (
        _rule(
            r"(?<![0-9:.])(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))? ?(?P<half>[ap]\.?m)\b\.?", ignore_case=True
        ),
        _read_clock,
    ),
    (_rule(r"(?<![0-9:])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?![0-9:])"), _read_clock),
    (_rule(r"(?<![0-9])(?P<hour>[0-9]{1,2}) o['’]clock"), _read_clock),
    (_rule(r"(?<![가-힣])(?:정오|자정)|\b(?:noon|midnight)\b", ignore_case=True), _read_clock),
)
"""How dates and times are read, fuller ones first."""
