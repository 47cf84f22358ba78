"""Small files in the layout of e5-small-q4.bin."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.models.files.e5_weights import BertShape, Floats

SHAPE = BertShape(
    hidden=32, layers=1, heads=4, feed_forward=64, vocabulary=5, positions=8, token_types=2, layer_norm_eps=1e-12
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A tensor as the file holds it, and the values that it stands for."""

    raw: bytes
    count: int
    values: Floats


def plain(values: Floats) -> Entry:
    return Entry(values.astype("<f4").tobytes(), values.size, values.astype(np.float32))


def packed(scales: Sequence[float], quants: Sequence[Sequence[int]]) -> Entry:
    """Pack blocks of 32 numbers 0-15, each block with its scale."""
    raw, values = b"", []
    for scale, block in zip(scales, quants, strict=True):
        raw += struct.pack("<e", scale) + bytes(block[i] | block[i + 16] << 4 for i in range(16))
        values += [np.float32(np.float16(scale)) * (quant - 8) for quant in block]
    return Entry(raw, len(values), np.array(values, np.float32))


def tiny_entries() -> dict[str, Entry]:
    """All tensors of a model of SHAPE, every value different from its neighbours."""
    wide, inner = SHAPE.hidden, SHAPE.feed_forward
    entries = {"emb.word": _matrix(SHAPE.vocabulary * wide, 1), "emb.type": _matrix(2 * wide, 2)}
    entries["emb.pos"] = plain(np.arange(SHAPE.positions * wide, dtype=np.float32))
    for kind in "wb":
        for norm in ("emb.ln", "l0.aln", "l0.oln"):
            entries[f"{norm}.{kind}"] = plain(np.linspace(0.5, 1.5, wide, dtype=np.float32))
    for n, part in enumerate(("q", "k", "v", "ao", "fi", "fo"), start=3):
        entries[f"l0.{part}.w"] = _matrix(wide * (inner if part in {"fi", "fo"} else wide), n)
        entries[f"l0.{part}.b"] = plain(np.full(inner if part == "fi" else wide, n, np.float32))
    return entries


def _matrix(count: int, seed: int) -> Entry:
    blocks = count // 32
    quants = [[(seed + block + 7 * n) % 16 for n in range(32)] for block in range(blocks)]
    return packed([0.125 * (1 + block % 3) for block in range(blocks)], quants)


def e5_file(entries: dict[str, Entry]) -> bytes:
    shape = SHAPE
    header = b"E5S1" + struct.pack("<I", 1)
    header += struct.pack("<7i", shape.hidden, shape.layers, shape.heads, shape.feed_forward, shape.vocabulary, 8, 2)
    header += struct.pack("<fi", shape.layer_norm_eps, 32)
    blob = b"<s></s>"
    header += struct.pack("<5iQ", 2, 0, 1, 1, 1, len(blob)) + struct.pack("<3I2f", 0, 3, 7, 0.0, 0.0) + blob
    header += struct.pack("<iI", 1, 6) + b"\xef\xbc\xa1\x00A\x00" + struct.pack("<i", len(entries))
    at = len(header) + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in entries)
    directory, body = b"", b""
    for name, entry in entries.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", int(len(entry.raw) != 4 * entry.count), entry.count, at, len(entry.raw))
        body += entry.raw
        at += len(entry.raw)
    return header + directory + body
