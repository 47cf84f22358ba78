"""The text in the records of a Hangul document (HWP 5): paragraphs, tables, notes, and what Hangul sets into its lines.

The records are those of Hancom's own description, "한글 문서 파일 형식 5.0", whose tables are named below. syhwp unpacks and
deciphers them; its own text lacks tabs, fixed spaces, words over words and counted numbers: 2023, a tab and 420 became 2023420.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from bot.articles.hwp_equation import equation_text
from bot.articles.hwp_looks import Look
from bot.articles.raised_marks import with_marks
from bot.articles.reading_warnings import WarningCounter

# Tags of records (table 12), and the ids of controls (table 127) as they are spelt.
_CHARACTER_SHAPE, _HEADER, _TEXT, _SHAPES, _CONTROL, _LIST, _TABLE, _EQUATION, _SHAPE = (
    21,
    66,
    67,
    68,
    71,
    72,
    77,
    88,
    76,
)
# Characters below 32 (table 6): those that stand for a control take 8 units, and of these the extended ones have a record.
_LONG = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
_EXTENDED = frozenset({1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23})
_WHITE = {9: " ", 10: "\n", 24: "-", 30: " ", 31: " "}
_SILENT = ("head", "foot", "secd", "cold", "pgnp", "pghd", "pgct", "bokm", "idxm", "nwno")
_COUNTED = (3, 4, 5)  # pictures, tables, equations (table 144); pages and notes are not in the text
_MAX_CELLS = 100_000
_MAX_CELL = 400
_MAX_DEPTH = 32

Stretch = tuple[str, int]


def character_looks(records: Iterator[tuple[int, int, bytes]]) -> dict[int, Look]:
    """Return how characters look by the number of their shape, from the records of a document's DocInfo (table 35)."""
    shapes = (payload for tag, _, payload in records if tag == _CHARACTER_SHAPE)
    looks = {}
    for number, payload in enumerate(shapes):
        if len(payload) >= 50:
            (bits,) = struct.unpack_from("<I", payload, 46)
            looks[number] = Look(bool(bits >> 18 & 1), 1 if bits >> 15 & 1 else -1 if bits >> 16 & 1 else 0)
    return looks


def unpacked(stream: bytes, *, is_packed: bool) -> bytes:
    """Return a stream's bytes as far as they unpack; b"" where they do not."""
    try:
        return zlib.decompressobj(-15).decompress(stream) if is_packed else stream
    except zlib.error:
        return b""


