"""Bytes are what they spell in Korean or English; labels are hints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import read_content
from bot.articles.article_errors import ArticleNotText
from bot.articles.decoding import codec_of, decode

KOREAN = "다라시는 쌓인 눈을 치우는 차를 12대 더 산다고 9일 밝혔다."
RARE = "펲시와 똠방각하가 햏자를 만났다고 다라시가 밝혔다."
HANJA = "大韓民國 國會는 三月 一日 法律 第二十號 海上保險法을 改正하여 公布하였다. 施行日은 同年 七月이다."
ENGLISH = "The café’s “crème brûlée” costs £4 – or €5 – at Zoë’s, in the naïve view of São Paulo’s critics."
LABELS = ["", "utf-8", "euc-kr", "ks_c_5601-1987", "iso-8859-1", "windows-1252", "us-ascii", "nonsense", "utf-16"]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, encoding) for text in (KOREAN, RARE, HANJA) for encoding in ("cp949", "utf-8", "utf-8-sig", "utf-16")),
        (ENGLISH, "cp1252"),
        (ENGLISH, "utf-8"),
        (KOREAN, "utf-16-le"),
        (ENGLISH[:40], "utf-16-be"),
        (f"The word 눈 is Korean. {ENGLISH[80:]}", "cp949"),
    ],
)
def test_no_label_changes_what_bytes_spell(text: str, encoding: str, label: str) -> None:
    assert decode(text.encode(encoding), "a.txt", [label]) == text


@pytest.mark.parametrize(
    ("label", "text"),
    [("shift_jis", "春の雪はやわらかい。"), ("gb18030", "春天的雪是柔软的。"), ("cp1251", "Снег мягкий.")],
)
def test_other_languages_need_their_label(label: str, text: str) -> None:
    assert decode(text.encode(label), "a.txt", [label]) == text


@pytest.mark.parametrize(
    "data",
    [
        "春天的雪是柔软的,人们都很喜欢它。".encode("gb18030") * 9,
        "春の雪はやわらかい。".encode("euc_jp") * 9,
        KOREAN.encode("utf-8")[:-2],
        KOREAN.encode("cp949")[:-2] + b"\xff",
        bytes(range(128, 256)) * 8,
    ],
    ids=["gb18030", "euc_jp", "cut utf-8", "cut cp949", "all bytes"],
)
def test_what_spells_neither_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleNotText):
        decode(data, "a.txt")


def test_letters_of_the_old_standard() -> None:
    assert decode(b"\x1b$)C" + "\x0e\x3d\x43\x0f 3".encode("latin-1"), "a.eml", ["iso-2022-kr"]).endswith(" 3")


@pytest.mark.parametrize(
    ("label", "codec"),
    [("EUC-KR", "cp949"), ("x-windows-949", "cp949"), ("Latin1", "cp1252"), ("UTF8", "utf-8"), ("?", ""), ("hex", "")],
)
def test_labels(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cc", "Cs"])))
def test_any_text_in_utf8(text: str) -> None:
    assert decode(text.encode(), "a.txt", ["euc-kr"]) == text.removeprefix("\ufeff")


@pytest.mark.slow
@given(st.sampled_from([KOREAN, RARE, HANJA]), st.integers(1, 9), st.sampled_from(["meta", "xml", "none"]))
def test_pages_that_lie(text: str, times: int, where: str) -> None:
    body = f"<html><body><p>{text * times}</p></body></html>"
    said = {"meta": '<meta charset="iso-8859-1">', "xml": '<?xml version="1.0" encoding="ISO-8859-1"?>', "none": ""}[
        where
    ]
    page = said + body if where == "xml" else body.replace("<body>", f"<head>{said}</head><body>")
    assert read_content(page.encode("cp949"), "a.html", name="a.html").text == text * times
