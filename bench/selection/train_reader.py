"""Teach the reader of sentences: `python -m bench.selection.train_reader ROWS.npz WORK [--passes 1] [--begin FILE] [--store]`.

It begins as the upper layers and the head of the check (`entailment.safetensors`), or, at half the rates, as another reader. A
step is a few requests, each beside as many sentences of its article, likely ones first, as fill a window of some length; learned
is which of them are told, and whether any is. One article in ten is held apart: `log.jsonl` has, every so many steps, how many of
the sentences that an answer must tell are among six there, by the ranker alone (taught without those articles) and with the
reader's log odds beside it, weighing .5, 1 and 2. WORK keeps a checkpoint, from which the same command goes on; `--store` writes
the package's file from it. 0.25 s of two cores a request.
"""

import argparse
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from bench.selection import articles_apart
from bench.selection.fit_ranker import fit, loss_of
from bench.selection.rows import Row, read_rows
from bench.train.byte_rows import quantized
from bench.train.runs import Run, fast_products, set_rate
from bot.answering.selection.reader_network import ReaderNetwork
from bot.answering.selection.sentence_reader import FILE, TOKENS
from bot.answering.verification.entailment_model import FILE as CHECK
from bot.models.byte_rows import read_byte_rows
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.lower_layers import LowerLayers
from bot.models.files import find_model
from bot.settings import Settings

BATCH = 4
SHORTEST, LONGEST = 200, 480  # tokens of a window
RATE, HEAD_RATE, DECAY = 2e-4, 1e-3, 0.01
# A sentence that must be told is oftener in the window, and which others are is partly luck.
_WANTED, _LUCK = 1.5, 1.0
# How much it weighs whether anything is told, beside which sentences are.
_ANYTHING = 1.0
# Few of an article's sentences are told.
_SELDOM = -1.5
LOOK_STEPS, LOOKED_AT, SAVE_SECONDS = 300, 250, 240
SHOWN, WEIGHTS = 6, (0.5, 1.0, 2.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train to the end, or go on from the last checkpoint; store what was learned if that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.selection.train_reader", description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--also", type=Path, metavar="ROWS.npz", help="more rows, such as those of `given_rows`")
    parser.add_argument("--passes", type=float, default=1)
    parser.add_argument("--begin", type=Path, metavar="FILE", help="a reader to begin as, such as the package's")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    settings = Settings.from_environment(os.environ)
    options.work.mkdir(parents=True, exist_ok=True)
    run = Run(options.work)
    network = untaught(find_model(settings.embedding, settings.cache))
    if options.store:
        kept = run.load()
        if kept is None:
            parser.error(f"{run.checkpoint} is not there yet")
        network.load_state_dict(kept["model"])
        save_file(quantized(network.state_dict()), FILE, metadata={"embedder": settings.embedding})
        print(f"{FILE}: {FILE.stat().st_size / 1e6:.1f} MB")
        return 0
    if options.begin:
        network.load_state_dict(read_byte_rows(options.begin))
    rows = read_rows(options.rows) + (read_rows(options.also) if options.also else [])
    train(network, rows, run, options.passes, 0.5 if options.begin else 1.0)
    return 0


def untaught(folder: str | Path) -> ReaderNetwork:
    """Return the network on the embedding model in `folder`, as the check reads."""
    network = ReaderNetwork(LowerLayers.from_folder(str(folder), kept=1_000_000))
    check = read_byte_rows(CHECK)
    # What supports a claim and what is not about it are the first two of the check's labels.
    labels = check["head.3.weight"]
    check |= {"head.3.weight": (labels[:1] - labels[1:2]) / 2, "head.3.bias": torch.tensor([_SELDOM])}
    missing = network.load_state_dict(check, strict=False).missing_keys
    assert missing == ["places"], missing
    return network


