"""The parts of an upload as they come: whether one is to be a file and has no file's name.

Gradio takes such a part for text where it expects a file, which ends in an error of its own and leaves the files beside it.
"""

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import Headers
from starlette.types import Scope

_FIELD = b"files"  # what every client names the parts that are files


class UploadParts:
    """Reads the headers of a multipart body's parts while it passes. Raises FormParserError for a boundary that none may have."""

    def __init__(self, content_type: str) -> None:
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        self._nameless = False
        self._header, self._value = bytearray(), bytearray()
        self._parser = self._open(boundary) if boundary else None

    @classmethod
    def from_scope(cls, scope: Scope) -> "UploadParts":
        """Return the watch over a request's body; a body that is no form has no parts."""
        return cls(Headers(scope=scope).get("content-type", ""))

    def has_nameless(self, data: bytes) -> bool:
        """Take the next bytes of the body, and return whether a file without a name has begun in those that have come."""
        if self._parser is not None and not self._nameless:
            try:
                self._parser.write(data)
            except MultipartParseError:  # told by the parser that takes the files, which reads the same bytes
                self._parser = None
        return self._nameless

    def _open(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_header_begin": self._begin_header,
                "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._end_header,
            },
        )

    def _begin_header(self) -> None:
        self._header.clear()
        self._value.clear()

    def _end_header(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            options = parse_options_header(bytes(self._value))[1]
            self._nameless |= options.get(b"name") == _FIELD and b"filename" not in options
