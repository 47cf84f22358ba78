"""One page fetched: where redirects may lead, how much may come, and of what kind it must be."""

import time
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin

import httpcore

from bot.articles.article_errors import (
    AddressAnswered,
    AddressInvalid,
    AddressKindUnknown,
    AddressRedirectsOn,
    AddressTooSlow,
    AddressUnreachable,
    ArticleTooLarge,
)
from bot.articles.web.addresses import clean_address
from bot.articles.web.connection import Endpoint, PublicBackend, Resolve, resolve_host

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
_HEADERS: dict[str | bytes, str | bytes] = {
    "User-Agent": "Mozilla/5.0 (compatible; Haeseol/0.1)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Language": "ko,en;q=0.9",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost, with its redirects. A reader waits for it; a newspaper's page has 1 MB and takes a second."""

    seconds: float = 30.0
    max_bytes: int = 25_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the bytes, a file name for their kind, the encoding that the server named ("" if none), the last address."""

    data: bytes
    name: str
    charset: str
    address: str


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
    import httpx

    limits = limits or Limits()
    source = clean_address(address)
    backend = PublicBackend(source, time.monotonic() + limits.seconds, resolve, allowed)
    here = source
    with httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend) as pool:
        for _ in range(limits.redirects + 1):
            try:
                with pool.stream("GET", here, headers=_HEADERS) as response:
                    if response.status not in _REDIRECTS:
                        return _taken(response, source, here, limits.max_bytes)
                    here = _next(here, _header(response, b"location"))
            except httpcore.TimeoutException as error:
                raise AddressTooSlow(source=source) from error
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
                raise AddressUnreachable(source=source, reason=str(error)[:200] or type(error).__name__) from error
    raise AddressRedirectsOn(source=source, count=limits.redirects)


def _taken(response: httpcore.Response, source: str, here: str, max_bytes: int) -> Fetched:
    if response.status != 200:
        raise AddressAnswered(source=source, status=response.status)
    kind = Message()
    kind["Content-Type"] = _header(response, b"content-type") or "text/html"
    name = _KINDS.get(kind.get_content_type() if _header(response, b"content-type") else "")
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
    return Fetched(b"".join(pieces), name, str(kind.get_content_charset("")), here)


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


def _next(here: str, location: str) -> str:
    """Return where a redirect leads. Raises AddressInvalid."""
    try:
        return clean_address(urljoin(here, location))
    except ValueError as error:
        raise AddressInvalid(source=location[:200]) from error


def _header(response: httpcore.Response, name: bytes) -> str:
    value = next((value for key, value in response.headers if key.lower() == name), b"")
    try:
        return value.decode("utf-8")  # as servers write addresses with Hangul in them
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _too_large(source: str, max_bytes: int) -> ArticleTooLarge:
    return ArticleTooLarge(source=source, size=f"> {max_bytes / 1e6:.0f} MB", limit=f"{max_bytes / 1e6:.0f} MB")
