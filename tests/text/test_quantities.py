"""Quantities in two languages: what is read, and what backs what."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bilingual import Language
from bot.text.language import normalize
from bot.text.quantities import Quantity, When, find_unsupported, quantities, supports

PUBLISHED = date(2026, 1, 26)

SAME = [
    ("３５０만원", "3.5 million won"),
    ("3억 5천만 달러", "$350 million"),
    ("3억 5천만 달러", "US$350m"),
    ("1억9200만 달러", "$192 million"),
    ("1조 2천억 원", "1.2 trillion won"),
    ("10,000원", "10,000 won"),
    ("천만 원", "ten million won"),
    ("2백만 달러", "2 million dollars"),
    ("500억 달러", "$50bn"),
    ("0.5 달러", "50 cents"),
    ("12만3천 명", "123,000 people"),
    ("열두 명", "twelve people"),
    ("만 명", "10,000 people"),
    ("1만 5000명", "15,000"),
    ("세 개의 모델", "three models"),
    ("1년 6개월", "18 months"),
    ("1년 반 만에", "a year and a half"),
    ("2년반", "two and a half years"),
    ("두 시간 30분", "two hours and thirty minutes"),
    ("3시간 반", "210 minutes"),
    ("5달러 50센트", "$5.50"),
    ("188cm", "6 feet 2 inches"),
    ("두 나라", "two countries"),
    ("20여 개국", "about 20 countries"),
    ("수십만 명", "hundreds of thousands of people"),
    ("수천억 달러", "hundreds of billions of dollars"),
    ("수십 명", "dozens of people"),
    ("6710억 개 매개변수", "671B parameters"),
    ("첫 번째 모델", "the first model"),
    ("두번째 기회", "a second chance"),
    ("제3차 회의", "the third round"),
    ("2분기 매출", "Q2 sales"),
    ("2분기", "the second quarter"),
    ("2025년 2분기", "the second quarter of 2025"),
    ("2005년 상반기", "the first half of 2005"),
    ("2026년 1월 26일", "January 26, 2026"),
    ("2026년 1월 26일", "26 January 2026"),
    ("2026-01-26", "Jan. 26, 2026"),
    ("12월 30일에", "on Dec. 30"),
    ("97년에", "in 1997"),
    ("26일", "the 26th"),
    ("1990년대", "the 1990s"),
    ("90년대", "the '90s"),
    ("21세기", "the 21st century"),
    ("3.5%", "3.5 percent"),
    ("3.5퍼센트", "3.5%"),
    ("0.5%p 올랐다", "0.5 percentage points"),
    ("3~5%", "3 to 5 percent"),
    ("3∼5%", "3-5%"),
    ("300만~500만 명", "3 to 5 million people"),
    ("3분의 1", "one-third of"),
    ("절반", "half of it"),
    ("두 배", "twice"),
    ("3배", "three times"),
    ("오후 3시", "3 p.m."),
    ("오후 3시 30분", "3:30 pm"),
    ("15시", "3 p.m."),
    ("정오", "noon"),
    ("6시에", "at six"),
    ("이틀", "two days"),
    ("사흘 만에", "three days"),
    ("한 시간", "an hour"),
    ("10년", "a decade"),
    ("63세의", "63-year-old"),
    ("6자회담", "six-party talks"),
    ("100m", "100 meters"),
    ("시속 136km", "85 mph"),
    ("2026. 1. 26.", "January 26, 2026"),
    ("'26. 1. 26.", "January 26, 2026"),
    ("26. 1. 26.", "January 26, 2026"),
    ("2026. 1. 기준", "January 2026"),
    ("2026. 12월", "December 2026"),
    ("3. 15.까지", "by March 15"),
    ("(3. 15.)", "March 15"),
    ("제3조", "No. 3"),
    ("제12조의 뜻", "number 12"),
]


def test_the_clauses_of_a_law_are_no_days_and_no_trillions() -> None:
    assert [quantity.low for quantity in quantities("제3조 1. 2.에 따라", "ko")] == [3, 1, 2]
    assert [quantity.low for quantity in quantities("3조 5,000억원", "ko")] == [3.5e12]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10^6kg", 1e6, "kg"),
        ("10⁶kg", 1e6, "kg"),
        ("3×10^8m", 3e8, "m"),
        ("2^10톤", 1024, "ton"),
        ("1.5×10⁻³%", 0.0015, "percent"),
        ("10^(-2)m", 0.01, "m"),
        ("3½m", 3.5, "m"),
        ("¼톤", 0.25, "ton"),
        ("35m²", 35, "m2"),
    ],
)
def test_powers_and_fractions(text: str, value: float, unit: str) -> None:
    (quantity,) = quantities(f"모두 {text}이다.", "ko")
    assert (quantity.low, quantity.unit) == (value, unit)


def test_a_power_does_not_back_its_exponent() -> None:
    said = quantities("시멘트 10^6kg을 썼다.", "ko")
    assert not any(supports(claim, said) for text in ("106kg", "6kg", "10kg") for claim in quantities(text, "ko"))
    assert supports(quantities("100만kg", "ko")[0], said)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1년 6개월", [(18, "month")]),
        ("1년 반이나", [(1.5, "year")]),
        ("하루 반", [(1.5, "day")]),
        ("two and a half years", [(2.5, "year")]),
        ("a two-and-a-half-year plan", [(2.5, "year")]),
        ("a year and a half", [(1.5, "year")]),
        ("두 시간 30분", [(150, "minute")]),
        ("$5 and 50 cents", [(550, "cent")]),
        ("190 m³/s", [(190, "")]),
        ("하루 8시간", [(1, "day"), (8, "hour")]),
        ("1주일 40시간", [(1, "week"), (40, "hour")]),
        ("한 달 20시간", [(1, "month"), (20, "hour")]),
        ("the 10 km and 400 m races", [(10, "km"), (400, "m")]),
        ("rose 2% and 0.5%", [(2, "percent"), (0.5, "percent")]),
        ("two million and a half people", [(2_000_000, ""), (0.5, "fraction")]),
        ("4년 반이민 정책", [(4, "year")]),
        ("3가지-5가지", [(3, "thing")]),
        ("a June-to-August season", [(0, "")] * 2),
        ("Jun-seo and Bae Jun-ho came by Jun-ki", []),
    ],
)
def test_what_is_said_in_two_units_is_one_quantity_and_what_only_stands_beside_another_is_two(
    text: str, values: list[tuple[float, str]]
) -> None:
    language: Language = "ko" if re.search("[가-힣]", text) else "en"
    assert [(one.low, one.unit) for one in quantities(text, language)] == values


def test_a_sum_is_checked_where_one_of_its_parts_would_be() -> None:
    claim = quantities("He served ten years and a month.", "en")
    assert find_unsupported(claim, quantities("He served two years.", "en")) == claim[0]


def test_full_width_digits_are_digits() -> None:
    (price,) = quantities(normalize("값은 ３５０만원이다."), "ko")
    assert (price.low, price.unit) == (3_500_000, "KRW")


def test_a_span_of_spaced_dates() -> None:
    found = quantities("접수는 2026. 1. 26.(월) ~ 2. 6.(금)이다.", "ko")
    assert [quantity.when for quantity in found] == [When(2026, 1, 26), When(0, 2, 6)]


@pytest.mark.parametrize(("korean", "english"), SAME)
def test_both_languages_say_the_same(korean: str, english: str) -> None:
    ours, theirs = quantities(korean, "ko"), quantities(english, "en")
    assert ours
    assert theirs
    assert all(supports(one, theirs) for one in ours), (ours, theirs)
    assert all(supports(one, ours) for one in theirs), (ours, theirs)


DIFFERENT = [
    ("3억 5천만 달러", "$35 million"),
    ("3억 5천만 원", "$350 million"),
    ("3.5%", "3.5 percentage points"),
    ("3.5%", "3.6 percent"),
    ("2분기", "the third quarter"),
    ("2025년 1월", "January 2026"),
    ("12월 30일", "November 30"),
    ("오후 3시", "3 a.m."),
    ("이틀", "two hours"),
    ("첫 번째", "the second one"),
    ("1990년대", "the 1980s"),
    ("수십만 명", "hundreds of people"),
    ("3~5%", "3 to 6 percent"),
    ("열두 명", "twenty people"),
    ("100m", "100 miles"),
    ("두 배", "three times"),
    ("3명", "3%"),
]


@pytest.mark.parametrize(("korean", "english"), DIFFERENT)
def test_other_values_and_units_do_not_back(korean: str, english: str) -> None:
    ours, theirs = quantities(korean, "ko"), quantities(english, "en")
    assert ours
    assert theirs
    assert not all(supports(one, theirs) for one in ours)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("in January", "2026년 1월 26일"),
        ("in 2026", "2026년 1월 26일"),
        ("in the 1990s", "1995년"),
        ("in the second quarter", "2026년 5월"),
        ("about 350 million dollars", "3억 4천800만 달러"),
    ],
)
def test_fewer_details_are_backed_by_more_and_not_the_other_way_round(claim: str, evidence: str) -> None:
    (said,), known = quantities(claim, "en"), quantities(evidence, "ko")
    assert supports(said, known)
    assert not supports(known[0], [said])


@pytest.mark.parametrize(("bare", "full"), [("350", "350명"), ("2026", "2026년"), ("the 26th", "26일")])
def test_a_bare_number_may_count_anything(bare: str, full: str) -> None:
    assert supports(quantities(bare, "en")[0], quantities(full, "ko"))
    assert not supports(quantities(bare, "en")[0], quantities("350 percent", "en"))


def test_only_a_rounded_claim_may_be_near() -> None:
    known = quantities("3억 4천800만 달러", "ko")
    assert not supports(quantities("$350 million", "en")[0], known)
    assert not supports(quantities("about $400 million", "en")[0], known)


def test_a_year_said_elsewhere_completes_a_day_but_never_corrects_it() -> None:
    claim = quantities("December 30, 2025", "en")[0]
    assert supports(claim, quantities("2025년에 시작해 12월 30일에 끝났다", "ko"))
    assert not supports(claim, quantities("2025년에 시작해 2026년 12월 30일에 끝났다", "ko"))


@pytest.mark.parametrize(
    "text",
    [
        "R1, GPT-4, SwiGLU2, COVID-19, 5G, 3D, H100, 4o and B-52",
        "한 관계자는 이 일을 두고 네 차를 세 들어 사 먹었다고 구조대에 말했다",
        "one of them may march a second",
        "Bae Jun-seo was followed by Jun-ho",
        "코로나-19, 코로나19 그리고 코로나-19까지",
    ],
)
def test_names_and_common_words_are_no_quantities(text: str) -> None:
    assert quantities(text, "ko") == quantities(text, "en") == []


@pytest.mark.parametrize(
    ("text", "language", "when"),
    [
        ("지난해 12월 30일에 열렸다", "ko", When(2025, 12, 30)),
        ("지난달 공개했다", "ko", When(2025, 12)),
        ("It opened last December.", "en", When(2025, 12)),
        ("It opened yesterday.", "en", When(2026, 1, 25)),
    ],
)
def test_relative_dates_count_from_the_day_of_publication(text: str, language: Language, when: When) -> None:
    assert when in [quantity.when for quantity in quantities(text, language, PUBLISHED)]
    assert when not in [quantity.when for quantity in quantities(text, language)]


def test_spans_are_those_of_the_text_also_behind_a_resolved_date() -> None:
    text = "지난해 12월 30일 오후 3시에 3억 5천만 달러를 냈다"
    found = quantities(text, "ko", PUBLISHED)
    written = [quantity for quantity in found if quantity.start != quantity.end]
    assert [quantity.text for quantity in written] == [text[quantity.start : quantity.end] for quantity in written]
    assert [quantity.text for quantity in written] == ["12월 30일", "오후 3시", "3억 5천만 달러"]


def test_passing_quantities_back_but_are_marked() -> None:
    (both,) = quantities("both sides", "en")
    assert both.passing
    assert supports(quantities("두 나라", "ko")[0], [both])
    assert [quantity.passing for quantity in quantities("1명과 a year", "ko")] == [False, True]


def test_a_text_without_quantities_has_none() -> None:
    assert quantities("", "ko") == []
    assert not supports(quantities("3명", "ko")[0], [])


@given(st.integers(min_value=2, max_value=10**15))
def test_every_number_is_found_in_digits_and_in_korean_scales(value: int) -> None:
    digits, grouped = quantities(f"{value}원", "ko"), quantities(f"{value:,} won", "en")
    scaled = quantities(f"{_in_scales(value)}원", "ko")
    for found in (digits, grouped, scaled):
        assert [(one.low, one.unit) for one in found] == [(float(value), "KRW")]


@given(st.text(max_size=80), st.sampled_from(["ko", "en"]))
def test_any_text_can_be_read_and_backs_itself(text: str, language: Language) -> None:
    found = quantities(text, language)
    assert all(supports(quantity, found) for quantity in found)
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in found)
    assert all(text[quantity.start : quantity.end] == quantity.text for quantity in found)


def _in_scales(value: int) -> str:
    parts = []
    for scale, size in (("조", 10**12), ("억", 10**8), ("만", 10**4), ("", 1)):
        count, value = divmod(value, size)
        if count:
            parts.append(f"{count}{scale}")
    return " ".join(parts)


def test_a_quantity_is_data() -> None:
    assert Quantity("3", 0, 1, 3.0, 3.0) == Quantity("3", 0, 1, 3.0, 3.0)


def test_a_number_with_commas_is_no_day_of_the_month_before_it() -> None:
    found = [quantity.text for quantity in quantities("In March 12,500 people came.", "en")]
    assert found == ["March", "12,500 people"]


@pytest.mark.parametrize("text", ["It rose from 0 to 0 percent.", "0-0-5 km", "2026-0-0-0!", "0.0 to 0,0 million won"])
def test_a_range_from_nothing_to_nothing_is_none(text: str) -> None:
    assert all(quantity.low <= quantity.high for quantity in quantities(text, "en"))
