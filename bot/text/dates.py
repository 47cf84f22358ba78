"""Relative dates: writing behind "지난해 1월" or "last month" which one that was.

A small model takes "지난해 1월" in an article of 2026 for January 2026, so that the date is put in brackets before it
reads the sentence. Where a phrase has two readings (a month that may be this year's or last year's) nothing is added.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.bilingual import Language

_MONTHS = tuple(("January February March April May June July August September October November December").split())
_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTH = "|".join(_MONTHS)


@dataclass(frozen=True, slots=True)
class _When:
    """A year, a month of it, a day of that, or a part of the year in words."""

    year: int
    month: int = 0
    day: int = 0
    part: str = ""

    def exists(self) -> bool:
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return True

    def in_korean(self) -> str:
        parts = [
            f"{self.year}년",
            self.part,
            f"{self.month}월" if self.month else "",
            f"{self.day}일" if self.day else "",
        ]
        return " ".join(part for part in parts if part)

    def in_english(self) -> str:
        if not self.month:
            return str(self.year)
        name = _MONTHS[self.month - 1]
        return f"{name} {self.day}, {self.year}" if self.day else f"{name} {self.year}"


_Rule = Callable[[re.Match[str], date], _When | None]


def resolve_dates(text: str, published: date, language: Language, *, in_place: Language | None = None) -> str:
    """Return `text` with the absolute date in brackets behind each relative one that is certain.

    With `in_place` it stands instead of the relative one, written in that language.

    In an article of January 2026, "지난해 1월" becomes "지난해 1월(2025년 1월)" and "last month" becomes "last month
    (December 2025)".
    What has a date in brackets already keeps just that one, so that resolving twice changes nothing.
    """
    for pattern, rule in _KOREAN if language == "ko" else _ENGLISH:

        def with_date(match: re.Match[str], rule: _Rule = rule) -> str:
            when = None if _DATED.match(match.string, match.end()) else rule(match, published)
            if when is None or not when.exists():
                return match.group()
            absolute = when.in_korean() if (in_place or language) == "ko" else when.in_english()
            if in_place is not None:
                return absolute
            return f"{match.group()}({absolute})" if language == "ko" else f"{match.group()} ({absolute})"

        text = pattern.sub(with_date, text)
    return text


_DATED = re.compile(r"\s*\((?:[A-Z][a-z]+\.? )?[0-9]")


def _korean_year(match: re.Match[str], published: date) -> _When | None:
    year = published.year + _KOREAN_YEARS[match["which"].replace(" ", "")]
    part = f"{match['quarter']}분기" if match["quarter"] else match["half"] or ""
    return _exact(year, match["month"], match["day"], part)


def _korean_month(match: re.Match[str], published: date) -> _When | None:
    month = _months_from(published, _KOREAN_MONTHS[match["which"].replace(" ", "")])
    return _exact(month.year, str(month.month), match["day"])


def _korean_day_of_month(match: re.Match[str], published: date) -> _When | None:
    """지난 12일: the last 12th up to the day of publication; 오는 12일: the next one from it on."""
    day, past = int(match["day"]), match["which"] == "지난"
    here = day <= published.day if past else day >= published.day
    month = _months_from(published, 0 if here else -1 if past else 1)
    return _exact(month.year, str(month.month), match["day"])


def _korean_named_month(match: re.Match[str], published: date) -> _When | None:
    """지난 12월, 오는 3월 5일: the nearest on that side. The month of publication itself without a day is two-sided."""
    month, day, past = int(match["month"]), int(match["day"] or 0), match["which"] == "지난"
    if month == published.month and not day:
        return None
    here, now = (month, day), (published.month, published.day if day else 0)
    year = published.year + ((-1 if here > now else 0) if past else (1 if here < now else 0))
    return _exact(year, match["month"], match["day"])


def _korean_weekday(match: re.Match[str], published: date) -> _When:
    """Weeks begin on Monday, as Korean papers count them."""
    weeks = {"지난주": -1, "이번주": 0, "다음주": 1}[match["which"].replace(" ", "")]
    days = 7 * weeks + "월화수목금토일".index(match["weekday"]) - published.weekday()
    return _day(published, days)


def _korean_ago(match: re.Match[str], published: date) -> _When | None:
    before = match.string[: match.start()].rstrip()
    if before.endswith(("기", "보다", "이전")):  # 창업하기 3년 전: counted from there, not from today
        return None
    if match["unit"] == "년":
        return _When(published.year - int(match["count"]))
    month = _months_from(published, -int(match["count"]))
    return _When(month.year, month.month)


def _english_year(match: re.Match[str], published: date) -> _When | None:
    year = published.year + _STEPS[match["which"].lower()]
    return _exact(year, str(month_number(match["month"] or "") or ""), match["day"] or match["day_first"])


def _english_month(match: re.Match[str], published: date) -> _When:
    return _months_from(published, _STEPS[match["which"].lower()])


def _english_named_month(match: re.Match[str], published: date) -> _When | None:
    """In April, "last January" may be this year's or last year's; from January on, "last April" is last year's."""
    month = month_number(match["month"])
    last = match["which"].lower() == "last"
    if last and month < published.month:
        return None
    return _exact(published.year - last, str(month), match["day"])


def _english_ago(match: re.Match[str], published: date) -> _When:
    word = match["count"].lower()
    count = int(word) if word.isdecimal() else _NUMBERS.index("one" if word == "a" else word)
    if match["unit"] == "year":
        return _When(published.year - count)
    return _day(published, -count) if match["unit"] == "day" else _months_from(published, -count)


