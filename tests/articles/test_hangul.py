"""Hangul documents: everything that a person sees in one is in its text, once and in order, and nothing that is deleted."""

import struct
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import Content, read_content
from tests import article_files as files
from tests.hangul_records import SHAPES, binary_cell, binary_control, binary_paragraph, control, text_of_length

HEADER = """<hh:head xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"><hh:charProperties>
<hh:charPr id="0"><hh:underline type="NONE" shape="SOLID"/><hh:strikeout shape="NONE"/></hh:charPr>
<hh:charPr id="1"><hh:underline type="NONE"/><hh:strikeout shape="SOLID"/></hh:charPr>
<hh:charPr id="2"><hh:strikeout shape="3D"/></hh:charPr>
<hh:charPr id="3"><hh:supscript/></hh:charPr><hh:charPr id="4"><hh:subscript/></hh:charPr>
<hh:charPr id="5"><hh:underline type="CENTER" shape="SOLID"/></hh:charPr>
<hh:charPr id="6"><hh:underline type="BOTTOM" shape="SOLID"/></hh:charPr></hh:charProperties></hh:head>"""


def read(*paragraphs: str) -> Content:
    body = "".join(f"<hp:p>{text}</hp:p>" for text in paragraphs)
    data = files.hwpx("첫 문단이다.", body=body, parts={"Contents/header.xml": HEADER})
    return read_content(data, "a.hwpx", name="a.hwpx")


def run(text: str, look: int = 0) -> str:
    return f'<hp:run charPrIDRef="{look}"><hp:t>{text}</hp:t></hp:run>'


def placed(inside: str) -> str:
    return f"<hp:run>{inside}</hp:run>"


def cell(*paragraphs: str) -> str:
    inside = "".join(f"<hp:p>{run(text)}</hp:p>" for text in paragraphs)
    return f"<hp:tc><hp:subList>{inside}</hp:subList></hp:tc>"


