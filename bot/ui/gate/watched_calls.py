"""Endpoints as Gradio gets them: arguments of the types that are declared, each call counted, and no bug's insides told.

A bug is logged with the id of its request and the places in the code that it came through, without what the reader wrote: neither
the message of an exception nor its arguments are known to be free of it.
"""

import functools
import inspect
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_type_hints

import gradio
from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.errors import SettingInvalid
from bot.models.llm.request_id import CURRENT_ID, HEADER, in_request
from bot.ui.events import Json, error_json
from bot.ui.gate.counters import Counters

REQUEST_ID = HEADER
_log = logging.getLogger("haeseol")
_REQUEST = "request"


def watch_call(name: str, run: Callable[..., Any], counters: Counters) -> Callable[..., Any]:
    """Return an endpoint that does what `run` does, watched. A bug ends it with gradio.Error, which says the request's id."""
    signature = inspect.signature(run)
    hints = get_type_hints(run)
    adapters = {name: _strict(hints[name]) for name in signature.parameters}

    def read(arguments: tuple[Any, ...]) -> tuple[list[Any], str, Json | None]:
        *given, request = arguments
        wrong = next((error for one in zip(adapters, given, strict=True) if (error := _wrong(one, adapters))), None)
        return given, request.headers.get(REQUEST_ID, "-") if request is not None else "-", wrong

    @functools.wraps(run)
    def call(*arguments: Any) -> Json:
        given, id, wrong = read(arguments)
        before = CURRENT_ID.set(id)
        try:
            with bugs_logged(name, id), counters.count_call(name) as count:
                answer: Json = wrong or run(*given)
                count.note(answer)
                return answer
        finally:
            CURRENT_ID.reset(before)

    @functools.wraps(run)
    def stream(*arguments: Any) -> Iterator[Json]:
        given, id, wrong = read(arguments)
        yield from in_request(id, lambda: stream_within(given, id, wrong))

    def stream_within(given: list[Any], id: str, wrong: Json | None) -> Iterator[Json]:
        with bugs_logged(name, id), counters.count_call(name) as count:
            if wrong is not None:
                count.note(wrong)
                yield wrong
                return
            events = run(*given)
            try:
                for event in events:
                    count.note(event)
                    yield event
            finally:
                events.close()

    watched: Callable[..., Any] = stream if inspect.isgeneratorfunction(run) else call
    by_gradio = inspect.Parameter(
        _REQUEST, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=gradio.Request
    )
    watched.__signature__ = signature.replace(parameters=[*signature.parameters.values(), by_gradio])  # type: ignore[attr-defined]
    watched.__annotations__ = {**hints, _REQUEST: gradio.Request}
    return watched


class bugs_logged:
    """Logs whatever is no error of ours, and raises what Gradio tells of it. A gradio.Error is told already."""

    def __init__(self, name: str, id: str) -> None:
        self._name = name
        self._id = id

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Exception) and not isinstance(error, gradio.Error):
            places = "\n".join(f"  {at.filename}:{at.lineno} in {at.name}" for at in traceback.extract_tb(trace))
            _log.error("request %s: %s ended with %s\n%s", self._id, self._name, type(error).__name__, places)
            raise gradio.Error(f"request {self._id}", print_exception=False) from None


def _strict(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint, config=ConfigDict(strict=True)) if hint is not Any else TypeAdapter(hint)


def _wrong(one: tuple[str, Any], adapters: Mapping[str, TypeAdapter[Any]]) -> Json | None:
    """Return the error that tells of an argument of another type than it is declared with, without repeating it."""
    name, value = one
    try:
        adapters[name].validate_python(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        return error_json(SettingInvalid(setting=name, value=type(value).__name__, expected=first["msg"]))
    return None
