"""Markdown as it is shown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Content, read_content
from bot.articles.markdown import shown_text

FENCE = "```"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("예산은 ~~31억원~~ 33억원이다.", "예산은 33억원이다."),
        ("~~지운 줄~~\n\n남은 줄", "남은 줄"),
        ("앞 ~~지운 글이\n다음 줄로 이어진다~~ 뒤", "앞 뒤"),
        ("5 ~~ 6\n\n7 ~~가", "5 ~~ 6\n\n7 ~~가"),
        ("- ~~가\n- 나~~ 다", "- ~~가\n- 나~~ 다"),
        ("<style>.a { color: red }</style>보인다.<script>let a = 1</script>", "보인다."),
        (
            "예산은 <del>31억원</del> <ins>33억원</ins>이다. 때는 <s>2월</s> 3월이다.",
            "예산은 33억원이다. 때는 3월이다.",
        ),
        ("<!-- 숨은 값은 9억원이다. -->\n남는다.", "남는다."),
        ("앞 <!-- 여러\n줄의\n말 --> 뒤", "앞 뒤"),
        ("[//]: # (적어 둔 말)\n남는다.", "남는다."),
        ("<div style='display: none'>숨은 글</div>보인다.", "보인다."),
        ("<p hidden>숨은 글</p>\n보인다.", "보인다."),
        ("1984[^1]년이다.\n\n[^1]: 시 자료.", "1984년이다.\n\n시 자료."),
        ("10<sup>6</sup>kg, 35m<sup>2</sup>, CO<sub>2</sub>다.", "10^6kg, 35m², CO₂다."),
        ("1984<sup>[1](#n)</sup>년, 3<sup><a href='#n'>1</a></sup>개", "1984년, 3개"),
        ("<details>\n<summary>까닭</summary>\n\n녹슬었다.\n</details>", "까닭\n\n녹슬었다."),
        ("<details><summary>까닭</summary>녹슬었다.</details>", "까닭\n\n녹슬었다."),
        ("<figure><img src=a><figcaption>새 차</figcaption></figure>눈이 왔다.", "새 차\n\n눈이 왔다."),
        ("<p>하나다.</p><p>둘이다.</p>셋이다.", "하나다.\n\n둘이다.\n\n셋이다."),
        ("<ul><li>하나</li><li>둘</li></ul>", "하나\n\n둘"),
        ("<table><tr><th>샘</th><th>깊이</th></tr><tr><td>윗샘</td><td>4m</td></tr></table>", "샘 깊이\n\n윗샘 4m"),
        ("그는 <q>가겠다</q>고, <q cite='a'>지금</q>이라고 했다.", "그는 “가겠다”고, “지금”이라고 했다."),
        ("첫 줄<br>둘째 줄", "첫 줄\n둘째 줄"),
        ("`<!-- 코드 -->`와 `~~x~~`", "`<!-- 코드 -->`와 `~~x~~`"),
        (f"{FENCE}\n<!-- 코드 -->\n~~x~~\n{FENCE}\n끝", f"{FENCE}\n<!-- 코드 -->\n~~x~~\n{FENCE}\n끝"),
        ("5 < 6, 7 > 3, a~~b, 20~~30세, <unknown>", "5 < 6, 7 > 3, a~~b, 20~~30세, <unknown>"),
        ("끝나지 않은 <!-- 말", "끝나지 않은 <!-- 말"),
        ("**굵게** *기울게* # 제목 - 항목", "**굵게** *기울게* # 제목 - 항목"),
    ],
)
def test_what_is_shown(written: str, shown: str) -> None:
    assert shown_text(written).strip() == shown
    assert read_content(f"# 눈\n\n{written}".encode(), "a.md", name="a.md").text == shown


def test_plain_text_is_taken_at_its_word() -> None:
    assert (
        read_content("예산은 ~~31억원~~ 33억원이다.".encode(), "a.txt", name="a.txt").text
        == "예산은 ~~31억원~~ 33억원이다."
    )


def test_what_we_wrote_ourselves_is_text() -> None:
    ours = "---\ntitle: 눈\nsource: https://example.com/1\nadded: 2026-01-26\n---\n\n<b>는 굵은 글자다. ~~이것~~은 지운 글자다.\n"
    content = read_content(ours.encode(), "a.md", name="a.md")
    assert content == Content("<b>는 굵은 글자다. ~~이것~~은 지운 글자다.", "눈", url="https://example.com/1")


@given(st.text(alphabet="가 ~<>-!`[]^:#\ns/adelp1", max_size=80))
def test_nothing_but_markup_goes(text: str) -> None:
    shown = shown_text(text)
    left = iter(text)
    assert all(character in left for character in shown.replace("^", "").replace("(", "").replace(")", ""))


@pytest.mark.slow
@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["<!--", "~~a ", "`", "``a`", "<div hidden>", "<s>", "<sup>1", "[^a", "~~~\n", "<a "])
def test_monstrous_markup_takes_bounded_time(piece: str) -> None:
    assert len(shown_text(piece * 100_000)) <= len(piece) * 100_000


def test_the_samples_are_shown_whole() -> None:
    for path in (Path(__file__).resolve().parents[2] / "corpus").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert shown_text(text) == text
