"""What a model remembers of a text in its middle layers tells more than what it says of it: a weighted sum of that."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.models.llm.fitted_file import find_fitted
from bot.models.llm.llama_server import Floats, KVLocation


@dataclass(frozen=True, slots=True)
class LinearProbe:
    """What each number at `place` weighs, shape (numbers,); with `offset` they add up to the log odds of yes."""

    place: KVLocation
    weights: Floats
    offset: float

    @classmethod
    @cache
    def for_model(cls, model: str, folder: Path) -> "LinearProbe | None":
        """Return the weights in `folder` that were fitted for `model`, None for any other."""
        path = find_fitted(folder, model, ".npz")
        if path is None:
            return None
        with np.load(path, allow_pickle=False) as numbers:
            layers = tuple(int(layer) for layer in numbers["layers"])
            place = KVLocation(int(numbers["depth"]), layers, len(numbers["weights"]) // len(layers))
            return cls(place, numbers["weights"].astype(np.float32), float(numbers["offset"]))

    def sum(self, values: Floats) -> float:
        """Return the weighted sum of what a model remembers."""
        return float(values @ self.weights) + self.offset
