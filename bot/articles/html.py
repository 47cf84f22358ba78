"""Web pages: the article in them without menus, advertisements and comments."""

import re
from html import unescape
from itertools import dropwhile
from typing import Any

from bot.articles.article import Content, known_language, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleNotText, PageWithoutArticle
from bot.articles.decoding import codec_of, decode
from bot.articles.layout_tables import free_columns
from bot.articles.markup import text_of
from bot.articles.metadata import take_heading
from bot.articles.page_blocks import drop_unseen, make_readable
from bot.articles.page_candidates import choose, extract
from bot.articles.page_credits import Credits, take_credits
from bot.articles.page_data import article_object, embedded_bodies, is_markup, linked_data
from bot.articles.page_facts import author, guessed_facts, published_day
from bot.articles.page_marks import make_plain
from bot.articles.page_notices import refusal, without_notices
from bot.articles.page_tables import part_merged_cells, put_in_cells
from bot.articles.reading_warnings import WarningCounter
from bot.text.language import normalize

_IN_HEAD = frozenset("title meta link script style base noscript template".split())
_DECLARED_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{1,40})", re.I
)
_PREFIX = re.compile(
    r"xmlns:([A-Za-z][\w-]{0,20})\s*=\s*[\"']http://www\.w3\.org/(?:1998/Math/MathML|1999/xhtml|2000/svg)[\"']"
)
_PREFIXED = re.compile(r"(</?)([A-Za-z][\w-]{0,20}):")
# Parsed as they are and refused as soon as they are moved, by reference (&#8;) too.
_NOT_IN_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    "|&#(?:0*(?:1[124-9]|2[0-9]|3[01]|[0-8])(?![0-9])|x0*(?:1[0-9a-f]|[0-8bcef])(?![0-9a-f]));?",
    re.IGNORECASE,
)


def read_html(data: bytes, source: str) -> Content:
    """Return the article of a page.

    Raises ArticleNotText where the bytes are in none of the encodings that are declared or likely, and PageWithoutArticle.
    """
    try:
        return article_of_page(decode_page(data, source), source)
    except ArticleNotText:
        declared = [codec for label in declared_charsets(data) if (codec := codec_of(label))]
        if not declared:
            raise
        # Descriptions in a page's head are often cut in the middle of a character. In the article that would be a loss.
        content = article_of_page(data.decode(declared[0], "replace"), source)
        if "\ufffd" in content.text + content.title:
            raise
        return content


def article_of_page(page: str, source: str) -> Content:
    """Return the article in a page's HTML.

    Raises PageWithoutArticle, by the name of what the page shows instead where that can be told, or ArticleDamaged as
    `parse_page`.
    """
    tree = parse_page(page, source)
    if tree is None:
        raise PageWithoutArticle(source=source)
    objects = linked_data(tree)
    bodies = [_body_text(body, source) for body in embedded_bodies(tree, objects)]
    counter = WarningCounter()
    drop_unseen(tree)
    make_plain(tree, counter)
    put_in_cells(tree)
    free_columns(tree)
    make_readable(tree)
    part_merged_cells(tree, counter)
    extracted = extract(tree)
    article = article_object(objects)
    title, writer, guess = guessed_facts(tree, article)
    title = one_line(
        title or _attribute(tree, "//meta[@property='og:title']/@content") or _attribute(tree, "//title/text()")
    )
    language = known_language(_attribute(tree, "/html/@lang"))
    by = author(tree, article, writer)
    text = without_notices(choose(tree, extracted, bodies, f"{title} {_attribute(tree, '//h1//text()')}"))
    shown = refusal(text, f"{title}\n{_attribute(tree, '//title/text()')}")
    if shown is not None or not text:
        raise (shown or PageWithoutArticle)(source=source)
    day = published_day(tree, article, guess, text, language)
    text, by = take_credits(text, Credits(title, by, day))
    told = tuple(warning for warning in counter.warnings() if warning.kind != "hidden")  # every page hides its menus
    content = Content(text, title, day, by, language, warnings=told)
    _drop_repeated_title(content)
    return content


