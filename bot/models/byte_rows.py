"""Learned numbers as the package ships them: safetensors whose matrices are whole numbers of a byte, with a step for each row.

Half the size of fp16. `bench/train/byte_rows.py` writes them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


def read_byte_rows(path: Path) -> "dict[str, Tensor]":
    """Return the numbers of a file by name, float32: a matrix (r, c) times its steps (r,), which lie beside it as `NAME.step`."""
    import torch
    from safetensors.numpy import load_file

    stored = load_file(path)
    found = {}
    for name, values in stored.items():
        if name.endswith(".step"):
            continue
        step = stored.get(f"{name}.step")
        whole = values.astype(np.float32) * (step.astype(np.float32)[:, None] if step is not None else 1.0)
        found[name] = torch.from_numpy(np.ascontiguousarray(whole))
    return found


def read_about(path: Path) -> dict[str, str]:
    """Return what a file says about itself, without reading its numbers."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        return dict(file.metadata())
