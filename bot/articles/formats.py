"""The formats of files, and how each is recognised: by what is in the file first, by its name where that says nothing."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from bot.articles.article import Content
from bot.articles.article_errors import ArticleDamaged, ArticleFormatUnknown, ArticleLocked, ArticleUnpacksTooLarge
from bot.articles.docx import read_docx
from bot.articles.epub import read_epub
from bot.articles.html import read_html
from bot.articles.hwp import read_hwp
from bot.articles.hwp_xml import read_hwpml, read_hwpx
from bot.articles.limits import MAX_BYTES, MAX_FILE_BYTES, MAX_PARTS
from bot.articles.mail import read_mail
from bot.articles.markdown import read_markdown
from bot.articles.metadata import read_text
from bot.articles.pdf import read_pdf

# So much of a file says what it is, unless it is a packed one.
HEAD_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what it is called, the endings of its names, and what reads it from bytes and a name for errors."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Content]
    max_bytes: int = MAX_FILE_BYTES
    is_text: bool = False  # any text is a valid file of this format; the others say what they are in their first bytes


TEXT = Format("text", (".txt", ".text"), read_text, MAX_BYTES, is_text=True)
MARKDOWN = Format("Markdown", (".md", ".markdown"), read_markdown, MAX_BYTES, is_text=True)
HTML = Format("HTML", (".html", ".htm", ".xhtml"), read_html, 2 * MAX_BYTES, is_text=True)
MAIL = Format("EML", (".eml", ".mht", ".mhtml"), read_mail, is_text=True)
PDF = Format("PDF", (".pdf",), read_pdf)
DOCX = Format("DOCX", (".docx", ".docm", ".dotx"), read_docx)
EPUB = Format("EPUB", (".epub",), read_epub)
HWP = Format("HWP", (".hwp",), read_hwp)
HWPX = Format("HWPX", (".hwpx",), read_hwpx)
HWPML = Format("HWPML", (".hml",), read_hwpml)

# A new format is a line here and a reader of its own.
FORMATS = (TEXT, MARKDOWN, HTML, MAIL, PDF, DOCX, EPUB, HWP, HWPX, HWPML)
SUFFIXES = tuple(suffix for format in FORMATS for suffix in format.suffixes)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROLOG = r"(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)*"
_PAGE = re.compile(_PROLOG + r"<(?:!doctype\s+)?html[\s>]", re.IGNORECASE | re.DOTALL)
_HWPML_ROOT = re.compile(_PROLOG + r"<(?:!doctype\s+)?hwpml[\s>]", re.IGNORECASE | re.DOTALL)
# Streams of a compound file, spelt as its directory does, and what the file is then.
_COMPOUND = {"FileHeader": "HWP", "EncryptedPackage": "Office", "WordDocument": "DOC", "Workbook": "XLS"}


def may_be_article(head: bytes, name: str) -> bool:
    """Return whether a file with this beginning and name may have a reader, so that it is worth reading on."""
    return _suffix(name) in SUFFIXES or _signature(head) is not None


def recognise(data: bytes, name: str, source: str) -> Format:
    """Return the format of a file's content, whatever its `name` says; `source` is for errors.

    Raises ArticleFormatUnknown for what nobody reads, ArticleDamaged for a file that is not what its name says, and
    ArticleLocked for an encrypted Office file.
    """
    signature = _signature(data[:HEAD_BYTES])
    if isinstance(signature, Format):
        return signature
    if signature == "zip":
        return _packed(data, name, source)
    if signature == "compound":
        return _compound(data, name, source)
    if signature is not None:
        raise _unknown(source, signature)
    suffix = _suffix(name)
    for format in FORMATS:
        if suffix in format.suffixes:
            if not format.is_text:
                raise ArticleDamaged(source=source, format=format.name, reason="it does not begin like one")
            return format
    raise _unknown(source, suffix or "''")


def _signature(head: bytes) -> Format | str | None:
    """Return what the first bytes say: a format, the name of something else, or None where they could be any text."""
    if b"%PDF-" in head[:1_024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(_OLE):
        return "compound"
    if head.startswith(b"HWP Document File V"):
        return "HWP 3"
    if head.startswith(b"{\\rtf"):
        return "RTF"
    opening = _opening(head)
    return HWPML if _HWPML_ROOT.match(opening) else HTML if _PAGE.match(opening) else None


def _opening(head: bytes) -> str:
    """Return the beginning of a text roughly: enough to see Latin markup in it."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").lstrip()
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()


def _packed(data: bytes, name: str, source: str) -> Format:
    if data.count(b"PK\x01\x02") > MAX_PARTS:  # each becomes an object before the first can be looked at
        raise ArticleUnpacksTooLarge(source=source, limit=f"{MAX_PARTS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.open("mimetype").read(60).strip() if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        kinds = [format.name for format in (DOCX, EPUB, HWPX) if _suffix(name) in format.suffixes]
        raise ArticleDamaged(source=source, format=(kinds or ["ZIP"])[0], reason=str(error)) from error
    if kind == b"application/epub+zip" or ("META-INF/container.xml" in names and "Contents/content.hpf" not in names):
        return EPUB
    if kind == b"application/hwp+zip" or "Contents/content.hpf" in names:
        return HWPX
    if any(name.startswith("word/") for name in names):
        return DOCX
    office = {"xl/": "XLSX", "ppt/": "PPTX"}
    raise _unknown(
        source, next((what for folder, what in office.items() if any(n.startswith(folder) for n in names)), "ZIP")
    )


def _compound(data: bytes, name: str, source: str) -> Format:
    """Tell the compound files apart by the names in their directory, without following its chains."""
    for stream, kind in _COMPOUND.items():
        if stream.encode("utf-16-le") + b"\0\0" in data:
            if kind == "HWP":
                return HWP
            if kind == "Office":
                raise ArticleLocked(source=source, format=kind)
            raise _unknown(source, kind)
    if _suffix(name) in HWP.suffixes:
        raise ArticleDamaged(source=source, format=HWP.name, reason="its directory is missing")
    raise _unknown(source, "OLE")


def _unknown(source: str, kind: str) -> ArticleFormatUnknown:
    return ArticleFormatUnknown(source=source, suffix=kind, known=", ".join([*SUFFIXES, ".jsonl"]))


def _suffix(source: str) -> str:
    return PurePath(source).suffix.lower()
