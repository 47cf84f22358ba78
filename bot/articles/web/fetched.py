"""What was fetched, and by what a server knows whether it has changed since. Apart from `fetch`, which few runs load."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server knows whether a page has changed since: its ETag and Last-Modified, "" where it gave none."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the bytes, a file name for their kind, the encoding that the server named ("" if none), the last address.

    `etag` and `modified` are what the server wants to hear when it is asked again.
    """

    data: bytes
    name: str
    charset: str
    address: str
    etag: str = ""
    modified: str = ""
