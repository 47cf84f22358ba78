"""What each format's reader finds in a small real file: title, day, author, language, and the text without what is around it."""

from datetime import date
from pathlib import Path

import pytest

from bot.articles import Content, article_from_text, read_article, read_content
from bot.articles.article_errors import (
    ArticleDamaged,
    ArticleEmpty,
    ArticleError,
    ArticleFormatUnknown,
    ArticleLocked,
    ArticleOnlyPictures,
    PageWithoutArticle,
)
from bot.articles.reading_warnings import ReadingWarning
from bot.articles.scanned_pages import tesseract
from bot.library.chunking import split_article
from tests import article_files as files

DAY = date(2026, 1, 26)
LONG = "딥시크가 지난해 1월 인공지능 모델 R1을 공개했고 업계는 크게 놀랐다."
PAGE = f"""<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>딥시크의 1년 - 해설일보</title>
<meta property="og:title" content="딥시크의 1년"><meta name="author" content="김해설">
<meta property="article:published_time" content="2026-01-26T09:00:00+09:00"><script>var tracking = 1;</script></head>
<body><nav><a href="/">홈</a> <a href="/politics">정치 면으로</a></nav><h1>딥시크의 1년</h1><article><h2>공개</h2><p>{LONG}</p>
<ul><li>메모리가 줄었다</li><li>연산이 줄었다</li></ul><table><tr><th>이름</th><th>값</th></tr><tr><td>메모리</td><td>3%</td></tr></table>
<h3>전망</h3><p>마지막 문단이다. <a href="/r1">R1의 보고서</a>가 말한다.</p></article>
<aside><a href="/other">많이 본 기사</a></aside><div class="comments"><p>댓글이다.</p></div><footer>무단 전재 금지</footer></body></html>"""
PAGE_TEXT = f"## 공개\n\n{LONG}\n\n- 메모리가 줄었다\n- 연산이 줄었다\n\n| 이름 | 값 |\n| 메모리 | 3% |\n\n### 전망\n\n마지막 문단이다. R1의 보고서가 말한다."


def read(data: bytes, name: str) -> Content:
    return read_content(data, name, name=name)


def test_a_page() -> None:
    assert read(PAGE.encode(), "a.html") == Content(PAGE_TEXT, "딥시크의 1년", DAY, "김해설", "ko")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "utf-8"), ("euc-kr", "cp949"), ("ks_c_5601-1987", "cp949"), ("utf-8", "utf-16"), ("nonsense", "utf-8")],
)
def test_a_page_in_any_encoding(declared: str, encoding: str) -> None:
    page = PAGE.replace('charset="utf-8"', f'charset="{declared}"').encode(encoding)
    assert read(page, "a.html").text == PAGE_TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_page_with_a_description_cut_inside_a_character(encoding: str) -> None:
    page = PAGE.replace('charset="utf-8"', f'charset="{encoding}"').encode(encoding)
    cut = "설명이다".encode(encoding)[:-1]
    assert (
        read(page.replace(b"<script>", b'<meta name="description" content="' + cut + b'"><script>'), "a.html").text
        == PAGE_TEXT
    )


def test_a_page_that_lies_about_its_encoding() -> None:
    assert read(PAGE.replace('charset="utf-8"', 'charset="euc-kr"').encode(), "a.html").text == PAGE_TEXT


@pytest.mark.parametrize("name", ["a.txt", "a", "a.pdf", "a.docx"])
def test_a_page_is_a_page_whatever_its_name(name: str) -> None:
    assert read(PAGE.encode(), name).text == PAGE_TEXT


def test_a_text_about_markup_is_text() -> None:
    assert read(b"The <html> element is the root.", "a.txt").text == "The <html> element is the root."


