"""Hangul documents in XML: HWPX, which is packed, and HWPML, which is one file and often named .hwp."""

import re
from typing import Any

from bot.articles.article import Content, known_language, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleLocked
from bot.articles.datelines import read_dateline
from bot.articles.hwp_body import BodyReader
from bot.articles.hwp_looks import ParagraphNumbers, character_looks, paragraph_numbers
from bot.articles.metadata import settle_title
from bot.articles.reading_warnings import WarningCounter
from bot.articles.xml import first_text, local_name, parse_xml
from bot.articles.zip_container import PackedFile
from bot.text.header_dates import read_date
from bot.text.language import normalize

_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_MANIFEST = "META-INF/manifest.xml"
_PACKAGE = "Contents/content.hpf"
_HEADER = "Contents/header.xml"


def read_hwpx(data: bytes, source: str) -> Content:
    """Return a document's text and what it says of itself.

    Raises ArticleDamaged, ArticleLocked, ArticleUnpacksTooLarge, ArticleDefinesEntities or ArticleEmpty.
    """
    with PackedFile(data, source, "HWPX") as packed:
        if _MANIFEST in packed:
            manifest = parse_xml(packed.read(_MANIFEST), source, "HWPX")
            if any(local_name(element) == "encryption-data" for element in manifest.iter()):
                raise ArticleLocked(source=source, format="HWPX")
        names = sorted((int(match[1]), name) for name in packed.names if (match := _SECTION.fullmatch(name)))
        if not names:
            raise ArticleDamaged(source=source, format="HWPX", reason="Contents/section0.xml is missing")
        sections = [parse_xml(packed.read(name), source, "HWPX") for _, name in names]
        facts = parse_xml(packed.read(_PACKAGE), source, "HWPX") if _PACKAGE in packed else None
        header = parse_xml(packed.read(_HEADER), source, "HWPX") if _HEADER in packed else None
    content = Content("")
    if facts is not None:
        metadata = {
            e.get("name", "").lower(): " ".join((e.text or "").split()) for e in facts.iter() if local_name(e) == "meta"
        }
        content.title = one_line(first_text(facts, "title"))
        content.author = metadata.get("creator", "")
        content.published = read_date(metadata.get("modifieddate", "")[:10] or metadata.get("createddate", "")[:10])
        content.language = known_language(first_text(facts, "language"))
    return _filled(content, sections, header, source)


def read_hwpml(data: bytes, source: str) -> Content:
    """Return a document's text and what it says of itself. Raises ArticleDamaged, ArticleDefinesEntities or ArticleEmpty."""
    root = parse_xml(data, source, "HWPML")
    content = Content("", title=one_line(first_text(root, "TITLE")), author=first_text(root, "AUTHOR"))
    content.published = read_date(first_text(root, "DATE"))
    bodies = [element for element in root if local_name(element) == "BODY"]
    if not bodies:
        raise ArticleDamaged(source=source, format="HWPML", reason="BODY is missing")
    head = next((element for element in root if local_name(element) == "HEAD"), None)
    return _filled(content, bodies, head, source)


def _filled(content: Content, roots: list[Any], header: Any | None, source: str) -> Content:
    counter = WarningCounter()
    looks = {} if header is None else character_looks(header)
    reader = BodyReader(looks, ParagraphNumbers() if header is None else paragraph_numbers(header), counter)
    content.text = normalize("\n\n".join(block for root in roots for block in reader.blocks(root))).strip()
    if not content.text:
        raise ArticleEmpty(source=source)
    settle_title(content)
    day = read_dateline(content.text)
    if day is None and content.published is not None:
        counter.note("saved_day")
    content.published = day or content.published
    content.warnings = counter.warnings()
    return content
