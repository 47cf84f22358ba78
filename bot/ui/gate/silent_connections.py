"""Connections on which nothing is asked: whoever opens many and says nothing would leave none for anybody else.

uvicorn waits for ever for the first request, and for the rest of a request's head that has begun to come.
"""

import threading
import time
from typing import Any

# A browser sends the head of a request at once; it keeps a connection open for its next one, which uvicorn ends after 5 seconds.
HEAD_SECONDS = 30.0


class SilentConnections:
    """Closes the connections of a uvicorn `server` on which nothing was asked for `patience` seconds, until `stop`."""

    def __init__(self, server: Any, patience: float = HEAD_SECONDS) -> None:
        self._connections: set[Any] = server.server_state.connections
        self._patience = patience
        self._since: dict[Any, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="silent connections", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close no more."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._patience / 4):
            self._close_silent(time.monotonic())

    def _close_silent(self, now: float) -> None:
        """Close those that have been silent for so long; one that has asked since is looked at anew."""
        silent = [each for each in self._connections.copy() if each.cycle is None or each.cycle.response_complete]
        self._since = {each: self._since.get(each, now) for each in silent}
        for each, since in self._since.items():
            if now - since > self._patience:
                each.loop.call_soon_threadsafe(each.transport.close)
