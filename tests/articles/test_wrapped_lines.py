"""Lines that an editor wrapped are joined when a text is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import read_content
from bot.articles.wrapped_lines import is_cut_number, join_wrapped

PROSE = (
    "다라시는 쌓인 눈을 치우는 차를 올해 12대 더 산다고 9일 밝혔다. 새 차는 소금 대신 사탕무 즙을 뿌린다. 시는 나무가 덜 "
    "마를 것으로 본다. 운전할 사람은 지난해보다 넷 줄었다. 그래서 시는 11월까지 여섯 명을 더 뽑기로 했다."
)


def columns(text: str) -> int:
    return sum(2 if "가" <= letter <= "힣" else 1 for letter in text)


def wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        fits = columns(lines[-1]) + 1 + columns(word) <= width
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if fits or not lines[-1] else [*lines, word]
    return "\n".join(lines)


def cut(text: str, width: int) -> str:
    lines = [""]
    for letter in text:
        if columns(lines[-1] + letter) > width:
            lines.append("")
        lines[-1] += letter
    return "\n".join(line.strip() for line in lines)


def read(text: str, name: str) -> str:
    data = (
        text.encode() if name != "a.eml" else b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode()
    )
    return read_content(data, name, name=name).text


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.eml"])
@pytest.mark.parametrize("width", [40, 60, 72, 90])
def test_a_wrapped_text_is_read_in_whole_paragraphs(name: str, width: int) -> None:
    text = f"# 눈\n\n{wrapped(PROSE, width)}\n\n- 하나\n- 둘\n\n끝이다."
    whole = f"{PROSE}\n\n- 하나\n- 둘\n\n끝이다."
    assert read(text, name).removeprefix("# 눈\n\n") == whole


@settings(max_examples=30)
@given(st.integers(30, 140))
def test_any_width(width: int) -> None:
    assert join_wrapped(wrapped(PROSE, width)) == PROSE


@settings(max_examples=30)
@given(st.integers(44, 120), st.sampled_from(["> ", "> > "]))
def test_quotations_of_any_width(width: int, mark: str) -> None:
    quoted = "\n".join(mark + line for line in wrapped(PROSE, width).split("\n"))
    assert join_wrapped(f"앞이다.\n\n{quoted}\n\n뒤다.") == f"앞이다.\n\n{mark}{PROSE}\n\n뒤다."


def test_quotations_in_quotations_as_deep_as_anybody_writes_them() -> None:
    lines = wrapped(PROSE, 60).split("\n")
    deep = "> " * 3_000
    quoted = "\n".join(f"{deep}{'> ' * (number % 2)}{line}" for number, line in enumerate(lines))
    assert join_wrapped("\n".join(deep + line for line in lines)) == deep + PROSE
    assert join_wrapped(quoted).replace("> ", "").split() == PROSE.split()


@settings(max_examples=30)
@given(st.integers(44, 120), st.sampled_from([("1. ", "   "), ("- ", "  "), ("(1) ", "    ")]))
def test_lines_that_hang_under_the_first(width: int, marks: tuple[str, str]) -> None:
    first, others = marks
    hung = f"\n{others}".join(wrapped(PROSE, width).split("\n"))
    assert join_wrapped(f"{first}{hung}") == f"{first}{PROSE}"


@pytest.mark.parametrize("width", [50, 64, 80])
def test_lines_that_are_cut_inside_words(width: int) -> None:
    joined = join_wrapped(cut(PROSE, width))
    assert "\n" not in joined
    assert joined.replace(" ", "") == PROSE.replace(" ", "")
    assert sum(word in joined.split() for word in PROSE.split()) >= len(PROSE.split()) - 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("공사를 3", "월에 시작한다"),
        ("모두 420", "억원이 들고"),
        ("전년보다 18", ".5% 늘었다"),
        ("길이 1,", "540m다"),
        ("약 3", "천만원이다"),
    ],
)
def test_a_number_that_is_cut_from_what_it_counts(before: str, after: str) -> None:
    assert is_cut_number(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2025", "국정감사에서"),
        ("2026", "회계연도에"),
        ("2025", "대선에서"),
        ("밝혔다.", "3월에"),
        ("2026. 1.", "26. 에"),
        ("2026.", "1. 26."),
        ("길을", "3월에"),
    ],
)
def test_words_behind_a_number_are_none_of_it(before: str, after: str) -> None:
    assert not is_cut_number(before, after)


@pytest.mark.parametrize(
    "text",
    [
        "나 보기가 역겨워\n가실 때에는\n말없이 고이 보내 드리우리다",
        "- 첫째 항목을 길게 적는다. 이어진다.\n- 둘째 항목을 길게 적는다. 이어진다.",
        "| 이름 | 해 |\n| 가람대교 | 1984 |",
        f"```\n{wrapped(PROSE, 60)}\n```",
        "\n".join(f"    {line}" for line in wrapped(PROSE, 60).split("\n")),
        "def ploughs(city: str) -> int:\n    # Twelve. Or more.\n    return 12",
        "def main(argument):\n    return something_that_is_long(argument, 1)\n    print('never reached at all in here')",
        "다라시 가나구 나다로 12\n전화 02-123-4567\n전자우편 a@example.com",
        f"{PROSE}\n\u3000\n{PROSE}",
        f"> {PROSE}\n> \u3000\n> {PROSE}",
        PROSE,
        "",
    ],
)
def test_what_stands_in_lines_stays(text: str) -> None:
    assert join_wrapped(text) == text
