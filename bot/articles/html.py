"""Web pages: the article in them without menus, advertisements and comments."""

import re
from copy import deepcopy
from typing import Any

from bot.articles.article import Content, known_language, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleNotText, PageWithoutArticle
from bot.articles.datelines import read_dateline
from bot.articles.decoding import codec_of, decode
from bot.articles.markup import text_of
from bot.articles.metadata import take_heading
from bot.text.header_dates import read_date
from bot.text.language import normalize

# trafilatura gives up the headings and tables of articles with less than this; its own 250 is too much for news in Korean.
_MIN_EXTRACTED = "50"
_MIN_PLAIN = 20
_DECLARED_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{1,40})", re.I
)
_CHROME = {"nav", "aside", "footer", "header", "form"}


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
    """Return the article in a page's HTML. Raises PageWithoutArticle, or ArticleDamaged as `parse_page`."""
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", _MIN_EXTRACTED)
    tree = parse_page(page, source)
    if tree is None:
        raise PageWithoutArticle(source=source)
    found = trafilatura.bare_extraction(
        deepcopy(tree),
        config=config,
        include_comments=False,
        include_links=True,  # only to see how much of the text they are
        with_metadata=True,
        prune_xpath=["//nav", "//footer"],  # for short pages it takes everything, menus too
        # Only a day that the page names as its own: a guess would date every "last year" in the article wrongly.
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    assert not isinstance(found, dict)
    text = "" if found is None or _is_links(found.body) else normalize(text_of(found.body)).strip()
    content = Content(text or _plain_text(tree), language=known_language(_attribute(tree, "/html/@lang")))
    if not content.text:
        raise PageWithoutArticle(source=source)
    content.title = one_line(getattr(found, "title", None) or _attribute(tree, "//title/text()"))
    content.published = read_date(getattr(found, "date", None) or "") or read_dateline(content.text)
    content.author = getattr(found, "author", None) or _attribute(tree, "//meta[@name='author']/@content")
    _drop_repeated_title(content)
    return content


def page_text(page: str, source: str) -> str:
    """Return all text in a page's HTML, menus and all; "" where there is none. Raises ArticleDamaged as `parse_page`."""
    tree = parse_page(page, source)
    return "" if tree is None else normalize(text_of(tree)).strip()


def parse_page(page: str, source: str) -> Any:
    """Return the root element of a page's HTML, or None where there is nothing in it.

    Raises ArticleDamaged where elements are nested more than 256 deep: the parser would leave out what lies deeper.
    """
    from lxml import etree, html

    if page.lstrip().startswith("<?xml"):
        page = page.partition("?>")[2]  # lxml refuses a declared encoding in what is decoded already
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(page, parser=parser)
    except etree.ParserError:  # empty, or nothing but comments
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ArticleDamaged(source=source, format="HTML", reason="nested too deeply")
    return root


def decode_page(data: bytes, source: str, charset: str = "") -> str:
    """Return the text of a page; what a letter or a server (`charset`) and the page call its encoding are hints.

    Raises ArticleNotText where a byte does not fit.
    """
    try:
        return decode(data, source, declared_charsets(data, charset))
    except ArticleNotText:
        # CP949 that is mostly markup in which a word or two are Korean does not look like Korean text.
        if b"<" in data and b"\0" not in data:
            try:
                return data.decode("cp949")
            except UnicodeDecodeError:
                pass
        raise


def declared_charsets(data: bytes, charset: str = "") -> list[str]:
    """Return what whoever sent a page and the page itself call its encoding, as they write it."""
    inside = _DECLARED_CHARSET.search(data[:4_096])
    names = [charset, (inside[1] or inside[2]).decode("ascii", "replace") if inside else ""]
    return [name for name in names if name]


def _plain_text(tree: Any) -> str:
    """Return all text of a page too plain for an extractor to tell an article from the rest, or "" where it is links."""
    for node in list(tree.iter(*_CHROME)):
        node.drop_tree()
    text = normalize(text_of(tree)).strip()
    return text if len(text) >= _MIN_PLAIN and not _is_links(tree) else ""


def _is_links(tree: Any) -> bool:
    """Return whether more than half of the letters are links, as on a page that lists articles. `ref` is trafilatura's."""
    linked = sum(_letters(link) for link in tree.iter("a", "ref"))
    return linked > _letters(tree) / 2


def _letters(tree: Any) -> int:
    return sum(map(str.isalnum, "".join(tree.itertext())))


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
