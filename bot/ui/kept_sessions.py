"""What is to be said to those who ask is kept for as long as they listen, however many others ask meanwhile.

Gradio keeps it for the 2,000 sessions that asked last, answered or not. Each question is a session of its own, so whoever waits
for the model while 2,000 others ask would be forgotten: their stream ends without an answer.
"""

from asyncio import Queue
from collections import OrderedDict
from collections.abc import Callable
from itertools import islice
from typing import Any

# Of those who no longer listen, and may come back after their line broke.
MOST_SESSIONS = 2_000


def keep_listened_sessions(queue: Any, listens: Callable[[str], bool], most: int = MOST_SESSIONS) -> None:
    """Let Gradio's `queue` forget those who asked only where nobody `listens` to their session any more."""
    queue.pending_messages_per_session = _Messages(queue.pending_event_ids_session, listens, most)


class _Messages(OrderedDict[str, Any]):
    """The messages for each session, in the order in which they asked."""

    def __init__(self, events: dict[str, set[str]], listens: Callable[[str], bool], most: int) -> None:
        super().__init__()
        self._events, self._listens, self._most = events, listens, most

    def __setitem__(self, session: str, messages: Any) -> None:
        super().__setitem__(session, messages)
        if (surplus := len(self) - self._most) > 0:
            # Not the newest: it has only just asked.
            left = (each for each in self if each != session and not self._listens(each))
            for forgotten in list(islice(left, surplus)):
                del self[forgotten]
                self._events.pop(forgotten, None)

    def __missing__(self, session: str) -> Any:
        """Return what nobody reads: the work for one who was forgotten may end after that."""
        return Queue()
