"""From a web address to the article there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.articles import Content, read_content
from bot.articles.article_errors import ArticleNotText
from bot.articles.decoding import decode
from bot.articles.html import decode_page

if TYPE_CHECKING:
    from bot.articles.web.fetched import Fetched


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
    """Return text in UTF-8 with its mark where the server names an encoding, which is one hint more than the page has."""
    is_page = fetched.name.endswith(".html")
    if fetched.charset and (is_page or fetched.name.endswith((".txt", ".md"))):
        try:
            if is_page:
                return decode_page(fetched.data, "", fetched.charset).encode("utf-8-sig")
            return decode(fetched.data, "", [fetched.charset]).encode("utf-8-sig")
        except ArticleNotText:
            pass  # which its reader says with the address
    return fetched.data
