"""Calls of several threads at once, done together: while one batch is computed, the next one gathers."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class MicroBatcher(Generic[Given, Made]):
    """Does single calls in batches of up to `most`, of which `at_once` are computed at a time.

    `work` returns what it makes of each item, in order. Nobody waits for a batch to fill: a call that comes alone is done alone.
    """

    def __init__(self, work: Callable[[Sequence[Given]], Sequence[Made]], most: int, at_once: int) -> None:
        self._work = work
        self._most = most
        self._guard = threading.Lock()
        self._waiting: list[tuple[Given, Future[Made]]] = []
        self._computing = threading.Semaphore(at_once)

    def __call__(self, item: Given) -> Made:
        """Return what `work` makes of the item. An error of a batch is raised by each call in it."""
        own: Future[Made] = Future()
        with self._guard:
            self._waiting.append((item, own))
        while not own.done():
            with self._computing:
                self._compute_next()
            # Where another thread has taken the item into its batch, nothing is left to compute.
            if not self._waits(own):
                break
        return own.result()

    def _waits(self, own: "Future[Made]") -> bool:
        with self._guard:
            return any(future is own for _, future in self._waiting)

    def _compute_next(self) -> None:
        with self._guard:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        if not batch:
            return
        try:
            made = self._work([item for item, _ in batch])
        except BaseException as error:
            for _, future in batch:
                future.set_exception(error)
        else:
            for (_, future), result in zip(batch, made, strict=True):
                future.set_result(result)
