"""A training run's folder: a checkpoint that the same command goes on from, and a log of what was measured on the way."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from bot.models.embeddings.embedder import has_bfloat16

WARM_UP = 0.04


@dataclass(frozen=True, slots=True)
class Run:
    """The folder of one training run. `checkpoint.pt` is whole at any moment; `log.jsonl` has a JSON object a line."""

    folder: Path

    @property
    def checkpoint(self) -> Path:
        """Where the newest checkpoint lies."""
        return self.folder / "checkpoint.pt"

    def load(self) -> dict[str, Any] | None:
        """Return what `save` kept last; None at the beginning."""
        if not self.checkpoint.is_file():
            return None
        kept: dict[str, Any] = torch.load(self.checkpoint, weights_only=True)
        return kept

    def save(self, kept: dict[str, Any]) -> None:
        """Keep tensors, numbers and optimizer states, in place of what was kept before."""
        partial = self.checkpoint.with_suffix(".part")
        torch.save(kept, partial)
        partial.replace(self.checkpoint)

    def log(self, line: dict[str, Any]) -> None:
        """Append a line to the log and print it."""
        text = json.dumps(line, ensure_ascii=False)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(text + "\n")
        print(text, flush=True)


def fast_products() -> torch.autocast:
    """Return what makes products in bfloat16 where the processor can; where it cannot, torch takes ten times as long for them."""
    return torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16())


def set_rate(optimizer: torch.optim.Optimizer, share: float) -> None:
    """Give each group of an optimizer its rate when `share` of the run, 0 to 1, is done: up for a while, then down to 0.

    A group's `highest` is its rate at the end of the warming up.
    """
    scale = min(share / WARM_UP, (1 - share) / (1 - WARM_UP))
    for group in optimizer.param_groups:
        group["lr"] = group["highest"] * max(scale, 1e-3)
