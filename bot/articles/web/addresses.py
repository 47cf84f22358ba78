"""Web addresses: what is one, and when two of them are the same page."""

import re
from urllib.parse import unquote, urljoin

from bot.articles.article_errors import AddressInvalid

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
# What says where a reader came from and not what is read.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_cid|mc_eid|_ga|ref_src", re.IGNORECASE)
_MAX_LENGTH = 4_000
_MAX_PORT = 65_535


def is_address(text: str) -> bool:
    """Return whether `text` is one address with a scheme, such as https://..., and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def clean_address(text: str) -> str:
    """Return an address as it is fetched: host in ASCII, path and query escaped, no fragment.

    Raises AddressInvalid for another scheme than http and https, for a user name in it, and for what is no address.
    """
    import httpx

    source = text.strip()
    try:
        url = httpx.URL(source if len(source) <= _MAX_LENGTH else "")
        clean = str(url.copy_with(fragment=None))
        host = url.host  # decoded only now: "xn--" alone is an error
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressInvalid(source=source[:200]) from error
    if url.scheme not in ("http", "https") or not host or url.userinfo or not 0 <= (url.port or 0) <= _MAX_PORT:
        raise AddressInvalid(source=source[:200])
    return clean


def redirect_target(here: str, location: str) -> str:
    """Return where a redirect leads from the page at `here`, as `clean_address` does. Raises AddressInvalid."""
    try:
        return clean_address(urljoin(here, location))
    except ValueError as error:
        raise AddressInvalid(source=location[:200]) from error


def page_key(address: str) -> str:
    """Return what stands for a page: the address without its scheme, its fragment and what only tracks readers.

    Raises AddressInvalid.
    """
    import httpx

    url = httpx.URL(clean_address(address))
    kept = [
        part
        for part in url.query.decode("ascii").split("&")
        if part and not _TRACKING.fullmatch(part.partition("=")[0])
    ]
    port = f":{url.port}" if url.port else ""
    return unquote(f"{url.host}{port}{url.path or '/'}{'?' if kept else ''}{'&'.join(kept)}")
