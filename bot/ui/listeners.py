"""Who is listening: a question is answered only while somebody reads the stream that its answer comes in.

Gradio takes a question with one request and answers it in another; it gives a question up when that second one ends, and knows
nothing of those who leave before it began.
"""

import functools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import QuestionAbandoned
from bot.ui.events import Json, error_json
from bot.ui.gate.told_errors import pass_on_stream

# From the answer to one request until the next is here: a round trip or two, on a slow line.
PATIENCE_SECONDS = 3.0
_LOOK_SECONDS = 0.02
# The page may be known below a path, which stands in front.
_JOINS = re.compile(r".*/gradio_api/(queue/join|(call|api|run)(/v2)?/\w+)/?")
_EVENT = re.compile(r".*/gradio_api/call(?:/v2)?/\w+/(?P<event>\w+)/?")


class Listeners:
    """The open streams of answers, by session; for a client of the plain HTTP protocol by the event that it waits for.

    `events_of` returns what was asked for in a session and is not answered yet, by event: what its client may wait for.
    """

    def __init__(
        self, events_of: Callable[[str], Iterable[str]] = lambda _: (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._events_of = events_of
        self._clock = clock
        self._changing = threading.Lock()
        self._open: Counter[str] = Counter()
        self._last_joined = clock()

    def joined(self) -> None:
        """Note that something was asked for: whoever did may be about to listen."""
        self._last_joined = self._clock()

    def opened(self, stream: str) -> None:
        """Note that the stream of a session, or of an event, has begun."""
        with self._changing:
            self._open[stream] += 1

    def closed(self, stream: str) -> None:
        """Note that it has ended."""
        with self._changing:
            self._open[stream] -= 1
            if not self._open[stream]:
                del self._open[stream]

    def wait_for(self, session: str | None) -> bool:
        """Return whether somebody listens to a session, or begins to while those who have asked until now still may."""
        # Of this moment: on a busy server others ask all the time, and who left would be waited for without end.
        until = self._last_joined + PATIENCE_SECONDS
        while session is not None and not self.listens(session):
            if self._clock() > until:
                return False
            time.sleep(_LOOK_SECONDS)
        return True

    def listens(self, session: str) -> bool:
        """Return whether somebody listens to a session now."""
        # Who waits for an event does not say in which session it was asked for.
        return session in self._open or any(event in self._open for event in self._events_of(session))


def only_for_listeners(call: Callable[..., Iterator[Json]], listeners: Listeners) -> Callable[..., Iterator[Json]]:
    """Return a watched endpoint (`bot.ui.gate.watched_calls`) that does nothing where nobody listens to its session."""

    @functools.wraps(call)
    def stream(*arguments: Any) -> Iterator[Json]:
        request = arguments[-1]  # Gradio's own, which no caller can give
        if request is not None and not listeners.wait_for(request.session_hash):
            yield error_json(QuestionAbandoned())
            return
        yield from call(*arguments)

    return stream


class ListenerWatch:
    """ASGI middleware that tells `listeners` which streams are open."""

    def __init__(self, app: ASGIApp, *, listeners: Listeners) -> None:
        self.app = app
        self.listeners = listeners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note its beginning and end where it is a stream of answers."""
        stream = _stream(scope)
        if scope["type"] == "http" and scope["method"] == "POST" and _JOINS.fullmatch(scope["path"]):
            self.listeners.joined()
        if stream is None:
            await self.app(scope, receive, send)
            return
        self.listeners.opened(stream)
        try:
            await pass_on_stream(self.app, scope, receive, send)
        finally:
            self.listeners.closed(stream)


def _stream(scope: Scope) -> str | None:
    """Return the session, or the event, that a request listens to; None where it does not listen."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    if scope["path"].rstrip("/").endswith("/gradio_api/queue/data"):
        return next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [])), None)
    event = _EVENT.fullmatch(scope["path"])
    return event["event"] if event else None
