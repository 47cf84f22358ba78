"""Where a test runs what begins an event loop: in the thread of the tests, a browser of other tests may have one that runs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def in_a_thread(call: Callable[[], T]) -> T:
    """Return what `call` returns, called in a thread of its own. What it raises is raised."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(call).result()
