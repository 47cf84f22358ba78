"""Answers to questions that were asked before, kept in memory for as long as what they are made from is the same."""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace

from bot.answering.answer import AnswerDone, EvidenceFound, Seconds

# Some 20 kB each, evidence included.
MOST_ANSWERS = 128


class AnswerCache:
    """Keeps the last answers by all that they depend on; beyond `most` the one that was not asked for the longest goes."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[EvidenceFound, AnswerDone]] = OrderedDict()

    def keep(self, key: Hashable, found: EvidenceFound, done: AnswerDone) -> None:
        """Keep an answer with its evidence."""
        with self._guard:
            self._kept[key] = found, done
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def repeat(self, key: Hashable) -> tuple[EvidenceFound, AnswerDone] | None:
        """Return a kept answer with its evidence, saying that it is a repeated one and how soon it came; None where none is."""
        started = time.perf_counter()
        with self._guard:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            found, done = self._kept[key]
        seconds = time.perf_counter() - started
        took = Seconds(seconds, None, seconds)
        again = AnswerDone(replace(done.answer, repeated=True, seconds=took))
        return replace(found, evidence=replace(found.evidence, seconds=seconds)), again
