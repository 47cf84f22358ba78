"""Documents with known text in the forms that we read, made by chance: what is in them, and what a person sees of it.

Each mixes what readers stumble over: exponents and notes, ruby, equations, fields, struck out and hidden text, text boxes,
tables and lists. Nothing of them is from anywhere: sentences are made of a few templates and numbers.
"""

import io
import random
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

PieceKind = Literal[
    "text", "power", "unit", "formula", "note", "struck", "hidden", "ruby", "fraction", "inserted", "field"
]

_KOREAN = (
    "{name}대교의 보수 공사가 {n}월에 시작된다.",
    "시는 올해 {n}억 {m}만원을 쓰겠다고 밝혔다.",
    "교각 {n}개 가운데 {m}개에서 녹슨 철근이 나왔다.",
    "지난해 {n}월 조사에서 드러난 일이다.",
    "{name}동 주민 {n}명은 공사가 늦었다고 말했다.",
    "길이는 {n}.{m}km이고 차로는 네 개다.",
    "제{n}조에 따라 해마다 두 번 점검한다.",
    "이 소식을 전한 것은 {name}일보다.",
)
_ENGLISH = (
    "The repair of {name} Bridge begins in {n} days.",
    "The city will spend {n}.{m} million won on it this year.",
    "Of {n} piers, {m} were found to have rusting steel.",
    "Section {n} asks for two inspections a year.",
    "About {n},{m}00 people cross it every day.",
    "Residents of {name} said the work had come late.",
)
_NAMES = ("가람", "누리", "다온", "Hanbit", "Narae", "Maru")
_BRACKETED = (("漢江", "한강"), ("大橋", "대교"), ("天池", "천지"), ("鐵筋", "철근"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: its kind, what it is of, and its mark, reading or lower number."""

    kind: PieceKind
    text: str
    mark: str = ""

    @property
    def seen(self) -> str:
        """What is to be read of it."""
        match self.kind:
            case "power":
                return f"{self.text}^{self.mark}"
            case "unit":
                return self.text + {"2": "²", "3": "³"}[self.mark]
            case "formula":
                return self.text + {"2": "₂", "3": "₃", "4": "₄"}[self.mark]
            case "ruby":
                return f"{self.text}({self.mark})"
            case "fraction":
                return f"{self.text}/{self.mark}"
            case "struck" | "hidden":
                return ""
            case _:
                return self.text


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list without numbers."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A title and blocks, and from them what is to be read, a line a block or row."""

    title: str
    blocks: tuple[Paragraph | Table | Items, ...]

    @property
    def seen(self) -> str:
        """The title and the text, without what only marks tables and lists."""
        lines = [self.title]
        for block in self.blocks:
            if isinstance(block, Table):
                lines += [" ".join(row) for row in block.rows]
            elif isinstance(block, Items):
                lines += block.items
            else:
                lines.append("".join(piece.seen for piece in block))
        return "\n".join(lines)


def make_document(chance: random.Random, kinds: tuple[PieceKind, ...]) -> MadeDocument:
    """Return a document that has pieces of `kinds`; the same for the same state of `chance`."""
    language = chance.choice((_KOREAN, _KOREAN, _ENGLISH))
    blocks: list[Paragraph | Table | Items] = []
    for _ in range(chance.randint(4, 9)):
        kind = chance.random()
        if kind < 0.12:
            rows = tuple((chance.choice(_NAMES), f"{chance.randint(2, 999)}억원") for _ in range(chance.randint(2, 4)))
            blocks.append(Table((("다리", "공사비"), *rows)))
        elif kind < 0.24:
            blocks.append(Items(tuple(_sentence(chance, language) for _ in range(chance.randint(2, 4)))))
        else:
            blocks.append(_paragraph(chance, language, kinds))
    return MadeDocument(f"{chance.choice(_NAMES)} {chance.randint(1, 99)}호 다리의 보수 계획", tuple(blocks))


def _sentence(chance: random.Random, language: tuple[str, ...]) -> str:
    template = chance.choice(language)
    return template.format(name=chance.choice(_NAMES), n=chance.randint(2, 99), m=chance.randint(1, 9))


def _paragraph(chance: random.Random, language: tuple[str, ...], kinds: tuple[PieceKind, ...]) -> Paragraph:
    pieces: list[Piece] = []
    for _ in range(chance.randint(2, 5)):
        pieces.append(Piece("text", _sentence(chance, language) + " "))
        if chance.random() < 0.7:
            pieces += _special(chance, chance.choice(kinds))
    return (*pieces, Piece("text", _sentence(chance, language)))


def _special(chance: random.Random, kind: PieceKind) -> list[Piece]:
    """Return a sentence in which a piece of one kind stands as such pieces do."""

    def around(before: str, piece: Piece, behind: str) -> list[Piece]:
        return [Piece("text", before), piece, Piece("text", behind)]

    number = str(chance.randint(2, 9))
    match kind:
        case "power":
            return around("무게는 ", Piece("power", "10", chance.choice(("6", "-9", "12"))), " kg이다. ")
        case "unit":
            return around(f"넓이는 {number}5 ", Piece("unit", "m", chance.choice("23")), "이다. ")
        case "formula":
            return around("기체는 ", Piece("formula", *chance.choice((("CO", "2"), ("H", "2"), ("CH", "4")))), "이다. ")
        case "note":
            return around("", Piece("note", f"계획은 198{number}", chance.choice(("1", "2)", "12"))), "년에 나왔다. ")
        case "struck" | "hidden":
            return around("공사비는 ", Piece(kind, f"{number}20억원 "), "420억원이다. ")
        case "ruby":
            return around("이름은 ", Piece("ruby", *chance.choice(_BRACKETED)), "이다. ")
        case "fraction":
            return around("비율은 ", Piece("fraction", number, str(int(number) + 1)), "이다. ")
        case _:
            return around("그 수는 ", Piece(kind, f"{number}8곳"), "이다. ")


# Word


def docx(document: MadeDocument) -> bytes:
    """Return a Word document."""
    body = _word_paragraph(_word_run(document.title), '<w:pStyle w:val="Title"/>')
    for block in document.blocks:
        if isinstance(block, Table):
            rows = ("".join(f"<w:tc>{_word_paragraph(_word_run(cell))}</w:tc>" for cell in row) for row in block.rows)
            body += f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
        elif isinstance(block, Items):
            body += "".join(_word_paragraph(_word_run(item)) for item in block.items)
        else:
            body += _word_paragraph("".join(map(_word_piece, block)))
    return word_file(body)


def word_file(body: str) -> bytes:
    """Return a Word document with this inside of its body; the style `Title` is there."""
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    )
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    styles = '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'

    def related(kind: str, target: str) -> str:
        one = f'<Relationship Id="r1" Type="{kinds}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{one}</Relationships>'

    return _packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{types}.styles+xml"/></Types>',
            "_rels/.rels": related("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": related("styles", "styles.xml"),
            "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {spaces}>{styles}</w:styles>",
        }
    )


