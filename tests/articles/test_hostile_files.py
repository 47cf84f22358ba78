"""Files that are broken or meant to break us: each gets a message of its own, in time, and the others are read."""

import contextlib
import io
import os
import random
import struct
import sys
import time
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reading.mutations import mutated
from bot.articles import Content, article_from_text, read_article, read_content, reader_process, zip_container
from bot.articles.article_errors import (
    ArticleCrashed,
    ArticleDamaged,
    ArticleDefinesEntities,
    ArticleEmpty,
    ArticleError,
    ArticleNotText,
    ArticleTooLarge,
    ArticleTooSlow,
    ArticleUnpacksTooLarge,
)
from bot.articles.html import article_of_page
from bot.articles.limits import MAX_FILE_BYTES
from bot.articles.zip_container import PackedFile
from bot.library.chunking import split_article
from tests import article_files as files

TEXT = "딥시크가 R1을 공개했다. 업계는 놀랐다."
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

# Far more than any of these takes even on a busy machine, far less than a hang, which this ends.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

SMALL = {
    "a.html": f"<html><title>글</title><body><h1>글</h1><p>{TEXT}</p><table><tr><td>a<td>b</table></html>".encode(),
    "a.pdf": files.pdf([files.pdf_lines(TEXT, TEXT), files.pdf_lines(TEXT)], "/Title(x)/CreationDate(D:20260126)"),
    "a.docx": files.docx(("Heading 1", "장"), ("", TEXT), ("List Bullet", "항목")),
    "a.epub": files.epub(f"<h1>장</h1><p>{TEXT}</p>"),
    "a.hwp": files.hwp("장", TEXT),
    "a.hml": files.hwpml("장", TEXT),
    "a.hwpx": files.hwpx("장", TEXT),
    "a.eml": files.letter(TEXT, html=f"<p>{TEXT}</p>"),
    "a.md": f"---\ntitle: 글\n---\n\n{TEXT}".encode(),
}


def read(data: bytes, name: str) -> Content:
    return read_content(data, name, name=name)


