from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bilingual import Language
from bot.text.dates import resolve_dates
from bot.text.header_dates import find_days, plain_digits, read_date

PUBLISHED = date(2026, 1, 26)  # a Monday

RESOLVED: list[tuple[Language, str, str]] = [
    ("ko", "지난해 1월 공개한", "지난해 1월(2025년 1월) 공개한"),
    ("ko", "지난해 12월 30일 오후", "지난해 12월 30일(2025년 12월 30일) 오후"),
    ("ko", "지난해보다 작년 말", "지난해(2025년)보다 작년(2025년) 말"),
    ("ko", "올해 3분기와 내년 상반기", "올해 3분기(2026년 3분기)와 내년 상반기(2027년 상반기)"),
    ("ko", "재작년에는", "재작년(2024년)에는"),
    ("ko", "지난해 1~3월", "지난해(2025년) 1~3월"),
    ("ko", "지난달 12일", "지난달 12일(2025년 12월 12일)"),
    ("ko", "이달 말, 다음 달 3일, 내달부터", "이달(2026년 1월) 말, 다음 달 3일(2026년 2월 3일), 내달(2026년 2월)부터"),
    ("ko", "지난 12일과 지난 30일", "지난 12일(2026년 1월 12일)과 지난 30일(2025년 12월 30일)"),
    ("ko", "오는 28일과 오는 3일", "오는 28일(2026년 1월 28일)과 오는 3일(2026년 2월 3일)"),
    ("ko", "지난 12월, 지난 1월 3일", "지난 12월(2025년 12월), 지난 1월 3일(2026년 1월 3일)"),
    ("ko", "오는 3월, 오는 1월 5일", "오는 3월(2026년 3월), 오는 1월 5일(2027년 1월 5일)"),
    ("ko", "어제, 오늘은, 내일부터", "어제(2026년 1월 25일), 오늘(2026년 1월 26일)은, 내일(2026년 1월 27일)부터"),
    ("ko", "지난주 금요일", "지난주 금요일(2026년 1월 23일)"),
    ("ko", "3년 전, 3개월 전부터", "3년 전(2023년), 3개월 전(2025년 10월)부터"),
    ("en", "It rose last year.", "It rose last year (2025)."),
    ("en", "Last year's plan, this year, next year", "Last year's (2025) plan, this year (2026), next year (2027)"),
    ("en", "in January last year", "in January last year (January 2025)"),
    ("en", "December 30 last year", "December 30 last year (December 30, 2025)"),
    ("en", "released last January", "released last January (January 2025)"),
    ("en", "last December", "last December (December 2025)"),
    ("en", "last month and next month", "last month (December 2025) and next month (February 2026)"),
    ("en", "said yesterday", "said yesterday (January 25, 2026)"),
    ("en", "three years ago, a year ago", "three years ago (2023), a year ago (2025)"),
    ("en", "2 months ago, 5 days ago", "2 months ago (November 2025), 5 days ago (January 21, 2026)"),
]

UNSURE: list[tuple[Language, str]] = [
    ("ko", "지난해(2025년) 1월과 지난해 1월(2025년 1월)"),
    ("ko", "지난해 2월 30일"),
    ("ko", "지난해 13월"),
    ("ko", "지난 1월"),
    ("ko", "지난 30일간, 지난 7일 동안, 지난달 30일간"),
    ("ko", "오늘날의 오늘의 내일을 어제오늘"),
    ("ko", "10년 전망과 5년 전략, 3년 전 세계"),
    ("ko", "2023년 전에, 창업하기 3년 전"),
    ("ko", "그해 12월 30일, 다음 해, 전날"),
    ("ko", "이달리아"),
    ("en", "over the last year and the past month"),
    ("en", "tomorrow's technologies of tomorrow"),
    ("en", "last January 2024, last year (2025)"),
    ("en", "more than two years ago"),
    ("en", "today, last week, last summer, on Friday"),
    ("en", "February 30 last year"),
]


@pytest.mark.parametrize(("language", "text", "resolved"), RESOLVED, ids=lambda value: str(value)[:30])
def test_certain_dates_are_written_out(language: Language, text: str, resolved: str) -> None:
    assert resolve_dates(text, PUBLISHED, language) == resolved


