"""What a page says of its article: when it came out, and who wrote it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.articles.article import one_line
from bot.articles.bylines import NAME, find_name, is_place, is_reporter
from bot.articles.datelines import read_dateline
from bot.bilingual import Language
from bot.text.header_dates import day_in_korea, read_date

_PUBLISHED = frozenset(
    "article:published_time og:published_time og:article:published_time datepublished article:published date pubdate publishdate "
    "publish-date publish_date published_time dc.date dc.date.issued dcterms.created dcterms.issued dcterms.date sailthru.date "
    "parsely-pub-date article.published citation_publication_date originalpublicationdate".split()
)
_MODIFIED = frozenset(
    "article:modified_time og:updated_time og:modified_time datemodified lastmod last-modified dcterms.modified".split()
)
_AUTHORS = frozenset(
    "author article:author og:article:author dc.creator dcterms.creator byl byline parsely-author sailthru.author dable:author "
    "citation_author twitter:creator:name".split()
)
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|author|writer|reporter|journalist|editor|by)(?:[\s_-]|$|s$|name|info)|기자", re.IGNORECASE
)
_MAX_BYLINE = 120
_MAX_NAME = 20
_BEGINNING, _LEAST_PIECE = 40, 12
_HEADLINES = ("h1", "h2", "h3")
_KOREAN_NAME = re.compile(r"[가-힣]{2,4}")
_TITLE = re.compile(r"\s*(?:선임|수석|인턴|객원|전문)?\s?(?:기자|특파원|논설위원|앵커)$|^by\s+", re.IGNORECASE)
_CONTACT = re.compile(r"[\w.+-]+@[\w.-]+|https?://\S+|[(<\[].*?[)>\]]")


def guessed_facts(tree: Any, article: dict[str, Any]) -> tuple[str, str, date | None]:
    """Return the title, the author and the day that trafilatura and htmldate find for a page: "", "" and None without any.

    What else trafilatura looks for takes half as long as its extraction of the text.
    """
    from htmldate import find_date
    from trafilatura.metadata import examine_meta, extract_title

    found = examine_meta(tree)
    headline = article.get("headline")
    # Only a day that the page names as its own: a guess would date every "last year" in the article wrongly.
    day = find_date(tree, original_date=True, extensive_search=False)
    title = found.title or (headline if isinstance(headline, str) else "") or extract_title(tree)
    return title or "", found.author or "", read_date(day or "")


def published_day(
    tree: Any, article: dict[str, Any], guess: date | None, text: str, language: Language | None
) -> date | None:
    """Return the day on which a page's article first came out, else of its last change; None where nothing says it.

    Metadata for machines come before lines for readers, and both before the `guess` of an extractor where that is the day of
    the last change. A moment in universal time on a Korean page is a day in Korea.
    """
    moments = [*_contents(tree, _PUBLISHED), str(article.get("datePublished") or ""), *_times(tree)]
    for moment in moments:
        if day := _day(moment, language):
            return day
    changed = {
        _day(moment, language) for moment in [*_contents(tree, _MODIFIED), str(article.get("dateModified") or "")]
    }
    said = read_dateline(_above_article(tree, text))  # a guess may be the day on which a publisher was registered
    if said is None and guess is not None and guess not in changed:
        return guess
    return said or read_dateline(text) or guess


def _above_article(tree: Any, text: str) -> str:
    """Return what stands between a page's headline and its article, which an extractor leaves out; "" without either."""
    from lxml import etree

    beginning = text[:_BEGINNING].partition("\n")[0].lstrip("#- ")
    lines: list[str] | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start" and element.tag in _HEADLINES:
            lines = []
            continue
        line = " ".join(((element.text if event == "start" else element.tail) or "").split())
        if lines is not None and line:
            if beginning in line or (len(line) > _LEAST_PIECE and beginning.startswith(line)):
                return "\n".join(lines)
            lines.append(line)
    return ""


def author(tree: Any, article: dict[str, Any], guess: str) -> str:
    """Return who wrote a page's article, without a title or an address; "" where nobody is named as a person is."""
    for name in _authors(tree, article):
        clean = _clean(name)
        if clean and not is_place(clean) and any(map(str.isalpha, clean)):
            return clean
    for line in _bylines(tree):
        if named := find_name(line):
            return named
    clean = _clean(guess)
    is_name = (_KOREAN_NAME.fullmatch(clean) and clean != guess.strip()) or re.fullmatch(NAME, clean)
    return clean if is_name and not is_place(clean) else ""


def _day(moment: str, language: Language | None) -> date | None:
    value = moment.strip()
    in_universal_time = value.endswith(("Z", "+00:00", "+0000"))
    return (
        (day_in_korea(value) if language == "ko" and in_universal_time else None)
        or read_date(value)
        or read_date(value[:10])
    )


def _contents(tree: Any, names: frozenset[str]) -> Iterator[str]:
    for meta in tree.iter("meta"):
        keys = (meta.get("property"), meta.get("name"), meta.get("itemprop"))
        if any(key and key.strip().lower() in names for key in keys):
            yield meta.get("content") or ""


def _times(tree: Any) -> Iterator[str]:
    """Yield the times that are marked up as that of the publication."""
    for element in tree.iter("time", "span", "p", "div"):
        if element.get("itemprop") == "datePublished" or (element.tag == "time" and element.get("pubdate") is not None):
            yield element.get("datetime") or element.get("content") or " ".join(element.text_content().split())


def _authors(tree: Any, article: dict[str, Any]) -> Iterator[str]:
    said = article.get("author")
    names = [one.get("name") if isinstance(one, dict) else one for one in (said if isinstance(said, list) else [said])]
    known = [name for name in names if isinstance(name, str) and name.strip()]
    if known:
        yield ", ".join(filter(None, map(_clean, known[:4])))
    yield from (content for content in _contents(tree, _AUTHORS) if not content.startswith(("http", "@", "/")))


def _bylines(tree: Any) -> Iterator[str]:
    for element in tree.iter("a", "span", "p", "div", "em", "strong", "li", "address", "cite", "b"):
        if not element.attrib:
            continue
        about = (
            f"{element.get('class', '')} {element.get('rel', '')} {element.get('itemprop', '')} {element.get('id', '')}"
        )
        if _BYLINE.search(about):
            line = " ".join(element.text_content().split())
            if 0 < len(line) <= _MAX_BYLINE:
                yield line
    for element in tree.iter("li", "span", "p", "div", "em", "strong"):
        line = (element.text or "").strip()
        if len(line) <= _MAX_NAME and not len(element) and is_reporter(line):
            yield line


def _clean(name: str) -> str:
    return _TITLE.sub("", one_line(_CONTACT.sub(" ", name)).strip(" ,;|·/=")).strip(" ,;|·/=")
