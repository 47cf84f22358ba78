"""Learned numbers as the package ships them: `bot/models/byte_rows.py` reads them."""

import numpy as np
import torch
from numpy.typing import NDArray

# Of a row of zeros: the least that fp16 tells from 0 is 6e-8.
LEAST_STEP = 1e-7


def quantized(learned: dict[str, torch.Tensor]) -> dict[str, NDArray[np.generic]]:
    """Return matrices as whole numbers of a byte, with a step for each row beside them; all else as fp16."""
    stored: dict[str, NDArray[np.generic]] = {}
    for name, value in learned.items():
        values = value.float().numpy()
        if values.ndim < 2:
            stored[name] = values.astype(np.float16)
            continue
        step = np.maximum(np.abs(values).max(axis=1) / 127, LEAST_STEP).astype(np.float16)
        stored[name] = np.clip(np.round(values / step[:, None].astype(np.float32)), -127, 127).astype(np.int8)
        stored[f"{name}.step"] = step
    return stored
