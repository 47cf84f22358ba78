"""Train the staged answering model: `python -m bench.train.carrying.train STAGE OUT [--minutes 6]`.

It needs torch, transformers and safetensors, and of the project this folder. OUT gets the low-rank adapter in files of at most
15 MB (`adapter-00.safetensors` ...), `log.jsonl` with the loss of what is learned and of what is held apart, and
`told.safetensors`, what the model then says to what was held apart. An adapter that is in OUT already is trained on: six minutes
of an accelerator are hours of a processor. It is written every five minutes.
"""

import argparse
import json
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from bench.train.carrying.gguf_blocks import numbers

SCALE = 2.0  # of the difference, alpha / rank
RATE, WARM_UP = 2e-4, 0.05
SAVED_EVERY = 300.0  # seconds
BATCH_WORDS = 8192  # about 30 GB with what goes back through the layers
FILE = 15_000_000
LONGEST_TOLD, SAID_AT_ONCE = 160, 64
_PARTS = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
}  # fmt: skip
_WHOLE = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output.weight": "lm_head.weight",
    "output_norm.weight": "model.norm.weight",
}


class LowRank(nn.Module):
    """A frozen linear map with a learned difference of low rank (LoRA; Hu et al., arXiv 2106.09685)."""

    def __init__(self, frozen: nn.Linear, rank: int) -> None:
        super().__init__()
        self.frozen = frozen
        device = frozen.weight.device
        self.down = nn.Parameter(torch.randn(rank, frozen.in_features, device=device) / math.sqrt(frozen.in_features))
        self.up = nn.Parameter(torch.zeros(frozen.out_features, rank, device=device))

    def forward(self, states: Tensor) -> Tensor:
        """Return what both make of `states`."""
        learned = (states @ self.down.T.to(states.dtype)) @ self.up.T.to(states.dtype)
        told: Tensor = self.frozen(states) + learned * SCALE
        return told


class Lessons:
    """Lessons as `stage.py` wrote them."""

    def __init__(self, path: Path) -> None:
        stored = load_file(path)
        self.words, self.starts, self.told = stored["words"], stored["starts"].tolist(), stored["told"].tolist()

    def __len__(self) -> int:
        return len(self.told)

    def batches(self, most: int, luck: random.Random) -> Iterator[list[int]]:
        """Yield one pass over the lessons in batches of like length and at most `most` words, padding included."""
        order = sorted(range(len(self)), key=lambda i: (self.starts[i + 1] - self.starts[i], luck.random()))
        made: list[list[int]] = [[]]
        for i in order:
            if made[-1] and (self.starts[i + 1] - self.starts[i]) * (len(made[-1]) + 1) > most:
                made.append([])
            made[-1].append(i)
        luck.shuffle(made)
        yield from made

    def padded(self, rows: Sequence[int], device: torch.device) -> tuple[Tensor, Tensor]:
        """Return words (rows, longest) and labels of the same shape: -100 where nothing is to be said."""
        texts = [self.words[self.starts[i] : self.starts[i + 1]].long() for i in rows]
        words = nn.utils.rnn.pad_sequence(texts, batch_first=True)
        labels = torch.full_like(words, -100)
        for row, i in enumerate(rows):
            begin, end = self.told[i] - self.starts[i], self.starts[i + 1] - self.starts[i]
            labels[row, begin:end] = words[row, begin:end]
        return words.to(device), labels.to(device)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train for the minutes that are given, and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m bench.train.carrying.train", description=__doc__)
    parser.add_argument("stage", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--steps", type=int, help="at most so many, to try it")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument(
        "--first", type=int, default=0, help="the first layer that learns: the upper ones alone take less time"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="of the order of the lessons: another one when an adapter is trained on"
    )
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--batch-words", type=int, default=BATCH_WORDS)
    parser.add_argument("--held", type=int, help="measure the loss of so many of what is held apart")
    parser.add_argument("--say", type=int, default=500, help="how many of what is held apart are said at the end")
    options = parser.parse_args(arguments)
    torch.manual_seed(1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = read_model(options.stage, device, options.rank, options.first)
    load_adapter(model, options.out)
    learned, held = Lessons(options.stage / "learned.safetensors"), Lessons(options.stage / "held.safetensors")
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "log.jsonl").open("w", encoding="utf-8") as log:

        def tell(line: dict[str, Any]) -> None:
            print(json.dumps(line), file=log, flush=True)
            print(json.dumps(line), flush=True)

        tell({"held": held_loss(model, held, options, device)})
        train(model, learned, options, device, tell)
        save_adapter(model, options.out)
        tell({"held": held_loss(model, held, options, device)})
    say(model, held, options.out, options.say, json.loads((options.stage / "sizes.json").read_text())["end"], device)
    return 0


