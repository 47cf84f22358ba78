"""Small real files of every format, made here so that each test says what is in its own."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from itertools import pairwise

Placed = tuple[float, float, float, str]  # from the left, from the bottom, size, text

_EPUB_CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def pdf(pages: Sequence[Sequence[Placed]], info: str = "", trailer: str = "") -> bytes:
    """Return a PDF with text at places on A4 pages; every character is as wide as it is high, Latin ones half."""
    count = len(pages)
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(count))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Batang/Encoding/UniKS-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Batang/DW 1000/W[1 94 500]"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 2>>>>",
        f"<<{info}>>",
    ]
    for i, page in enumerate(pages):
        drawn = "".join(
            f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, size, text in page
        )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {7 + 2 * i} 0 R>>"
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}endstream")
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info 5 0 R{trailer}>>\n"
    return out + end.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def pdf_lines(*lines: str, size: float = 10, left: float = 60, top: float = 700, step: float = 15) -> list[Placed]:
    """Return lines one below the other."""
    return [(left, top - step * n, size, line) for n, line in enumerate(lines)]


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Return a ZIP file of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_parts(data: bytes, parts: dict[str, str | bytes]) -> bytes:
    """Return a ZIP file with some parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return packed({**{name: archive.read(name) for name in archive.namelist()}, **parts})


