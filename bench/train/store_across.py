"""Store what the embedding model learned: `python -m bench.train.store_across WORK/layers-00100.pt OUT.safetensors --name NAME`.

OUT holds the differences to the published layers, matrices as whole numbers of a byte for each row (`byte_rows.py`): they are so
small beside the layers that a step of a byte is far below what bfloat16 keeps. Nothing of OUT is of use without the model.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.numpy import save_file
from transformers import BertModel

from bench.train.byte_rows import quantized
from bot.models.embeddings.lower_layers import LOWER
from bot.models.files import find_model
from bot.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file and say how large it is."""
    parser = argparse.ArgumentParser(prog="python -m bench.train.store_across", description=__doc__)
    parser.add_argument("layers", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True, help="the version, which goes into a library's manifest")
    options = parser.parse_args(arguments)
    settings = Settings.from_environment(os.environ)
    published = BertModel.from_pretrained(str(find_model(settings.embedding, settings.cache)), add_pooling_layer=False)
    before = published.encoder.layer[LOWER:].state_dict()
    learned = torch.load(options.layers, weights_only=True)
    changes = {_name(name): value.float() - before[name] for name, value in learned.items()}
    save_file(quantized(changes), options.out, metadata={"embedder": settings.embedding, "name": options.name})
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")
    return 0


def _name(name: str) -> str:
    """Return what the whole model calls a number of its upper layers."""
    layer, _, rest = name.partition(".")
    return f"encoder.layer.{int(layer) + LOWER}.{rest}"


if __name__ == "__main__":
    sys.exit(main())
