"""Teach the answering model to read claims: `python -m bench.faithfulness.train_reading TRAIN WORK [--minutes 80]`.

It learns a difference of low rank (LoRA) in its middle layers, and weights of what it remembers of a claim at its last token, the
values of layers 14 to 21: what is above them is not needed, and costs a quarter of the time. Claims about one text are read at
once, each seeing the text and itself alone, so that it is read once for all of them.

WORK keeps what was learned, every five minutes: `adapter-*.safetensors`, which `bench.train.carrying.adapter` brings home, and
`MODEL.npz`, the weights. The same command goes on from there, with other rows by another seed. `log.jsonl` has the loss, and
how often a true claim has a greater sum than a false one of articles held apart. Two cores with bfloat16 see 90 tokens a second.
"""

import argparse
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from bench.faithfulness.reading_lessons import ReadingLesson, held_lessons, learned_lessons
from bench.train.carrying.adapter import read_adapter
from bench.train.carrying.stage import stage_weights
from bench.train.carrying.train import load_adapter, read_model, save_adapter
from bench.train.carrying.vocabulary import as_conversation, read_tokenizer
from bench.train.runs import Run
from bot.answering.verification.second_reading import NUMBERS
from bot.models.files import find_model
from bot.models.llm.adapters import find_adapters
from bot.models.llm.linear_probe import LinearProbe
from bot.models.llm.prompts import ask_whether_true
from bot.settings import DEFAULT_MODEL, Settings

RANK = 8
# Layers from FIRST on learn; what LAYERS remember is weighed, and what is above them is not even loaded.
FIRST, LAYERS = 10, range(14, 22)
RATE, READOUT_RATE, WARM_UP = 3e-4, 1e-3, 0.05
SAVED_EVERY, TOLD_EVERY = 300.0, 60.0
DEPTH = 28
# From so many lessons the mean and the spread of each value are taken.
_STANDARD = 12


class ClaimReader(nn.Module):
    """The lower layers of the answering model and a weighted sum of the values that LAYERS have for the last token of a claim."""

    def __init__(self, model: Any, tokenizer: Tokenizer, used: Sequence[int]) -> None:
        super().__init__()
        self.model = model
        self._tokenizer = tokenizer
        self._place = {word: i for i, word in enumerate(used)}
        width = model.model.layers[0].self_attn.v_proj.out_features
        self.readout = nn.Linear(len(LAYERS) * width, 1)
        nn.init.zeros_(self.readout.weight)
        nn.init.zeros_(self.readout.bias)
        self.mean = nn.Parameter(torch.zeros(len(LAYERS) * width), requires_grad=False)
        self.spread = nn.Parameter(torch.ones(len(LAYERS) * width), requires_grad=False)

    @torch.no_grad()
    def begin(self, lessons: Sequence[ReadingLesson], probe: LinearProbe | None) -> None:
        """Weigh as `probe` does, without one not at all.

        Values are weighed as they differ from their mean over `lessons`, in their own spread times the root of their number,
        so that the first steps do not turn everything over.
        """
        values = torch.cat([self.remembered(lesson) for lesson in lessons])
        self.mean.copy_(values.mean(dim=0))
        self.spread.copy_((values.std(dim=0) + 1e-3) * values.shape[1] ** 0.5)
        if probe is not None:
            weights = torch.from_numpy(probe.weights)
            self.readout.weight.copy_(weights * self.spread)
            self.readout.bias.fill_(probe.offset + float(self.mean @ weights))

    @torch.no_grad()
    def weights(self) -> tuple[Tensor, float]:
        """Return what each value weighs, shape (layers * width,), and what is added to their sum: log odds."""
        weights = self.readout.weight[0] / self.spread
        return weights, float(self.readout.bias[0] - self.mean @ weights)

    def forward(self, lesson: ReadingLesson) -> Tensor:
        """Return the log odds of each claim of a lesson, shape (claims,)."""
        return self.weigh(self.remembered(lesson))

    def weigh(self, values: Tensor) -> Tensor:
        """Return the log odds by what is remembered, shape (claims, values)."""
        odds: Tensor = self.readout((values - self.mean) / self.spread)[:, 0]
        return odds

    def remembered(self, lesson: ReadingLesson) -> Tensor:
        """Return the values of LAYERS at the last token of each claim, shape (claims, layers * width)."""
        words, positions, mask, ends = pack(*self._in_words(lesson))
        inner = self.model.model
        states = inner.embed_tokens(torch.tensor([[self._place[word] for word in words]]))
        turned = inner.rotary_emb(states, torch.tensor([positions]))
        barred = torch.zeros(mask.shape, dtype=states.dtype).masked_fill(~mask, torch.finfo(states.dtype).min)
        found = []
        for i, layer in enumerate(inner.layers):
            if i in LAYERS:
                found.append(layer.self_attn.v_proj(layer.input_layernorm(states))[0, ends])
            if i < LAYERS[-1]:
                states = layer(states, attention_mask=barred[None, None], position_embeddings=turned)
        return torch.cat(found, dim=1).float()

    def _in_words(self, lesson: ReadingLesson) -> tuple[list[int], list[list[int]]]:
        """Return the tokens that all claims begin with, and what follows of each."""
        asked = [words_of(self._tokenizer, lesson.text, claim) for claim, _ in lesson.claims]
        shared = 0
        while len({one[shared] for one in asked}) == 1 and all(len(one) > shared + 8 for one in asked):
            shared += 1
        return asked[0][:shared], [one[shared:] for one in asked]


