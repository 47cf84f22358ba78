"""What an RSS or Atom feed says: its title, how often it wants to be asked, and its entries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from bot.articles.article import known_address, known_language, one_line
from bot.articles.article_errors import AddressInvalid, FeedUnreadable
from bot.articles.web.addresses import clean_address
from bot.bilingual import Language

_MOST_ENTRIES = 500
# Less text than this is taken for a teaser, and the page is read. Not measured: too high costs a request, too low a part of an
# article.
_WHOLE_LETTERS = 800
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[&#8230;\]|read more|continue reading|더 ?보기|전문 ?보기|계속 ?읽기)\W*$", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"<link\b[^<>]{0,1000}>", re.IGNORECASE)
_FEED_KIND = re.compile(r"type\s*=\s*[\"']?application/(?:rss|atom)\+xml", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: the page's `address`, and what the feed itself has of it. `markup` is HTML, "" where there is none.

    `is_whole` says that the markup is the article and not a teaser of it.
    """

    address: str
    title: str
    markup: str
    published: date | None
    author: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read, entries in its order, which mostly is newest first. `minutes` is how long it asks to be left
    alone, 0 where it does not say."""

    title: str
    entries: tuple[FeedEntry, ...]
    language: Language | None = None
    minutes: int = 0


def parse_feed(data: bytes, address: str) -> Feed:
    """Return the feed in `data`, which was fetched at `address`; entries without a web address are passed over.

    Raises FeedUnreadable where it is none.
    """
    import feedparser

    # Bytes are parsed and nothing else: a text could name a file or an address that feedparser would open.
    try:
        found = feedparser.parse(data, response_headers={"content-location": address}, resolve_relative_uris=True)
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        # Of 1,500 feeds with bytes changed at random it ended so on 17, such as for a closed link that was never opened.
        raise FeedUnreadable(source=address) from error
    if not found.get("version"):
        raise FeedUnreadable(source=address)
    head: Mapping[str, Any] = found.feed
    entries = [_entry(entry, address) for entry in found.entries[:_MOST_ENTRIES]]
    ttl = str(head.get("ttl") or "")
    return Feed(
        one_line(_plain(str(head.get("title") or ""))),
        tuple(entry for entry in entries if entry.address),
        known_language(str(head.get("language") or "")),
        min(int(ttl), 24 * 60) if ttl.isdecimal() and len(ttl) < 7 else 0,
    )


def find_feed(page: bytes, address: str) -> str:
    """Return the address of the feed that a web page names as its own, "" where it names none."""
    for link in _LINK.findall(page[:500_000].decode("utf-8", "replace")):
        href = _HREF.search(link)
        if href and _FEED_KIND.search(link):
            return _joined(address, next(filter(None, href.groups()), "").replace("&amp;", "&"))
    return ""


def _entry(entry: Mapping[str, Any], address: str) -> FeedEntry:
    contents = [str(each.get("value") or "") for each in entry.get("content") or ()]
    markup = max([*contents, str(entry.get("summary") or "")], key=len)
    # Asked for what an entry does not have, feedparser warns and guesses.
    moments = [entry[name] for name in ("published_parsed", "updated_parsed") if name in entry]
    return FeedEntry(
        _joined(address, str(entry.get("link") or "")),
        one_line(_plain(str(entry.get("title") or ""))),
        markup,
        _day(next(filter(None, moments), None)),
        one_line(str(entry.get("author") or "")),
        _is_whole(markup),
    )


def _joined(base: str, link: str) -> str:
    """Return the web address that a link leads to, as it can be fetched; "" where it leads to none."""
    try:
        address = known_address(urljoin(base, link)) if link else ""
        return address and clean_address(address)
    except (ValueError, AddressInvalid):
        return ""


def _day(moment: Sequence[int] | None) -> date | None:
    try:
        return date(*moment[:3]) if moment else None
    except ValueError:
        return None


def _is_whole(markup: str) -> bool:
    text = _plain(markup).strip()
    return len(text) >= _WHOLE_LETTERS and not _CUT_OFF.search(text[-40:])


def _plain(markup: str) -> str:
    return _TAG.sub("", markup)