def _word_paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _word_run(text: str, looks: str = "") -> str:
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _word_piece(piece: Piece) -> str:
    run, raised, lowered = _word_run, '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    match piece.kind:
        case "power" | "unit" | "note":
            return run(piece.text) + run(piece.mark, raised)
        case "formula":
            return run(piece.text) + run(piece.mark, lowered)
        case "struck":
            return run(piece.text, "<w:strike/>") + f"<w:del>{run(piece.text)}</w:del>"
        case "hidden":
            return run(piece.text, "<w:vanish/>")
        case "ruby":
            reading, base = run(piece.mark), run(piece.text)
            return f"<w:r><w:ruby><w:rt>{reading}</w:rt><w:rubyBase>{base}</w:rubyBase></w:ruby></w:r>"
        case "fraction":
            above, below = (f"<m:r><m:t>{part}</m:t></m:r>" for part in (piece.text, piece.mark))
            return f"<m:oMath><m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f></m:oMath>"
        case "inserted":
            return f"<w:ins>{run(piece.text)}</w:ins>"
        case "field":
            return f'<w:fldSimple w:instr="SEQ">{run(piece.text)}</w:fldSimple>'
        case _:
            return run(piece.text)


# Hangul


def hwpx(document: MadeDocument) -> bytes:
    """Return an HWPX document."""
    sections = "".join(
        f"<hp:p>{part}</hp:p>" for part in [_hangul_run(document.title), *map(_hangul_block, document.blocks)]
    )
    looks = '<hh:charPr id="1"><hh:strikeout shape="SOLID"/></hh:charPr><hh:charPr id="2"><hh:supscript/></hh:charPr>'
    looks += '<hh:charPr id="3"><hh:subscript/></hh:charPr>'
    uri = "http://www.hancom.co.kr/hwpml/2011"
    return _packed(
        {
            "mimetype": "application/hwp+zip",
            "Contents/content.hpf": '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"/>',
            "Contents/header.xml": f'<hh:head xmlns:hh="{uri}/head">{looks}</hh:head>',
            "Contents/section0.xml": f'<hs:sec xmlns:hs="{uri}/section" xmlns:hp="{uri}/paragraph">{sections}</hs:sec>',
        }
    )


