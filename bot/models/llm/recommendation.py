"""Which answering model suits this machine best: one that fits, and that is not too slow to read with.

How fast a model would be is told from the one that is here, whose speed is measured (`ModelSpeed.scaled`).
"""

import os
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.models.files import missing_bytes
from bot.models.files.catalogue import Model, catalogue, look_up
from bot.models.files.disk import free_space
from bot.models.files.memory import memory_bytes
from bot.models.llm.chat_model import TEST_REQUEST, TEST_TOKENS, AnsweringModel
from bot.models.llm.model_speed import ModelSpeed
from bot.models.llm.profiles import LARGER
from bot.settings import DEFAULT_EMBEDDING

# After ten seconds without an answer people turn to something else (Nielsen, "Usability Engineering", 1993, chapter 5).
LONGEST_FIRST_WORD = 10.0
# 238 words a minute are read silently in English (Brysbaert, "How many words do we read per minute?", 2019), which is five
# tokens a second: what is written more slowly keeps its reader waiting.
LEAST_WRITING = 5.0

# Two texts that begin differently, so that the engine remembers nothing of the one when it reads the other.
_TO_READ = (
    "A newspaper prints what happened, says who said so, and keeps what it thinks of it apart. " * 4,
    "Readers compare two articles on one story, and see what only one of them has to tell. " * 4,
)

Obstacle = Literal["memory", "disk", "reading", "writing"]


@dataclass(frozen=True, slots=True)
class Machine:
    """This machine as far as models are concerned: bytes of memory (None where nobody says) and of free disk, and its cores.

    `speed` was measured with a model of `measured` bytes; what is not known of it speaks against no model.
    """

    memory: int | None
    free: int
    cores: int
    speed: ModelSpeed
    measured: int

    @classmethod
    def with_cache(cls, cache: Path, speed: ModelSpeed, measured: str) -> "Machine":
        """Return the machine that we run on, with the disk of `cache`, measured with the model of that name."""
        folder = next(parent for parent in (cache, *cache.parents) if parent.exists())
        return cls(memory_bytes(), free_space(folder), os.cpu_count() or 1, speed, look_up(measured).size)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a model would be like on a machine: tokens a second, and seconds to the first word of an answer to a question of fact.

    `obstacle` says what speaks against it, None where nothing does.
    """

    model: Model
    speed: ModelSpeed
    first_word: float
    obstacle: Obstacle | None


def measure_speed(model: AnsweringModel, known: Callable[[], ModelSpeed]) -> None:
    """Let `model` read and write until `known` has the speed of both. Takes some 5 seconds on two cores, less if some is known.

    Raises ModelUnavailable, and Preempted where the model gives way to readers.
    """
    if not known().reading:
        for text in _TO_READ:
            model.odds([("user", text)], "Yes", "No")
    if not known().writing:
        with closing(model.stream([TEST_REQUEST], max_tokens=TEST_TOKENS)) as pieces:  # type: ignore[type-var]
            for _ in pieces:
                pass


def first_word_seconds(speed: ModelSpeed) -> float:
    """Return how long a model of that speed reads before its first word on a question of fact; 0.0 where nobody knows."""
    return LARGER.excerpt_tokens / speed.reading if speed.reading else 0.0


def forecast(model: Model, machine: Machine, missing: int) -> Forecast:
    """Return how `model`, of which so many bytes are `missing`, would do on `machine`, whose speed was measured."""
    speed = machine.speed.scaled(machine.measured, model.size)
    first_word = first_word_seconds(speed)
    # The embedding model works beside it, as `haeseol doctor` counts too.
    needed = model.memory + look_up(DEFAULT_EMBEDDING).memory
    obstacle: Obstacle | None = None
    if machine.memory is not None and needed > machine.memory:
        obstacle = "memory"
    elif missing > machine.free:
        obstacle = "disk"
    elif first_word > LONGEST_FIRST_WORD:
        obstacle = "reading"
    elif 0.0 < speed.writing < LEAST_WRITING:
        obstacle = "writing"
    return Forecast(model, speed, first_word, obstacle)


def forecast_ranked(machine: Machine, cache: Path) -> list[Forecast]:
    """Return how the models that may be recommended would do, best model first."""
    ranked = sorted((model for model in catalogue().values() if model.rank), key=lambda model: model.rank)
    return [forecast(model, machine, missing_bytes(model.name, cache)) for model in ranked]


def recommend(forecasts: Iterable[Forecast]) -> Forecast | None:
    """Return the best model that nothing speaks against; None where the built-in one is the best for the machine."""
    return next((each for each in forecasts if each.obstacle is None), None)
