"""Store an entailment model as the package ships it: `python -m bench.faithfulness.store WORK OUT.safetensors [--limits FILE]`.

Matrices become whole numbers of a byte with a step for each row (half the size of fp16, and its likelihoods move by less
than .01); the rest is fp16. The limits are `{"ko-ko": [supported, contradicted], ...}`, claim before source, as
`python -m bench.faithfulness.fit_limits` prints them.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

EMBEDDER = "multilingual-e5-small"
PAIRS = ("ko-ko", "en-en", "ko-en", "en-ko")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.store", description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limits", type=Path)
    options = parser.parse_args(arguments)
    learned = torch.load(options.work / "checkpoint.pt", weights_only=True)["model"]
    limits = (
        json.loads(options.limits.read_text(encoding="utf-8"))
        if options.limits
        else {pair: [0.5, 0.5] for pair in PAIRS}
    )
    about = {"embedder": EMBEDDER} | {pair: json.dumps(limits[pair]) for pair in PAIRS}
    save_file(quantized(learned), options.out, metadata=about)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


def quantized(learned: dict[str, torch.Tensor]) -> dict[str, NDArray[np.generic]]:
    """Return the numbers as they are stored."""
    stored: dict[str, NDArray[np.generic]] = {}
    for name, value in learned.items():
        values = value.float().numpy()
        if values.ndim < 2:
            stored[name] = values.astype(np.float16)
            continue
        step = np.maximum(np.abs(values).max(axis=1) / 127, 1e-12).astype(np.float16)
        stored[name] = np.clip(np.round(values / step[:, None].astype(np.float32)), -127, 127).astype(np.int8)
        stored[f"{name}.step"] = step
    return stored


if __name__ == "__main__":
    sys.exit(main())
