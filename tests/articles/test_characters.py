"""Characters that are not what they look like: those for private use, and those of PDFs whose fonts are wrongly mapped."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Content, read_content
from bot.articles.article_errors import ArticleScrambled
from bot.articles.pdf import read_pdf
from bot.articles.private_use import private_use_warning, read_private_use
from bot.articles.readable_text import is_readable
from tests import article_files as files

KOREAN = """한강 다리 세 곳의 보수 공사가 시작된다. 작년에 세운 계획에 따라 지난달 업체를 골랐고, 올해 420억원을 쓴다. 지난해 12월 조사에서 교각의
철근이 녹슨 것이 드러났다. 공사는 내년에 끝난다. 시는 공사하는 동안 다리마다 차로를 하나씩 막는다고 밝혔다. 다니는 사람이 적은 밤에만 막기로 했다.
시민들은 공사가 늦었다고 말한다. 시의회는 안전 점검을 해마다 두 번으로 늘리라고 했고 시는 이를 받아들였다."""
ENGLISH = """The repair of three bridges over the river begins this spring. The city chose a company last month, as it had planned, and
will spend 42 billion won this year. An inspection in December had found that the steel in the piers was rusting. The work is to end next
year. One lane of each bridge will be closed at night, when there are fewer cars, and people who live near it were told in time."""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("\U000f02b1 한강 다리", "① 한강 다리"),
        ("\U000f02c4", "⑳"),
        ("제품\U000f02ef서비스", "제품·서비스"),
        ("\U000f0854다리\U000f0855", "《다리》"),
        ("\uf53a글 2024", "한글 2024"),
        ("\uf53a 사람", "ᄒᆞᆫ 사람"),
        ("\U000f03ef\U000f03f0", "한글"),
        ("\uf0a7 항목", "▪ 항목"),
        ("나랏 말ᄊᆞ미 듕귁에 달아", "나랏 말ᄊᆞ미 듕귁에 달아"),
        ("\ue0bc\U000f0999", "\ue0bc\U000f0999"),
    ],
)
def test_characters_for_private_use(text: str, read: str) -> None:
    assert read_private_use(text) == read


def test_those_that_nobody_knows_stay_and_are_told() -> None:
    content = read_content(files.hwpx("값은 \ue0bc\ue0bc와 \U000f02b1이다."), "a.hwpx", name="a.hwpx")
    assert content.text == "값은 \ue0bc\ue0bc와 ①이다."
    assert [(w.count, w.detail) for w in content.warnings if w.kind == "private_use"] == [(2, "U+E0BC")]


@given(st.text())
def test_only_characters_for_private_use_change(text: str) -> None:
    read = read_private_use(text)
    assert read_private_use(read) == read
    if not private_use_warning(text):
        assert read == text


def scramble(text: str, seed: int) -> str:
    """As a font does whose characters are numbered anew: each stands for another one."""
    chance = random.Random(seed)
    others: dict[str, str] = {}
    return "".join(
        others.setdefault(c, chr(0xAC00 + chance.randrange(11_172))) if "가" <= c <= "힣" else c for c in text
    )


def turn(text: str, by: int) -> str:
    return "".join(chr((ord(c) - 33 + by) % 94 + 33) if c > " " else c for c in text)


@pytest.mark.parametrize(
    "text", [KOREAN, ENGLISH, KOREAN + ENGLISH, "1,234 5,678 " * 60, "짧다.", "Qwrtp", "表 " * 90, ""]
)
def test_writing_is_readable(text: str) -> None:
    assert is_readable(text)


@pytest.mark.parametrize(
    "text",
    [
        *(scramble(KOREAN, seed) for seed in range(4)),
        *(turn(ENGLISH, by) for by in (3, -29, 31, 47)),
        "".join(chr(0xE000 + ord(c)) if c > " " else c for c in ENGLISH),
        "".join("\ufffd" if n % 3 else c for n, c in enumerate(KOREAN)),
        "".join(chr(0x530 + 40 * (ord(c) % 40)) if c > " " else c for c in ENGLISH),
    ],
)
def test_what_a_wrong_map_makes_is_not(text: str) -> None:
    assert not is_readable(text)


def read(*pages: str) -> Content:
    drawn = [files.pdf_lines(*page.split("\n"), size=8) for page in pages]
    return read_pdf(files.pdf(drawn), "a.pdf")


@pytest.fixture
def _without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.articles.scanned_pages.tesseract", lambda: None)


@pytest.mark.usefixtures("_without_tesseract")
def test_a_pdf_whose_fonts_are_wrongly_mapped_is_named() -> None:
    with pytest.raises(ArticleScrambled) as caught:
        read(scramble(KOREAN, 1))
    assert "tesseract" in caught.value.message("ko") and "a.pdf" in str(caught.value)


@pytest.mark.usefixtures("_without_tesseract")
def test_pages_that_make_no_sense_are_left_out_and_told() -> None:
    content = read(KOREAN, scramble(KOREAN, 1), KOREAN.replace("다리", "터널"))
    assert "다리 세 곳" in content.title and "터널 세 곳" in content.text
    assert len(content.text) < 2.2 * len(KOREAN)
    assert [(w.kind, w.count, w.detail) for w in content.warnings] == [("scrambled", 1, "2")]