def ruby(base: str, reading: str) -> str:
    return f'<hp:dutmal posType="TOP"><hp:mainText>{base}</hp:mainText><hp:subText>{reading}</hp:subText></hp:dutmal>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("이름은 ") + placed(ruby("漢江", "한강")) + run("이다."), "이름은 漢江(한강)이다."),
        (placed(ruby("天", "천") + ruby("池", "지")) + run("에 갔다."), "天池(천지)에 갔다."),
        (run("말은 ") + placed(ruby("<hp:t>본말</hp:t>", "<hp:t>덧말</hp:t>")), "말은 본말(덧말)"),
        (run("표시는 ") + placed('<hp:compose composeText="KS"><hp:charPr prIDRef="0"/></hp:compose>') + run("이다."), "표시는 KS이다."),
        (run("표시는 ") + placed("<hp:compose><hp:composeText>12</hp:composeText></hp:compose>"), "표시는 12"),
        (placed('<hp:textart text="한강 다리 보수"/>') + run("공사다."), "공사다.\n\n한강 다리 보수"),
        (run("비는 ") + placed("<hp:equation><hp:shapeComment>수식입니다.</hp:shapeComment><hp:script>1 over 2</hp:script></hp:equation>") + run("이다."), "비는 1/2이다."),
        (run("표 ") + placed('<hp:ctrl><hp:autoNum num="3" numType="TABLE"><hp:autoNumFormat suffixChar="."/></hp:autoNum></hp:ctrl>') + run(" 공사비"), "표 3. 공사비"),
        (placed('<hp:ctrl><hp:autoNum num="1" numType="FOOTNOTE"/></hp:ctrl>') + run("각주다."), "각주다."),
        (placed(f"<hp:rect><hp:drawText><hp:subList><hp:p>{run('글상자의 글이다.')}</hp:p></hp:subList></hp:drawText></hp:rect>") + run("앞이다."), "앞이다.\n\n글상자의 글이다."),
        (placed(f"<hp:container><hp:ellipse><hp:drawText><hp:subList><hp:p>{run('묶음의 글이다.')}</hp:p></hp:subList></hp:drawText></hp:ellipse></hp:container>"), "묶음의 글이다."),
        (placed('<hp:checkBtn caption="동의함"/>'), "동의함"),
        (run("고을은 ") + placed('<hp:comboBox selectedValue="남해"><hp:listItem displayText="서울"/><hp:listItem displayText="남해"/></hp:comboBox>'), "고을은 남해"),
        (run("이름은 ") + placed("<hp:edit><hp:text>박다라</hp:text></hp:edit>"), "이름은 박다라"),
        (placed('<hp:ctrl><hp:fieldBegin type="CLICK_HERE"><hp:parameters><hp:stringParam>안내문</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl>') + run("누름틀 값"), "누름틀 값"),
        (placed("<hp:switch><hp:case><hp:t>새 글</hp:t></hp:case><hp:default><hp:t>옛 글</hp:t></hp:default></hp:switch>"), "새 글"),
        (placed("<hp:switch><hp:case><hp:chart/></hp:case><hp:default><hp:t>옛 글</hp:t></hp:default></hp:switch>"), "옛 글"),
        (run("앞<hp:nbSpace/>뒤<hp:fwSpace/>끝<hp:hyphen/>말<hp:lineBreak/>줄"), "앞 뒤 끝-말\n줄"),
        (run("찾아보기") + placed("<hp:ctrl><hp:indexmark><hp:firstKey>색인 글</hp:firstKey></hp:indexmark></hp:ctrl>"), "찾아보기"),
        (run("<hp:markpenBegin color='#FF0'/>형광<hp:markpenEnd/> 글"), "형광 글"),
        (run("무게는 10") + run("6", 3) + run("kg이다."), "무게는 10^6kg이다."),
        (run("CO") + run("2", 4) + run("는 1984") + run("1", 3) + run("년에"), "CO₂는 1984년에"),
        (run("공사비는 ") + run("320억원 ", 1) + run("420억원이다."), "공사비는 420억원이다."),
        (run("공사비는 ") + run("320억원 ", 5) + run("420억원이다."), "공사비는 420억원이다."),
        (run("공사비는 ") + run("420억원이다.", 2), "공사비는 420억원이다."),
        (run("공사비는 ") + run("420억원이다.", 6), "공사비는 420억원이다."),
        (run("공사비는 <hp:deleteBegin Id='1'/>320억원 <hp:deleteEnd Id='1'/><hp:insertBegin Id='2'/>420억원<hp:insertEnd Id='2'/>이다."), "공사비는 420억원이다."),
        (run("남고 <hp:deleteBegin/>지우고") + run(" 또 지우고<hp:deleteEnd/> 남는다."), "남고 남는다."),
        (run("끝나지 않는 <hp:deleteBegin/>삭제는 아무것도 지우지 않는다."), "끝나지 않는 삭제는 아무것도 지우지 않는다."),
        (placed(f"<hp:ctrl><hp:hiddenComment><hp:subList><hp:p>{run('비밀')}</hp:p></hp:subList></hp:hiddenComment></hp:ctrl>") + run("본문"), "본문"),
        (placed(f"<hp:ctrl><hp:header><hp:subList><hp:p>{run('머리말')}</hp:p></hp:subList></hp:header></hp:ctrl>") + run("본문"), "본문"),
    ],
)  # fmt: skip
def test_what_hangul_shows_is_read(inside: str, text: str) -> None:
    assert read(inside).text == f"첫 문단이다.\n\n{text}"


def test_a_deletion_over_paragraphs() -> None:
    content = read(run("남고 <hp:deleteBegin/>지우고"), run("모두 지운다."), run("여기까지<hp:deleteEnd/>가 아니다."))
    assert content.text == "첫 문단이다.\n\n남고\n\n가 아니다."
    assert [(w.kind, w.count) for w in content.warnings] == [("struck_out", 1), ("saved_day", 1)]


def test_tables_with_captions_and_tables_that_lay_a_page_out() -> None:
    caption = "<hp:caption side='{}'><hp:subList><hp:p>" + run("주1) 값이다.") + "</hp:p></hp:subList></hp:caption>"
    rows = f"<hp:tr>{cell('다리')}{cell('값')}</hp:tr><hp:tr>{cell('가람', '대교')}{cell('120억원')}</hp:tr>"
    below = read(placed(f"<hp:tbl>{caption.format('BOTTOM')}{rows}</hp:tbl>")).text.split("\n\n")[1:]
    above = read(placed(f"<hp:tbl>{caption.format('TOP')}{rows}</hp:tbl>")).text.split("\n\n")[1:]
    assert below == ["| 다리 | 값 |\n| 가람 대교 | 120억원 |", "주1) 값이다."]
    assert above == below[::-1]
    box = placed(f"<hp:tbl><hp:tr>{cell('첫 문단이다.', '둘째 문단이다.')}</hp:tr></hp:tbl>")
    assert read(box).text.split("\n\n")[1:] == ["첫 문단이다.", "둘째 문단이다."]


