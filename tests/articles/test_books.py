"""Books: marks in a line as text, what is hidden or struck out left out, foreign parts of the spine by their fallback."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import Content, read_content
from tests import article_files as files


def read(*chapters: str, parts: dict[str, str | bytes] | None = None) -> Content:
    return read_content(files.epub(*chapters, parts=parts), "a.epub", name="a.epub")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<p>무게는 10<sup>6</sup>kg이다.</p>", "무게는 10^6kg이다."),
        ("<p>넓이는 35m<sup>2</sup>, 기체는 CO<sub>2</sub>다.</p>", "넓이는 35m², 기체는 CO₂다."),
        ("<p><i>E</i> = <i>mc</i><sup>2</sup>이다.</p>", "E = mc^2이다."),
        ("<p>1984<sup><a href='#n'>1</a></sup>년이다.</p>", "1984년이다."),
        ("<p>1984<a href='#n'><sup>1</sup></a>년이다.</p>", "1984년이다."),
        ("<p>밝혔다.<a epub:type='noteref' href='n.xhtml#n'>1</a> 이어</p>", "밝혔다. 이어"),
        ("<p>밝혔다.<a role='doc-noteref' href='#n'>가</a> 이어</p>", "밝혔다. 이어"),
        ("<p><ruby>天<rt>천</rt></ruby><ruby>池<rt>지</rt></ruby>에 갔다.</p>", "天池(천지)에 갔다."),
        ("<p><ruby>漢<rt>한</rt>江<rt>강</rt></ruby>을 건넌다.</p>", "漢江(한강)을 건넌다."),
        ("<p><ruby>漢江<rp>(</rp><rt>한강</rt><rp>)</rp></ruby>을 건넌다.</p>", "漢江(한강)을 건넌다."),
        ("<p><ruby><rb>漢</rb><rb>江</rb><rt>한</rt><rt>강</rt></ruby>을 건넌다.</p>", "漢江(한강)을 건넌다."),
        ("<p>공사비는 <del>320억원</del> <ins>420억원</ins>이다.</p>", "공사비는 420억원이다."),
        ("<p>공사비는 <s>320억원</s> 420억원이다.</p>", "공사비는 420억원이다."),
        ("<p>남고</p><section hidden='hidden'><p>숨은 글</p></section>", "남고"),
        ("<p>남고</p><p style='color:red; display: none'>숨은 글</p>", "남고"),
        ("<p>남고</p><p class='x gone'>숨은 글</p><p class='kept'>남는다.</p>", "남고\n\n남는다."),
        ("<p>식은 <math><msup><mi>x</mi><mn>2</mn></msup><mfrac><mn>1</mn><mn>2</mn></mfrac></math>이다.</p>", "식은 x^2 1/2이다."),
        (
            "<p>식은 <m:math xmlns:m='http://www.w3.org/1998/Math/MathML'><m:mfrac><m:mi>a</m:mi><m:mi>b</m:mi></m:mfrac></m:math>다.</p>",
            "식은 a/b다.",
        ),
        ("<p>앞</p><svg><title>제목</title><text>그림의 글</text></svg><p>뒤이다.</p>", "앞\n\n그림의 글\n\n뒤이다."),
        ("<p>앞 <audio>소리 대체</audio><video><p>영상 대체</p></video>뒤이다.</p>", "앞 뒤이다."),
        ("<p>10<sup>6</sup>&#1; <q>가&#2;</q><ruby>天<rt>천</rt></ruby>&#3;<del>x</del>&#4; 끝이다.</p>", "10^6 “가”天(천) 끝이다."),
        ("<epub:switch id='s'><epub:case required-namespace='n'><p>식이다.</p></epub:case><epub:default><p>그림이다.</p></epub:default></epub:switch>", "식이다."),
        ("<style>.o { text-decoration: line-through }</style><p>값은 <span class='o'>9천원</span> 8천원이다.</p>", "값은 8천원이다."),
        ("<p>그는 <q>가겠다</q>고 했다.</p>", "그는 “가겠다”고 했다."),
        ("<p>앞이다.</p><ul>차례<li>가</li>그 다음<li>나</li></ul>", "앞이다.\n\n차례\n- 가\n그 다음\n- 나"),
        ("<p>앞이다.</p><ol start='5'><li>가</li><li value='9'>나</li><li>다</li></ol>", "앞이다.\n\n5. 가\n9. 나\n10. 다"),
    ],
)  # fmt: skip
def test_what_a_book_shows_is_read(inside: str, text: str) -> None:
    style = (
        "<style>.gone, p { color: red } .x { } .gone { display:none } @media print { .kept { display: none } }</style>"
    )
    assert read(f"<p>첫 줄이다.</p>{style}{inside}").text == f"첫 줄이다.\n\n{text}"


def test_foreign_parts_are_read_by_their_fallback_or_told() -> None:
    book = files.epub("<p>첫 장이다.</p>", "<p>둘째 장이다.</p>")
    foreign = '<item id="f1" href="a.pdf" media-type="application/pdf" fallback="f2"/><item id="f2" href="b.xml" media-type="text/xml" fallback="c1"/>'
    lost = '<item id="f3" href="c.pdf" media-type="application/pdf" fallback="f3"/>'
    package = files.part(book, "OEBPS/content.opf").decode()
    package = package.replace("</manifest>", f"{foreign}{lost}</manifest>").replace(
        '<itemref idref="c1"/>', '<itemref idref="f1"/><itemref idref="f3"/>'
    )
    content = read_content(files.with_parts(book, {"OEBPS/content.opf": package}), "a.epub", name="a.epub")
    assert content.text == "첫 장이다.\n\n둘째 장이다."
    assert [(w.kind, w.count, w.detail) for w in content.warnings] == [("unread_parts", 1, "application/pdf")]


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        *((name, "우물 이야기") for name in ("untitled", "c0001", "0001", "1111", "a_12345", "978-89-012-3456-7", "제목 없음")),
        *((name, name) for name in ("1984", "2666", "4321", "U2", "11.22.63", "C-130")),
    ],
)  # fmt: skip
def test_what_is_no_title_is_not_taken_for_one(title: str, read_as: str) -> None:
    data = files.epub("<h1>우물 이야기</h1><p>첫 문장이다.</p>", "<p>1984</p><p>둘째 장이다.</p>", title=title)
    assert read_content(data, "a.epub", name="a.epub").title == read_as
    assert read_content(files.epub("<h1>첫 장</h1><p>글이다.</p>", title="샘"), "a.epub", name="a.epub").title == "샘"


def test_what_stands_outside_the_order_comes_last() -> None:
    book = files.epub("<p>답은 넷이다.</p>", "<p>물음이다.</p>")
    package = files.part(book, "OEBPS/content.opf").decode().replace('idref="c0"', 'idref="c0" linear="no"')
    content = read_content(files.with_parts(book, {"OEBPS/content.opf": package}), "a.epub", name="a.epub")
    assert content.text == "물음이다.\n\n답은 넷이다."


WORDS = st.lists(st.sampled_from("가나 다라. 10 420억원 bridge 漢江 .".split()), min_size=1, max_size=4).map(" ".join)
INLINE = [
    "{}",
    "<b>{}</b>",
    "<span class='a'>{}</span>",
    "<a href='b.html'>{}</a>",
    "<ins>{}</ins>",
    "<u><i>{}</i></u>",
    "<unknown>{}</unknown>",
]
GONE = ["", "<del>옛 값</del>", "<span hidden=''>숨은 값</span>", "<s>옛 값</s>", "<i style='display:none'>숨은 값</i>"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from(INLINE), st.sampled_from(GONE)), min_size=1, max_size=6))
def test_whatever_is_seen_is_read_once_and_in_order(parts: list[tuple[str, str, str]]) -> None:
    inside = " ".join(inline.format(text) + gone for text, inline, gone in parts)
    assert (
        " ".join(read(f"<h1>장</h1><p>{inside}</p>").text.split()) == f"# 장 {' '.join(text for text, _, _ in parts)}"
    )


def test_no_raised_mark_is_lost_between_chapters() -> None:
    content = read(*(f"<h2>{n}장</h2><p>값은 10<sup>{n}</sup>이다.</p>" for n in range(2, 5)))
    found = [content.text.index(f"10^{n}") for n in range(2, 5)]
    assert all(one < other for one, other in pairwise(found))
