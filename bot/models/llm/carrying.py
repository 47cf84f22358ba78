"""What a model here has been taught beside what it knew: to carry English sentences over into Korean (docs/training.md).

It is a small file of numbers, a difference of low rank (LoRA) that the engine adds to the model's own while it reads and writes a
conversation that begins with the words it was taught with, and no other.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.bilingual import Language
from bot.models.llm.chat_message import Message
from bot.models.llm.fitted_file import find_fitted
from bot.models.llm.prompts import CARRY

# The languages that sentences are carried over into, where a model has been taught that.
CARRIED: frozenset[Language] = frozenset({"ko"})
_FOLDER = Path(__file__).parent


def find_adapter(model: str) -> Path | None:
    """Return the file of what `model` has been taught, None where it has not been."""
    return find_fitted(_FOLDER, model, ".carrying.gguf")


def carries_into(model: str) -> frozenset[Language]:
    """Return the languages that a model of that name has been taught to carry sentences over into.

    Whether its engine has taken that is for the model itself to say (`ChatModel.carries`).
    """
    return CARRIED if find_adapter(model) is not None else frozenset()


def needs_adapter(messages: Sequence[Message]) -> bool:
    """Return whether a conversation is one for what has been taught."""
    return bool(messages) and messages[0] in [("system", CARRY.in_(language)) for language in CARRIED]