@pytest.mark.parametrize(("language", "text"), UNSURE, ids=lambda value: str(value)[:30])
def test_uncertain_ones_are_left_alone(language: Language, text: str) -> None:
    assert resolve_dates(text, PUBLISHED, language) == text


@pytest.mark.parametrize(("language", "text", "resolved"), RESOLVED, ids=lambda value: str(value)[:30])
def test_no_bracket_twice(language: Language, text: str, resolved: str) -> None:
    assert resolve_dates(resolved, PUBLISHED, language) == resolved


def test_a_month_with_two_readings_is_left_alone() -> None:
    assert resolve_dates("last January", date(2026, 4, 2), "en") == "last January"
    assert resolve_dates("last April", date(2026, 4, 2), "en") == "last April (April 2025)"


def test_the_other_language_is_left_alone() -> None:
    assert resolve_dates("지난해 last year", PUBLISHED, "en") == "지난해 last year (2025)"


@given(
    st.lists(
        st.sampled_from([*(text for _, text, _ in RESOLVED), *(text for _, text in UNSURE), " ", "가", "(", ") 3"])
    ),
    st.dates(),
    st.sampled_from(["ko", "en"]),
)
def test_only_brackets_are_added_and_only_once(parts: list[str], published: date, language: Language) -> None:
    text = " ".join(parts)
    once = resolve_dates(text, published, language)
    assert resolve_dates(once, published, language) == once
    left = iter(once)
    assert all(character in left for character in text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-26",
        "2026.01.26.",
        "2026. 1. 26.",
        "2026/1/26",
        "20260126",
        "2026년 1월 26일",
        "2026년 01월 26일 (월) 09:30",
        "2026.01.26 오전 9:30",
        "Jan 26, 2026",
        "January 26th, 2026",
        "Jan. 26 2026",
        "26 January 2026",
        "Mon, 26 Jan 2026 09:00:00 GMT",
        "2026-01-26T09:00:00+09:00",
        " 2026-01-26\n",
        "2026. 1. 26.(월)",
        "2026.1.26 오전 10시 30분",
        "'26. 1. 26.",
        "２０２６．０１．２６．",
        "2026年 1月 26日(月)",
        "二〇二六年 一月 二十六日",
        "단기 4359년 1월 26일",
        "Monday, 26 January 2026",
        "26-Jan-2026",
        "2026-01-26 15:04:00.123 KST",
        "Jan 26, 2026 3:04 p.m. (Eastern Time)",
    ],
)
def test_read_date(text: str) -> None:
    assert read_date(text) == PUBLISHED


def test_the_days_in_a_line() -> None:
    line = plain_digits("입력 ２０２６．１．２６．(월) 15:04 수정 2026. 2. 30. 다시 '26. 2. 3.")
    assert [found.day for found in find_days(line)] == [PUBLISHED, date(2026, 2, 3)]
    assert next(line[found.start : found.end] for found in find_days(line)) == "2026.1.26.(월) 15:04"


def test_every_month_is_read() -> None:
    names = ["Jan", "Feb.", "March", "April", "May", "June", "Jul", "Aug.", "Sept.", "October", "Nov", "december"]
    assert [read_date(f"{name} 3, 2025") for name in names] == [date(2025, month, 3) for month in range(1, 13)]


@pytest.mark.parametrize(
    "text", ["", "soon", "2026", "2026-13-01", "2026-02-30", "2026-01/26", "Foo 3, 2025", "1 2 3", "0000-00-00"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert read_date(text) is None or isinstance(read_date(text), date)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_iso_dates_come_back(day: date) -> None:
    assert read_date(day.isoformat()) == day


def test_a_date_can_take_the_place_of_the_relative_one() -> None:
    text = "지난해 12월 30일 오후에 열렸다."
    day = date(2026, 1, 26)
    assert resolve_dates(text, day, "ko", in_place="ko") == "2025년 12월 30일 오후에 열렸다."
    assert resolve_dates(text, day, "ko", in_place="en") == "December 30, 2025 오후에 열렸다."
