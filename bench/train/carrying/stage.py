"""Stage a training of the answering model: `python -m bench.train.carrying.stage TRAIN EVAL STAGE [--lessons N] [--layers N]`.

STAGE then has all that `train.py` needs on a machine with torch, transformers and safetensors and nothing else: the lessons as
numbers of words (`learned.safetensors`, `held.safetensors`), the words that they use (`words.safetensors`), the model's sizes
(`sizes.json`), and its weights as they lie in the GGUF file, in pieces of 55 MB (`weights-00.safetensors` ...).
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_tensors
from tokenizers import Tokenizer

from bench.train.carrying.gguf_blocks import StoredTensor, pieces, read_bytes, read_directory
from bench.train.carrying.lessons import KINDS, Lesson, lessons
from bench.train.carrying.vocabulary import END, as_conversation, read_tokenizer
from bot.models.files import find_model
from bot.settings import DEFAULT_MODEL, Settings

PIECE = 55_000_000
LONGEST = 320  # words of a lesson
_SIZES = {
    "layers": "block_count", "hidden": "embedding_length", "feed_forward": "feed_forward_length", "heads": "attention.head_count",
    "key_heads": "attention.head_count_kv", "base": "rope.freq_base", "epsilon": "attention.layer_norm_rms_epsilon",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _LessonInWords:
    """A lesson, and the numbers of the words that are asked and told."""

    lesson: Lesson
    asked: list[int]
    told: list[int]

    @property
    def size(self) -> int:
        return len(self.asked) + len(self.told)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the folder and say what is in it."""
    parser = argparse.ArgumentParser(prog="python -m bench.train.carrying.stage", description=__doc__)
    for name in ("train", "evaluation", "stage"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--lessons", type=int, default=60_000)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="learn from these alone")
    parser.add_argument("--into", choices=("ko", "en"), help="learn only what is said in this language")
    parser.add_argument("--layers", type=int, help="only so many, to try the steps on a small machine")
    options = parser.parse_args(arguments)
    options.stage.mkdir(parents=True, exist_ok=True)
    path = Path(find_model(DEFAULT_MODEL, Settings.from_environment(os.environ).cache))
    tokenizer = read_tokenizer(path)
    parts = lessons(options.train, options.evaluation, options.lessons, random.Random(7), options.kinds)
    if options.into:
        learned_too, held_too = ([one for one in part if one.kind.endswith(f"-{options.into}")] for part in parts)
        parts = learned_too, held_too
    learned, held = ([one for one in map(partial(_in_words, tokenizer), part) if one.size <= LONGEST] for part in parts)
    used = sorted({word for one in (*learned, *held) for word in (*one.asked, *one.told)})
    for name, part in (("learned", learned), ("held", held)):
        save_file(_as_numbers(part, used), options.stage / f"{name}.safetensors")
    said = [{"asked": one.lesson.asked[-1][1], "told": one.lesson.told, "kind": one.lesson.kind} for one in held]
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in said]
    (options.stage / "held.jsonl").write_text("".join(lines), encoding="utf-8")
    save_file({"words": np.array(used, dtype=np.int32)}, options.stage / "words.safetensors")
    count = stage_weights(path, options.stage, used, options.layers)
    print(
        f"{len(learned)} lessons, {len(held)} held apart, {len(used)} words, {count} pieces of weights in {options.stage}"
    )
    return 0


def stage_weights(path: Path, stage: Path, used: Sequence[int], layers: int | None) -> int:
    """Write the sizes and the weights of a model with the words that are used; return in how many pieces."""
    about, tensors = read_directory(path)
    family = about["general.architecture"]
    sizes = {name: about[f"{family}.{key}"] for name, key in _SIZES.items()}
    sizes["layers"] = layers or sizes["layers"]
    sizes["end"] = list(used).index(about["tokenizer.ggml.eos_token_id"])
    kept = [tensor for tensor in tensors if _layer(tensor) < sizes["layers"]]
    sizes["kinds"] = {tensor.name: tensor.kind for tensor in kept}
    (stage / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")
    count = 0
    for count, raw in enumerate(_in_pieces(path, kept, used), start=1):
        save_tensors(raw, stage / f"weights-{count:02}.safetensors")
    return count


def _in_pieces(path: Path, tensors: Sequence[StoredTensor], used: Sequence[int]) -> Iterator[dict[str, torch.Tensor]]:
    """Yield the tensors' bytes; the tables of words have the rows that are used, and come in as many pieces as they need."""
    tables = [tensor for tensor in tensors if tensor.name in ("token_embd.weight", "output.weight")]
    rows = torch.tensor(used)
    for table in tables:
        most = PIECE // table.row_bytes
        for begin in range(0, len(rows), most):
            yield {table.name: read_bytes(path, table)[rows[begin : begin + most]]}
    for group in pieces([tensor for tensor in tensors if tensor not in tables], PIECE):
        yield {tensor.name: read_bytes(path, tensor) for tensor in group}


def _layer(tensor: StoredTensor) -> int:
    return int(tensor.name.split(".")[1]) if tensor.name.startswith("blk.") else -1


def _in_words(tokenizer: Tokenizer, lesson: Lesson) -> _LessonInWords:
    asked = tokenizer.encode(as_conversation(lesson.asked)).ids
    return _LessonInWords(lesson, asked, tokenizer.encode(lesson.told + END).ids)


def _as_numbers(part: Sequence[_LessonInWords], used: Sequence[int]) -> dict[str, NDArray[np.generic]]:
    """Return lessons one behind the other: `words`, as places among those used, where each `starts`, and where it is `told`."""
    place = np.zeros(max(used) + 1, dtype=np.uint16 if len(used) < 65_536 else np.int32)
    place[list(used)] = np.arange(len(used))
    starts = np.cumsum([0, *(one.size for one in part)])
    told = starts[:-1] + np.array([len(one.asked) for one in part], dtype=np.int64)
    words = np.array([word for one in part for word in (*one.asked, *one.told)])
    return {"words": place[words], "starts": starts.astype(np.int64), "told": told}


if __name__ == "__main__":
    sys.exit(main())
