"""The headers of letters as text: encoded words in the names that senders have for encodings, and raw bytes."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Any

from bot.articles.article_errors import ArticleNotText
from bot.articles.decoding import codec_of, decode

# What the parser takes for a header grows with the square of its length, and it goes as deep as a sender has parts.
_MAX_HEADER, _MAX_SENDER = 10_000, 1_000
_ENCODED_WORD = re.compile(r"=\?[\w.:*-]+\?[bBqQ]\?")


class _ShortHeaders(EmailPolicy):
    """The usual policy, which reads as much of each header as a letter's may have."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header as an object of the parser's."""
        return super().header_fetch_parse(name, value[:_MAX_HEADER])


SHORT_HEADERS = _ShortHeaders()


def header_text(letter: Message, name: str) -> str:
    """Return a header's text in one line; "" where there is none or its encoding makes no sense.

    A header in bytes that are not ASCII, which no standard allows and many senders write, is decoded as the letter's body is.
    """
    return _words(_raw(letter, name), _charset(letter))


def sender_name(letter: Message) -> str:
    """Return the name that a letter's `From` gives; "" where it gives none."""
    charset = _charset(letter)
    return _words(parseaddr(_from_bytes(_raw(letter, "From")[:_MAX_SENDER], charset))[0], charset)


def _raw(letter: Message, name: str) -> str:
    found = (str(value)[:_MAX_HEADER] for key, value in letter.raw_items() if key.lower() == name.lower())
    return " ".join(next(found, "").split())


def _charset(letter: Message) -> str:
    """Return what the first part of a letter that names an encoding calls it."""
    return next((charset for part in letter.walk() if (charset := part.get_content_charset(""))), "")


def _words(raw: str, charset: str) -> str:
    if not _ENCODED_WORD.search(raw):
        return " ".join(_from_bytes(raw, charset).split())
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return ""
    text = ""
    for piece, label in pieces:
        text += piece if isinstance(piece, str) else _decoded(piece, label or charset)
    return " ".join(text.split())


def _from_bytes(raw: str, charset: str) -> str:
    """Return a header in which the parser keeps each byte that is not ASCII as a lone surrogate."""
    return raw if raw.isascii() else _decoded(raw.encode("utf-8", "surrogateescape"), charset)


def _decoded(data: bytes, label: str) -> str:
    try:
        return decode(data, "", [label])
    except ArticleNotText:
        return data.decode(codec_of(label) or "utf-8", "ignore")
