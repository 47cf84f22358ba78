"""Exponents, notes and mathematics in plain text: no mark changes a number, no number is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.articles.hwp_equation import equation_text
from bot.articles.mathematics import math_text
from bot.articles.raised_marks import lowered, raised


@pytest.mark.parametrize(
    ("before", "mark", "after", "text"),
    [
        ("무게는 10", "6", "kg", "무게는 10^6kg"),
        ("3 × 10", "8", " m/s", "3 × 10^8 m/s"),
        ("10", "-9", " m", "10^-9 m"),
        ("2", "10", "개", "2^10개"),
        ("5", "2", " = 25", "5^2 = 25"),
        ("넓이 35 m", "2", "", "넓이 35 m²"),
        ("12㎏/m", "3", "", "12㎏/m³"),
        ("kg·m·s", "-2", "", "kg·m·s⁻²"),
        ("E = mc", "2", "", "E = mc^2"),
        ("πr", "2", "", "πr^2"),
        ("e", "x+1", "", "e^(x+1)"),
        ("(a+b)", "2", "", "(a+b)^2"),
        ("Ca", "2+", "", "Ca²⁺"),
        ("", "235", "U", "²³⁵U"),
        ("25", "o", "C", "25°C"),
        ("the 21", "st", " century", "the 21st century"),
        ("the n", "th", " term", "the nth term"),
        ("Haeseol", "TM", "", "Haeseol™"),
        ("1984", "1", "년", "1984년"),
        ("1,000", "3", "", "1,000"),
        ("2024년", "2)", "", "2024년"),
        ("밝혔다.", "12", "", "밝혔다."),
        ("백과", "[12]", "", "백과"),
        ("1592", "[2][3]", "년", "1592년"),
        ("1592", "[2], [주 3]", "년", "1592년"),
        ("x₁", "2", "", "x₁^2"),
        ("Area 51", "a", "", "Area 51^a"),
        ("la 1", "a", " edición", "la 1a edición"),
        ("x = 2", "a", " gilt", "x = 2^a gilt"),
        ("3.5×10^5개이고 사람은 25", "3", "명", "3.5×10^5개이고 사람은 25명"),
        ("GDP", "3", "", "GDP"),
        ("Kim", "a,b", "", "Kim"),
        ("NaCl", "*", "", "NaCl"),
        ("제1조", "개정", "", "제1조(개정)"),
    ],
)
def test_a_raised_mark(before: str, mark: str, after: str, text: str) -> None:
    assert before + raised(before, mark, after) + after == text


def test_a_mark_that_leads_to_a_note_goes_unless_it_is_a_power() -> None:
    assert raised("x", "2", linked=True) == ""
    assert raised("10", "6", linked=True) == "^6"


@pytest.mark.parametrize(
    ("before", "mark", "text"),
    [("CO", "2", "CO₂"), ("x", "max", "x_max"), ("log", "10", "log₁₀"), ("PM", "2.5", "PM2.5"), ("다", "가", "다가")],
)
def test_a_lowered_mark(before: str, mark: str, text: str) -> None:
    assert before + lowered(before, mark) == text


@given(
    st.integers(0, 10**6), st.text("0123456789,.-+n", min_size=1, max_size=4), st.sampled_from(["", "kg", " m", "년"])
)
def test_no_raised_mark_changes_the_number_before_it(number: int, mark: str, after: str) -> None:
    text = f"{number}{raised(str(number), mark, after)}{after}"
    assert re.match(r"[0-9]+", text).group() == str(number)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<msup><mi>x</mi><mn>2</mn></msup><mfrac><mn>1</mn><mn>2</mn></mfrac>", "x^2 1/2"),
        ("<mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "1 1/2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "3√x"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
            "∑_(i=1)^n i",
        ),
        ("<semantics><msup><mi>c</mi><mn>2</mn></msup><annotation>c^{2}</annotation></semantics>", "c^2"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x̄"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
            "1, 2; 3",
        ),
        ("<mmultiscripts><mi>U</mi><mprescripts/><mn>92</mn><mn>235</mn></mmultiscripts>", "^235U"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced><mphantom><mn>9</mn></mphantom>", "(a, b)"),
        ("<msup><mn>10</mn><mrow><mo>-</mo><mn>9</mn></mrow></msup>", "10^-9"),
    ],
)
def test_mathematics_of_pages_and_books(inside: str, text: str) -> None:
    assert math_text(etree.fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inside}</math>')) == text


def part(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"{part('3')}<m:f><m:num>{part('1')}</m:num><m:den>{part('2')}</m:den></m:f>", "3 1/2"),
        (f"<m:rad><m:deg/><m:e>{part('x+1')}</m:e></m:rad>", "√(x+1)"),
        (f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{part('i=1')}</m:sub><m:sup>{part('n')}</m:sup><m:e>{part('i')}</m:e></m:nary>", "∑_(i=1)^n i"),
        (f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{part('a')}</m:e></m:d>", "[a]"),
        (f"<m:func><m:fName>{part('sin')}</m:fName><m:e>{part('x')}</m:e></m:func>", "sin x"),
        (f"<m:acc><m:accPr><m:chr m:val='⃗'/></m:accPr><m:e>{part('a')}</m:e></m:acc>", "a⃗"),
        (f"<m:sSubSup><m:e>{part('x')}</m:e><m:sub>{part('1')}</m:sub><m:sup>{part('2')}</m:sup></m:sSubSup>", "x₁^2"),
        (f"<m:limLow><m:e>{part('lim')}</m:e><m:lim>{part('n→∞')}</m:lim></m:limLow>", "lim_(n→∞)"),
        (f"<m:eqArr><m:e>{part('a=1')}</m:e><m:e>{part('b=2')}</m:e></m:eqArr>", "a=1; b=2"),
        (f"{part('420억')}{part('원')}", "420억원"),
    ],
)  # fmt: skip
def test_mathematics_of_word(inside: str, text: str) -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    assert math_text(etree.fromstring(f'<m:oMath xmlns:m="{space}">{inside}</m:oMath>')) == text


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("{a+b} over 2", "(a+b)/2"),
        ("2 1 over 2", "2 1/2"),
        ("x^2", "x^2"),
        ("sqrt {x+1}", "√(x+1)"),
        ("root 3 of x", "3√x"),
        ("SUM from {i=1} to n i", "∑_(i=1)^n i"),
        ("3 times 10^{8} m/s", "3×10^8 m/s"),
        ("x_{max} leq 5", "x_max≤5"),
        ("LEFT ( {a} over {b} RIGHT )", "(a/b)"),
        ("rm CO_2", "CO₂"),
        ("matrix{1 & 2 # 3 & 4}", "1, 2; 3, 4"),
        ("속도 = 거리 over 시간", "속도=거리/시간"),
        ("DELTA x", "Δx"),
        ("pi r^2 ~ 420", "πr^2 420"),
    ],
)
def test_equations_of_hangul(script: str, text: str) -> None:
    assert equation_text(script) == text


@given(
    st.lists(st.sampled_from('{ } ^ _ over sqrt root of from 420억원 x 2 ( ) # & ~ " left matrix'.split()), max_size=30)
)
def test_no_equation_loses_a_number_or_breaks(tokens: list[str]) -> None:
    script = " ".join(tokens)
    assert equation_text(script).count("억") == tokens.count("420억원")