def read_model(stage: Path, device: torch.device, rank: int, first: int) -> Any:
    """Return the staged model with the words of the lessons alone, frozen but for low-rank differences of its matrices."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    sizes = json.loads((stage / "sizes.json").read_text(encoding="utf-8"))
    words = len(load_file(stage / "words.safetensors")["words"])
    config = Qwen2Config(
        vocab_size=words, hidden_size=sizes["hidden"], intermediate_size=sizes["feed_forward"], num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"], num_key_value_heads=sizes["key_heads"], rms_norm_eps=sizes["epsilon"],
        rope_parameters={"rope_type": "default", "rope_theta": sizes["base"]}, tie_word_embeddings=False,
    )  # fmt: skip
    with torch.device(device):
        model = cast(Any, Qwen2ForCausalLM(config)).to(torch.bfloat16)
    targets = {name: number.data.view(-1, number.shape[-1]) for name, number in model.named_parameters()}
    filled: Counter[str] = Counter()
    for path in sorted(stage.glob("weights-*.safetensors")):
        for stored, raw in load_file(path).items():
            name, values = _name(stored), numbers(raw, sizes["kinds"][stored])
            targets[name][filled[name] : filled[name] + len(values)] = values
            filled[name] += len(values)
    if lacking := sorted(name for name, target in targets.items() if filled[name] != len(target)):
        raise SystemExit(f"The stage lacks {', '.join(lacking)}: stage it again.")
    model.requires_grad_(False)
    for layer in model.model.layers[first:]:
        for block in (layer.self_attn, layer.mlp):
            for part, linear in list(block.named_children()):
                if isinstance(linear, nn.Linear):
                    setattr(block, part, LowRank(linear, rank))
    return model


def train(model: nn.Module, lessons: Lessons, options: argparse.Namespace, device: torch.device, tell: Any) -> None:
    """Go through the lessons until the time is over; the rate falls with the time that is left."""
    parameters = [number for number in model.parameters() if number.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0)
    luck = random.Random(options.seed)
    started, step, losses = time.monotonic(), 0, list[float]()
    saved = started
    model.train()
    while True:
        for rows in lessons.batches(options.batch_words, luck):
            share = (time.monotonic() - started) / (60 * options.minutes)
            if share >= 1 or step == options.steps:
                return
            for group in optimizer.param_groups:
                group["lr"] = options.rate * max(min(share / WARM_UP, 1 - share), 1e-2)
            words, labels = lessons.padded(rows, device)
            loss = model(input_ids=words, labels=labels).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            losses.append(loss.item())
            if step % 20 == 0 or step == options.steps:
                tell({"step": step, "loss": sum(losses) / len(losses), "s": round(time.monotonic() - started)})
                losses = []
            if time.monotonic() - saved > SAVED_EVERY:
                save_adapter(model, options.out)
                saved = time.monotonic()


@torch.no_grad()
def held_loss(model: nn.Module, lessons: Lessons, options: argparse.Namespace, device: torch.device) -> float:
    """Return the mean loss of a word of what is held apart."""
    total, said = 0.0, 0
    seen = 0
    for rows in lessons.batches(options.batch_words, random.Random(1)):
        if options.held is not None and seen >= options.held:
            break
        seen += len(rows)
        words, labels = lessons.padded(rows, device)
        count = int((labels != -100).sum())
        total, said = total + float(model(input_ids=words, labels=labels).loss) * count, said + count
    return total / max(said, 1)


def save_adapter(model: nn.Module, out: Path) -> None:
    """Write the differences, fp16, named as the whole model names their matrices."""
    learned = {
        name: number.detach().half().cpu().contiguous()
        for name, number in model.named_parameters()
        if number.requires_grad
    }
    files: list[dict[str, Tensor]] = [{}]
    for name, number in learned.items():
        if sum(one.nbytes for one in files[-1].values()) + number.nbytes > FILE:
            files.append({})
        files[-1][name] = number
    for n, file in enumerate(files):
        rank = min(min(number.shape) for number in file.values())
        about = {"alpha": str(SCALE * rank), "rank": str(rank)}
        save_file(file, out / f"adapter-{n:02}.safetensors", metadata=about)


def load_adapter(model: nn.Module, out: Path) -> None:
    """Go on from the adapter in a folder, where there is one. Raises KeyError where its layers are others."""
    learned = {name: number for name, number in model.named_parameters() if number.requires_grad}
    for path in sorted(out.glob("adapter-*.safetensors")):
        for name, number in load_file(path).items():
            learned[name].data.copy_(number)


@torch.no_grad()
def say(model: Any, lessons: Lessons, out: Path, most: int, end: int, device: torch.device) -> None:
    """Write what the model says, greedily, to the first `most` lessons: words as places among those used, -1 behind the end."""
    model.eval()
    told = torch.full((min(most, len(lessons)), LONGEST_TOLD), -1, dtype=torch.int32)
    for begin in range(0, len(told), SAID_AT_ONCE):
        rows = range(begin, min(begin + SAID_AT_ONCE, len(told)))
        texts = [lessons.words[lessons.starts[i] : lessons.told[i]].long() for i in rows]
        # Padded in front: what is told goes on from the end of each.
        asked = nn.utils.rnn.pad_sequence(texts, batch_first=True, padding_value=-1, padding_side="left").to(device)
        made = model.generate(
            asked.clamp_min(0), attention_mask=(asked >= 0).long(), max_new_tokens=LONGEST_TOLD, do_sample=False,
            eos_token_id=end, pad_token_id=end,
        )  # fmt: skip
        for i, words in zip(rows, made[:, asked.shape[1] :].tolist(), strict=True):
            words = words[: words.index(end)] if end in words else words
            told[i, : len(words)] = torch.tensor(words, dtype=torch.int32)
    save_file({"told": told}, out / "told.safetensors")


def _name(name: str) -> str:
    """Return what transformers calls a tensor of the GGUF file."""
    if name in _WHOLE:
        return _WHOLE[name]
    _, layer, part, last = name.split(".")
    return f"model.layers.{layer}.{_PARTS[part]}.{last}"


if __name__ == "__main__":
    sys.exit(main())