def test_a_page_too_plain_for_an_extractor() -> None:
    page = f"<title>짧은 글</title><body><nav><a href=1>홈</a></nav><p>{LONG}</p></body>"
    assert read(page.encode(), "a.html") == Content(LONG, "짧은 글")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html></html>",
        "<html><body><script>document.write('news')</script></body></html>",
        "<html><body>"
        + "".join(f"<p><a href={n}>{n}번째 기사의 제목이 여기에 있다</a></p>" for n in range(20))
        + "</body></html>",
        "<!-- nothing else -->",
    ],
)
def test_a_page_without_an_article(page: str) -> None:
    with pytest.raises(PageWithoutArticle) as caught:
        read(page.encode(), "a.html")
    assert "a.html" in caught.value.message("ko")


def furnished(*bodies: list[files.Placed]) -> list[list[files.Placed]]:
    return [
        [(60, 810, 8, "해설일보 2026년 신년호"), *body, (290, 30, 8, f"- {number} -")]
        for number, body in enumerate(bodies, start=1)
    ]


def test_a_pdf() -> None:
    first = files.pdf_lines(
        "딥시크가 지난해 1월 인공지능 모델 R1을 공개했다. 업계는 크게 놀",
        "랐다. 정부는 독자 파운데이션 모델을 만드는 사업을 시작했다고",
        "밝혔다. 짧은 끝.",
        "  둘째 문단은 들여 쓰지 않았지만 앞 문단의 줄이 짧게 끝났다. 그래",
    )
    second = files.pdf_lines("서 다음 쪽으로 이어진다.")
    english = files.pdf_lines("This paragraph in English runs over two lines, and has a hy-", "phen in it.", top=600)
    pages = furnished(
        [(60, 760, 18, "딥시크의 1년"), (60, 735, 8, "입력 2026.01.26"), *first], second + english, english
    )
    content = read(files.pdf(pages, "/Title(Microsoft Word - x.doc)/Author(Kim)"), "a.pdf")
    assert (content.title, content.published, content.author) == ("딥시크의 1년", DAY, "Kim")
    assert content.text.split("\n\n") == [
        "입력 2026.01.26",
        "딥시크가 지난해 1월 인공지능 모델 R1을 공개했다. 업계는 크게 놀랐다. 정부는 독자 파운데이션 모델을 만드는 사업을 시작했다고 밝혔다. 짧은 끝.",
        "둘째 문단은 들여 쓰지 않았지만 앞 문단의 줄이 짧게 끝났다. 그래서 다음 쪽으로 이어진다.",
        *["This paragraph in English runs over two lines, and has a hyphen in it."] * 2,
    ]


def test_lines_of_a_pdf_that_only_a_sentence_holds_together() -> None:
    title = files.pdf_lines("눈 소식", size=18, top=760)
    cut = files.pdf_lines("다라시는 쌓인 눈을 치우는 차를 더 사서 3", "월에 쓴다고 밝혔다.")
    assert read(files.pdf([[*title, *cut]]), "a.pdf").text.endswith("더 사서 3월에 쓴다고 밝혔다.")
    far = files.pdf_lines("The new ploughs are paid for by the city and cost much more than the", top=700)
    far += files.pdf_lines("old ones did.", top=700 - 15 * 1.5)
    usual = files.pdf_lines("Snow fell on the city.", "Salt ran out in a day.", "All is well again now.", top=500)
    assert "cost much more than the old ones did." in read(files.pdf([[*title, *far, *usual]]), "a.pdf").text


def test_a_pdf_in_columns() -> None:
    left = files.pdf_lines(
        "왼쪽 단의 첫 줄은 여기서 시작하고 다음 줄로", "이어지며 단의 마지막 줄은 오른쪽 단으로 넘", size=9
    )
    right = files.pdf_lines("어간다. 오른쪽 단의 끝이다.", size=9, left=320)
    content = read(files.pdf([left + right]), "a.pdf")
    assert (
        content.text
        == "왼쪽 단의 첫 줄은 여기서 시작하고 다음 줄로 이어지며 단의 마지막 줄은 오른쪽 단으로 넘어간다. 오른쪽 단의 끝이다."
    )


