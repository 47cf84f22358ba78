"""The weights of a GGUF file as they lie in it, and as numbers. Imports nothing of the project: it also runs where only torch is.

Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (version 3); blocks of Q4_K and Q6_K: ggml-quants.c there.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch
from torch import Tensor

F32, Q4_K, Q6_K = 0, 12, 14
_VALUES = 256  # of a block
_BLOCK = {Q4_K: 144, Q6_K: 210}  # bytes
_PLAIN = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_ALIGNMENT = 32


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """Where the bytes of a matrix (rows, columns) or of a vector (columns,) lie in a file, and of which kind they are."""

    name: str
    kind: int
    shape: tuple[int, ...]
    start: int

    @property
    def row_bytes(self) -> int:
        """How many bytes a row takes. Raises KeyError for a kind of blocks that is not known here."""
        columns = self.shape[-1]
        return 4 * columns if self.kind == F32 else columns // _VALUES * _BLOCK[self.kind]

    @property
    def rows(self) -> int:
        """How many rows there are; a vector is one."""
        return self.shape[0] if len(self.shape) > 1 else 1


def read_directory(path: Path) -> tuple[dict[str, Any], list[StoredTensor]]:
    """Return what a file says about its model, by key, and its tensors."""
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise ValueError(f"{path.name} is no GGUF file")
        _, tensors, keys = _take(file, "IQQ")
        about = {_text(file): _value(file, _take(file, "I")[0]) for _ in range(keys)}
        listed = []
        for _ in range(tensors):
            name, (dimensions,) = _text(file), _take(file, "I")
            sizes = _take(file, f"{dimensions}Q")
            kind, offset = _take(file, "IQ")
            listed.append((name, kind, tuple(reversed(sizes)), offset))
        begin = -(-file.tell() // _ALIGNMENT) * _ALIGNMENT
    return about, [StoredTensor(name, kind, shape, begin + offset) for name, kind, shape, offset in listed]


def read_bytes(path: Path, tensor: StoredTensor) -> Tensor:
    """Return the bytes of a tensor, shape (rows, bytes of a row)."""
    with path.open("rb") as file:
        file.seek(tensor.start)
        raw = bytearray(file.read(tensor.rows * tensor.row_bytes))
    return torch.frombuffer(raw, dtype=torch.uint8).view(tensor.rows, tensor.row_bytes)


def numbers(raw: Tensor, kind: int) -> Tensor:
    """Return the numbers that bytes of a kind stand for, float32, shape (rows, columns)."""
    if kind == F32:
        return raw.contiguous().view(torch.float32)
    blocks = raw.reshape(-1, _BLOCK[kind])
    return (_q4(blocks) if kind == Q4_K else _q6(blocks)).view(len(raw), -1)


def _q4(blocks: Tensor) -> Tensor:
    """Eight runs of 32 values of four bits, each with a scale and a least value of six bits."""
    scale, least = _half(blocks[:, :2]), _half(blocks[:, 2:4])
    packed, low = blocks[:, 4:16].int(), blocks[:, 16:].int()
    a, b, c = packed[:, :4], packed[:, 4:8], packed[:, 8:]
    scales = torch.cat([a & 63, (c & 15) | (a >> 6 << 4)], dim=1) * scale
    leasts = torch.cat([b & 63, (c >> 4) | (b >> 6 << 4)], dim=1) * least
    halves = low.view(-1, 4, 1, 32)
    values = torch.cat([halves & 15, halves >> 4], dim=2).view(-1, 8, 32)
    return (values * scales[..., None] - leasts[..., None]).view(-1, _VALUES)


def _q6(blocks: Tensor) -> Tensor:
    """Sixteen runs of 16 values of six bits, each with a scale of a byte."""
    low, high = blocks[:, :128].int().view(-1, 2, 2, 32), blocks[:, 128:192].int().view(-1, 2, 1, 32)
    scales = blocks[:, 192:208].contiguous().view(torch.int8).float() * _half(blocks[:, 208:])
    lower = torch.cat([low & 15, low >> 4], dim=2)
    upper = torch.cat([high >> shift & 3 for shift in (0, 2, 4, 6)], dim=2)
    values = (lower | upper << 4) - 32
    return (values.reshape(-1, 16, 16) * scales[..., None]).view(-1, _VALUES)


def _half(raw: Tensor) -> Tensor:
    return raw.contiguous().view(torch.float16).float()


def _take(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    return struct.unpack("<" + layout, file.read(struct.calcsize("<" + layout)))


def _text(file: BinaryIO) -> str:
    return file.read(_take(file, "Q")[0]).decode("utf-8", "replace")


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _STRING:
        return _text(file)
    if kind == _ARRAY:
        inner, count = _take(file, "IQ")
        return [_value(file, inner) for _ in range(count)]
    return _take(file, _PLAIN[kind])[0]


def pieces(tensors: list[StoredTensor], most: int) -> Iterator[list[StoredTensor]]:
    """Yield the tensors in groups of at most `most` bytes each, in order."""
    group: list[StoredTensor] = []
    size = 0
    for tensor in tensors:
        own = tensor.rows * tensor.row_bytes
        if group and size + own > most:
            yield group
            group, size = [], 0
        group.append(tensor)
        size += own
    if group:
        yield group