def _hangul_block(block: Paragraph | Table | Items) -> str:
    if isinstance(block, Table):
        cell = "<hp:tc><hp:subList><hp:p>{}</hp:p></hp:subList></hp:tc>"
        rows = ("".join(cell.format(_hangul_run(text)) for text in row) for row in block.rows)
        return f"<hp:run><hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in rows)}</hp:tbl></hp:run>"
    if isinstance(block, Items):
        return "</hp:p><hp:p>".join(map(_hangul_run, block.items))
    return "".join(map(_hangul_piece, block))


def _hangul_run(text: str, look: int = 0) -> str:
    return f'<hp:run charPrIDRef="{look}"><hp:t>{escape(text)}</hp:t></hp:run>'


def _hangul_piece(piece: Piece) -> str:
    run = _hangul_run
    match piece.kind:
        case "power" | "unit" | "note":
            return run(piece.text) + run(piece.mark, 2)
        case "formula":
            return run(piece.text) + run(piece.mark, 3)
        case "struck":
            deleted = f"<hp:deleteBegin/>{escape(piece.text)}<hp:deleteEnd/>"
            return run(piece.text, 1) + f"<hp:run><hp:t>{deleted}</hp:t></hp:run>"
        case "hidden":
            return f"<hp:run><hp:ctrl><hp:hiddenComment><hp:p>{run(piece.text)}</hp:p></hp:hiddenComment></hp:ctrl></hp:run>"
        case "ruby":
            words = f"<hp:mainText>{piece.text}</hp:mainText><hp:subText>{piece.mark}</hp:subText>"
            return f"<hp:run><hp:dutmal>{words}</hp:dutmal></hp:run>"
        case "fraction":
            return f"<hp:run><hp:equation><hp:script>{piece.text} over {piece.mark}</hp:script></hp:equation></hp:run>"
        case "inserted":
            return f"<hp:run><hp:t><hp:insertBegin/>{escape(piece.text)}<hp:insertEnd/></hp:t></hp:run>"
        case "field":
            parameters = "<hp:parameters><hp:stringParam>x</hp:stringParam></hp:parameters>"
            begin = f"<hp:ctrl><hp:fieldBegin>{parameters}</hp:fieldBegin></hp:ctrl>"
            return f"<hp:run>{begin}<hp:t>{escape(piece.text)}</hp:t><hp:ctrl><hp:fieldEnd/></hp:ctrl></hp:run>"
        case _:
            return run(piece.text)


# Pages, books and letters