def test_what_only_looks_like_furniture_stays() -> None:
    pages = [
        [(60, 800, 10, f"제{number}장의 첫 문장은 쪽마다 다르다."), *files.pdf_lines(LONG)] for number in (1, 5, 2)
    ]
    content = read(files.pdf(pages), "a.pdf")
    assert all(f"제{number}장의 첫 문장은 쪽마다 다르다." in content.text for number in (1, 5, 2))


@pytest.mark.parametrize(
    ("info", "published"),
    [
        ("/CreationDate(D:20260126090000+09'00')/Producer(Hancom PDF)", DAY),
        ("/CreationDate(D:20260126090000+09'00')/Producer(Skia/PDF m140)", None),
        ("/CreationDate(D:20261399)", None),
        ("", None),
    ],
)
def test_a_pdf_has_the_day_on_which_it_was_made_but_not_printed(info: str, published: date | None) -> None:
    assert read(files.pdf([files.pdf_lines(LONG)], info), "a.pdf").published == published


def test_a_scan() -> None:
    with pytest.raises(ArticleEmpty if tesseract() else ArticleOnlyPictures):
        read(files.pdf([[]]), "a.pdf")


def test_a_word_document() -> None:
    document = files.docx(
        ("Title", "딥시크의 1년"),
        ("Heading 1", "공개"),
        ("", LONG),
        ("List Bullet", "메모리"),
        ("List Bullet", "연산"),
        author="김해설",
    )
    content = read(document, "a.docx")
    assert content.title == "딥시크의 1년"
    assert content.author == "김해설"
    assert content.text == f"# 공개\n\n{LONG}\n\n- 메모리\n- 연산"


def test_a_word_document_with_notes_text_boxes_and_changes() -> None:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        "<w:p><w:r><w:t>처음 글.</w:t></w:r><w:ins><w:r><w:t> 넣은 글.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> 지운 글.</w:delText></w:r></w:del>"
        "<w:sdt><w:sdtContent><w:r><w:t> 양식의 글.</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>가</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>나</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    document = f"<w:document {word}><w:body>{body}</w:body></w:document>"
    content = read(files.with_parts(files.docx(("", "x")), {"word/document.xml": document}), "a.docx")
    assert content.text == "처음 글. 넣은 글. 양식의 글.\n\n| 가 | 나 |"


def test_a_book() -> None:
    facts = "<dc:creator>김해설</dc:creator><dc:date>2026-01-26</dc:date><dc:language>ko-KR</dc:language>"
    noted = "<h1>첫 장</h1><p>하나이다.&nbsp;둘이다.<sup><a href='#n1'>1</a></sup></p>"
    content = read(files.epub(noted, "<h2>둘째 장</h2><p>셋이다.</p>", more=facts), "a.epub")
    assert content == Content("# 첫 장\n\n하나이다. 둘이다.\n\n## 둘째 장\n\n셋이다.", "책", DAY, "김해설", "ko")


def test_a_book_of_a_shop() -> None:
    locked = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    fonts = {"META-INF/encryption.xml": locked.format("http://www.idpf.org/2008/embedding")}
    assert read(files.epub("<p>글이다.</p>", parts={**fonts}), "a.epub").text == "글이다."
    with pytest.raises(ArticleLocked):
        read(files.epub("<p>글이다.</p>", parts={"META-INF/encryption.xml": locked.format("aes256-cbc")}), "a.epub")


def test_hangul_documents() -> None:
    assert read(files.hwp("제목 줄", LONG, "🎉 끝이다."), "a.hwp") == Content(f"{LONG}\n\n🎉 끝이다.", "제목 줄")
    facts = ("", DAY, "김해설")
    saved = (ReadingWarning("saved_day"),)
    assert read(files.hwpml("첫 문단이다.", LONG), "a.hwp") == Content(
        f"첫 문단이다.\n\n{LONG}", *facts, warnings=saved
    )
    in_korean = Content(f"첫 문단이다.\n\n{LONG}", *facts, "ko", warnings=saved)
    assert read(files.hwpx("첫 문단이다.", LONG), "a.hwpx") == in_korean


