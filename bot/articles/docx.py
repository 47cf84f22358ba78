"""Word documents (DOCX): all their text, with notes, text boxes, fields and equations, and with all changes accepted."""

import io
import posixpath
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from bot.articles.article import Content, known_language, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleError
from bot.articles.datelines import read_dateline
from bot.articles.decoding import decode
from bot.articles.html import decode_page, page_text
from bot.articles.mail import read_mail
from bot.articles.metadata import settle_title
from bot.articles.reading_warnings import WarningCounter
from bot.articles.word_markup import make_plain
from bot.articles.word_names import name_of, value_of
from bot.articles.word_numbers import write_numbers
from bot.articles.word_runs import run_styles
from bot.articles.xml import first_text, parse_xml, writable
from bot.articles.zip_container import PackedFile
from bot.text.header_dates import read_date

_FORMAT = "DOCX"
_MAIN = "word/document.xml"
_RELATIONS = "_rels/.rels"
_FACTS = "docProps/core.xml"
# Word's and its relatives' own names of the paragraph styles that are no text of their own kind.
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='제목'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"


def read_docx(data: bytes, source: str) -> Content:
    """Return a document's text and what its properties say.

    Raises ArticleDamaged, ArticleLocked, ArticleUnpacksTooLarge, ArticleDefinesEntities or ArticleEmpty.
    """
    import mammoth

    counter = WarningCounter()
    with PackedFile(data, source, _FORMAT) as packed:
        main = _main_part(packed, source)
        content = _facts(packed, source)
        plain = _without_pictures(packed, main, source, counter)
    page = mammoth.convert_to_html(plain, style_map=_STYLES, convert_image=lambda image: []).value
    content.text = page_text(page, source)
    if not content.text:
        raise ArticleEmpty(source=source)
    settle_title(content)
    day = read_dateline(content.text)
    if day is None and content.published is not None:
        counter.note("saved_day")
    content.published = day or content.published
    content.warnings = counter.warnings()
    return content


def _main_part(packed: PackedFile, source: str) -> str:
    """Return the name of the document's main part, which some programs call otherwise than Word does."""
    root = parse_xml(packed.read(_RELATIONS), source, _FORMAT) if _RELATIONS in packed else ()
    targets = [e.get("Target", "").lstrip("/") for e in root if e.get("Type", "").endswith("/officeDocument")]
    main: str | None = next((name for name in [*targets, _MAIN] if name in packed), None)
    if main is None:
        raise ArticleDamaged(source=source, format=_FORMAT, reason=f"{_MAIN} is missing")
    return main


def _facts(packed: PackedFile, source: str) -> Content:
    """Return what the properties say. A document is dated by its last change: the first may be that of a template."""
    if _FACTS not in packed:
        return Content("")
    facts = parse_xml(packed.read(_FACTS), source, _FORMAT)
    return Content(
        "",
        title=one_line(first_text(facts, "title")),
        author=first_text(facts, "creator"),
        published=read_date(first_text(facts, "modified")[:10] or first_text(facts, "created")[:10]),
        language=known_language(first_text(facts, "language")),
    )


def _without_pictures(packed: PackedFile, main: str, source: str, counter: WarningCounter) -> io.BytesIO:
    """Return the document with nothing in it but XML that was unpacked within the limits, is safe to read and is plain."""
    from lxml import etree

    names = [n for n in packed.names if n.endswith((".xml", ".rels")) and not n.startswith("customXml/")]
    parts = {name: parse_xml(packed.read(name), source, _FORMAT) for name in dict.fromkeys(names)}
    named = {kind: _part_name(parts, main, kind) for kind in ("styles", "numbering", "footnotes", "endnotes")}
    _write_chunks(parts[main], _targets(parts, main), packed, source, counter)
    styles, numbering = parts.get(named["styles"]), parts.get(named["numbering"])
    looks = {} if styles is None else run_styles(styles)
    for name in (main, named["footnotes"], named["endnotes"]):
        if name in parts:
            make_plain(parts[name], looks, _related(parts, name), counter)
    for kind in ("footnote", "endnote"):
        _drop_dangling(parts[main], parts.get(named[f"{kind}s"]), kind)
    write_numbers(parts[main], numbering, styles)
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as written:
        for name, root in parts.items():
            written.writestr(name, etree.tostring(root))
    plain.seek(0)
    return plain


def _part_name(parts: Mapping[str, Any], main: str, kind: str) -> str:
    """Return the name of the part of a kind that the main part leads to, or the name that Word gives it."""
    folder, file = posixpath.split(main)
    relations = parts.get(f"{folder}/_rels/{file}.rels", ())
    target = next((e.get("Target", "") for e in relations if e.get("Type", "").endswith(f"/{kind}")), f"{kind}.xml")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _drop_dangling(document: Any, notes: Any | None, kind: str) -> None:
    """Take away the marks of notes that are not there, for which mammoth would give up the whole document."""
    known = set() if notes is None else {value_of(note, "id") for note in notes}
    for mark in [e for e in document.iter() if name_of(e) == f"w:{kind}Reference" and value_of(e, "id") not in known]:
        mark.getparent().remove(mark)


def _write_chunks(
    document: Any, targets: Mapping[str, str], packed: PackedFile, source: str, counter: WarningCounter
) -> None:
    """Put the text of the pages and plain texts that a document takes in whole where it takes them in; tell of all others."""
    for chunk in [element for element in document.iter() if name_of(element) == "w:altChunk"]:
        name = targets.get(value_of(chunk, "id"), "")
        text = _chunk_text(packed.read(name), name, source) if name in packed else ""
        space = chunk.tag.rpartition("}")[0] + "}"
        for line in filter(str.strip, text.split("\n")):
            paragraph, run, written = (document.makeelement(f"{space}{tag}") for tag in ("p", "r", "t"))
            written.text = writable(line)
            run.append(written)
            paragraph.append(run)
            chunk.addprevious(paragraph)
        if not text:
            counter.note("unread_parts", posixpath.splitext(name)[1].lstrip(".").upper() or "altChunk")
        chunk.getparent().remove(chunk)


def _chunk_text(data: bytes, name: str, source: str) -> str:
    """Return the text of a page, a letter or a plain text; "" for all else, and for what cannot be read."""
    kind = posixpath.splitext(name)[1].lower()
    try:
        if kind in (".mht", ".mhtml", ".eml"):
            return read_mail(data, source).text
        if kind in (".html", ".htm", ".xhtml"):
            return page_text(decode_page(data, source), source)
        return decode(data, source) if kind == ".txt" else ""
    except ArticleError:
        return ""


def _targets(parts: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return the names of the parts that the ids in the part `name` lead to."""
    folder, file = posixpath.split(name)
    relations = parts.get(f"{folder}/_rels/{file}.rels", ())
    return {
        relation.get("Id", ""): target.lstrip("/")
        if (target := relation.get("Target", "")).startswith("/")
        else posixpath.normpath(posixpath.join(folder, target))
        for relation in relations
    }


def _related(parts: Mapping[str, Any], name: str) -> Callable[[str], Any | None]:
    """Return what finds the part that an id in the part `name` leads to."""
    targets = _targets(parts, name)
    return lambda related_id: parts.get(targets.get(related_id, ""))
