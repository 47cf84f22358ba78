"""What a model here has been taught beside what it knew: to carry English sentences over into Korean, and to read claims.

Each is a small file of numbers (docs/training.md), a difference of low rank (LoRA) that the engine adds to the model's own while
it reads and writes a conversation that begins with the words it was taught with, and no other.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from bot.bilingual import Language
from bot.models.llm.chat_message import Message
from bot.models.llm.fitted_file import find_fitted
from bot.models.llm.prompts import CARRY, COMPARES

AdapterName = Literal["carrying", "reading"]

# The languages that sentences are carried over into, where a model has been taught that.
CARRIED: frozenset[Language] = frozenset({"ko"})
_BEGINNINGS: Mapping[AdapterName, frozenset[Message]] = {
    "carrying": frozenset(("system", CARRY.in_(language)) for language in CARRIED),
    "reading": frozenset({("system", COMPARES)}),
}
_FOLDER = Path(__file__).parent


def find_adapters(model: str) -> dict[AdapterName, Path]:
    """Return the files of what `model` has been taught, {} where it was taught nothing."""
    found = {name: find_fitted(_FOLDER, model, f".{name}.gguf") for name in _BEGINNINGS}
    return {name: path for name, path in found.items() if path is not None}


def carries_into(model: str) -> frozenset[Language]:
    """Return the languages that a model of that name has been taught to carry sentences over into.

    Whether its engine has taken that is for the model itself to say (`ChatModel.carries`).
    """
    return CARRIED if "carrying" in find_adapters(model) else frozenset()


def needed_adapter(messages: Sequence[Message]) -> AdapterName | None:
    """Return what a conversation needs of what has been taught."""
    return next((name for name, beginnings in _BEGINNINGS.items() if messages and messages[0] in beginnings), None)
