"""Store an entailment model as the package ships it: `python -m bench.faithfulness.store WORK OUT.safetensors [--limits FILE]`.

With `--earlier CHECKPOINT.pt --share .7` the numbers are the average of both, the new ones weighing .7 (Wortsman et al., arXiv
2109.01903): what was learned last, of one kind of claims, then costs less of what was known of the others.

Matrices become whole numbers of a byte (`bench/train/byte_rows.py`), which moves its likelihoods by less than .01. The limits
are `{"ko-ko": [supported, contradicted], ...}`, claim before source, as `python -m bench.faithfulness.fit_limits` prints them.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.numpy import save_file

from bench.train.byte_rows import quantized

EMBEDDER = "multilingual-e5-small"
PAIRS = ("ko-ko", "en-en", "ko-en", "en-ko")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.store", description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limits", type=Path)
    parser.add_argument("--earlier", type=Path)
    parser.add_argument("--share", type=float, default=0.7)
    options = parser.parse_args(arguments)
    learned = torch.load(options.work / "checkpoint.pt", weights_only=True)["model"]
    if options.earlier:
        before = torch.load(options.earlier, weights_only=True)["model"]
        learned = {name: torch.lerp(before[name].float(), now.float(), options.share) for name, now in learned.items()}
    limits = (
        json.loads(options.limits.read_text(encoding="utf-8"))
        if options.limits
        else {pair: [0.5, 0.5] for pair in PAIRS}
    )
    about = {"embedder": EMBEDDER} | {pair: json.dumps(limits[pair]) for pair in PAIRS}
    save_file(quantized(learned), options.out, metadata=about)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
