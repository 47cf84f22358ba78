"""Train the entailment model: `python -m bench.faithfulness.train ROWS.jsonl WORK --rows 90000 [--dev DEV.jsonl]`.

It starts from the embedding model's twelve layers; the table of its words stays as it is. ROWS.jsonl is what
`python -m bench.faithfulness.training_rows` writes: `{"premise", "claim", "label"}` a line. WORK keeps a checkpoint, from which
the same command goes on, and `log.jsonl` with the loss and, for each `group` of DEV.jsonl, precision and recall of "supported".
"""

import argparse
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from bench.train.runs import Run, fast_products, set_rate
from bot.answering.verification.cross_encoder import LABELS as READ
from bot.answering.verification.cross_encoder import LONGEST_CLAIM, LONGEST_SOURCE, CrossEncoder
from bot.models.byte_rows import read_byte_rows
from bot.models.embeddings.lower_layers import LowerLayers
from bot.models.files import find_model
from bot.settings import Settings

LABELS = (*READ, "not_supported")
NOT_SUPPORTED = LABELS.index("not_supported")

BATCH_TOKENS = 1200  # about 18 pairs: many small steps learn more of a row than few large ones
RATE, HEAD_RATE, DECAY = 2e-4, 1e-3, 0.01
CHECKPOINT_SECONDS, REPORT_SECONDS, SCORE_SECONDS = 300, 60, 900


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs with their labels; `labels[i]` indexes LABELS, of which the last is "one of the two before"."""

    pairs: list[tuple[str, str]]
    lengths: list[int]
    labels: list[int]
    groups: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train to the end, or go on from the last checkpoint."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.train", description=__doc__)
    parser.add_argument("rows_file", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--begin", type=Path, metavar="FILE", help="begin as a stored model, at half the rates")
    parser.add_argument("--rows", type=int, default=90_000, help="rows to see in all, however often each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    settings = Settings.from_environment(os.environ)
    model = untrained(find_model(settings.embedding, settings.cache))
    if options.begin:
        model.load_state_dict(read_byte_rows(options.begin))
    rows = read_rows(options.rows_file, model)
    dev = read_rows(options.dev, model) if options.dev else None
    options.work.mkdir(parents=True, exist_ok=True)
    pace = 0.5 if options.begin else 1.0
    train(model, rows, dev, Run(options.work), total=options.rows, seed=options.seed, pace=pace)
    return 0


def untrained(folder: str | Path) -> CrossEncoder:
    """Return the network on the embedding model in `folder`, with a head that knows nothing yet."""
    return CrossEncoder(LowerLayers.from_folder(str(folder), kept=1_000_000))


def probabilities(model: CrossEncoder, pairs: Sequence[tuple[str, str]], batch: int = 32) -> Tensor:
    """Return the probabilities of the three labels, shape (pairs, 3), in order."""
    model.eval()
    found = torch.zeros(len(pairs), len(READ))
    order = sorted(range(len(pairs)), key=lambda i: sum(map(len, pairs[i])))
    for begin in range(0, len(order), batch):
        rows = order[begin : begin + batch]
        with torch.no_grad(), fast_products():
            logits = model([pairs[i] for i in rows])
        found[rows] = torch.softmax(logits.float(), dim=1)
    return found


def read_rows(path: Path, model: CrossEncoder) -> Rows:
    """Return the rows of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [(row["premise"], row["claim"]) for row in rows]
    sources, claims = (model.below.tokenizer.encode_batch([pair[i] for pair in pairs]) for i in (0, 1))
    lengths = [min(len(a), LONGEST_SOURCE) + min(len(b), LONGEST_CLAIM) for a, b in zip(sources, claims, strict=True)]
    return Rows(pairs, lengths, [LABELS.index(row["label"]) for row in rows], [row.get("group", "") for row in rows])


