"""Records of Hangul documents (HWP 5) beyond plain paragraphs: looks, controls, tables."""

import struct

from tests.article_files import record


def control(id: str, code: int) -> str:
    """The place of a control in a paragraph's text."""
    return chr(code) + id[::-1].encode().decode("utf-16-le") + "\0" * 4 + chr(code)


def text_of_length(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")


def binary_paragraph(text: str, *controls: bytes, shapes: dict[int, int] | None = None, level: int = 0) -> bytes:
    looks = b"".join(struct.pack("<II", *pair) for pair in (shapes or {}).items())
    records = record(66, level, b"\0" * 24) + record(67, level + 1, (text + "\r").encode("utf-16-le"))
    return records + record(68, level + 1, looks) + b"".join(controls)


def binary_control(id: str, payload: bytes = b"", *children: bytes, level: int = 1) -> bytes:
    return record(71, level, id[::-1].encode() + payload) + b"".join(children)


def binary_cell(column: int, row: int, text: str) -> bytes:
    place = struct.pack("<HIHHHHH", 1, 0, 0, column, row, 1, 1)
    return record(72, 2, place) + binary_paragraph(text, level=2)


SHAPES = b"".join(
    record(21, 0, b"\0" * 46 + struct.pack("<I", bits) + b"\0" * 20) for bits in (0, 1 << 15, 1 << 16, 1 << 18)
)
