"""Fit which sentences a full answer tells: `python -m bench.selection.fit_ranker ROWS.npz [--store]`.

ROWS.npz keeps what the product sees of each sentence for every request (`rows.py`; where it is not there it is made). Printed is
how many of the sentences that an answer must tell are among the six nearest to the request, and among the six that rank highest,
for articles that the fit has not seen (five parts of the articles, each measured by a fit on the other four). `--store` then fits
on all of them and writes the package's numbers.
"""

import argparse
import os
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from bench.selection.rows import Row, read_rows
from bot.answering.selection.sentence_ranker import NUMBERS, SentenceRanker
from bot.cli.main import prepare_process
from bot.models.embeddings.embedder import Floats

PARTS, FITS, UNITS, SHOWN = 5, 3, 24, 6
EPOCHS, RATE, DECAY, DROPPED, BATCH = 14, 2e-3, 0.05, 0.2, 8
# The choice among an article's sentences, and whether each belongs there, weigh about alike so.
_CHOICE, _EACH = 0.5, 6.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and store the fit if that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.selection.fit_ranker", description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    rows = [row for row in read_rows(options.rows) if row.told.any()]
    names = sorted({row.article for row in rows})
    random.Random(5).shuffle(names)
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for part in range(PARTS):
        apart = set(names[part::PARTS])
        ranker = fit([row for row in rows if row.article not in apart])
        for row in rows:
            if row.article in apart and row.must.any():
                scores = row.features[:, 0], ranker.rank(row.features)
                found[row.pair].append((row.recall(scores[0], SHOWN), row.recall(scores[1], SHOWN)))
    print(f"{'request/article':16}{'requests':>9}{'nearest 6':>11}{'highest 6':>11}")
    for pair, each in sorted(found.items()):
        nearest, highest = np.mean(each, axis=0)
        print(f"{pair:16}{len(each):>9}{nearest:>11.3f}{highest:>11.3f}")
    if options.store:
        ranker = fit(rows)
        np.savez_compressed(NUMBERS, **{name: getattr(ranker, name) for name in SentenceRanker.__dataclass_fields__})
        print(f"{NUMBERS}: {NUMBERS.stat().st_size / 1e3:.1f} kB")
    return 0


def fit(rows: Sequence[Row]) -> SentenceRanker:
    """Return the mean of several fits, as one network."""
    every = np.concatenate([row.features for row in rows])
    mean, spread = every.mean(axis=0), every.std(axis=0) + 1e-3
    fits = [_fit(rows, mean, spread, seed) for seed in range(FITS)]
    state = [each.state_dict() for each in fits]

    def joined(name: str) -> Floats:
        return np.concatenate([one[name].numpy() for one in state])

    def averaged(*names: str) -> Floats:
        return np.asarray(sum(one[name].numpy() for one in state for name in names) / FITS, dtype=np.float32)

    return SentenceRanker(
        mean=mean,
        spread=spread,
        units=joined("units.weight"),
        unit_offsets=joined("units.bias"),
        outer=np.concatenate([one["outer.weight"].numpy()[0] / np.float32(FITS) for one in state]),
        direct=averaged("direct.weight")[0],
        offset=averaged("outer.bias", "direct.bias")[0],
    )


class _Network(torch.nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        self.units = torch.nn.Linear(features, UNITS)
        self.outer = torch.nn.Linear(UNITS, 1)
        self.direct = torch.nn.Linear(features, 1)
        self.dropped = torch.nn.Dropout(DROPPED)

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        odds: torch.Tensor = self.outer(self.dropped(torch.tanh(self.units(seen)))) + self.direct(seen)
        return odds.squeeze(-1)


def _fit(rows: Sequence[Row], mean: Floats, spread: Floats, seed: int) -> _Network:
    torch.manual_seed(seed)
    network = _Network(len(mean))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    seen = [(torch.from_numpy((row.features - mean) / spread), torch.from_numpy(row.told)) for row in rows]
    luck = random.Random(seed)
    for _ in range(EPOCHS):
        luck.shuffle(seen)
        for begin in range(0, len(seen), BATCH):
            batch = seen[begin : begin + BATCH]
            odds = network(torch.cat([features for features, _ in batch])).split([len(told) for _, told in batch])
            loss = sum((loss_of(each, told) for each, (_, told) in zip(odds, batch, strict=True)), torch.zeros(()))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return network.eval()


def loss_of(odds: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
    """Return how far log odds (sentences,) are from what is `told` (sentences,), of which there may be nothing."""
    choice = -(torch.log_softmax(odds, dim=0) * told / told.sum().clamp_min(1e-6)).sum()
    return _CHOICE * choice + _EACH * torch.nn.functional.binary_cross_entropy_with_logits(odds, told)


if __name__ == "__main__":
    sys.exit(main())
