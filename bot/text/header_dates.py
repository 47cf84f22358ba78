"""Dates as headers, datelines and archives write them: a day with its weekday, time and zone, Korean, Hanja, English, ISO."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from bot.text.dates import month_number

_MONTH = r"(?P<m>(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?)"
_DAY_OF_WEEK = r"(?:[월화수목금토일月火水木金土日](?:요일|曜日)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?)"
_WEEKDAY = (
    rf"(?:\s?\.?\s*(?:[(\[]\s?{_DAY_OF_WEEK}\s?[)\]]|[월화수목금토일]요일"
    r"|,?\s?(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?\b))?"
)
_HALF = r"(?:오전|오후|낮|밤|저녁|아침|새벽|정오|[ap]\.?m\.?(?![a-z]))"
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:\s?[:.]\s?[0-9]{2}(?:[:.][0-9]{2})?(?:[.,][0-9]+)?|\s?[시時](?:\s?(?:[0-9]{1,2}\s?[분分]|반))?)"
    rf"(?:\s?{_HALF})?"
)
_ZONE = (
    r"(?:z\b|[+-][0-9]{2}:?[0-9]{2}\b"
    r"|\(?(?:kst|utc|gmt|[ecmpj][sd]?t|bst|ces?t|ist|ae[sd]t|sgt|hkt|한국\s?시간|현지\s?시간)\b(?:\s?[+-]\s?[0-9]{1,2})?\)?)"
)
# "at noon", 정오 and 조간 (of the morning paper) are times too.
_TIME = rf"(?:(?:\s?\.)?(?:t|[\s,·-]*(?:at\s)?){_HALF}?\s?{_CLOCK}(?:\s?{_ZONE})?|\s?\(?(?:조간|석간|정오)\)?)?"
_MARKED = r"\s?(?P<mark>[-./])\s?(?P<m>[0-9]{1,2})\s?(?P=mark)\s?(?P<d>[0-9]{1,2})(?![0-9])(?:\s?\.)?"
_OTHER_ERA = r"(?:\((?:단기\s?)?[0-9]{4}년?\)\s*)?"
_WORDED = rf"\s?[년年]\s*{_OTHER_ERA}(?P<m>[0-9]{{1,2}})\s?[월月]\s*(?P<d>[0-9]{{1,2}})\s?[일日](?:자(?![가-힣]))?"
_ERA = r"(?P<era>단기|檀紀)\s?"
_ORDINAL = r"(?:st|nd|rd|th)?"
# Where a page's parts are run together, the time stands right behind the year: 20263:04 PM.
_YEAR_END = r"(?:(?![0-9])|(?=[0-9]{1,2}:[0-9]{2}))"
_LEADING = rf"(?:{_DAY_OF_WEEK},?\s+)?"

_FORMS = tuple(
    re.compile(pattern + _WEEKDAY + _TIME, re.IGNORECASE)
    for pattern in (
        rf"(?<![0-9.]){_ERA}(?P<y>[0-9]{{4}})(?:{_WORDED}|{_MARKED.replace('P<m>', 'P<m2>').replace('P<d>', 'P<d2>')})",
        rf"(?<![0-9.])(?P<y>[0-9]{{4}}){_MARKED}",
        rf"(?<![0-9.])(?:서기\s?)?(?P<y>[0-9]{{4}}){_WORDED}",
        rf"(?<![0-9.])['‘’](?P<y>[0-9]{{2}}){_MARKED}",
        rf"(?<![0-9.])['‘’](?P<y>[0-9]{{2}}){_WORDED}",
        r"(?<![0-9.,-])(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?![0-9,.-])",
        rf"{_LEADING}\b{_MONTH}(?:\s+|(?<=\.))(?P<d>[0-9]{{1,2}}){_ORDINAL}(?:,\s*|\s+)(?P<y>[0-9]{{4}}){_YEAR_END}",
        rf"{_LEADING}(?<![0-9])(?P<d>[0-9]{{1,2}}){_ORDINAL}[\s-]+{_MONTH}[\s,-]+(?P<y>[0-9]{{4}}){_YEAR_END}",
        # 01/26/2026 and 26/01/2026 can be read in one way only; 01/02/2026 is nobody's day.
        r"(?<![0-9/])(?P<m>0?[1-9]|1[0-2])/(?P<d>1[3-9]|2[0-9]|3[01])/(?P<y>(?:19|20)[0-9]{2})(?![0-9/])",
        r"(?<![0-9/])(?P<d>1[3-9]|2[0-9]|3[01])/(?P<m>0?[1-9]|1[0-2])/(?P<y>(?:19|20)[0-9]{2})(?![0-9/])",
        r"(?<![0-9.])(?P<d>[0-3]?[0-9])\.(?P<m>[01]?[0-9])\.(?P<y>(?:19|20)[0-9]{2})(?![0-9.])",
    )
)
_MAX_VALUE = 80
_MAX_ZONE = 20
# 26.01.26 is a day only where something says that it is one.
_SHORT_FORM = re.compile(
    r"(?<![0-9.])(?P<y>[0-4][0-9])(?P<mark>[-./])(?P<m>[01][0-9])(?P=mark)(?P<d>[0-3][0-9])(?![0-9])\.?"
    + _WEEKDAY
    + _TIME,
    re.IGNORECASE,
)
_HANJA_DIGITS: dict[str, int] = dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True))
_HANJA_NUMBER = re.compile(r"[〇零一二三四五六七八九十]{1,6}(?=\s?[年月日])")
_KOREA = timezone(timedelta(hours=9))
_BEFORE_CHRIST = 2333  # 단기: years from the founding of Gojoseon


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day and where it stands with its weekday, time and zone: [start, end) of the text in NFKC."""

    day: date
    start: int
    end: int


