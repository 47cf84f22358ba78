"""Whose turn it is with the answering model: first come, first served, but nobody's second question before another's first.

The order is that of start-time fair queueing (Goyal, Vin and Cheng, "Start-time fair queuing", SIGCOMM 1996), each question
counting as much as every other: one who asks ten at once waits behind one who asks one after them, and nobody waits for ever.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# How often one who waits is told so: a page that was closed is only noticed then.
TOLD_SECONDS = 0.5


@dataclass(eq=False, slots=True)
class Place:
    """A place in the queue: where the reader's question begins in the order of all, and whether its turn has come."""

    reader: str
    start: float
    arrival: int
    has_turn: bool = field(default=False)

    @property
    def order(self) -> tuple[float, int]:
        """Where it stands among all: those with less come before it."""
        return self.start, self.arrival


class ReaderQueue:
    """Gives out turns, `turns` of them at a time; what that returns may change, such as when another model is chosen."""

    def __init__(self, turns: Callable[[], int]) -> None:
        self._turns = turns
        self._changed = threading.Condition()
        # Those who wait, and all who have no turn yet: who is still searching may come in front of one who waits already.
        self._waiting: list[Place] = []
        self._without_turn: list[Place] = []
        self._working = 0
        self._arrivals = 0
        # Where the last question that was begun stood, and where each reader's next one would begin.
        self._now = 0.0
        self._next: dict[str, float] = {}

    @contextmanager
    def place(self, reader: str = "") -> Iterator[Place]:
        """Yield a place, which is given up at the end, with its turn or before it has come. "" is a reader of one question."""
        with self._changed:
            self._arrivals += 1
            place = Place(reader, max(self._now, self._next.get(reader, 0.0)), self._arrivals)
            self._without_turn.append(place)
            if reader:
                self._next[reader] = place.start + 1
        try:
            yield place
        finally:
            with self._changed:
                if place.has_turn:
                    self._working -= 1
                else:
                    self._without_turn.remove(place)
                if place in self._waiting:
                    self._waiting.remove(place)
                # Those who could begin at once anyway need not be remembered.
                self._next = {name: start for name, start in self._next.items() if start > self._now}
                self._changed.notify_all()

    def wait(self, place: Place) -> Iterator[int]:
        """Yield how many go before, at once and each half second, and 0 when the turn has come; nothing where it is there."""
        with self._changed:
            self._waiting.append(place)
            self._waiting.sort(key=lambda each: each.order)
        told = False
        while True:
            with self._changed:
                if told and not self._may_begin(place):
                    self._changed.wait(TOLD_SECONDS)
                if self._may_begin(place):
                    self._begin(place)
                    break
                ahead = sum(each.order < place.order for each in self._without_turn) + self._working
            yield ahead
            told = True
        if told:
            yield 0

    def _may_begin(self, place: Place) -> bool:
        return self._waiting[0] is place and self._working < self._turns()

    def _begin(self, place: Place) -> None:
        self._waiting.remove(place)
        self._without_turn.remove(place)
        place.has_turn = True
        self._working += 1
        self._now = max(self._now, place.start)
        self._changed.notify_all()