def train(network: ReaderNetwork, rows: Sequence[Row], run: Run, passes: float, pace: float = 1.0) -> None:
    """See each request about `passes` times in all, with `pace` times the usual rates.

    After a stop they come in another order, some again.
    """
    apart = articles_apart()
    seen = [row for row in rows if row.article not in apart]
    dev = [row for row in rows if row.article in apart and row.must.any()]
    random.Random(3).shuffle(dev)
    ranker = fit([row for row in seen if row.told.any()])
    odds = {id(row): ranker.rank(row.features) for row in rows}
    head = [value for name, value in network.named_parameters() if name.startswith("head.")]
    rest = [value for name, value in network.named_parameters() if not name.startswith("head.")]
    groups = [{"params": rest, "highest": pace * RATE}, {"params": head, "highest": pace * HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=DECAY)
    steps, step = int(passes * len(seen) / BATCH), 0
    if (kept := run.load()) is not None:
        network.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        step = kept["step"]
    print(f"{len(seen)} requests, {len(dev)} apart, {steps} steps", flush=True)
    saved, losses = time.monotonic(), []
    for batch, luck in _batches(seen, step):
        if step >= steps:
            break
        network.train()
        set_rate(optimizer, step / steps)
        losses.append(sum(_teach(network, row, odds[id(row)], luck) for row in batch) / BATCH)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        if step % 50 == 0:
            run.log({"step": step, "loss": round(float(np.mean(losses[-50:])), 3)})
        if step % LOOK_STEPS == 0 or step == steps:
            run.log({"step": step} | look(network, dev if step == steps else dev[:LOOKED_AT], odds))
        if time.monotonic() - saved > SAVE_SECONDS or step == steps:
            run.save({"model": network.state_dict(), "optimizer": optimizer.state_dict(), "step": step})
            saved = time.monotonic()


@torch.no_grad()
def look(network: ReaderNetwork, rows: Sequence[Row], odds: dict[int, Floats]) -> dict[str, list[float]]:
    """Return for each pair of languages how many requests there are, and the shares of what must be told among SHOWN.

    First by the ranker alone, then with the reader, for each of WEIGHTS; last the share that it has read at all.
    """
    network.eval()
    found: dict[str, list[list[float]]] = defaultdict(list)
    for row in rows:
        own = odds[id(row)]
        window = network.fill_window(row.request, row.sentences, np.argsort(-own, kind="stable").tolist(), TOKENS)
        read = _read(network, row, window).numpy()
        with_reader = []
        for weight in WEIGHTS:
            both = own - 100
            both[window] = own[window] + weight * read
            with_reader.append(row.recall(both, SHOWN))
        found[row.pair].append([row.recall(own, SHOWN), *with_reader, row.must[window].sum() / row.must.sum()])
    return {pair: [len(each), *np.mean(each, axis=0).round(3).tolist()] for pair, each in sorted(found.items())}


def _teach(network: ReaderNetwork, row: Row, odds: Floats, luck: random.Random) -> float:
    wanted = [one + luck.gauss(0, _LUCK) + _WANTED * must for one, must in zip(odds, row.must, strict=True)]
    order = np.argsort(-np.array(wanted), kind="stable").tolist()
    with fast_products():
        window = network.fill_window(row.request, row.sentences, order, luck.randint(SHORTEST, LONGEST))
    read, told = _read(network, row, window), torch.from_numpy(row.told[window])
    anything = torch.nn.functional.binary_cross_entropy_with_logits(read.logsumexp(0), (told > 0).any().float())
    loss = (loss_of(read, told) + _ANYTHING * anything) / BATCH
    loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.item()) * BATCH


def _read(network: ReaderNetwork, row: Row, window: Sequence[int]) -> torch.Tensor:
    with fast_products():
        return network(row.request, row.sentences, window)  # type: ignore[no-any-return]


def _batches(rows: Sequence[Row], step: int) -> Iterator[tuple[list[Row], random.Random]]:
    """Yield batches for ever, each pass in another order."""
    luck = random.Random(step)
    order = list(rows)
    while True:
        luck.shuffle(order)
        for begin in range(0, len(order) - BATCH + 1, BATCH):
            yield order[begin : begin + BATCH], luck


if __name__ == "__main__":
    sys.exit(main())
