"""Scanned pages: read with Tesseract where it is, page by page; where it is not, the message says what to install."""

import io
import json
import textwrap
from dataclasses import asdict
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.articles import ReadingWarning, article_from_text, read_content
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleOnlyPictures
from bot.articles.machine_read_pages import with_pages_placed
from bot.articles.page_picture import page_picture
from bot.articles.pdf import read_pdf
from bot.articles.pdf_layout import Line
from bot.articles.scanned_pages import _lines, tesseract
from tests import article_files as files
from tests.articles.test_characters import ENGLISH, KOREAN

FONT = Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf")

with_tesseract = pytest.mark.skipif(
    tesseract() is None or not FONT.exists(),
    reason="no Tesseract with its Korean data, or no Nanum fonts: apt-get install tesseract-ocr tesseract-ocr-kor fonts-nanum",
)


def scan(*texts: str) -> bytes:
    """Return a PDF whose pages are pictures of texts."""
    font = ImageFont.truetype(str(FONT), 28) if FONT.exists() else ImageFont.load_default()
    pages = []
    for text in texts:
        picture = Image.new("L", (1300, 420), 255)
        for n, line in enumerate(textwrap.wrap(text.replace("\n", " "), 40)):
            ImageDraw.Draw(picture).text((60, 60 + 50 * n), line, font=font, fill=0)
        pages.append(picture)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return out.getvalue()


def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("scanned_pages", "pdf"):
        monkeypatch.setattr(f"bot.articles.{module}.tesseract", lambda: None)


def test_without_tesseract_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    without_tesseract(monkeypatch)
    with pytest.raises(ArticleOnlyPictures) as caught:
        read_pdf(scan(KOREAN[:88]), "a.pdf")
    assert all("tesseract-ocr-kor" in caught.value.message(language) for language in ("ko", "en"))


def test_where_it_finds_nothing_the_message_does_not_tell_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.articles.pdf.tesseract", lambda: "tesseract")
    monkeypatch.setattr("bot.articles.pdf.read_scanned", lambda document, numbers: {})
    with pytest.raises(ArticleEmpty) as caught:
        read_pdf(scan(""), "a.pdf")
    assert "tesseract" not in caught.value.message("en")


def test_a_page_in_pictures_among_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    without_tesseract(monkeypatch)
    monkeypatch.setattr("bot.articles.pdf._is_picture", lambda document, number: number == 1)
    content = read_pdf(files.pdf([files.pdf_lines(*KOREAN.split("\n")), [], []]), "a.pdf")
    assert [(w.kind, w.count, w.detail) for w in content.warnings] == [("pictures", 1, "2")]


@with_tesseract
@pytest.mark.slow
def test_scanned_pages_are_read_page_by_page() -> None:
    told: list[tuple[int, int]] = []
    data = scan(KOREAN[:88], ENGLISH[:165])
    content = read_content(data, "a.pdf", name="a.pdf", on_page=lambda done, total: told.append((done, total)))
    whole = " ".join(f"{content.title} {content.text}".split())
    for sentence in ("공사가 시작된다.", "올해 420억원을 쓴다.", "will spend 42 billion won this year."):
        assert sentence in whole
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert ("machine_read", 2, "1, 2") in [(w.kind, w.count, w.detail) for w in content.warnings]
    # A file that is added is read twice; what took so long is not done again.
    assert read_content(data, "b.pdf", name="b.pdf", on_page=lambda done, total: told.append((done, total))) == content
    assert len(told) == 3


def test_where_lines_of_a_table_stand_and_how_they_are_spaced() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    words = [(1, 100, 300, 60, 40, 93, "한"), (1, 160, 298, 60, 42, 95, "강"), (1, 250, 300, 90, 40, 90, '"다리"')]
    noise = [(2, 100, 900, 10, 10, 12, "~;")]
    rows = [
        f"5\t1\t1\t1\t{line}\t{n}\t{x}\t{y}\t{w}\t{h}\t{c}\t{t}"
        for n, (line, x, y, w, h, c, t) in enumerate(words + noise)
    ]
    lines = _lines("\n".join([head, *rows]), '한강 "다리"\n~;\n', 4.0, 800.0)
    assert lines == [Line('한강 "다리"', 25.0, 85.0, 715.0, 725.5, 800.0)]
    assert _lines("", "", 4.0, 800.0) == []


def test_where_pages_that_were_read_by_machine_stand_in_the_text() -> None:
    machine_read = ReadingWarning("machine_read", 2, "2, 3")
    text = "첫 쪽은 글이다.\n\n둘째 쪽의 첫 줄이다. 둘째 줄이다.\n\n셋째 쪽이다."
    pages = [(2, "12\n둘째 쪽의 첫 줄이다.\n둘째 줄이다."), (3, "셋째 쪽이다."), (4, "어디에도 없는 줄이다."), (5, "")]
    article = article_from_text(text, id="a", source="a", warnings=(machine_read, ReadingWarning("saved_day")))
    first, second = with_pages_placed(article, pages).warnings
    assert [(page, text[start:end]) for page, start, end in first.places] == [
        (2, "둘째 쪽의 첫 줄이다. 둘째 줄이다"),
        (3, "셋째 쪽이다"),
    ]
    assert (second.places, with_pages_placed(article, [])) == ((), article)
    assert ReadingWarning.from_json(json.loads(json.dumps(asdict(first)))) == first


@pytest.mark.slow
def test_the_picture_of_a_page() -> None:
    data = files.pdf([files.pdf_lines("첫 쪽이다."), files.pdf_lines("둘째 쪽이다.")])
    with Image.open(io.BytesIO(page_picture(data, 2, "a.pdf"))) as picture:
        assert (picture.format, picture.size) == ("PNG", (1240, 1755))
    for number, broken in ((3, data), (1, b"%PDF-1.7")):
        with pytest.raises(ArticleDamaged):
            page_picture(broken, number, "a.pdf")
