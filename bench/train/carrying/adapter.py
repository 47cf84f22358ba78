"""Bring a trained adapter home: `python -m bench.train.carrying.adapter OUT ADAPTER.gguf`.

OUT is what `train.py` wrote. ADAPTER.gguf is what llama.cpp takes beside the model (`lora_adapters`), switched on by request.
"""

import argparse
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open
from torch import Tensor, from_numpy

from bench.train.carrying.gguf_blocks import read_directory

ALIGNMENT = 32
_F16, _Q8 = 1, 8
_TEXT, _FLOAT = 8, 6
_OF_BLOCK = 32
_MATRICES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}  # fmt: skip
_BLOCK = np.dtype([("scale", "<f2"), ("steps", "i1", (_OF_BLOCK,))])
_SIDES = {"down": "lora_a", "up": "lora_b"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.train.carrying.adapter", description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("adapter", type=Path)
    options = parser.parse_args(arguments)
    alpha, learned = read_trained(options.trained)
    write_adapter(options.adapter, alpha, learned)
    print(f"{options.adapter}: {len(learned) // 2} matrices, {options.adapter.stat().st_size / 1e6:.1f} MB")
    return 0


def read_trained(folder: Path) -> tuple[float, dict[str, Tensor]]:
    """Return the scale of the adapter and its numbers, named as llama.cpp names them, without matrices that learned nothing."""
    alpha, learned = 0.0, dict[str, Tensor]()
    for path in sorted(folder.glob("adapter-*.safetensors")):
        with safe_open(path, framework="pt") as file:
            alpha = float(file.metadata()["alpha"])
            learned |= {_name(name): file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict
    idle = [
        name.removesuffix("lora_b") for name, matrix in learned.items() if name.endswith("lora_b") and not matrix.any()
    ]
    return alpha, {name: matrix for name, matrix in learned.items() if not name.startswith(tuple(idle))}


def write_adapter(path: Path, alpha: float, learned: dict[str, Tensor]) -> None:
    """Write a GGUF file, version 3, of matrices (rows, columns): fp16, and bytes (Q8_0) where rows are whole blocks of 32."""
    values = [
        _text("general.architecture") + struct.pack("<I", _TEXT) + _text("qwen2"),
        _text("general.type") + struct.pack("<I", _TEXT) + _text("adapter"),
        _text("adapter.type") + struct.pack("<I", _TEXT) + _text("lora"),
        _text("adapter.lora.alpha") + struct.pack("<If", _FLOAT, alpha),
    ]
    listed, data = b"", b""
    for name, matrix in learned.items():
        rows, columns = matrix.shape
        kind = _F16 if columns % _OF_BLOCK else _Q8
        listed += _text(name) + struct.pack("<IQQIQ", 2, columns, rows, kind, len(data))
        data += _aligned(matrix.half().numpy().tobytes() if kind == _F16 else _as_bytes(matrix))
    head = b"GGUF" + struct.pack("<IQQ", 3, len(learned), len(values)) + b"".join(values) + listed
    path.write_bytes(_aligned(head) + data)


def read_adapter(path: Path) -> dict[str, Tensor]:
    """Return the matrices of a file as `write_adapter` writes it, float32, named as the whole model names them."""
    _, tensors = read_directory(path)
    data = path.read_bytes()
    learned = {}
    for one in tensors:
        rows, columns = one.shape
        if one.kind == _F16:
            numbers = np.frombuffer(data, np.float16, rows * columns, one.start).astype(np.float32)
        else:
            blocks = np.frombuffer(data, _BLOCK, rows * columns // _OF_BLOCK, one.start)
            numbers = blocks["scale"].astype(np.float32)[:, None] * blocks["steps"]
        learned[_long_name(one.name)] = from_numpy(numbers.reshape(rows, columns))
    return learned


def _as_bytes(matrix: Tensor) -> bytes:
    """Return blocks of 32 numbers: a scale in fp16, then a signed byte each (Q8_0 of llama.cpp's ggml-common.h)."""
    blocks = matrix.float().numpy().reshape(-1, _OF_BLOCK)
    scales = (np.abs(blocks).max(axis=1, keepdims=True) / 127).astype(np.float16)
    steps = np.rint(blocks / np.maximum(scales.astype(np.float32), 1e-8)).clip(-127, 127).astype(np.int8)
    return np.concatenate([scales.view(np.int8), steps], axis=1).tobytes()


def _name(name: str) -> str:
    """model.layers.3.mlp.up_proj.down -> blk.3.ffn_up.weight.lora_a."""
    _, _, layer, block, matrix, side = name.split(".")
    return f"blk.{layer}.{_MATRICES[f'{block}.{matrix}']}.weight.{_SIDES[side]}"


def _long_name(name: str) -> str:
    """blk.3.ffn_up.weight.lora_a -> model.layers.3.mlp.up_proj.down."""
    _, layer, matrix, _, side = name.split(".")
    long = next(long for long, short in _MATRICES.items() if short == matrix)
    return f"model.layers.{layer}.{long}.{next(own for own, theirs in _SIDES.items() if theirs == side)}"


def _text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def _aligned(data: bytes) -> bytes:
    return data + bytes(-len(data) % ALIGNMENT)


if __name__ == "__main__":
    sys.exit(main())