def page(document: MadeDocument) -> str:
    """Return the inside of a page's body."""
    return "\n".join([f"<h1>{escape(document.title)}</h1>", *_page_blocks(document)])


def _page_blocks(document: MadeDocument) -> list[str]:
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        elif isinstance(block, Items):
            parts.append(f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>")
        else:
            parts.append(f"<p>{''.join(map(_page_piece, block))}</p>")
    return parts


def html(document: MadeDocument) -> bytes:
    """Return a web page whose article is the document."""
    head = f'<meta charset="utf-8"><title>{escape(document.title)}</title>'
    menu = '<nav><a href="/">홈</a> <a href="/news">뉴스</a></nav>'
    body = f"<body>{menu}<article>{page(document)}</article></body>"
    return f'<!DOCTYPE html><html lang="ko"><head>{head}</head>{body}</html>'.encode()


def epub(document: MadeDocument) -> bytes:
    """Return a book of one chapter."""
    head = "<head><title>c</title></head>"
    return book_of(f'<html xmlns="http://www.w3.org/1999/xhtml">{head}<body>{page(document)}</body></html>')


def book_of(chapter: str) -> bytes:
    """Return a book with one chapter in XHTML."""
    item = '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
    container = '<rootfiles><rootfile full-path="c.opf"/></rootfiles>'
    package = f'<manifest>{item}</manifest><spine><itemref idref="c"/></spine>'
    return _packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f"<container>{container}</container>",
            "c.opf": f'<package xmlns="http://www.idpf.org/2007/opf">{package}</package>',
            "c.xhtml": f'<?xml version="1.0" encoding="utf-8"?>{chapter}',
        }
    )


def eml(document: MadeDocument) -> bytes:
    """Return a letter in HTML."""
    letter = EmailMessage()
    letter["Subject"], letter["From"] = document.title, "someone@example.org"
    letter.set_content("\n".join(_page_blocks(document)), subtype="html")
    return letter.as_bytes()


def pdf(document: MadeDocument) -> bytes | None:
    """Return the page as Chromium prints it; None where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder) / "a.html", Path(folder) / "a.pdf"
        source.write_bytes(html(document).replace(b"<nav>", b"<nav hidden>"))
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
        subprocess.run([chromium, *options, str(source)], check=True, capture_output=True, timeout=120)
        return printed.read_bytes()


def _page_piece(piece: Piece) -> str:
    text, mark = escape(piece.text), escape(piece.mark)
    match piece.kind:
        case "power" | "unit" | "note":
            return f"{text}<sup>{mark}</sup>"
        case "formula":
            return f"{text}<sub>{mark}</sub>"
        case "struck":
            return f"<del>{text}</del>"
        case "hidden":
            return f'<span style="display:none">{text}</span>'
        case "ruby":
            return f"<ruby>{text}<rp>(</rp><rt>{mark}</rt><rp>)</rp></ruby>"
        case "fraction":
            return f"<math><mfrac><mn>{text}</mn><mn>{mark}</mn></mfrac></math>"
        case "inserted":
            return f"<ins>{text}</ins>"
        case _:
            return text


_MARKS: tuple[PieceKind, ...] = ("text", "power", "unit", "formula", "note")
_ALL: tuple[PieceKind, ...] = (*_MARKS, "struck", "hidden", "ruby", "fraction", "inserted", "field")
# What each form can say, and what writes it. On a printed page what is struck out is there with a line through it, which no
# reader of PDFs sees, and a fraction is two lines.
FORMS: dict[str, tuple[Callable[[MadeDocument], bytes | None], tuple[PieceKind, ...]]] = {
    "docx": (docx, _ALL),
    "hwpx": (hwpx, _ALL),
    "epub": (epub, _ALL),
    "html": (html, _ALL),
    "eml": (eml, _ALL),
    "pdf": (pdf, (*_MARKS, "hidden", "ruby", "inserted")),
}


def _packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