def test_the_day_in_a_table_is_in_the_text() -> None:
    rows = f"<hp:tr>{cell('보도시점')}{cell('2024. 1. 2.(화) 08:00')}{cell('배포')}{cell('2024. 1. 2.(화)')}</hp:tr>"
    assert (
        "| 보도시점 | 2024. 1. 2.(화) 08:00 | 배포 | 2024. 1. 2.(화) |" in read(placed(f"<hp:tbl>{rows}</hp:tbl>")).text
    )


def test_what_nobody_knows_is_kept_and_told() -> None:
    content = read(run("값은 ") + placed("<hp:newThing><hp:label>새 글</hp:label></hp:newThing>") + run(" 이다."))
    assert content.text == "첫 문단이다.\n\n값은 새 글 이다."
    assert ("unknown_elements", 1, "label") in [(w.kind, w.count, w.detail) for w in content.warnings]


def test_numbers_that_hangul_counts_are_in_the_text() -> None:
    lists = """<hh:numberings><hh:numbering id="1"><hh:paraHead start="1" level="1" numFormat="DIGIT">제^1조</hh:paraHead>
    <hh:paraHead start="1" level="2" numFormat="HANGUL_SYLLABLE">^2.</hh:paraHead></hh:numbering>
    <hh:numbering id="2"><hh:paraHead start="5" level="1" numFormat="CIRCLED_DIGIT">^1</hh:paraHead></hh:numbering></hh:numberings>
    <hh:paraPr id="7"><hh:heading type="OUTLINE" idRef="0" level="0"/></hh:paraPr>
    <hh:paraPr id="8"><hh:heading type="NUMBER" idRef="1" level="1"/></hh:paraPr>
    <hh:paraPr id="9"><hh:heading type="NUMBER" idRef="2" level="0"/></hh:paraPr>
    <hh:paraPr id="10"><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr></hh:head>"""
    written = [
        (7, "목적이다."),
        (8, "하나다."),
        (8, "둘이다."),
        (10, "그냥 글이다."),
        (7, "정의다."),
        (8, "하나다."),
        (9, "다섯이다."),
        (9, "여섯이다."),
    ]
    body = "".join(f'<hp:p paraPrIDRef="{shape}">{run(text)}</hp:p>' for shape, text in written)
    data = files.hwpx("첫 문단이다.", body=body, parts={"Contents/header.xml": HEADER.replace("</hh:head>", lists)})
    assert read_content(data, "a.hwpx", name="a.hwpx").text.split("\n\n")[1:] == [
        *[
            "제1조 목적이다.",
            "가. 하나다.",
            "나. 둘이다.",
            "그냥 글이다.",
            "제2조 정의다.",
            "가. 하나다.",
            "⑤ 다섯이다.",
            "⑥ 여섯이다.",
        ]
    ]


