"""One page fetched: where redirects may lead, how much may come, and of what kind it must be."""

import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message

import httpcore

from bot.articles.article_errors import (
    AddressAnswered,
    AddressKindUnknown,
    AddressRedirectsOn,
    AddressTooSlow,
    AddressUnreachable,
    ArticleTooLarge,
)
from bot.articles.web.addresses import clean_address, redirect_target
from bot.articles.web.connection import Endpoint, PublicBackend, Resolve, resolve_host
from bot.articles.web.fetched import Fetched, Validators

# A kind of content, and a name whose ending tells the reader of articles the same.
_KINDS = {
    "text/html": "page.html",
    "application/xhtml+xml": "page.html",
    "text/plain": "page.txt",
    "text/markdown": "page.md",
    "application/pdf": "page.pdf",
    "application/epub+zip": "page.epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "page.docx",
    "application/x-hwp": "page.hwp",
    "application/haansofthwp": "page.hwp",
    "application/vnd.hancom.hwp": "page.hwp",
    "application/hwp+zip": "page.hwpx",
    "application/vnd.hancom.hwpx": "page.hwpx",
    "message/rfc822": "page.eml",
    # Servers that do not know: the content tells.
    "application/octet-stream": "page",
    "application/x-download": "page",
    "": "page.html",
}
# What feeds are sent as; what they are is told by their content. A page may name the feed that is wanted.
_FEED_KINDS = {
    **dict.fromkeys(("application/rss+xml", "application/atom+xml", "application/rdf+xml"), "feed.xml"),
    **dict.fromkeys(("application/xml", "text/xml", "text/plain", "application/octet-stream"), "feed.xml"),
    **dict.fromkeys(("text/html", "application/xhtml+xml", ""), "page.html"),
}
_HEADERS: dict[str | bytes, str | bytes] = {
    "User-Agent": "Mozilla/5.0 (compatible; Haeseol/0.1)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Language": "ko,en;q=0.9",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_UNCHANGED = 304
_MOST_FEED_BYTES = 5_000_000
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost, with its redirects. A reader waits for it; a newspaper's page has 1 MB and takes a second."""

    seconds: float = 30.0
    max_bytes: int = 25_000_000
    redirects: int = 5


def fetch(
    address: str,
    *,
    limits: Limits | None = None,
    resolve: Resolve = resolve_host,
    allowed: Collection[Endpoint] = (),
) -> Fetched:
    """Return what is at a web address, with no cookies, no proxy and no other connection than to public addresses.

    A proxy of the environment is not used: it would look the name up itself, and nobody could check the address. `resolve` and
    `allowed` are for tests (see PublicBackend). Raises AddressError, or ArticleTooLarge.
    """
    fetched = _fetch(address, limits or Limits(), resolve, allowed, _KINDS, Validators())
    assert fetched is not None  # nothing was said of what is known
    return fetched


def fetch_feed(
    address: str,
    known: Validators,
    *,
    limits: Limits | None = None,
    resolve: Resolve = resolve_host,
    allowed: Collection[Endpoint] = (),
) -> Fetched | None:
    """Return the feed, or the page, at a web address; None where it is as `known` says. Otherwise as `fetch`."""
    return _fetch(address, limits or Limits(max_bytes=_MOST_FEED_BYTES), resolve, allowed, _FEED_KINDS, known)


def _fetch(
    address: str,
    limits: Limits,
    resolve: Resolve,
    allowed: Collection[Endpoint],
    kinds: Mapping[str, str],
    known: Validators,
) -> Fetched | None:
    import httpx

    source = clean_address(address)
    headers = {**_HEADERS, **_conditions(known)}
    backend = PublicBackend(source, time.monotonic() + limits.seconds, resolve, allowed)
    here = source
    with httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend) as pool:
        for _ in range(limits.redirects + 1):
            try:
                with pool.stream("GET", here, headers=headers) as response:
                    if response.status == _UNCHANGED and known != Validators():
                        return None
                    if response.status not in _REDIRECTS:
                        return _taken(response, source, here, limits.max_bytes, kinds)
                    here = redirect_target(here, _header(response, b"location"))
            except httpcore.TimeoutException as error:
                raise AddressTooSlow(source=source) from error
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
                raise AddressUnreachable(source=source, reason=str(error)[:200] or type(error).__name__) from error
    raise AddressRedirectsOn(source=source, count=limits.redirects)


def _conditions(known: Validators) -> dict[str | bytes, str | bytes]:
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value.encode("latin-1", "ignore") for name, value in said.items() if value}


def _taken(response: httpcore.Response, source: str, here: str, max_bytes: int, kinds: Mapping[str, str]) -> Fetched:
    if response.status != 200:
        seconds = _header(response, b"retry-after").strip()
        raise AddressAnswered(
            source=source, status=response.status, retry_after=int(seconds[:9]) if seconds.isdecimal() else 0
        )
    kind = Message()
    kind["Content-Type"] = _header(response, b"content-type") or "text/html"
    name = kinds.get(kind.get_content_type() if _header(response, b"content-type") else "")
    if name is None:
        raise AddressKindUnknown(source=source, kind=kind.get_content_type())
    declared = _header(response, b"content-length")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise _too_large(source, max_bytes)
    encoding = _header(response, b"content-encoding").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise AddressUnreachable(source=source, reason=f"Content-Encoding: {encoding[:40]}")
    chunks = response.iter_stream()
    pieces: list[bytes] = []
    size = 0
    for piece in _unpacked(chunks, source, max_bytes) if "gzip" in encoding else chunks:
        size += len(piece)
        if size > max_bytes:
            raise _too_large(source, max_bytes)
        pieces.append(piece)
    said = (_header(response, name)[:1_000] for name in (b"etag", b"last-modified"))
    return Fetched(b"".join(pieces), name, str(kind.get_content_charset("")), here, *said)


def _unpacked(chunks: Iterator[bytes], source: str, max_bytes: int) -> Iterator[bytes]:
    """Yield what packed chunks hold, a bounded piece at a time: what packs to a thousandth must not fill the memory."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, max_bytes)
                rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise AddressUnreachable(source=source, reason=str(error)) from error
    if not unpacker.eof:
        raise AddressUnreachable(source=source, reason="the packed page was cut off")


def _header(response: httpcore.Response, name: bytes) -> str:
    value = next((value for key, value in response.headers if key.lower() == name), b"")
    try:
        return value.decode("utf-8")  # as servers write addresses with Hangul in them
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _too_large(source: str, max_bytes: int) -> ArticleTooLarge:
    return ArticleTooLarge(source=source, size=f"> {max_bytes / 1e6:.0f} MB", limit=f"{max_bytes / 1e6:.0f} MB")
