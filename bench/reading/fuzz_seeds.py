"""Valid documents of every form that we read, small, in the parts that accidents happen to."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.reading.made_documents import FORMS, make_document
from bench.reading.mutations import Parts
from tests import article_files as files
from tests.hangul_records import SHAPES, binary_cell, binary_control, binary_paragraph, control, text_of_length

_PAGES = Path(files.__file__).parent / "data" / "pages"
_TEXT = "다라시는 2026. 1. 26. 10시에 차 12대(31억 5,000만원)를 더 산다고 밝혔다.\n제3조 1. 2. 에 따른 것이다."
_ENGLISH = "Dr. Dara Pike, No. 1 of the U.S. team, paid $3.1 million on Jan. 26, 2026 (v. 1.2.3)."


@dataclass(frozen=True, slots=True)
class FuzzSeed:
    """A valid document: its name, its parts, and what makes a file of them."""

    name: str
    parts: Parts
    pack: Callable[[Parts], bytes]


def fuzz_seeds() -> list[FuzzSeed]:
    """Return the documents, in the same order each time."""
    made = [_made(form, number) for form in ("docx", "hwpx", "epub", "html", "eml") for number in range(4)]
    pages = [_whole("a.html", path.read_bytes()) for path in sorted(_PAGES.glob("*.html"))[::3]]
    return [*made, *pages, *_texts(), *_letters(), *_printed(), *_hangul()]


def _made(form: str, number: int) -> FuzzSeed:
    write, kinds = FORMS[form]
    data = write(make_document(Random(number), kinds))
    assert data is not None, "only PDF needs a program"
    return _packed(f"a.{form}", data) if data.startswith(b"PK") else _whole(f"a.{form}", data)


def _whole(name: str, data: bytes, part: str = "") -> FuzzSeed:
    return FuzzSeed(name, {part: data}, lambda parts: parts[part])


def _packed(name: str, data: bytes) -> FuzzSeed:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return FuzzSeed(name, parts, lambda parts: files.packed(dict(parts)))


def _texts() -> list[FuzzSeed]:
    markdown = f"---\ntitle: 눈 치우는 차\ndate: 2026-01-26\n---\n\n# 눈\n\n{_TEXT}[^1]\n\n"
    markdown += "| 다리 | 값 |\n|---|---|\n| 가람 | 3억 |\n\n"
    markdown += (
        f"```py\nx = 1\n```\n\n- [ ] 첫째\n- 둘째 ~~지운 글~~ <!-- 숨은 글 -->\n\n> {_ENGLISH}\n\n[^1]: 각주다.\n"
    )
    plain = f"제목: 눈 치우는 차\n날짜: 2026. 1. 26.\n\n{_TEXT}\n\n{_ENGLISH}\n"
    return [
        _whole("a.md", markdown.encode()),
        _whole("a.txt", plain.encode()),
        _whole("a.txt", plain.encode("cp949")),
        _whole("a.txt", plain.encode("utf-16")),
    ]


def _letters() -> list[FuzzSeed]:
    head = (
        "From: =?utf-8?B?6rmA7ZW07ISk?= <kim@example.org>\r\nSubject: {}\r\nDate: Mon, 26 Jan 2026 09:00:00 +0900\r\n"
    )
    flowed = head.format("flowed") + "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n"
    parts = 'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="x"\r\n\r\n'
    parts += "--x\r\nContent-Type: text/plain\r\n\r\n"
    parts += (
        "See the page.\r\n--x\r\nContent-Type: text/html; charset=euc-kr\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    html = f"<h1>글</h1><p>{_TEXT}</p><table><tr><td>가<td>나</table>\r\n--x--\r\n"
    page = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    page += "<p>=EA=B0=80=EB=82=98 =\r\n3D</p>"
    return [
        _whole("a.eml", (flowed + _TEXT.replace("\n", " \r\n")).encode()),
        _whole("a.eml", (head.format("눈 치우는 차") + parts + html).encode("cp949")),
        _whole("a.mht", (head.format("=?euc-kr?Q?=B0=A1?=") + page).encode()),
        _whole("a.eml", files.letter(_ENGLISH, html=f"<p>{_ENGLISH}</p>", attachment=b"%PDF-1.7")),
    ]


def _printed() -> list[FuzzSeed]:
    lines = files.pdf_lines(*_TEXT.split("\n"), _ENGLISH)
    marks = [(60.0, 600.0, 10.0, "무게는 10"), (105.0, 604.0, 6.0, "6"), (110.0, 600.0, 10.0, "kg이다.")]
    columns = files.pdf_lines("왼쪽 단의 글이다.", "둘째 줄이다.", top=500) + files.pdf_lines(
        "오른쪽 단의 글이다.", left=330, top=500
    )
    facts = "/Title(x)/Author(y)/CreationDate(D:20260126090000+09'00')"
    one, two = (
        files.pdf([lines + marks, columns], facts),
        files.pdf([files.pdf_lines(_ENGLISH, "1", top=780), lines, columns]),
    )
    return [_whole("a.pdf", one), _whole("a.pdf", two)]


def _hangul() -> list[FuzzSeed]:
    cells = [(0, 0, "다리"), (1, 0, "값"), (0, 1, "가람"), (1, 1, "3억")]
    table = binary_control(
        "tbl ", b"", files.record(77, 2, struct.pack("<IHH", 0, 2, 2)), *(binary_cell(*cell) for cell in cells)
    )
    note = binary_control("fn  ", b"", files.record(72, 2, b"\0" * 8), binary_paragraph("각주다.", level=2))
    words = binary_control("tdut", text_of_length("漢江") + text_of_length("한강"))
    equation = binary_control("eqed", b"", files.record(88, 2, b"\0" * 4 + text_of_length("1 over {x^2 +sqrt 3}")))
    records = binary_paragraph(f"{_TEXT} {control('tbl ', 11)}{control('fn  ', 17)} 뒤", table, note)
    records += binary_paragraph(f"2023\t\0\0\0\0\0\0\t {control('tdut', 23)}과 {control('eqed', 11)}", words, equation)
    records += binary_paragraph("무게는 106kg이다. 320억원", shapes={0: 0, 6: 1, 7: 0, 12: 3})
    parts = {"BodyText/Section0": records, "DocInfo": SHAPES}

    def pack(parts: Parts) -> bytes:
        return files.hwp(section=_deflated(parts.get("BodyText/Section0", b"")), info=parts.get("DocInfo", b""))

    return [
        FuzzSeed("a.hwp", parts, pack),
        _whole("a.hwp", files.hwp(*_TEXT.split("\n"))),
        _whole("a.hml", files.hwpml(_TEXT), "a.hml"),
    ]


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()
