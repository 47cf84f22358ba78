"""E-books (EPUB): the chapters in reading order."""

import posixpath
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from bot.articles.article import Content, known_language, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleLocked
from bot.articles.html import decode_page, parse_page
from bot.articles.markup import text_of
from bot.articles.metadata import settle_book_title
from bot.articles.page_marks import make_plain
from bot.articles.page_tables import put_in_cells
from bot.articles.reading_warnings import WarningCounter
from bot.articles.xml import first_text, local_name, parse_xml
from bot.articles.zip_container import PackedFile
from bot.text.header_dates import read_date
from bot.text.language import normalize

_FORMAT = "EPUB"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts may be scrambled without the book being protected: https://www.w3.org/TR/epub-33/#sec-font-obfuscation
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "image/svg+xml")


def read_epub(data: bytes, source: str) -> Content:
    """Return a book's text and what it says of itself.

    Raises ArticleDamaged, ArticleLocked for a book of a shop's own reader, ArticleUnpacksTooLarge, ArticleDefinesEntities or
    ArticleEmpty.
    """
    counter = WarningCounter()
    with PackedFile(data, source, _FORMAT) as packed:
        _refuse_protected(packed, source)
        container = parse_xml(packed.read(_CONTAINER), source, _FORMAT)
        path = next((e.get("full-path", "") for e in container.iter() if local_name(e) == "rootfile"), "")
        book = parse_xml(packed.read(path), source, _FORMAT)
        names = _reading_order(book, path, packed, source, counter)
        css = _style_sheets(book, path, packed)
        chapters = [_chapter(packed.read(name), source, css, counter) for name in names]
    content = Content(
        normalize("\n\n".join(filter(None, chapters))).strip(),
        title=one_line(first_text(book, "title")),
        author=first_text(book, "creator"),
        published=read_date(first_text(book, "date")[:10]),
        language=known_language(first_text(book, "language")),
        warnings=counter.warnings(),
    )
    if not content.text:
        raise ArticleEmpty(source=source)
    settle_book_title(content)
    return content


def _refuse_protected(packed: PackedFile, source: str) -> None:
    if _ENCRYPTION in packed:
        root = parse_xml(packed.read(_ENCRYPTION), source, _FORMAT)
        methods = [e.get("Algorithm", "") for e in root.iter() if local_name(e) == "EncryptionMethod"]
        if not all(method in _FONT_SCRAMBLING for method in methods):
            raise ArticleLocked(source=source, format=_FORMAT)


def _reading_order(book: Any, path: str, packed: PackedFile, source: str, counter: WarningCounter) -> list[str]:
    """Return the names of the chapters' parts without the table of contents; what stands outside the order comes last."""
    items = {e.get("id"): e for e in book.iter() if local_name(e) == "item"}
    names: list[str] = []
    references = [e for e in book.iter() if local_name(e) == "itemref"]
    for reference in sorted(references, key=lambda reference: reference.get("linear") == "no"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        chapter = _readable(item, items)
        if chapter is None:
            counter.note("unread_parts", item.get("media-type", ""))
        else:
            names.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(chapter.get("href", "")))))
    missing = [name for name in names if name not in packed]
    if missing or not names:
        raise ArticleDamaged(source=source, format=_FORMAT, reason=f"{(missing or ['the spine'])[0]} is missing")
    return list(dict.fromkeys(names))


def _readable(item: Any, items: Mapping[str, Any]) -> Any | None:
    """Return the item itself or, where it is of a foreign kind, the first of its fallbacks that has text; None for none.

    https://www.w3.org/TR/epub-33/#sec-foreign-restrictions-manifest
    """
    seen: list[Any] = []
    current: Any | None = item
    while current is not None and current not in seen:
        if current.get("media-type") in _CHAPTER_TYPES:
            return current
        seen.append(current)
        current = items.get(current.get("fallback"))
    return None


def _style_sheets(book: Any, path: str, packed: PackedFile) -> str:
    folder = posixpath.dirname(path)
    items = [e for e in book.iter() if local_name(e) == "item" and e.get("media-type") == "text/css"]
    names = [posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))) for item in items]
    return "\n".join(packed.read(name).decode("utf-8", "replace") for name in names if name in packed)


def _chapter(data: bytes, source: str, css: str, counter: WarningCounter) -> str:
    """Return a chapter's text. As HTML, because books use names such as &nbsp; that XML does not know."""
    tree = parse_page(decode_page(data, source), source)
    if tree is None:
        return ""
    make_plain(tree, counter, css)
    put_in_cells(tree)
    return normalize(text_of(tree)).strip()
