"""Word documents (DOCX): all their text, with notes, text boxes and accepted changes."""

import io
import zipfile

from bot.articles.article import Content, known_language, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty
from bot.articles.html import page_text
from bot.articles.metadata import read_dateline, take_heading
from bot.articles.xml import first_text, parse_xml
from bot.articles.zip_container import PackedFile
from bot.text.dates import read_date

_FORMAT = "DOCX"
_MAIN = "word/document.xml"
_FACTS = "docProps/core.xml"
# Word's and its relatives' own names of the paragraph styles that are no text of their own kind.
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='제목'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"


def read_docx(data: bytes, source: str) -> Content:
    """Return a document's text and what its properties say.

    Raises ArticleDamaged, ArticleLocked, ArticleUnpacksTooLarge, ArticleDefinesEntities or ArticleEmpty.
    """
    import mammoth

    with PackedFile(data, source, _FORMAT) as packed:
        if _MAIN not in packed:
            raise ArticleDamaged(source=source, format=_FORMAT, reason=f"{_MAIN} is missing")
        content = _facts(packed, source)
        plain = _without_pictures(packed, source)
    page = mammoth.convert_to_html(plain, style_map=_STYLES, convert_image=lambda image: []).value
    content.text = page_text(page, source)
    if not content.text:
        raise ArticleEmpty(source=source)
    take_heading(content)
    content.published = read_dateline(content.text) or content.published
    return content


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


def _without_pictures(packed: PackedFile, source: str) -> io.BytesIO:
    """Return the document with nothing in it but XML that was unpacked within the limits and is safe to read."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as written:
        for name in dict.fromkeys(packed.names):
            if name.endswith((".xml", ".rels")) and not name.startswith("customXml/"):
                part = packed.read(name)
                parse_xml(part, source, _FORMAT)
                written.writestr(name, part)
    plain.seek(0)
    return plain