def _exact(year: int, month: str | None, day: str | None, part: str = "") -> _When | None:
    when = _When(year, int(month or 0), int(day or 0), part)
    # A written 0 or 13 is a slip of the pen, and nothing sure follows from it.
    return when if (not month or when.month) and (not day or when.day) else None


def _months_from(day: date, months: int) -> _When:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _When(year, month + 1)


def _day(published: date, days: int) -> _When:
    try:
        day = published + timedelta(days=days)
    except OverflowError:
        return _When(0)
    return _When(day.year, day.month, day.day)


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's English name or abbreviation, else 0."""
    short = name.rstrip(".").lower()
    short = "sep" if short == "sept" else short
    fits = [
        number for number, month in enumerate(_MONTHS, start=1) if short and short in (month.lower(), month[:3].lower())
    ]
    return fits[0] if fits else 0


_STEPS = {"last": -1, "this": 0, "next": 1}
_KOREAN_YEARS = {"재작년": -2, "지지난해": -2, "지난해": -1, "작년": -1, "올해": 0, "금년": 0, "내년": 1, "내후년": 2}
_KOREAN_MONTHS = {"지난달": -1, "이달": 0, "이번달": 0, "내달": 1, "다음달": 1}
_KOREAN_DAYS = {"그저께": -2, "어제": -1, "오늘": 0, "내일": 1, "모레": 2}

_ALONE = r"(?<![가-힣\w])"
_PARTICLE = r"(?=[^가-힣]|$|에|의|은|는|이|가|을|를|도|만|까지|부터|로|보다|과|와|엔|쯤|초|말|중|들어|처럼|대비)"
_DAY_PARTICLE = r"(?=[^가-힣]|$|은|는|도|까지|부터|쯤)"  # 오늘의, 내일을 speak of an age more often than of a day
_MONTH_DAY = r"(?P<month>[0-9]{1,2})월(?:\s*(?P<day>[0-9]{1,2})일)?"
_BEFORE = (
    r"(?=[^가-힣]|$|에|의|과|보다|부터|만|쯤|까지|인|은|이)(?!\s+(?:세계|국민|직원|산업|과정|분야|부문|품목|제품|세대))"
)

_KOREAN: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (
        re.compile(
            rf"{_ALONE}(?P<which>지지난해|지난 ?해|재작년|작년|올해|금년|내년|내후년)"
            rf"(?:\s*{_MONTH_DAY}|\s*(?P<quarter>[1-4])분기|\s*(?P<half>[상하]반기)|{_PARTICLE})"
        ),
        _korean_year,
    ),
    (
        re.compile(
            rf"{_ALONE}(?P<which>지난 ?달|이달|이번 ?달|내달|다음 ?달)"
            rf"(?:\s*(?P<day>[0-9]{{1,2}})일(?!간|\s*동안)|{_PARTICLE}(?!\s*[0-9]))"
        ),
        _korean_month,
    ),
    (
        re.compile(
            rf"{_ALONE}(?P<which>지난|오는)\s+(?P<day>[0-9]{{1,2}})일(?!\s*(?:간|동안|째|만에|치|여|내내|이상|정도))"
        ),
        _korean_day_of_month,
    ),
    (re.compile(rf"{_ALONE}(?P<which>지난|오는)\s+{_MONTH_DAY}"), _korean_named_month),
    (
        re.compile(rf"{_ALONE}(?P<which>그저께|어제(?!오늘)|오늘(?!날)|내일(?!모레)|모레){_DAY_PARTICLE}"),
        lambda match, published: _day(published, _KOREAN_DAYS[match["which"]]),
    ),
    (re.compile(rf"{_ALONE}(?P<which>(?:지난|이번|다음) ?주)\s*(?P<weekday>[월화수목금토일])요일"), _korean_weekday),
    (re.compile(rf"(?<![\w.,~∼–-])(?P<count>[1-9][0-9]?)(?P<unit>년|개월)\s*전{_BEFORE}"), _korean_ago),
)

_NOT_A_SPAN = (
    r"(?<!the )(?<!The )(?<!past )(?<!\w)"  # "the last year" is twelve months, "last year" a year with a number
)
_ENGLISH: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (
        re.compile(
            rf"{_NOT_A_SPAN}(?:(?:(?P<day_first>[0-9]{{1,2}})\s+)?(?P<month>{_MONTH})(?:\s+(?P<day>[0-9]{{1,2}}))?,?\s+(?:of\s+)?)?"
            r"(?P<which>(?i:last|this|next))\s+year\b(?:['’]s)?"
        ),
        _english_year,
    ),
    (re.compile(rf"{_NOT_A_SPAN}(?P<which>(?i:last|this|next))\s+month\b(?:['’]s)?"), _english_month),
    (
        re.compile(
            rf"{_NOT_A_SPAN}(?P<which>[Ll]ast|[Tt]his)\s+(?P<month>{_MONTH})\b(?:\s+(?P<day>[0-9]{{1,2}})\b)?(?!,?\s+[0-9])"
        ),
        _english_named_month,
    ),
    (re.compile(r"(?<!of )(?<![\w-])[Yy]esterday\b(?!['’-])"), lambda match, published: _day(published, -1)),
    (re.compile(r"(?<!of )(?<![\w-])[Tt]omorrow\b(?!['’-])"), lambda match, published: _day(published, 1)),
    (
        re.compile(
            rf"(?<!over )(?<!than )(?<!almost )(?<!nearly )(?<!under )(?<!half )(?<![\w.,–-])"
            rf"(?P<count>(?i:a|{'|'.join(_NUMBERS[1:])})|[1-9][0-9]?)\s+(?P<unit>year|month|day)s?\s+ago\b"
        ),
        _english_ago,
    ),
)
