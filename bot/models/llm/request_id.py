"""Which request a thread works for: its id stands in logs, in jobs, and in what a model's server is asked."""

import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar, copy_context
from typing import TypeVar

T = TypeVar("T")

HEADER = "x-request-id"
# As proxies make them: hexadecimal digits, or a UUID. Nothing else is taken from a request, so that nobody writes into our logs.
_MADE_ELSEWHERE = re.compile(r"[0-9a-f]{16,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

CURRENT_ID: ContextVar[str] = ContextVar("haeseol_request_id", default="")
"""The id of the request that this context works for, "" where there is none."""


def as_request_id(told: str) -> str:
    """Return an id that a request brought, "" for what is none that a proxy would make."""
    return told if _MADE_ELSEWHERE.fullmatch(told) else ""


def in_request(id: str, stream: Callable[[], Iterator[T]]) -> Iterator[T]:
    """Yield what a generator yields, each step of it within a request: whoever iterates may be another thread each time."""
    context = copy_context()
    context.run(CURRENT_ID.set, id)
    steps = context.run(stream)
    end = object()
    try:
        while (step := context.run(next, steps, end)) is not end:
            yield step  # type: ignore[misc]
    finally:
        context.run(steps.close)  # type: ignore[attr-defined]
