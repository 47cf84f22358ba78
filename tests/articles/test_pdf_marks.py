"""Raised and lowered characters on the pages of PDFs: told by their size and where they stand, whatever PDFium makes of the line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.pdf import read_pdf
from tests import article_files as files

NEXT = "다음 문장은 앞 문장의 끝에 이어지고 값은 420억원이다."


def width(text: str, size: float) -> float:
    """As the font of `files.pdf` has it: Latin characters are half as wide as they are high."""
    return sum(size / 2 if " " <= character <= "~" else size for character in text)


def placed(
    parts: list[tuple[str, int]], *, size: float = 10, scale: float = 0.65, top: float = 700
) -> list[files.Placed]:
    """Return a line of parts, each 1 for raised, -1 for lowered, 0 for neither."""
    left, drawn = 60.0, []
    for text, shift in parts:
        own = size * scale if shift else size
        drawn.append((left, top + (0.35 if shift > 0 else -0.15 if shift else 0) * size, own, text))
        left += width(text, own)
    return drawn


def read(*lines: list[files.Placed]) -> str:
    return read_pdf(files.pdf([[drawn for line in lines for drawn in line]]), "a.pdf").text


@pytest.mark.parametrize("scale", [0.58, 0.7, 0.83])
@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([("무게는 10", 0), ("6", 1), ("kg이다.", 0)], "무게는 10^6kg이다."),
        ([("넓이는 35 m", 0), ("2", 1), ("이고 기체는 CO", 0), ("2", -1), ("이다.", 0)], "넓이는 35 m²이고 기체는 CO₂이다."),
        ([("빠르기는 3×10", 0), ("-9", 1), (" m이다.", 0)], "빠르기는 3×10^-9 m이다."),
        ([("1984", 0), ("1", 1), ("년에 시작했다.", 0)], "1984년에 시작했다."),
        ([("공사가 끝났다.", 0), ("2)", 1), (" 값은 그대로다.", 0)], "공사가 끝났다. 값은 그대로다."),
        ([("The 21", 0), ("st", 1), (" century began in 2001.", 0)], "The 21st century began in 2001."),
        ([("최대는 x", 0), ("max", -1), ("라고 쓴다.", 0)], "최대는 x_max라고 쓴다."),
        ([("이온은 SO", 0), ("4", -1), ("2-", 1), ("이다.", 0)], "이온은 SO₄²⁻이다."),
        ([("The bridge is 20 km", 0), ("2", 1), (".", 0)], "The bridge is 20 km²."),
        ([("값은 3", 0), ("1", 1), ("/", 0), ("2", -1), ("이다.", 0)], "값은 3 1/2이다."),
    ],
)  # fmt: skip
def test_marks_in_a_line(parts: list[tuple[str, int]], text: str, scale: float) -> None:
    below = [(60.0, 685.0, 10.0, NEXT)]
    assert read(placed(parts, scale=scale), below).split("\n\n")[0].startswith(text)


def test_a_reading_above_a_word_stands_in_brackets_behind_it() -> None:
    line = placed([("이 다리의 이름은 漢江이고 오래되었다.", 0)])
    left = 60 + width("이 다리의 이름은 ", 10)
    assert read(line, [(left, 709.0, 5.0, "한강한강")]) == "이 다리의 이름은 漢江(한강한강)이고 오래되었다."


def test_readings_above_two_words_of_a_line_stand_each_behind_its_own() -> None:
    line = placed([("漢江의 다리와 天池의 물이 이야기에 나온다.", 0)])
    left = 60 + width("漢江의 다리와 ", 10)
    readings = [(60.0, 709.0, 5.0, "한강"), (left, 709.0, 5.0, "천지")]
    assert read(line, readings) == "漢江(한강)의 다리와 天池(천지)의 물이 이야기에 나온다."
    one_by_one = [(62.5, 709.0, 5.0, "한"), (72.5, 709.0, 5.0, "강")]
    assert read(line, one_by_one) == "漢江(한강)의 다리와 天池의 물이 이야기에 나온다."


def test_what_is_only_large_or_only_small_is_no_mark() -> None:
    drop_cap = [(60.0, 690.0, 24.0, "한"), (84.0, 700.0, 10.0, "강의 다리는 세 곳이 있고 모두 오래되었다.")]
    assert "강의 다리는 세 곳이 있고 모두 오래되었다." in read(drop_cap)
    caption = [(60.0, 700.0, 10.0, NEXT), (60.0, 688.0, 6.0, "그림 1. 한강의 다리")]
    assert read(caption).split("\n\n") == [NEXT, "그림 1. 한강의 다리"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["값은 12", "x", "길이 3 m", "CO", "끝이다.", "the year 1984"]),
            st.sampled_from(["1", "2", "-1", "n", "*", "2)"]),
            st.sampled_from([1, -1]),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_marks_never_change_the_numbers_before_them(parts: list[tuple[str, str, int]]) -> None:
    line = [part for text, mark, shift in parts for part in ((text, 0), (mark, shift), (" 뒤 ", 0))]
    text = read(placed(line))
    at = 0
    for before, _, _ in parts:
        at = text.index(before, at) + len(before)
        assert not text[at : at + 1].isdecimal()