def test_what_the_summary_of_a_hangul_document_says() -> None:
    summary = {2: "한글 문서", 4: "김해설", 8: "마지막으로 저장한 사람"}
    assert read(files.hwp(LONG, summary=summary), "a.hwp") == Content(LONG, author="김해설")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "first", "title"),
    [
        ("눈 치우는 차", "눈 치우는 차", "눈 치우는 차"),
        ("다라시, 눈 치우는 차 12대", "다라시,\n눈 치우는 차 12대", "다라시, 눈 치우는 차 12대"),
        ("1111", "눈 치우는 차", "눈 치우는 차"),
        ("법령안", "눈 치우는 차", "눈 치우는 차"),
        ("제목 없는 양식", "눈 치우는 차", "눈 치우는 차"),
        ("3", "3쪽의 글", "3쪽의 글"),
    ],
)
def test_a_title_from_the_properties_counts_where_the_text_has_it(written: str, first: str, title: str) -> None:
    word = files.docx(*[("", line) for line in first.split("\n")], ("", LONG), title=written)
    hangul = files.hwp(*first.split("\n"), LONG, summary={2: written})
    assert read(word, "a.docx").title == read(hangul, "a.hwp").title == title


def test_a_row_of_a_table_is_no_title() -> None:
    text = f"| 가나부 | 보도자료 |\n\n| 보도시점 | 2026. 1. 26.(월) |\n\n{LONG}"
    assert article_from_text(text, id="a", source="a").title == LONG
    assert article_from_text("| 가나부 | 보도자료 |", id="a", source="a").title == "가나부 | 보도자료"


def test_tables_notes_and_sections_of_a_hangul_document() -> None:
    cell = "<hp:tc><hp:subList><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hp:subList></hp:tc>"
    rows = "".join(f"<hp:tr>{cell.format(a)}{cell.format(b)}</hp:tr>" for a, b in [("이름", "값"), ("메모리", "3%")])
    note = "<hp:ctrl><hp:footNote><hp:subList><hp:p><hp:run><hp:t>각주다.</hp:t></hp:run></hp:p></hp:subList></hp:footNote></hp:ctrl>"
    body = f"<hp:p><hp:run><hp:t>앞<hp:tab/>뒤</hp:t><hp:tbl>{rows}</hp:tbl>{note}</hp:run></hp:p>"
    section = '<hs:sec xmlns:hs="s" xmlns:hp="p"><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></hs:sec>'
    later = {f"Contents/section{number}.xml": section.format(f"{number}번째 구역이다.") for number in (10, 2)}
    content = read(files.hwpx("첫 문단이다.", body=body, parts={**later}), "a.hwpx")
    expected = [
        "첫 문단이다.",
        "앞 뒤",
        "| 이름 | 값 |\n| 메모리 | 3% |",
        "각주다.",
        "2번째 구역이다.",
        "10번째 구역이다.",
    ]
    assert content.text.split("\n\n") == expected


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.hwp("x", flags=3), "a.hwp"),
        (files.hwpx("x", parts={"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "a.hwpx"),
        (
            files.pdf(
                [[]], trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'00' * 32}>/U<{'11' * 32}>/P -4>>/ID[<00><00>]"
            ),
            "a.pdf",
        ),
        (files.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "a.docx"),
    ],
    ids=["hwp", "hwpx", "pdf", "docx"],
)
def test_a_password(data: bytes, name: str) -> None:
    with pytest.raises(ArticleLocked) as caught:
        read(data, name)
    assert "password" in str(caught.value)
    assert "암호" in caught.value.message("ko")


def test_letters() -> None:
    plain = files.letter(f"안녕하세요.\n\n{LONG}", html="<p>다른 글</p>", attachment=b"%PDF-1.7")
    assert read(plain, "a.eml") == Content(f"안녕하세요.\n\n{LONG}", "편지", DAY, "김해설")
    html = files.letter("", html=f"<p>안녕하세요.</p><p>{LONG}</p>")
    assert read(html, "a.eml").text == f"안녕하세요.\n\n{LONG}"
    with pytest.raises(ArticleEmpty):
        read(files.letter("", attachment=b"%PDF-1.7"), "a.eml")


