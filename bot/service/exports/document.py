"""A document that is handed over: to the browser, to a file."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """The name of a file, its media type, its bytes; a text is in UTF-8."""

    name: str
    media_type: str
    data: bytes


def file_name(title: str, suffix: str) -> str:
    """Return a name that every system takes, and a note-taking program can link to: letters, digits, single hyphens."""
    words = re.sub(r"[^\w ]+", " ", title)
    return ("-".join(words.split())[:60].strip("-_") or "haeseol") + suffix
