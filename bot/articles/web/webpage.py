"""From a web address to the article there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.articles import Content, read_content
from bot.articles.html import codec_of

if TYPE_CHECKING:
    from bot.articles.web.fetch import Fetched


def read_webpage(address: str, fetch: "Callable[[str], Fetched] | None" = None) -> Content:
    """Return the article at a web address: a page, or a file of any format that is read. `fetch` stands in for ours in tests.

    Raises AddressError where nothing can be fetched, and the ArticleError of a file of that kind, such as PageWithoutArticle.
    """
    if fetch is None:
        from bot.articles.web.fetch import fetch as fetch_page  # with httpcore and httpx, which few runs need

        fetch = fetch_page
    fetched = fetch(address)
    return read_content(_in_utf8(fetched), address, name=fetched.name)


def _in_utf8(fetched: "Fetched") -> bytes:
    """Return text in UTF-8 with its mark where the server names the encoding and is right: that comes before the page's word."""
    codec = codec_of(fetched.charset) if fetched.charset else ""
    if codec and fetched.name.endswith((".html", ".txt", ".md")) and not fetched.data.startswith(b"\xef\xbb\xbf"):
        try:
            return fetched.data.decode(codec).encode("utf-8-sig")
        except UnicodeError:
            pass  # what the page says of itself, or what fits, is tried next
    return fetched.data