def test_a_page_that_a_browser_saved_as_one_file() -> None:
    saved = files.letter("", html=PAGE, subject="딥시크의 1년 - 해설일보")
    content = read(b"Snapshot-Content-Location: https://news.example/1\n" + saved, "a.mhtml")
    assert content.text == PAGE_TEXT


def test_renamed_files_are_read_for_what_they_are() -> None:
    assert read(files.docx(("", LONG)), "a.txt").text == LONG
    assert read(files.hwpx(LONG), "a.hwp").text == LONG
    assert read(files.pdf([files.pdf_lines(LONG[:40])]), "보고서").text == LONG[:40].strip()
    assert read(files.epub(f"<p>{LONG}</p>"), "a.zip").text == LONG


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (files.packed({"xl/workbook.xml": "<x/>"}), "a.docx", "XLSX"),
        (files.packed({"a.txt": "글"}), "a.zip", "ZIP"),
        (files.compound({"WordDocument": b"x"}), "a.doc", "DOC"),
        (b"HWP Document File V3.00 \x1a\1\2\3\4\5", "a.hwp", "HWP 3"),
        (rb"{\rtf1 text}", "a.rtf", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "a.png", ".png"),
        (b"name,value", "a.csv", ".csv"),
    ],
)
def test_what_nobody_reads_is_named(data: bytes, name: str, kind: str) -> None:
    with pytest.raises(ArticleFormatUnknown) as caught:
        read(data, name)
    assert f"kind {kind} " in str(caught.value)
    assert ".pdf" in str(caught.value)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.epub", "a.hwp", "a.hwpx", "a.hml"])
def test_text_with_another_formats_name(name: str) -> None:
    with pytest.raises(ArticleDamaged):
        read(LONG.encode(), name)


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("ko", "word " * 9 + "한국어의 낱말", "ko"),
        ("en", "word " * 9 + "한국어의 낱말", "en"),
        ("en", LONG, "ko"),
        ("ko", "Only English.", "en"),
    ],
)
def test_the_declared_language_decides_only_where_the_text_does_not(
    tmp_path: Path, declared: str, text: str, language: str
) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html lang={declared}><body><p>{text} {text}</p></body></html>", encoding="utf-8")
    assert read_article(path, "a.html").language == language


def test_the_author_and_language_of_a_text() -> None:
    content = read(f"---\nauthor: 김해설\nlanguage: ko\n---\n\n{LONG}".encode(), "a.md")
    assert (content.author, content.language) == ("김해설", "ko")


def test_every_character_of_every_format_is_in_a_passage() -> None:
    all_files = {
        "a.html": PAGE.encode(),
        "a.pdf": files.pdf([files.pdf_lines(LONG[:40], LONG[40:])]),
        "a.docx": files.docx(("Heading 1", "장"), ("", LONG), ("List Number", "항목")),
        "a.epub": files.epub(f"<h2>장</h2><pre>code  x\n y</pre><p>{LONG}</p>"),
        "a.hwp": files.hwp("장", LONG),
        "a.hwpx": files.hwpx("장", LONG),
        "a.eml": files.letter(f"- 항목\n\n{LONG}"),
    }
    for name, data in all_files.items():
        try:
            article = article_from_text(read(data, name).text, id=name, source=name)
        except ArticleError as error:
            pytest.fail(f"{name}: {error}")
        covered = {i for passage in split_article(article) for i in range(passage.start, passage.end)}
        assert all(i in covered for i, character in enumerate(article.text) if not character.isspace()), name


def test_a_title_over_two_lines_is_rejoined_too() -> None:
    title = files.pdf_lines("딥시크가 공개한 인공지능 모", "델의 첫 번째 해", size=18, step=25, top=780)
    content = read(files.pdf([[*title, *files.pdf_lines(LONG)]]), "a.pdf")
    assert content.title == "딥시크가 공개한 인공지능 모델의 첫 번째 해"