def read_date(text: str) -> date | None:
    """Return the day that a header's value names, with or without a weekday, a time and a zone; None for all else."""
    value = plain_digits(text.strip()) if len(text) < _MAX_VALUE else ""
    for form in _FORMS if value else ():
        match = form.match(value)
        # Behind the time there may be a zone in any words.
        if match is not None and len(value) - match.end() <= (_MAX_ZONE if match["hour"] else 0):
            return _day(match)
    return None


def find_days(text: str, *, short_years: bool = False) -> Iterator[WrittenDay]:
    """Yield the days that a line in NFKC (`plain_digits`) names in full, in order and without overlaps.

    With `short_years` those written 26.01.26 too.
    """
    at, forms = 0, (*_FORMS, _SHORT_FORM) if short_years else _FORMS
    while at < len(text):
        found = [match for form in forms if (match := form.search(text, at))]
        match = min(found, key=lambda match: (match.start(), -match.end()), default=None)
        if match is None:
            return
        day = _day(match)
        if day is not None:
            yield WrittenDay(day, match.start(), match.end())
        at = match.end()


def plain_digits(text: str) -> str:
    """Return a text in NFKC, so that full-width digits are digits, with the numbers of 二〇二六年 一月 in digits too."""
    return _HANJA_NUMBER.sub(lambda match: str(_hanja_number(match.group())), unicodedata.normalize("NFKC", text))


def day_in_korea(moment: str) -> date | None:
    """Return the day that it was in Korea at a moment in ISO 8601 with its zone; None for all else."""
    try:
        when = datetime.fromisoformat(moment.strip())
    except ValueError:
        return None
    return when.astimezone(_KOREA).date() if when.tzinfo is not None else None


def _day(match: re.Match[str]) -> date | None:
    said = match.groupdict()
    month = said.get("m") or said.get("m2") or ""
    number = int(month) if month.isdecimal() else month_number(month)
    year = int(said["y"]) - (_BEFORE_CHRIST if said.get("era") else 0)
    year += 0 if len(said["y"]) == 4 else 1900 if year > 40 else 2000
    try:
        return date(year, number, int(said.get("d") or said.get("d2") or 0))
    except ValueError:
        return None


def _hanja_number(said: str) -> int:
    if "十" not in said:
        return int("".join(str(_HANJA_DIGITS[digit]) for digit in said))
    tens, _, ones = said.partition("十")
    return 10 * _HANJA_DIGITS.get(tens, 1) + _HANJA_DIGITS.get(ones, 0)