def train(
    model: CrossEncoder, rows: Rows, dev: Rows | None, run: Run, *, total: int, seed: int, pace: float = 1.0
) -> None:
    """See `total` rows in all, those before the last checkpoint included; `pace` is the share of the usual rates."""
    optimizer = _optimizer(model, pace)
    seen = 0
    if (kept := run.load()) is not None:
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        for group, rate in zip(optimizer.param_groups, (RATE, HEAD_RATE), strict=True):
            group["highest"] = pace * rate
        seen = kept["seen"]
    model.train()
    started = saved = told = scored = time.monotonic()
    first, losses = seen, []
    for batch in _batches(rows, seed + seen):
        if seen >= total:
            break
        set_rate(optimizer, seen / total)
        loss = _loss(model, rows, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen += len(batch)
        losses.append(loss.item())
        now = time.monotonic()
        if now - told > REPORT_SECONDS:
            run.log({"seen": seen, "loss": sum(losses) / len(losses), "rows/s": (seen - first) / (now - started)})
            told, losses = now, []
        if now - saved > CHECKPOINT_SECONDS:
            run.save(_kept(model, optimizer, seen))
            saved = time.monotonic()
        if dev is not None and now - scored > SCORE_SECONDS:
            run.log({"seen": seen} | score_groups(model, dev))
            scored = time.monotonic()
    run.save(_kept(model, optimizer, seen))
    if dev is not None:
        run.log({"seen": seen} | score_groups(model, dev))


def score_groups(model: CrossEncoder, rows: Rows) -> dict[str, list[float]]:
    """Return for each group precision and recall of "supported" at one half, and the mean precision over all bounds."""
    scores = probabilities(model, rows.pairs)[:, 0].tolist()
    model.train()
    by_group: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for score, label, group in zip(scores, rows.labels, rows.groups, strict=True):
        by_group[group].append((score, label == 0))
    found = {}
    for group, own in sorted(by_group.items()):
        marked = [true for score, true in own if score >= 0.5]
        trues = sum(true for _, true in own)
        ranked = [true for _, true in sorted(own, reverse=True)]
        hits = [sum(ranked[: i + 1]) / (i + 1) for i, true in enumerate(ranked) if true]
        figures = (sum(marked) / max(len(marked), 1), sum(marked) / max(trues, 1), sum(hits) / max(trues, 1))
        found[group] = [round(figure, 3) for figure in figures]
    return found


def _loss(model: CrossEncoder, rows: Rows, batch: Sequence[int]) -> Tensor:
    with fast_products():
        logits = model([rows.pairs[i] for i in batch])
    logs = torch.log_softmax(logits.float(), dim=1)
    labels = torch.tensor([rows.labels[i] for i in batch])
    known = labels != NOT_SUPPORTED
    either = torch.logsumexp(logs[:, 1:], dim=1)
    of_label = logs.gather(1, labels.clamp(max=2)[:, None])[:, 0]
    return -torch.where(known, of_label, either).mean()


def _batches(rows: Rows, seed: int) -> Iterator[list[int]]:
    """Yield batches of like length for ever; each pass has every row once, in another order."""
    luck = random.Random(seed)
    while True:
        order = list(range(len(rows.pairs)))
        luck.shuffle(order)
        batches: list[list[int]] = []
        # Sorted within stretches, so that a batch is not all of one set whose rows have one length.
        for begin in range(0, len(order), 2048):
            batch: list[int] = []
            for i in sorted(order[begin : begin + 2048], key=lambda i: rows.lengths[i]):
                if batch and rows.lengths[i] * (len(batch) + 1) > BATCH_TOKENS:
                    batches.append(batch)
                    batch = []
                batch.append(i)
            batches.append(batch)
        luck.shuffle(batches)
        yield from batches


def _optimizer(model: CrossEncoder, pace: float) -> torch.optim.AdamW:
    head = [value for name, value in model.named_parameters() if name.startswith("head.")]
    layers = [v for name, v in model.named_parameters() if not name.startswith("head.") and v.requires_grad]
    groups = [{"params": layers, "highest": pace * RATE}, {"params": head, "highest": pace * HEAD_RATE}]
    return torch.optim.AdamW(groups, lr=RATE, weight_decay=DECAY)


def _kept(model: CrossEncoder, optimizer: torch.optim.AdamW, seen: int) -> dict[str, Any]:
    return {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "seen": seen}


if __name__ == "__main__":
    sys.exit(main())
