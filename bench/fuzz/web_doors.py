"""Doors for what the web says: addresses, where they and their redirects may lead, and feeds."""

import ipaddress
import json
import time
from urllib.parse import urlsplit

import httpcore

from bench.fuzz.door import Check, Door, as_text, json_door, refused, text_door
from bot.articles.article_errors import AddressNotPublic, ArticleError
from bot.articles.web.addresses import clean_address, is_address, page_key, redirect_target
from bot.articles.web.connection import PublicBackend
from bot.articles.web.feed import find_feed, parse_feed
from bot.articles.web.public_addresses import is_public

_INSIDE = [
    ipaddress.ip_network(network)
    for network in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
                    "224.0.0.0/4", "240.0.0.0/4", "::1/128", "::/128", "fc00::/7", "fe80::/10", "ff00::/8")
]  # fmt: skip


def web_doors() -> list[Door]:
    """Return the doors for the web."""
    addresses = [
        "https://example.org/a?b=c&utm_source=x#d", "http://한국.example/눈?그=래", "http://[2001:db8::1]:8080/", "http://127.1/",
        "HTTP://EXAMPLE.ORG:80", "http://user:pass@example.org/", "//example.org", "ftp://example.org/", "http://2130706433/",
    ]  # fmt: skip
    numbers = [
        "127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "8.8.8.8",
        "2606:4700::1111",
    ]
    feeds = [
        '<rss version="2.0"><channel><title>눈</title><language>ko</language><ttl>60</ttl><item><title>A &amp; B</title>'
        "<link>/a?b=c</link><description>&lt;p&gt;눈&lt;/p&gt;</description><pubDate>Mon, 26 Jan 2026 09:00:00 +0900</pubDate>"
        "</item></channel></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>x</title><link href="https://example.org/x"/>'
        "<updated>2026-01-26T00:00:00Z</updated><content type='html'>&lt;b&gt;y&lt;/b&gt;</content></entry></feed>",
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>',
    ]  # fmt: skip
    steps = [json.dumps(["https://example.org/a", "../b"]), json.dumps(["http://example.org/", "//127.0.0.1/x"])]
    return [
        text_door("addresses", 8, addresses, _check_address),
        text_door("networks", 4, numbers, _check_network),
        json_door("redirects", 3, steps, lambda: _check_redirect),
        Door("feeds", 3, [feed.encode() for feed in feeds], _open_feeds),
    ]


def _check_address(text: str) -> None:
    def read() -> None:
        clean = clean_address(text)
        assert clean_address(clean) == clean, "what is clean is cleaned once more"
        parts = urlsplit(clean)
        assert parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and clean.isascii()
        assert not set(clean) & set("\r\n\t \0"), "it would end the line of a request"
        assert page_key(text) == page_key(clean)
        _connects_nowhere(clean)

    is_address(text)
    refused(read)


def _connects_nowhere(address: str) -> None:
    """Hold that a name that stands for an address inside is not connected to, whatever its spelling."""
    url = httpcore.URL(address)
    backend = PublicBackend(address, time.monotonic() + 60, lambda host, port: ["169.254.169.254"], ())
    try:
        backend.connect_tcp(url.host.decode("ascii"), url.port or 80)
    except AddressNotPublic:
        return
    raise AssertionError("it connected")


def _check_network(text: str) -> None:
    public = is_public(text)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        assert not public
        return
    inner = [address]
    if isinstance(address, ipaddress.IPv6Address):
        inner += [each for each in (address.ipv4_mapped, address.sixtofour) if each]
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    inside = any(each in network for each in inner for network in _INSIDE if each.version == network.version)
    assert not (public and inside), "an address inside is taken for a public one"


def _check_redirect(data: bytes) -> None:
    try:
        here, location = json.loads(data)
        assert isinstance(here, str) and isinstance(location, str)
    except (ValueError, RecursionError, TypeError, AssertionError):
        here, location = "https://example.org/a/b", as_text(data)

    def step() -> None:
        to = redirect_target(clean_address(here), location)
        assert clean_address(to) == to
        assert urlsplit(to).scheme in ("http", "https")

    refused(step)


def _open_feeds() -> Check:
    def check(data: bytes) -> None:
        try:
            for entry in parse_feed(data, "https://example.org/feed").entries:
                assert clean_address(entry.address) == entry.address
                assert "\n" not in entry.title
        except ArticleError as error:
            assert error.message("ko") and error.message("en")
        found = find_feed(data, "https://example.org/")
        assert not found or clean_address(found) == found

    return check