def packed_bomb(name: str, size: int, parts: dict[str, str | bytes]) -> bytes:
    """Return a packed file with a part of `size` zeros, which packs to a thousandth."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, content in parts.items():
            archive.writestr(other, content)
        with archive.open(name, "w", force_zip64=True) as stream:
            for _ in range(size // 1_000_000):
                stream.write(b" " * 1_000_000)
    return out.getvalue()


def test_the_small_files_are_whole() -> None:
    for name, data in SMALL.items():
        assert TEXT in read(data, name).text, name


@pytest.mark.parametrize("name", [name for name in SMALL if name not in ("a.md", "a.html", "a.eml")])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_cut_off(name: str, share: float) -> None:
    data = SMALL[name]
    try:
        assert read(data[: int(len(data) * share)], name).text  # a PDF that lost its end is often read all the same
    except ArticleError as error:
        assert name in str(error)


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "docProps/core.xml"])
def test_a_bomb_in_a_word_document(name: str) -> None:
    bomb = packed_bomb(name, 130_000_000, {"word/document.xml": "<x/>"} if name != "word/document.xml" else {})
    assert len(bomb) < 1_000_000
    with pytest.raises(ArticleUnpacksTooLarge) as caught:
        read(bomb, "a.docx")
    assert "120 MB" in caught.value.message("ko")


def test_a_bomb_that_lies_about_its_size() -> None:
    bomb = packed_bomb("word/document.xml", 130_000_000, {})
    true, false = (130_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    assert true in bomb
    with pytest.raises((ArticleUnpacksTooLarge, ArticleDamaged)):
        read(bomb.replace(true, false), "a.docx")


def test_many_parts_that_are_large_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_container, "MAX_UNPACKED_BYTES", 5_000_000)
    with PackedFile(files.epub(*["<p>" + " " * 2_000_000] * 3), "a.epub", "EPUB") as book:
        book.read("OEBPS/c0.xhtml")
        book.read("OEBPS/c1.xhtml")
        with pytest.raises(ArticleUnpacksTooLarge):
            book.read("OEBPS/c2.xhtml")


def test_a_packed_file_of_very_many_parts() -> None:
    entry = b"PK\x01\x02" + b"\0" * 42
    with pytest.raises(ArticleUnpacksTooLarge):
        read(b"PK\x03\x04" + entry * 50_000, "a.docx")


@pytest.mark.parametrize("kind", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        (
            "a.docx",
            lambda dtd: files.with_parts(
                SMALL["a.docx"], {"word/document.xml": f"<?xml version='1.0'?>{dtd}<x>&c;</x>"}
            ),
        ),
        ("a.epub", lambda dtd: files.with_parts(SMALL["a.epub"], {"OEBPS/content.opf": f"{dtd}<x>&a;</x>"})),
        ("a.hwpx", lambda dtd: files.with_parts(SMALL["a.hwpx"], {"Contents/section0.xml": f"{dtd}<x>&a;</x>"})),
        (
            "a.hml",
            lambda dtd: (dtd.replace("DOCTYPE x", "DOCTYPE HWPML") + "<HWPML><BODY><P>&a;</P></BODY></HWPML>").encode(),
        ),
        (
            "b.hml",
            lambda dtd: (dtd.replace("DOCTYPE x", "DOCTYPE HWPML") + "<HWPML><BODY><P>&a;</P></BODY></HWPML>").encode(
                "utf-16"
            ),
        ),
    ],
    ids=["docx", "epub", "hwpx", "hwpml", "hwpml in UTF-16"],
)
def test_xml_that_defines_entities(name: str, make: object, kind: str) -> None:
    assert callable(make)
    with pytest.raises(ArticleDefinesEntities):
        read(make(kind), name)


def test_a_page_that_defines_entities_is_read_without_them() -> None:
    page = f"{OUTSIDE.replace('DOCTYPE x', 'DOCTYPE html')}<html><body><p>{TEXT} &a; 끝이다.</p></body></html>"
    assert "root:" not in read(page.encode(), "a.html").text


def test_a_bomb_in_a_hangul_document() -> None:
    packer = zlib.compressobj(wbits=-15)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(130)) + packer.flush()
    with pytest.raises(ArticleUnpacksTooLarge):
        read(files.hwp(section=bomb), "a.hwp")


def test_a_stream_of_a_hangul_document_whose_sectors_go_round_in_a_circle() -> None:
    data = bytearray(SMALL["a.hwp"])
    entry = data.index("DocInfo\0".encode("utf-16-le"))
    (start,) = struct.unpack_from("<i", data, entry + 116)
    struct.pack_into("<I", data, entry + 120, 2**31 - 1)
    table = len(data) - 512
    struct.pack_into("<i", data, table + 4 * start, start)
    with pytest.raises(ArticleDamaged) as caught:
        read(bytes(data), "a.hwp")
    assert "larger than the file" in str(caught.value.facts["reason"])


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_deep_nesting(depth: int) -> None:
    for name, data in {
        "a.html": b"<div>" * depth + TEXT.encode(),
        "b.html": b"<table><tr><td>" * depth + TEXT.encode(),
        "a.hml": b"<HWPML><BODY>" + b"<P>" * depth + b"</P>" * depth + b"</BODY></HWPML>",
        "a.docx": files.with_parts(SMALL["a.docx"], {"word/document.xml": b"<x>" * depth + b"</x>" * depth}),
        "a.pdf": SMALL["a.pdf"].replace(b"/MediaBox", b"/X" + b"[" * depth + b"]" * depth + b"/MediaBox"),
    }.items():
        try:
            read(data, name)
        except ArticleError as error:
            assert name in str(error)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.eml"])
@pytest.mark.parametrize("line", ["> " * 1_500 + "w", "> " * 1_500 + "\u3000"])
def test_quotations_in_quotations(name: str, line: str, tmp_path: Path) -> None:
    path = tmp_path / name
    head = "Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" if name == "a.eml" else ""
    path.write_text(f"{head}{TEXT}\n\n{line}\n{line}\n\n끝이다.", encoding="utf-8")
    article = read_article(path, name)
    assert article.text.startswith(TEXT) and article.text.endswith("끝이다.") and split_article(article)


@pytest.mark.timeout(60)
def test_tables_in_tables_take_no_longer_than_their_size() -> None:
    page = "<table><tr><td>" * 60 + TEXT + "</td></tr></table>" * 60
    assert TEXT in read(f"<html><body>{page}</body></html>".encode(), "a.html").text


def test_fifty_megabytes_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"word " * 10_000_001)
    for name in ("a.txt", "a.html", "a.eml", "a.pdf"):
        path = path.rename(tmp_path / name)
        with pytest.raises(ArticleError) as caught:
            read_article(path, name)
        assert isinstance(caught.value, ArticleTooLarge | ArticleDamaged)


@pytest.mark.timeout(60)
def test_a_line_as_long_as_an_article_may_be() -> None:
    article = article_from_text("word " * 200_000, id="a", source="a")
    assert split_article(article)


def test_larger_than_any_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(100 * MAX_FILE_BYTES)  # a sparse file
    with pytest.raises(ArticleTooLarge) as caught:
        read_article(path, "a.pdf")
    assert "50 MB" in str(caught.value)


def test_mixed_encodings() -> None:
    mixed = TEXT.encode() + "기준금리가 동결됐다.".encode("cp949")
    for name, data in {
        "a.txt": mixed,
        "a.html": b"<p>" + mixed + b"</p>",
        "b.html": b"<meta charset=utf-8><p>" + mixed,
    }.items():
        with pytest.raises(ArticleNotText):
            read(data, name)


@pytest.mark.parametrize(
    "name",
    ["가\u202e나.md", "가\x07나.md", "가\n나.md", "가\\나.md", "가:나?.md", unicodedata.normalize("NFD", "한글.md")],
)
def test_strange_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TEXT, encoding="utf-8")
    assert read_article(path, name).text == TEXT


def test_right_to_left_marks_do_not_hide_what_a_text_says() -> None:
    for name, data in {
        "a.docx": files.docx(("", f"\u202e{TEXT}\u202c")),
        "a.hwpx": files.hwpx(f"\u2067{TEXT}"),
    }.items():
        article = article_from_text(read(data, name).text, id=name, source=name)
        assert article.text == TEXT


def test_merged_cells_make_no_article_of_a_million_cells() -> None:
    row = '<tr><td rowspan="1000" colspan="65534">Cell {}</td><td>b</td></tr>'
    table = "".join(row.format(n) for n in range(150))
    page = f"<html><body><article><h1>Title</h1><p>{TEXT * 8}</p><table>{table}</table><p>{TEXT * 8}</p></article></body></html>"
    started = time.process_time()
    content = article_of_page(page, "a.html")
    assert time.process_time() - started < 5
    assert len(content.text) < 2 * len(page)
    assert "Cell 149" in content.text
    (warning,) = content.warnings
    assert warning.kind == "merged_cells"
    assert warning.message("en").startswith("1 table")
    # What tables do have is left as it is.
    usual = page.replace('rowspan="1000" colspan="65534"', 'rowspan="2"')
    assert article_of_page(usual, "a.html").warnings == ()


def test_a_file_that_hangs_is_stopped_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_process, "_START", "import time; time.sleep(60)")
    reader_process._process.end()
    with pytest.raises(ArticleTooSlow):
        reader_process.read_apart("HTML", SMALL["a.html"], "a.html", clock_seconds=0.3)
    monkeypatch.undo()
    assert TEXT in read(SMALL["a.html"], "a.html").text


@pytest.mark.parametrize("death", ["import os; os.abort()", "import sys; sys.stdin.buffer.readline(); sys.exit(0)"])
def test_a_file_that_kills_its_reader_is_refused_and_the_next_one_is_read(
    monkeypatch: pytest.MonkeyPatch, death: str
) -> None:
    monkeypatch.setattr(reader_process, "_START", death)
    reader_process._process.end()
    with pytest.raises(ArticleCrashed):
        reader_process.read_apart("PDF", SMALL["a.pdf"], "a.pdf")
    monkeypatch.undo()
    assert TEXT in read(SMALL["a.pdf"], "a.pdf").text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has only the clock")
def test_a_file_that_computes_forever_is_stopped_by_its_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = (
        "from bot.articles import reader_process as r, formats as f; import dataclasses, itertools; r.READ_SECONDS = 0;"
        "f.FORMATS = (dataclasses.replace(f.HTML, read=lambda data, source: sum(itertools.count())),); r.serve()"
    )
    monkeypatch.setattr(reader_process, "_START", busy)
    reader_process._process.end()
    with pytest.raises(ArticleTooSlow) as caught:
        reader_process.read_apart("HTML", b"", "a.html")
    assert "60 s" in str(caught.value)
    reader_process._process.end()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_the_reader_has_only_so_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = (
        "from bot.articles import reader_process as r, formats as f; import dataclasses;"
        "f.FORMATS = (dataclasses.replace(f.HTML, read=lambda data, source: bytearray(3_000_000_000)),); r.serve()"
    )
    monkeypatch.setattr(reader_process, "_START", greedy)
    reader_process._process.end()
    with pytest.raises(ArticleCrashed) as caught:
        reader_process.read_apart("HTML", b"", "a.html")
    assert "2 GB" in str(caught.value)
    reader_process._process.end()


def with_mutated_part(data: bytes, seed: int, count: int) -> bytes:
    """Return a packed file in which one part was changed before it was packed, so that its checksum is right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = random.Random(seed).choice(archive.namelist())
        return files.with_parts(data, {name: mutated(archive.read(name), seed, count)})


@given(
    name=st.sampled_from(sorted(SMALL)),
    suffix=st.sampled_from([None, None, ".txt", ".pdf", ".hwp", ".eml", ""]),
    seed=st.integers(0, 2**32),
    count=st.integers(1, 6),
    inside=st.booleans(),
)
@settings(max_examples=int(os.environ.get("FUZZ_EXAMPLES", "150")))
def test_any_accident_ends_in_an_article_or_a_message(
    name: str, suffix: str | None, seed: int, count: int, inside: bool
) -> None:
    data = SMALL[name]
    is_packed = data.startswith(b"PK")
    broken = with_mutated_part(data, seed, count) if inside and is_packed else mutated(data, seed, count)
    try:
        content = read(broken, name if suffix is None else "a" + suffix)
    except ArticleError as error:
        assert error.message("ko") and error.message("en")
        assert not isinstance(error, ArticleTooSlow | ArticleCrashed)
        return
    with contextlib.suppress(ArticleEmpty):
        article_from_text(content.text, id="a", source="a", title=content.title)
