"""What an embedding model has learned here since it was published: small changes of its upper layers, which a file holds.

Searching across Korean and English is what they are for (`bench/train/across.py`); the lower layers, which the reader of a claim
beside its source shares (`bot/answering/verification/cross_encoder.py`), stay as they were published.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.models.byte_rows import read_about, read_byte_rows

if TYPE_CHECKING:
    from torch import nn

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LearnedDifference:
    """The changes that one file holds. `name` is the version that makes their vectors others than those without them."""

    name: str
    path: Path

    @classmethod
    def for_model(cls, model: str, folder: Path = _FOLDER) -> "LearnedDifference | None":
        """Return what was learned on `model`; None where nothing was, or without the file."""
        path = folder / f"{model.replace('/', '--')}.safetensors"
        return cls(read_about(path)["name"], path) if path.is_file() else None

    def apply(self, network: "nn.Module") -> None:
        """Add the changes to the numbers of the published model `network`, once. Raises KeyError where it lacks one of them."""
        import torch

        published = network.state_dict()
        with torch.no_grad():
            for name, change in read_byte_rows(self.path).items():
                number = published[name]
                number.copy_(number.float() + change)