def test_looks_in_one_file() -> None:
    shapes = '<MAPPINGTABLE><CHARSHAPELIST><CHARSHAPE Id="1"><STRIKEOUT Shape="Solid"/></CHARSHAPE><CHARSHAPE Id="2"><SUPERSCRIPT/></CHARSHAPE></CHARSHAPELIST></MAPPINGTABLE>'
    text = '<P><TEXT CharShape="0"><CHAR>10</CHAR></TEXT><TEXT CharShape="2"><CHAR>6</CHAR></TEXT><TEXT CharShape="1"><CHAR>옛 값</CHAR></TEXT><TEXT><CHAR>kg이다.</CHAR></TEXT></P>'
    data = (
        files.hwpml("첫 문단이다.")
        .decode()
        .replace("<HEAD>", f"<HEAD>{shapes}")
        .replace("</SECTION>", f"{text}</SECTION>")
    )
    assert read_content(data.encode(), "a.hml", name="a.hml").text == "첫 문단이다.\n\n10^6kg이다."


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (binary_paragraph("2023\t\0\0\0\0\0\0\t420억원\x1e원\x18금"), "2023 420억원 원-금"),
        (binary_paragraph("무게는 106kg이다.", shapes={0: 0, 6: 1, 7: 0}), "무게는 10^6kg이다."),
        (binary_paragraph("CO2는 19841년", shapes={0: 0, 2: 2, 3: 0, 9: 1, 10: 0}), "CO₂는 1984년"),
        (binary_paragraph("값은 320억원 420억원", shapes={0: 0, 3: 3, 9: 0}), "값은 420억원"),
        (binary_paragraph(f"이름은 {control('tdut', 23)}이다.", binary_control("tdut", text_of_length("漢江") + text_of_length("한강"))), "이름은 漢江(한강)이다."),
        (binary_paragraph(f"표시는 {control('tcps', 23)}이다.", binary_control("tcps", text_of_length("KS"))), "표시는 KS이다."),
        (binary_paragraph(f"표 {control('atno', 18)} 값", binary_control("atno", struct.pack("<IH", 4, 3))), "표 3 값"),
        (binary_paragraph(f"각주{control('atno', 18)}", binary_control("atno", struct.pack("<IH", 1, 3))), "각주"),
        (binary_paragraph(f"비는 {control('eqed', 11)}이다.", binary_control("eqed", b"", files.record(88, 2, b"\0" * 4 + text_of_length("1 over 2")))), "비는 1/2이다."),
        (binary_paragraph(f"앞{control('tcmt', 15)}뒤", binary_control("tcmt", b"", files.record(72, 2, b"\0" * 8), binary_paragraph("비밀", level=2))), "앞뒤"),
        (binary_paragraph(f"앞{control('head', 16)}뒤", binary_control("head", b"", files.record(72, 2, b"\0" * 8), binary_paragraph("머리말", level=2))), "앞뒤"),
        (binary_paragraph(f"앞{control('fn  ', 17)}뒤", binary_control("fn  ", b"", files.record(72, 2, b"\0" * 8), binary_paragraph("각주다.", level=2))), "앞뒤\n\n각주다."),
        (binary_paragraph(control("tbl ", 11), binary_control("tbl ", b"", files.record(77, 2, struct.pack("<IHH", 0, 2, 2)), *(binary_cell(c, r, t) for c, r, t in [(0, 0, "다리"), (1, 0, "값"), (0, 1, "가람"), (1, 1, "3억")]))), "| 다리 | 값 |\n| 가람 | 3억 |"),
        (binary_paragraph(control("tbl ", 11), binary_control("tbl ", b"", files.record(77, 2, struct.pack("<IHH", 0, 1, 1)), binary_cell(0, 0, "상자의 글이다."))), "상자의 글이다."),
    ],
)  # fmt: skip
def test_what_hangul_shows_is_read_from_records_too(more: bytes, text: str) -> None:
    content = read_content(files.hwp("첫 문단이다.", more=more, info=SHAPES), "a.hwp", name="a.hwp")
    assert content.text == f"첫 문단이다.\n\n{text}"


PIECES = st.lists(st.sampled_from("가나 다라. 10 420억원 bridge <&> 漢江 .".split()), min_size=1, max_size=4).map(
    " ".join
)
SETTINGS = [
    "{}",
    "<hp:ctrl>{}</hp:ctrl>",
    "<hp:unknown>{}</hp:unknown>",
    "<hp:insertBegin/>{}<hp:insertEnd/>",
    "<hp:t/>{}",
    "<hp:switch><hp:case>{0}</hp:case><hp:default>{0}</hp:default></hp:switch>",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PIECES, st.lists(st.sampled_from(SETTINGS), max_size=3)), min_size=1, max_size=6))
def test_whatever_text_is_set_in_it_is_read_once_and_in_order(parts: list[tuple[str, list[str]]]) -> None:
    body = ""
    for text, wrappings in parts:
        inside = f"<hp:t>{escape(text)} </hp:t>"
        for wrapping in wrappings:
            inside = wrapping.format(inside)
        body += placed(inside)
    expected = " ".join(text for text, _ in parts)
    assert " ".join(read(body).text.split()) == " ".join(f"첫 문단이다. {expected}".split())
