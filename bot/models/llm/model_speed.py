"""How fast a model in this process reads and writes, as its engine has timed it, and how fast another would.

Other work on the machine can only make a measurement slower, never faster, so that the fastest of several is the one to go by
(the documentation of Python's `timeit` gives the same advice): one busy moment does not make a machine slow.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

# What is shorter says more about the engine's start than about its speed.
LEAST_READ = 64
LEAST_WRITTEN = 8


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """Tokens a second that a model reads and writes; 0.0 where that has not been measured."""

    reading: float = 0.0
    writing: float = 0.0

    def scaled(self, size: int, other: int) -> "ModelSpeed":
        """Return what a model of `other` bytes would do where one of `size` bytes does this.

        A processor that writes a token reads every weight from memory once, so that the time goes with the bytes (Pope et al.,
        "Efficiently Scaling Transformer Inference", MLSys 2023, section 2); when it reads, with the multiplications, of which
        there are two a weight. Models of which only a part works at a time, like Gemma's E series, are faster than this says.
        """
        return ModelSpeed(self.reading * size / other, self.writing * size / other)


class SpeedGauge:
    """Keeps the fastest that was measured. Several threads may note at once."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._fastest = ModelSpeed()

    @property
    def fastest(self) -> ModelSpeed:
        """The fastest reading and the fastest writing so far."""
        return self._fastest

    def note(self, timings: Mapping[str, float]) -> None:
        """Take in the `timings` that llama.cpp adds to a reply: numbers of tokens, and milliseconds for them."""
        read, written = timings.get("prompt_n", 0), timings.get("predicted_n", 0)
        reading = _a_second(read, timings.get("prompt_ms", 0)) if read >= LEAST_READ else 0.0
        writing = _a_second(written, timings.get("predicted_ms", 0)) if written >= LEAST_WRITTEN else 0.0
        with self._changing:
            before = self._fastest
            self._fastest = ModelSpeed(max(before.reading, reading), max(before.writing, writing))


def _a_second(tokens: float, milliseconds: float) -> float:
    return 1000 * tokens / milliseconds if milliseconds > 0 else 0.0