def words_of(tokenizer: Tokenizer, text: str, claim: str) -> list[int]:
    """Return the tokens of the conversation in which a claim is read."""
    found: list[int] = tokenizer.encode(as_conversation(ask_whether_true(claim, text))).ids
    return found


def pack(shared: list[int], claims: Sequence[list[int]]) -> tuple[list[int], list[int], Tensor, list[int]]:
    """Return tokens, positions, which sees which, and where each claim ends: each sees what is shared and itself alone."""
    words, positions, ends = list(shared), list(range(len(shared))), []
    owner = [-1] * len(shared)
    for n, claim in enumerate(claims):
        words += claim
        positions += range(len(shared), len(shared) + len(claim))
        owner += [n] * len(claim)
        ends.append(len(words) - 1)
    owners = torch.tensor(owner)
    before = torch.ones(len(words), len(words), dtype=torch.bool).tril()
    return words, positions, before & ((owners[None] == -1) | (owners[None] == owners[:, None])), ends


def main(arguments: Sequence[str] | None = None) -> int:
    """Train for the minutes that are given, and write what was learned."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.train_reading", description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=80.0)
    parser.add_argument("--windows", type=int, default=300, help="of dense articles (300)")
    parser.add_argument("--least", type=int, default=3, help="claims that such a window has (3)")
    parser.add_argument("--premises", type=int, default=350, help="of KLUE-NLI (350)")
    parser.add_argument("--held", type=int, default=24, help="lessons held apart that are measured (24)")
    parser.add_argument("--measured-every", type=float, default=25.0, metavar="MINUTES")
    parser.add_argument("--seed", type=int, default=1, help="of the rows and their order: another one when it goes on")
    parser.add_argument("--begin", action="store_true", help="begin with what is in the package")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    luck = random.Random(options.seed)
    learned = learned_lessons(options.train, options.windows, options.premises, luck, options.least)
    held = held_lessons(options.held, random.Random(3))
    options.work.mkdir(parents=True, exist_ok=True)
    reader = open_reader([*learned, *held], options.work, options.begin)
    train(reader, learned, held, options)
    return 0


def open_reader(lessons: Sequence[ReadingLesson], work: Path, begin: bool = False) -> ClaimReader:
    """Return the model with the words of `lessons`, as `work` has it; where that has none, as the package has it, if it is to."""
    path = Path(find_model(DEFAULT_MODEL, Settings.from_environment(os.environ).cache))
    tokenizer = read_tokenizer(path)
    used = sorted({word for one in lessons for claim, _ in one.claims for word in words_of(tokenizer, one.text, claim)})
    stage = work / "stage"
    stage.mkdir(exist_ok=True)
    save_file({"words": torch.tensor(used)}, stage / "words.safetensors")
    for old in stage.glob("weights-*.safetensors"):
        old.unlink()
    stage_weights(path, stage, used, LAYERS[-1] + 1)
    model = read_model(stage, torch.device("cpu"), RANK, FIRST)
    probe = LinearProbe.for_model(DEFAULT_MODEL, work)
    load_adapter(model, work)
    shipped = find_adapters(DEFAULT_MODEL).get("reading")
    if probe is None and begin and shipped is not None:
        probe = LinearProbe.for_model(DEFAULT_MODEL, NUMBERS)
        learned = dict(model.named_parameters())
        for name, matrix in read_adapter(shipped).items():
            learned[name].data.copy_(matrix)
    reader = ClaimReader(model, tokenizer, used)
    reader.begin(lessons[:_STANDARD], probe)
    return reader


def train(
    reader: ClaimReader, lessons: Sequence[ReadingLesson], held: Sequence[ReadingLesson], options: argparse.Namespace
) -> None:
    """Go through the lessons until the time is over; the rates fall with the time that is left."""
    run = Run(options.work)
    layers = [number for number in reader.model.parameters() if number.requires_grad]
    groups = [
        {"params": layers, "highest": RATE},
        {"params": list(reader.readout.parameters()), "highest": READOUT_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98), weight_decay=0.0)
    started = saved = told = measured = time.monotonic()
    losses: list[float] = []
    seen = 0
    for lesson in _for_ever(lessons, options.seed):
        now = time.monotonic()
        share = (now - started) / (60 * options.minutes)
        if share >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = group["highest"] * max(min(share / WARM_UP, 1 - share), 1e-2)
        truth = torch.tensor([float(true) for _, true in lesson.claims])
        loss = nn.functional.binary_cross_entropy_with_logits(reader(lesson), truth)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(layers, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen += len(lesson.claims)
        losses += [loss.item()] * len(lesson.claims)
        if now - told > TOLD_EVERY:
            run.log({"s": round(now - started), "seen": seen, "loss": round(sum(losses) / len(losses), 4)})
            losses, told = [], now
        if now - saved > SAVED_EVERY:
            _save(reader, options.work)
            saved = now
        if now - measured > 60 * options.measured_every:
            run.log({"seen": seen} | told_apart(reader, held))
            measured = now
    _save(reader, options.work)
    run.log({"seen": seen} | told_apart(reader, held))


@torch.no_grad()
def told_apart(reader: ClaimReader, lessons: Sequence[ReadingLesson]) -> dict[str, float]:
    """Return for each group how often a true claim has a greater sum than a false one."""
    by_group: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for lesson in lessons:
        for odds, (_, true) in zip(reader(lesson).tolist(), lesson.claims, strict=True):
            by_group[lesson.group].append((odds, true))
    found = {}
    for group, own in sorted(by_group.items()):
        right, wrong = ([odds for odds, true in own if true is wanted] for wanted in (True, False))
        pairs = [(a > b) for a in right for b in wrong]
        found[group] = round(sum(pairs) / max(len(pairs), 1), 3)
    return found


def _for_ever(lessons: Sequence[ReadingLesson], seed: int) -> Iterator[ReadingLesson]:
    luck = random.Random(seed)
    while True:
        order = list(lessons)
        luck.shuffle(order)
        yield from order


def _save(reader: ClaimReader, work: Path) -> None:
    save_adapter(reader.model, work)
    weights, offset = reader.weights()
    layers = np.array(LAYERS)
    np.savez(work / f"{DEFAULT_MODEL}.npz", weights=weights.numpy(), offset=offset, layers=layers, depth=DEPTH)


if __name__ == "__main__":
    sys.exit(main())
