"""Hangul documents in XML: HWPX, which is packed, and HWPML, which is one file and often named .hwp."""

import re
from typing import Any

from bot.articles.article import Content, known_language, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleLocked
from bot.articles.metadata import read_dateline, take_heading
from bot.articles.xml import first_text, local_name, parse_xml
from bot.articles.zip_container import PackedFile
from bot.text.dates import read_date
from bot.text.language import normalize

_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_MANIFEST = "META-INF/manifest.xml"
_PACKAGE = "Contents/content.hpf"
# HWPX spells its elements in small letters, HWPML in capitals; what they hold is the same.
_PARAGRAPH, _TABLE, _ROW, _CELL = "p", {"tbl", "table"}, {"tr", "row"}, {"tc", "cell"}
_CHARACTERS = {"t", "char", "script"}
_WHITE = {"tab": " ", "nbspace": " ", "fwspace": " ", "linebreak": "\n"}
# The text of a picture's description or a field's command is not the article's.
_SILENT = {"shapecomment", "fieldbegin", "parameters", "bindata", "deletebegin", "header", "footer"}


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
    content = Content("")
    if facts is not None:
        metadata = {
            e.get("name", "").lower(): " ".join((e.text or "").split()) for e in facts.iter() if local_name(e) == "meta"
        }
        content.title = one_line(first_text(facts, "title"))
        content.author = metadata.get("creator", "")
        content.published = read_date(metadata.get("modifieddate", "")[:10] or metadata.get("createddate", "")[:10])
        content.language = known_language(first_text(facts, "language"))
    return _filled(content, sections, source)


def read_hwpml(data: bytes, source: str) -> Content:
    """Return a document's text and what it says of itself. Raises ArticleDamaged, ArticleDefinesEntities or ArticleEmpty."""
    root = parse_xml(data, source, "HWPML")
    content = Content("", title=one_line(first_text(root, "TITLE")), author=first_text(root, "AUTHOR"))
    content.published = read_date(first_text(root, "DATE"))
    bodies = [element for element in root if local_name(element) == "BODY"]
    if not bodies:
        raise ArticleDamaged(source=source, format="HWPML", reason="BODY is missing")
    return _filled(content, bodies, source)


def _filled(content: Content, roots: list[Any], source: str) -> Content:
    blocks: list[str] = []
    for root in roots:
        _write_blocks(root, blocks)
    content.text = normalize("\n\n".join(blocks)).strip()
    if not content.text:
        raise ArticleEmpty(source=source)
    take_heading(content)
    content.published = read_dateline(content.text) or content.published
    return content


def _write_blocks(node: Any, blocks: list[str]) -> None:
    """Append the paragraphs and tables below `node`; what is anchored in a paragraph follows it."""
    line: list[str] = []
    inside: list[str] = []
    for child in node:
        _write(child, line, inside)
    text = re.sub(r"[ \t\xa0]+", " ", "".join(line)).strip()
    blocks += [*filter(None, [text]), *inside]


def _write(node: Any, line: list[str], inside: list[str]) -> None:
    name = local_name(node).lower()
    if name in _SILENT:
        return
    if name == _PARAGRAPH:
        _write_blocks(node, inside)
    elif name in _TABLE:
        _write_table(node, inside)
    elif name in _CHARACTERS:
        line.append(node.text or "")
        for child in node:
            line.append(_WHITE.get(local_name(child).lower(), ""))
            line.append(child.tail or "")
    else:
        line.append(_WHITE.get(name, ""))
        for child in node:
            _write(child, line, inside)


def _write_table(table: Any, blocks: list[str]) -> None:
    lines: list[str] = []
    for part in table:
        if local_name(part).lower() in _ROW:
            cells = [_flat(cell) for cell in part if local_name(cell).lower() in _CELL]
            lines += [f"| {' | '.join(cells)} |"] if any(cells) else []
        else:
            lines += filter(None, [_flat(part)])
    blocks += filter(None, ["\n".join(lines)])


def _flat(node: Any) -> str:
    blocks: list[str] = []
    _write_blocks(node, blocks)
    return " ".join(" ".join(blocks).split())
