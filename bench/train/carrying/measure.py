"""Measure what a trained answering model says: `python -m bench.train.carrying.measure STAGE OUT`.

Printed for each kind and direction of what was held apart: chrF (Popovic 2015: characters up to six, recall twice as heavy), the
share of sentences that keep their names and numbers, and how many loop or are in another script than they should be.
"""

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from safetensors.torch import load_file

from bench.train.carrying.vocabulary import read_tokenizer
from bot.answering.postprocessing import keeps_language, loops
from bot.answering.translating import keeps_facts
from bot.bilingual import Language
from bot.models.files import find_model
from bot.settings import DEFAULT_MODEL, Settings

_ORDER, _RECALL = 6, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.train.carrying.measure", description=__doc__)
    parser.add_argument("stage", type=Path)
    parser.add_argument("trained", type=Path)
    options = parser.parse_args(arguments)
    tokenizer = read_tokenizer(Path(find_model(DEFAULT_MODEL, Settings.from_environment(os.environ).cache)))
    words = load_file(options.stage / "words.safetensors")["words"]
    made = load_file(options.trained / "told.safetensors")["told"]
    held = [json.loads(line) for line in (options.stage / "held.jsonl").read_text(encoding="utf-8").splitlines()]
    found: dict[str, list[tuple[float, bool, bool]]] = defaultdict(list)
    for row, numbers in zip(held, made, strict=False):
        told = tokenizer.decode(words[numbers[numbers >= 0].long()].tolist()).strip()
        language: Language = row["kind"][-2:]
        kept = keeps_facts(row["asked"], told, language, None, {})
        odd = loops(told) or not keeps_language(told, language, row["asked"])
        found[row["kind"]].append((chrf(told, row["told"]), kept, odd))
    print(f"{'held apart':16}{'rows':>6}{'chrF':>7}{'kept':>7}{'odd':>5}")
    for kind, rows in sorted(found.items()):
        scores, facts, odds = (sum(column) for column in zip(*rows, strict=True))
        print(f"{kind:16}{len(rows):>6}{scores / len(rows):>7.1f}{100 * facts / len(rows):>7.1f}{odds:>5}")
    return 0


def chrf(told: str, right: str) -> float:
    """Return the mean F score of runs of one to six characters without blanks, in percent."""
    one, other = ("".join(text.split()) for text in (told, right))
    scores = []
    for size in range(1, _ORDER + 1):
        own, theirs = (Counter(text[i : i + size] for i in range(len(text) - size + 1)) for text in (one, other))
        if own and theirs:
            met = (own & theirs).total()
            precision, recall = met / own.total(), met / theirs.total()
            weight = _RECALL**2
            scores.append((1 + weight) * precision * recall / (weight * precision + recall) if met else 0.0)
    return 100 * sum(scores) / len(scores) if scores else 0.0


if __name__ == "__main__":
    sys.exit(main())
