"""Word documents: everything that a person sees in one is in its text, once and in order, and nothing that is struck out."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import Content, read_content
from bot.articles.list_numbers import number_in
from bot.articles.word_fields import field_text
from tests import article_files as files

_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "v": "urn:schemas-microsoft-com:vml",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "x": "https://example.org/an-extension",
    }.items()
)


RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def word(body: str, **parts: str | bytes) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return files.packed(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": RELATIONS.format(f'<Relationship Id="r1" Type="{kind}" Target="word/document.xml"/>'),
            "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
            **parts,
        }
    )


def read(body: str, **parts: str | bytes) -> Content:
    return read_content(word(body, **parts), "a.docx", name="a.docx")


def run(text: str, looks: str = "") -> str:
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(part if part.startswith('<') else run(part) for part in runs)}</w:p>"


def math(inside: str) -> str:
    return f"<m:oMath>{inside}</m:oMath>"


def sign(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


BOX = "<w:txbxContent><w:p><w:r><w:t>글상자의 글이다.</w:t></w:r></w:p></w:txbxContent>"
SHAPE = f'<w:drawing><wp:inline><wp:extent cx="1"/><a:graphic><a:graphicData><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>'
PICTURE = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
SQUARE = f"<m:sSup><m:e>{sign('c')}</m:e><m:sup>{sign('2')}</m:sup></m:sSup>"
HALF = f"<m:f><m:num>{sign('1')}</m:num><m:den>{sign('2')}</m:den></m:f>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph("표 ", '<w:fldSimple w:instr=" SEQ 표 ">' + run("3") + "</w:fldSimple>", "은 값이다."), "표 3은 값이다."),
        (paragraph("오늘은 ", f'<w:fldSimple w:instr="DATE"><w:hyperlink>{run("1월 2일")}</w:hyperlink></w:fldSimple>', "이다."), "오늘은 1월 2일이다."),
        (paragraph("값은 ", math(sign("420억")), "원이다."), "값은 420억원이다."),
        (paragraph("비는 ", math(sign("3") + HALF), "이다."), "비는 3 1/2이다."),
        (f"<w:p><m:oMathPara>{math(sign('E=m') + SQUARE)}</m:oMathPara></w:p>", "E=mc^2"),
        (paragraph("앞이다.") + f"<m:oMathPara>{math(sign('a+b'))}</m:oMathPara>", "앞이다.\n\na+b"),
        (paragraph("이름은 ", f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('한강')}</w:rt><w:rubyBase>{run('漢江')}</w:rubyBase></w:ruby></w:r>", "이다."), "이름은 漢江(한강)이다."),
        (paragraph(*(f"<w:r><w:ruby><w:rt>{run(a)}</w:rt><w:rubyBase>{run(b)}</w:rubyBase></w:ruby></w:r>" for a, b in [("천", "天"), ("지", "池")]), "에 갔다."), "天池(천지)에 갔다."),
        (paragraph("앞 ", f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('양식')}</w:sdtContent></w:sdt>", " 뒤"), "앞 양식 뒤"),
        (f"<w:sdt><w:sdtContent>{paragraph('양식의 문단이다.')}</w:sdtContent></w:sdt>", "양식의 문단이다."),
        (paragraph("동의 ", '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>' + run("☒") + "</w:sdtContent></w:sdt>"), "동의 ☒"),
        (paragraph("앞이다.", f"<w:r>{SHAPE}</w:r>"), "앞이다.\n\n글상자의 글이다."),
        (paragraph("앞이다.", f"<w:r>{PICTURE}</w:r>"), "앞이다.\n\n글상자의 글이다."),
        (paragraph("앞이다.", f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{SHAPE}</mc:Choice><mc:Fallback>{PICTURE}</mc:Fallback></mc:AlternateContent></w:r>'), "앞이다.\n\n글상자의 글이다."),
        (paragraph("앞이다.", f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{SHAPE}</mc:Choice></mc:AlternateContent></w:r>'), "앞이다.\n\n글상자의 글이다."),
        (paragraph("앞이다.", f'<w:r><mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback>{PICTURE}</mc:Fallback></mc:AlternateContent></w:r>'), "앞이다.\n\n글상자의 글이다."),
        (paragraph("앞이다.", '<w:r><w:pict><v:shape><v:textpath on="t" string="한강 다리 보수"/></v:shape></w:pict></w:r>'), "앞이다.\n\n한강 다리 보수"),
        (paragraph("앞이다.", "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><x:canvas><a:p><a:r><a:t>그림의 글</a:t></a:r></a:p></x:canvas></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"), "앞이다.\n\n그림의 글"),
        (paragraph(f'<w:bdo w:val="ltr">{run("바른 ")}<w:dir>{run("차례")}</w:dir></w:bdo>'), "바른 차례"),
        (paragraph(f"<w:moveTo>{run('옮긴 글이다.')}</w:moveTo>", f"<w:moveFrom>{run('옮긴 글이다.')}</w:moveFrom>"), "옮긴 글이다."),
        (paragraph("첫 줄", "<w:r><w:cr/><w:t>둘째 줄</w:t></w:r>"), "첫 줄\n둘째 줄"),
        (paragraph("앞 ", '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', " 뒤"), "앞 🡪 뒤"),
        (paragraph("앞 ", '<w:r><w:sym w:font="NobodyKnows" w:char="F0A7"/><w:sym w:font="NobodyKnows" w:char="AC00"/></w:r>', " 뒤"), "앞 ▪가 뒤"),
        (paragraph("앞 ", '<w:r><w:sym w:font="X" w:char="zz"/></w:r>', "뒤"), "앞 뒤"),
        (paragraph("앞이다.", '<w:r><w:footnoteReference w:id="7"/></w:r>', " 뒤이다."), "앞이다. 뒤이다."),
        (paragraph("앞 ", f'<w:hyperlink r:id="rId99">{run("어디에도 없는 곳")}</w:hyperlink>', "이다."), "앞 어디에도 없는 곳이다."),
        (paragraph("값", "<w:r><w:ptab/><w:t>3</w:t></w:r>"), "값 3"),
        (paragraph('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> IF </w:instrText></w:r>', '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>MERGEFIELD x</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>', "조건", '<w:r><w:fldChar w:fldCharType="end"/></w:r>', '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "결과다.", '<w:r><w:fldChar w:fldCharType="end"/></w:r>'), "결과다."),
    ],
)  # fmt: skip
def test_what_word_shows_is_read(body: str, text: str) -> None:
    content = read(body)
    assert content.text == text


def field(*inside: str, form: str = "", result: str = "") -> str:
    """Return a field, which seldom has a `result`; `form` is what an old form asks in it."""
    begin, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}">{more}</w:fldChar></w:r>'
        for kind, more in (("begin", form), ("end", ""))
    )
    return (
        begin
        + "".join(f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in inside)
        + (f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}' if result else "")
        + end
    )


def choice(*entries: str, chosen: int) -> str:
    listed = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in entries)
    return f'<w:ffData><w:ddList><w:result w:val="{chosen}"/>{listed}</w:ddList></w:ffData>'


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ([r" EQ \f(1,2) "], "값은 1/2이다."),
        ([r" EQ 3\f(1,2)"], "값은 3 1/2이다."),
        ([r"EQ \f(a+b,2)"], "값은 (a+b)/2이다."),
        ([r"EQ x\s\up6(2)+1"], "값은 x^2+1이다."),
        ([r"EQ CO\s\do3(2)"], "값은 CO₂이다."),
        ([r"EQ \r(3,", "x+1)"], "값은 3√(x+1)이다."),
        ([r'EQ \* jc2 \* "Font:바탕" \* hps10 \o\ad(\s\up 9(', "한강", "),漢江)"], "값은 漢江(한강)이다."),
        ([r"EQ \x(420억원)"], "값은 420억원이다."),
        ([r"EQ \b\bc\[(1,2)"], "값은 (1, 2)이다."),
        ([r"EQ f\(x\) = 1\, 2"], "값은 f(x) = 1, 2이다."),
        ([r"EQ \f(1"], "값은 1이다."),
        ([r"EQ \f(1,2,가)"], "값은 1/(2, 가)이다."),
        ([r"EQ \r(3,가,x)"], "값은 3√(가, x)이다."),
        ([r"EQ \i(0,1,x)"], "값은 ∫₀^1 x이다."),
        ([r"EQ \i \su(i=1,n,", r"x\s\up(2))"], "값은 ∑_(i=1)^n x^2이다."),
        ([r"EQ \i\pr(1,n,x)"], "값은 ∏₁^n x이다."),
        ([r"EQ \i\fc\Σ(1,n,x)"], "값은 Σ₁^n x이다."),
        ([r"EQ \i(x)"], "값은 ∫ x이다."),
        ([" SEQ 표 "], "값은 이다."),
    ],
)
def test_what_word_draws_from_the_code_of_a_field(code: list[str], text: str) -> None:
    assert read(paragraph("값은 ", field(*code), "이다.")).text == text


def test_two_fields_in_one_run_are_drawn_where_they_stand() -> None:
    half, most = (field(code).replace("<w:r>", "").replace("</w:r>", "") for code in (r"EQ \f(1,2)", r"EQ \f(3,4)"))
    between = '<w:t xml:space="preserve">와 </w:t>'
    assert read(paragraph("값은 ", f"<w:r>{half}{between}{most}</w:r>", "이다.")).text == "값은 1/2와 3/4이다."


def test_text_stays_that_shares_a_run_with_the_beginning_of_a_field() -> None:
    shared = field(r"EQ \f(1,2)").replace("<w:r>", '<w:r><w:t xml:space="preserve">값은 </w:t>', 1)
    assert read(paragraph(shared, "이다.")).text == "값은 1/2이다."


@pytest.mark.parametrize(("result", "shown"), [("", "1/2"), ("<w:r/>", "1/2"), (run(""), "1/2"), (run("반"), "반")])
def test_what_word_draws_from_the_code_of_a_simple_field(result: str, shown: str) -> None:
    simple = rf'<w:fldSimple w:instr=" EQ \f(1,2) ">{result}</w:fldSimple>'
    assert read(paragraph("값은 ", simple, "이다.")).text == f"값은 {shown}이다."


def test_a_field_that_is_struck_out_or_hidden_is_not_drawn() -> None:
    for look, kind in (("<w:strike/>", "struck_out"), ("<w:vanish/>", "hidden")):
        content = read(
            paragraph("값은 ", field(r"EQ \f(1,2)").replace("<w:r>", f"<w:r><w:rPr>{look}</w:rPr>"), "3이다.")
        )
        assert content.text == "값은 3이다."
        assert kind in [warning.kind for warning in content.warnings]


CODES = st.recursive(
    st.just("가") | st.text(alphabet="가1x ", max_size=3),
    lambda inner: st.builds(
        lambda before, command, parts, separator: f"{before}\\{command}({separator.join(parts)})",
        inner,
        st.sampled_from([*"abdfilorsx", r"s\up6", r"s\do3", r"i\su", r"o\ad"]),
        st.lists(inner, max_size=4),
        st.sampled_from([",", ";"]),
    ),
    max_leaves=12,
)


@given(st.text(alphabet="\\\\frsobup9(),; 가1x", max_size=60) | CODES)
def test_any_code_is_text_in_bounded_time(code: str) -> None:
    told = field_text(f"EQ {code}")
    assert told.count("가") == code.count("가")
    assert len(told) <= 4 * len(code) + 4


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (choice("서울", "남해", chosen=1), "남해에서 연다."),
        (choice("서울", chosen=7), "에서 연다."),
        ("<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>", "☒에서 연다."),
        ('<w:ffData><w:checkBox><w:checked w:val="0"/></w:checkBox></w:ffData>', "☐에서 연다."),
        ('<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>', "☒에서 연다."),
    ],
)
def test_the_answers_of_an_old_form(form: str, text: str) -> None:
    assert read(paragraph(field(" FORM ", form=form), "에서 연다.")).text == text


@pytest.mark.parametrize("result", ["남해", " "])
def test_an_answer_that_stands_in_the_result_too_is_read_once(result: str) -> None:
    form = choice("서울", "남해", chosen=1)
    assert read(paragraph(field(" FORM ", form=form, result=result), "에서 연다.")).text == "남해에서 연다."


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("c.html", "<h2>우물</h2><p>깊이는 10<sup>6</sup>m다.</p><script>x()</script>", "## 우물\n\n깊이는 10^6m다.\n\n끝이다."),
        ("c.mht", "Content-Type: text/html; charset=utf-8\nSubject: x\n\n<p>우물이다.</p>", "우물이다.\n\n끝이다."),
        ("c.txt", "우물이다.\n둘째 줄이다.", "우물이다.\n\n둘째 줄이다.\n\n끝이다."),
    ],
)  # fmt: skip
def test_what_a_document_takes_in_whole(name: str, data: str, text: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    relation = f'<Relationship Id="c1" Type="{kind}" Target="/word/{name}"/>'
    parts = {"word/_rels/document.xml.rels": RELATIONS.format(relation), f"word/{name}": data}
    content = read(paragraph("앞이다.") + '<w:altChunk r:id="c1"/>' + paragraph("끝이다."), **parts)
    assert (content.text, content.warnings) == (f"앞이다.\n\n{text}", ())
    lost = read('<w:altChunk r:id="c2"/>' + paragraph("끝이다."), **parts)
    assert [(warning.kind, warning.detail) for warning in lost.warnings] == [("unread_parts", "altChunk")]


def test_a_part_in_a_format_that_is_not_read_is_told_as_left_out() -> None:
    relations = RELATIONS.format('<Relationship Id="c1" Type="x/aFChunk" Target="/word/c.rtf"/>')
    parts = {"word/_rels/document.xml.rels": relations, "word/c.rtf": r"{\rtf1 우물이다.\par}"}
    content = read(paragraph("앞이다.") + '<w:altChunk r:id="c1"/>' + paragraph("끝이다."), **parts)
    assert content.text == "앞이다.\n\n끝이다."
    (warning,) = content.warnings
    assert (warning.kind, warning.detail) == ("unread_parts", "RTF")
    assert "left out: RTF" in warning.message("en") and "뺐어요: RTF" in warning.message("ko")


def test_comments_in_the_parts_of_a_document_are_passed_over() -> None:
    comment = "<!-- made by a program -->"
    relations = RELATIONS.format(f'{comment}<Relationship Id="c1" Type="x/aFChunk" Target="/word/c.txt"/>')
    parts = {"word/_rels/document.xml.rels": relations, "word/c.txt": "우물이다."}
    content = read(f'{comment}<w:altChunk r:id="c1"/><w:p><w:r><w:t>끝{comment}이다.</w:t></w:r></w:p>', **parts)
    assert content.text == "우물이다.\n\n끝이다."


def test_a_deleted_row_is_left_out_and_told() -> None:
    def row(text: str, properties: str = "") -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr><w:tc>{paragraph(text)}</w:tc><w:tc>{paragraph('값')}</w:tc></w:tr>"

    deleted = row("가람 320억원", '<w:del w:id="1"/>')
    content = read(f"<w:tbl>{row('나래 420억원')}{deleted}{row('다올 520억원')}</w:tbl>")
    assert content.text == "| 나래 420억원 | 값 |\n| 다올 520억원 | 값 |"
    assert [(warning.kind, warning.count) for warning in content.warnings] == [("struck_out", 1)]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (["무게는 10", run("6", '<w:vertAlign w:val="superscript"/>'), "kg이다."], "무게는 10^6kg이다."),
        (["넓이는 35m", run("2", '<w:vertAlign w:val="superscript"/>'), "이다."], "넓이는 35m²이다."),
        (["CO", run("2", '<w:vertAlign w:val="subscript"/>'), "를 줄였다."], "CO₂를 줄였다."),
        (["1984", run("1", '<w:vertAlign w:val="superscript"/>'), "년이다."], "1984년이다."),
        (
            ["이다.", run("1", '<w:vertAlign w:val="superscript"/>'), run(")", '<w:vertAlign w:val="superscript"/>')],
            "이다.",
        ),
        (
            [
                "10",
                run("-", '<w:vertAlign w:val="superscript"/>'),
                run("9", '<w:vertAlign w:val="superscript"/>'),
                " m",
            ],
            "10^-9 m",
        ),
        (["the 21", run("st", '<w:vertAlign w:val="superscript"/>'), " century"], "the 21st century"),
        (["x", run("2", '<w:position w:val="8"/><w:sz w:val="12"/>'), " + 1"], "x^2 + 1"),
        (["무게는 10", run("6", '<w:rStyle w:val="up"/>'), "kg이다."], "무게는 10^6kg이다."),
        (["끝이다.", run("그냥 글.", '<w:vertAlign w:val="baseline"/>')], "끝이다.그냥 글."),
        (["공사비는 ", run("320억원 ", "<w:strike/>"), "420억원이다."], "공사비는 420억원이다."),
        (["공사비는 ", run("320억원 ", "<w:dstrike/>"), "420억원이다."], "공사비는 420억원이다."),
        (["공사비는 ", run("320억원 ", '<w:rStyle w:val="gone"/>'), "420억원이다."], "공사비는 420억원이다."),
        (
            ["공사비는 ", run("420억원", '<w:rStyle w:val="gone"/><w:strike w:val="0"/>'), "이다."],
            "공사비는 420억원이다.",
        ),
        (["비밀", run(" 숨긴 글", "<w:vanish/>"), "은 없다."], "비밀은 없다."),
        (["비밀", run("은", '<w:vanish w:val="false"/>'), " 없다."], "비밀은 없다."),
        (
            ["남고 ", f'<w:del w:id="1">{run("지우고 ")}</w:del>', f'<w:ins w:id="2">{run("넣는다.")}</w:ins>'],
            "남고 넣는다.",
        ),
    ],
)
def test_how_a_run_looks_says_what_it_is(runs: list[str], text: str) -> None:
    styles = f"""<w:styles {_SPACES}>
    <w:style w:type="character" w:styleId="up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
    <w:style w:type="character" w:styleId="old"><w:rPr><w:strike/></w:rPr></w:style>
    <w:style w:type="character" w:styleId="gone"><w:basedOn w:val="old"/></w:style></w:styles>"""
    assert read(paragraph(*runs), **{"word/styles.xml": styles}).text == text


@pytest.mark.parametrize("kind", ["page", "column", "textWrapping"])
def test_the_end_of_a_page_parts_words(kind: str) -> None:
    assert (
        read(f"<w:p>{run('값은 320')}<w:r><w:br w:type='{kind}'/></w:r>{run('420억원이다.')}</w:p>").text
        == "값은 320\n420억원이다."
    )


def test_what_is_left_out_and_what_is_not_known_is_told() -> None:
    unknown = "<x:frame><x:label>틀의 글</x:label></x:frame>"
    body = paragraph(
        "값은 ",
        math(sign("x")),
        "이다. ",
        run("옛 값", "<w:strike/>"),
        run("숨은 값", "<w:vanish/>"),
        f"<w:r>{unknown}</w:r>",
    )
    content = read(body)
    assert content.text == "값은 x이다. 틀의 글"
    assert [(warning.kind, warning.count, warning.detail) for warning in content.warnings] == [
        ("unknown_elements", 1, "frame"),
        ("equations", 1, ""),
        ("struck_out", 1, ""),
        ("hidden", 1, ""),
    ]
    assert "x" not in content.warnings[1].message("ko") and "1 equation" in content.warnings[1].message("en")


NUMBERING = f"""<w:numbering {_SPACES}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="clause"/><w:lvlText w:val="제%1조"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimalEnclosedCircle"/><w:lvlText w:val="%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="ganada"/><w:lvlText w:val="%1.%3)"/><w:suff w:val="nothing"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
</w:numbering>"""
NUMBERED = f"""<w:styles {_SPACES}><w:style w:type="paragraph" w:styleId="clause"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="clauses"><w:basedOn w:val="clause"/></w:style></w:styles>"""


def numbered(text: str, list_id: int | None = None, level: int = 0, style: str = "") -> str:
    numbers = "" if list_id is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{f'<w:pStyle w:val={chr(34)}{style}{chr(34)}/>' if style else ''}{numbers}</w:pPr>{run(text)}</w:p>"


def test_numbers_that_word_counts_are_in_the_text() -> None:
    body = (
        numbered("목적이다.", style="clause") + numbered("처음이다.", 1, 1) + numbered("다음이다.", 1, 1) + numbered("세부이다.", 1, 2)
        + numbered("정의이다.", style="clauses") + numbered("다시 처음이다.", 1, 1) + numbered("셋이다.", 2) + paragraph("사이 글이다.")
        + numbered("넷이다.", 2) + numbered("일곱이다.", 4) + numbered("점이다.", 3) + numbered("번호가 없다.", 0, style="clause")
    )  # fmt: skip
    content = read(body, **{"word/numbering.xml": NUMBERING, "word/styles.xml": NUMBERED})
    assert content.text.split("\n\n") == [
        *["제1조 목적이다.", "① 처음이다.", "② 다음이다.", "1.가)세부이다.", "제2조 정의이다.", "① 다시 처음이다."],
        *["3. 셋이다.", "사이 글이다.", "4. 넷이다.", "7. 일곱이다.", "- 점이다.", "번호가 없다."],
    ]


@pytest.mark.parametrize(
    ("form", "numbers", "written"),
    [
        ("ganada", (1, 14, 15), "가하가"),
        ("HANGUL_JAMO", (1, 2), "ㄱㄴ"),
        ("upperRoman", (4, 19), "IVXIX"),
        ("lowerLetter", (1, 27), "aaa"),
        ("CIRCLED_DIGIT", (1, 20, 21), "①⑳21"),
        ("koreanDigital", (1, 10, 21), "일십이십일"),
        ("ideographDigital", (3, 12), "三十二"),
        ("decimalZero", (7,), "07"),
        ("none", (7,), ""),
        ("neverHeardOf", (7,), "7"),
        ("upperRoman", (0, 5000), "05000"),
    ],
)
def test_forms_of_numbers(form: str, numbers: tuple[int, ...], written: str) -> None:
    assert "".join(number_in(form, number) for number in numbers) == written


def test_words_of_a_diagram() -> None:
    relation = '<Relationship Id="rId9" Target="diagrams/data1.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>" for text in ("접수", "심사")
    )
    drawing = '<w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm="rId9"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    content = read(
        paragraph("절차다.", f"<w:r>{drawing}</w:r>"),
        **{
            "word/_rels/document.xml.rels": relations,
            "word/diagrams/data1.xml": f"<dgm:dataModel {_SPACES}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>",
        },
    )
    assert content.text == "절차다.\n\n접수\n\n심사"


@pytest.mark.parametrize("name", ["footnotes.xml", "notes/all.xml"])
def test_notes_stand_at_the_end_and_their_marks_nowhere(name: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="{name}"/>'
    note = paragraph("<w:r><w:footnoteRef/></w:r>", "통계청 자료이다.", run("2", '<w:vertAlign w:val="superscript"/>'))
    content = read(
        paragraph(
            "1984",
            '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>',
            "년이다.",
        ),
        **{
            "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>',
            f"word/{name}": f'<w:footnotes {_SPACES}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>',
        },
    )
    assert content.text.split("\n\n") == ["1984년이다.", "1. 통계청 자료이다."]


def test_notes_and_text_boxes_in_tables() -> None:
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('가', f'<w:r>{SHAPE}</w:r>')}</w:tc><w:tc>{paragraph('나')}</w:tc></w:tr></w:tbl>"
    assert read(cell).text == "| 가 글상자의 글이다. | 나 |"


WORDS = st.lists(
    st.sampled_from("가나다 라마 바사. 10 kg 420억원 the bridge 漢江".split(" ")), min_size=1, max_size=4
).map(" ".join)
WRAPPINGS = [
    "{}",
    '<w:fldSimple w:instr="X">{}</w:fldSimple>',
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:smartTag>{}</w:smartTag>",
    "<w:ins>{}</w:ins>",
    "<w:hyperlink>{}</w:hyperlink>",
    "<x:unknown>{}</x:unknown>",
    "<w:customXml><w:customXmlPr/>{}</w:customXml>",
    "<mc:AlternateContent><mc:Choice Requires='x'>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WORDS, st.lists(st.sampled_from(WRAPPINGS), max_size=3)), min_size=1, max_size=6))
def test_whatever_text_is_wrapped_in_it_is_read_once_and_in_order(parts: list[tuple[str, list[str]]]) -> None:
    body = ""
    for text, wrappings in parts:
        inside = run(text + " ")
        for wrapping in wrappings:
            inside = wrapping.format(inside)
        body += inside
    expected = " ".join(text for text, _ in parts)
    content = read(f"<w:p>{body}</w:p><w:p>{run('끝 줄')}</w:p>")
    assert " ".join(f"{content.title} {content.text}".split()) == " ".join(f"{expected} 끝 줄".split())