def page_text(page: str, source: str) -> str:
    """Return all text in a page's HTML that is seen, menus and all; "" where there is none.

    Raises ArticleDamaged as `parse_page`.
    """
    tree = parse_page(page, source)
    if tree is None:
        return ""
    drop_unseen(tree, whole=True)
    make_plain(tree, WarningCounter())
    put_in_cells(tree)
    make_readable(tree)
    return normalize(text_of(tree)).strip()


def parse_page(page: str, source: str) -> Any:
    """Return the root element of a page's HTML, or None where there is nothing in it.

    Raises ArticleDamaged where elements are nested more than 256 deep: the parser would leave out what lies deeper.
    """
    from lxml import etree, html

    if page.lstrip().startswith("<?xml"):
        page = page.partition("?>")[2]  # lxml refuses a declared encoding in what is decoded already
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_NOT_IN_XML.sub("", _without_prefixes(page)), parser=parser)
    except etree.ParserError:  # empty, or nothing but comments
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ArticleDamaged(source=source, format="HTML", reason="nested too deeply")
    _begin_body(root)
    return root


def _without_prefixes(page: str) -> str:
    """Return XHTML without the prefixes of its elements' names, as in m:math, which a parser of HTML knows nothing of."""
    prefixes = {match[1] for match in _PREFIX.finditer(page)} if "xmlns:" in page else set()
    if not prefixes:
        return page
    return _PREFIXED.sub(lambda match: match[1] if match[2] in prefixes else match[0], page)


def _begin_body(root: Any) -> None:
    """Move into the body what the parser left in the head of a page without tags for its body: `article` and the like."""
    head = root.find("head")
    if head is None:
        return
    misplaced = list(dropwhile(lambda element: element.tag in _IN_HEAD, head))
    if misplaced:
        body = root.find("body")
        if body is None:
            body = root.makeelement("body", {})
            head.addnext(body)
        for place, element in enumerate(misplaced):
            body.insert(place, element)


def decode_page(data: bytes, source: str, charset: str = "") -> str:
    """Return the text of a page; what a letter or a server (`charset`) and the page call its encoding are hints.

    Raises ArticleNotText where a byte does not fit.
    """
    try:
        return decode(data, source, declared_charsets(data, charset))
    except ArticleNotText:
        if b"<" not in data or b"\0" in data:
            raise
        for label in declared_charsets(data, charset):
            try:
                return data.decode(codec_of(label) or "ascii")  # control characters are taken out of pages
            except UnicodeError:
                continue
        # CP949 that is mostly markup with a word or two of Korean does not look like Korean text.
        text = data.decode("cp949", "replace")
        if "\ufffd" not in text and sum(not character.isascii() for character in text) <= len(text) / 20:
            return text
        raise


def declared_charsets(data: bytes, charset: str = "") -> list[str]:
    """Return what whoever sent a page and the page itself call its encoding, as they write it."""
    inside = _DECLARED_CHARSET.search(data[:4_096])
    names = [charset, (inside[1] or inside[2]).decode("ascii", "replace") if inside else ""]
    return [name for name in names if name]


def _body_text(body: str, source: str) -> str:
    """Return a text that a page carries as data; in the older ones HTML or its entities stand in it."""
    text = unescape(body) if "&" in body and not is_markup(body) else body
    return page_text(text, source) if is_markup(text) else normalize(text).strip()


def _drop_repeated_title(content: Content) -> None:
    """Take the title's own heading away where the text begins with it, of whatever level."""
    first, _, rest = content.text.partition("\n\n")
    if first.startswith("#") and first.lstrip("# ") == content.title and rest.strip():
        content.text = rest.strip()
    elif not content.title:
        take_heading(content)


def _attribute(tree: Any, path: str) -> str:
    found = tree.xpath(path)
    return " ".join(str(found[0]).split()) if found else ""