def part(data: bytes, name: str) -> bytes:
    """Return one part of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def docx(*paragraphs: tuple[str, str], title: str = "", author: str = "") -> bytes:
    """Return a Word document of (style, text) paragraphs."""
    import docx as python_docx

    document = python_docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    for style, text in paragraphs:
        document.add_paragraph(text, style=style or None)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def epub(*chapters: str, title: str = "책", more: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """Return a book of chapters, each the inside of a body."""
    items = "".join(
        f'<item id="c{i}" href="c{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    book = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>{more}</metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    pages = {
        f"OEBPS/c{i}.xhtml": f'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>c</title></head><body>{chapter}</body></html>"
        for i, chapter in enumerate(chapters)
    }
    nav = {"OEBPS/nav.xhtml": "<html><body><nav><ol><li><a href='c0.xhtml'>목차</a></li></ol></nav></body></html>"}
    head = {"mimetype": "application/epub+zip", "META-INF/container.xml": _EPUB_CONTAINER, "OEBPS/content.opf": book}
    return packed({**head, **nav, **pages, **(parts or {})})


def hwpx(*paragraphs: str, body: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """Return an HWPX document; `body` is more XML for its section."""
    spaces = (
        'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
    )
    section = "".join(f"<hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p>" for text in paragraphs)
    facts = (
        '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:metadata><opf:title>한글 문서</opf:title>'
        '<opf:language>ko</opf:language><opf:meta name="creator" content="text">김해설</opf:meta>'
        '<opf:meta name="ModifiedDate" content="text">2026-01-26T09:00:00Z</opf:meta></opf:metadata></opf:package>'
    )
    return packed(
        {
            "mimetype": "application/hwp+zip",
            "Contents/content.hpf": facts,
            "Contents/section0.xml": f"<hs:sec {spaces}>{section}{body}</hs:sec>",
            **(parts or {}),
        }
    )


def hwpml(*paragraphs: str) -> bytes:
    """Return an HWPML document, which people name .hwp."""
    body = "".join(f"<P><TEXT><CHAR>{text}</CHAR></TEXT></P>" for text in paragraphs)
    head = "<HEAD><DOCSUMMARY><TITLE>한글 문서</TITLE><AUTHOR>김해설</AUTHOR><DATE>2026년 1월 26일</DATE></DOCSUMMARY></HEAD>"
    return f'<?xml version="1.0" encoding="UTF-8"?><HWPML Version="2.8">{head}<BODY><SECTION>{body}</SECTION></BODY></HWPML>'.encode()


def hwp(
    *paragraphs: str,
    flags: int = 1,
    section: bytes | None = None,
    summary: dict[int, str] | None = None,
    more: bytes = b"",
    info: bytes = b"",
) -> bytes:
    """Return an HWP 5 document: records in a compressed stream of a compound file; `summary` has texts by their numbers.

    `more` are records behind the paragraphs, `info` those of the document's own looks.
    """
    records = b"".join(
        record(66, 0, b"\0" * 24) + record(67, 1, (text + "\r").encode("utf-16-le")) for text in paragraphs
    )
    packer = zlib.compressobj(wbits=-15)
    body = section if section is not None else packer.compress(records + more) + packer.flush()
    packer = zlib.compressobj(wbits=-15)
    looks = packer.compress(info) + packer.flush() if info else b""
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010000, flags)
    facts = {"\x05HwpSummaryInformation": _property_set(summary)} if summary else {}
    return compound({"FileHeader": header, "DocInfo": looks, **facts, "BodyText/Section0": body})


def _property_set(texts: dict[int, str]) -> bytes:
    """Return texts by their numbers as Hangul writes them: counted in characters, with a zero at the end, filled up to 4 bytes."""
    values = [
        struct.pack("<II", 31, len(text) + 1) + f"{text}\0\0\0".encode("utf-16-le")[: (len(text) + 2) // 2 * 4]
        for text in texts.values()
    ]
    starts = [8 + 8 * len(values) + sum(map(len, values[:n])) for n in range(len(values))]
    table = b"".join(struct.pack("<II", number, start) for number, start in zip(texts, starts, strict=True))
    body = struct.pack("<II", 8 + len(table) + sum(map(len, values)), len(values)) + table + b"".join(values)
    return struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48) + body


def record(tag: int, level: int, payload: bytes) -> bytes:
    """Return a record of an HWP 5 stream."""
    size = len(payload)
    return (
        struct.pack("<I", tag | level << 10 | min(size, 0xFFF) << 20)
        + (struct.pack("<I", size) if size >= 0xFFF else b"")
        + payload
    )


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file (OLE) with streams in at most one level of folders; each is padded with zeros to 4,096 bytes."""
    folders = sorted({name.split("/")[0] for name in streams if "/" in name})
    entries: list[tuple[str, int, bytes, list[int]]] = [("Root Entry", 5, b"", [])]  # name, kind, content, children
    for folder in folders:
        entries[0][3].append(len(entries))
        entries.append((folder, 1, b"", []))
    for name, content in streams.items():
        parent = 1 + folders.index(name.split("/")[0]) if "/" in name else 0
        entries[parent][3].append(len(entries))
        entries.append((name.split("/")[-1], 2, content.ljust(4_096, b"\0"), []))
    right = {child: following for _, _, _, all in entries for child, following in pairwise(all)}
    directory_sectors = -(-len(entries) // 4)
    chains = [*range(1, directory_sectors), -2]
    body, starts, sector = b"", dict[int, int](), directory_sectors
    for number, (_, kind, content, _) in enumerate(entries):
        if kind == 2:
            starts[number], count = sector, -(-len(content) // 512)
            chains += [*range(sector + 1, sector + count), -2]
            body += content.ljust(count * 512, b"\0")
            sector += count
    directory = b"".join(
        (name + "\0").encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBiii", 2 * len(name) + 2, kind, 1, -1, right.get(number, -1), children[0] if children else -1)
        + b"\0" * 36
        + struct.pack("<iII", starts.get(number, -2), len(content), 0)
        for number, (name, kind, content, children) in enumerate(entries)
    ).ljust(directory_sectors * 512, b"\0")
    fat_sectors = -(-(len(chains) + 8) // 128)
    table = struct.pack(f"<{len(chains)}i", *chains) + struct.pack(f"<{fat_sectors}i", *[-3] * fat_sectors)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<iiiiiiiii", 0, fat_sectors, 0, 0, 4_096, -2, 0, -2, 0)
    places = [len(chains) + n for n in range(fat_sectors)]
    header += struct.pack("<109i", *places, *[-1] * (109 - fat_sectors))
    return header + directory + body + table.ljust(fat_sectors * 512, b"\xff")


def letter(text: str, *, html: str = "", subject: str = "편지", attachment: bytes = b"") -> bytes:
    """Return an e-mail as a mail program saves it."""
    made = EmailMessage()
    made["From"] = "김해설 <kim@example.org>"
    made["To"] = "reader@example.org"
    made["Subject"] = subject
    made["Date"] = "Mon, 26 Jan 2026 09:00:00 +0900"
    if text:
        made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    if attachment:
        made.add_attachment(attachment, maintype="application", subtype="pdf", filename="a.pdf")
    return made.as_bytes()