class RecordReader:
    """Reads the trees of records that syhwp builds of a document's sections."""

    def __init__(self, looks: Mapping[int, Look], counter: WarningCounter) -> None:
        self._looks, self._counter = looks, counter

    def blocks(self, root: Any) -> list[str]:
        """Return the paragraphs and tables of a section, in order."""
        found: list[str] = []
        for node in root.children:
            if node.tag == _HEADER:
                self._write_paragraph(node, found, 0)
        return found

    def _write_paragraph(self, paragraph: Any, blocks: list[str], depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        controls = [child for child in paragraph.children if child.tag == _CONTROL and len(child.payload) >= 4]
        line: list[Stretch] = []
        inside: list[str] = []
        texts = [child.payload for child in paragraph.children if child.tag == _TEXT]
        shapes = [child.payload for child in paragraph.children if child.tag == _SHAPES]
        waiting = iter(controls)
        was_struck = False
        for text, code, look in _characters(b"".join(texts), b"".join(shapes), self._looks):
            if look.is_struck and text:
                if text.strip() and not was_struck:
                    self._counter.note("struck_out")
                was_struck = True
                continue
            was_struck = was_struck and not text
            if code in _EXTENDED:
                control = next(waiting, None)
                if control is not None:
                    self._write_control(control, line, inside, look, depth)
            elif text:
                line.append((text, look.shift))
        for control in waiting:  # more than the text has places for, as in files cut short
            self._write_control(control, line, inside, Look(), depth)
        written = _whole(re.sub(r"[ \t\xa0]+", " ", with_marks(line))).strip()
        blocks += [*filter(None, [written]), *inside]

    def _write_control(self, control: Any, line: list[Stretch], inside: list[str], look: Look, depth: int) -> None:
        name = control.payload[3::-1].decode("latin-1")
        if name in _SILENT:
            return
        if name == "tcmt":
            self._note_hidden(control)
        elif name == "tbl ":
            self._write_table(control, inside, depth)
        elif name == "eqed":
            text = equation_text(_script(control))
            if text:
                self._counter.note("equations")
                line.append((text, look.shift))
        elif name == "tdut":
            base, reading = _strings(control.payload, 4, 2)
            line.append((base + (f"({reading})" if reading.strip() else ""), look.shift))
        elif name == "tcps":
            line.append((_strings(control.payload, 4, 1)[0], look.shift))
        elif name == "atno" and len(control.payload) >= 10:
            kind, number = struct.unpack_from("<IH", control.payload, 4)
            line.append((str(number) if kind & 15 in _COUNTED else "", look.shift))
        else:
            self._write_inside(control, inside, depth)

    def _note_hidden(self, control: Any) -> None:
        hidden: list[str] = []
        RecordReader(self._looks, WarningCounter())._write_inside(control, hidden, 0)
        if hidden:
            self._counter.note("hidden")

    def _write_inside(self, node: Any, blocks: list[str], depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        for child in node.children:
            if child.tag == _HEADER:
                self._write_paragraph(child, blocks, depth + 1)
            elif child.tag == _CONTROL and len(child.payload) >= 4:
                self._write_control(child, [], blocks, Look(), depth + 1)
            else:
                self._write_inside(child, blocks, depth + 1)

    def _write_table(self, control: Any, blocks: list[str], depth: int) -> None:
        """Write a table's caption, which comes before its record, and its rows (tables 75 and 80)."""
        children = control.children
        start = next((n for n, child in enumerate(children) if child.tag == _TABLE and len(child.payload) >= 8), None)
        if start is None:
            self._write_inside(control, blocks, depth)
            return
        for child in children[:start]:
            if child.tag == _HEADER:
                self._write_paragraph(child, blocks, depth + 1)
        rows, columns = struct.unpack_from("<HH", children[start].payload, 4)
        cells: dict[tuple[int, int], list[str]] = {}
        place: tuple[int, int] | None = None
        for child in children[start + 1 :]:
            if child.tag == _LIST and len(child.payload) >= 12:
                column, row = struct.unpack_from("<HH", child.payload, 8)
                place = (row, column)
                cells.setdefault(place, [])
            elif child.tag == _HEADER and place is not None:
                self._write_paragraph(child, cells[place], depth + 1)
        flat = {place: " ".join(" ".join(texts).split()) for place, texts in cells.items()}
        is_large = rows * columns > _MAX_CELLS or any(not (r < rows and c < columns) for r, c in cells)
        if columns < 2 or is_large or any(len(text) > _MAX_CELL for text in flat.values()):
            blocks += [text for place in sorted(cells) for text in cells[place]]
            return
        grid = ([flat.get((row, column), "") for column in range(columns)] for row in range(rows))
        blocks += filter(None, ["\n".join(f"| {' | '.join(row)} |" for row in grid if any(row))])


def _characters(text: bytes, shapes: bytes, looks: Mapping[int, Look]) -> Iterator[tuple[str, int, Look]]:
    """Yield (text, code, look) of a paragraph's characters (tables 60 and 61): text is "" where a control stands."""
    units = struct.unpack(f"<{len(text) // 2}H", text[: len(text) // 2 * 2])
    starts = dict(struct.iter_unpack("<II", shapes[: len(shapes) // 8 * 8]))
    look, n = Look(), 0
    while n < len(units):
        code = units[n]
        look = looks.get(starts[n], Look()) if n in starts else look
        if code in _LONG:
            yield _WHITE.get(code, ""), code, look
            after = [starts[place] for place in range(n + 1, n + 8) if place in starts]
            look = looks.get(after[-1], Look()) if after else look
            n += 8
        else:
            yield (chr(code) if code > 31 else _WHITE.get(code, "")), code, look
            n += 1


def _script(control: Any) -> str:
    payload = next((child.payload for child in control.children if child.tag == _EQUATION), b"")
    return _strings(payload, 4, 1)[0]


def _strings(payload: bytes, at: int, count: int) -> list[str]:
    """Return texts that stand one behind the other, each after its length in units; "" for what is not there."""
    found = []
    for _ in range(count):
        length = struct.unpack_from("<H", payload, at)[0] if at + 2 <= len(payload) else 0
        found.append(payload[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace").strip("\0"))
        at += 2 + 2 * length
    return found


def _whole(text: str) -> str:
    """Join the halves of characters beyond 16 bits."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
