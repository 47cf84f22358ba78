"""What a call may hold before Gradio sees it: known endpoints, as many arguments as they take, no file of elsewhere.

Gradio fetches what an argument of its own shape refers to, from any public address, before the endpoint is called; and what it
cannot read ends in a traceback with the whole input. So a call is read here, and passed on as it was read.
"""

import inspect
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from pydantic import TypeAdapter

from bot.bilingual import Bilingual
from bot.ui.gate.refusal import Refusal, refuse
from bot.ui.gate.request_body import BodyRefused

_NOT_JSON = Bilingual(ko="JSON 객체가 아니에요.", en="This is not a JSON object.")
_NO_ENDPOINT = Bilingual(ko="그런 기능이 없어요.", en="There is no such endpoint.")
_ARGUMENTS = Bilingual(
    ko='"data"에 이 기능이 받는 값을 차례로 주세요.', en='"data" takes the arguments of this endpoint, in order.'
)
_SESSION = Bilingual(ko='"session_hash"가 글자나 숫자가 아니에요.', en='"session_hash" takes letters and digits.')
_FILE = Bilingual(
    ko="파일은 /gradio_api/upload로 올린 것만 쓸 수 있어요.",
    en="Only files that came through /gradio_api/upload can be used.",
)
_HASH = re.compile(r"[0-9A-Za-z_-]{1,64}")
# In the chat: what asks, however Gradio numbers it, the one that programs may call by name, and what that takes.
ASKS = re.compile(r"chat|_submit_fn.*")
FOR_PROGRAMS = "chat"
_TAKES = frozenset({"message"})
# What makes Gradio build a part of a page for a message, with icons and all; no message of ours has one.
_COMPONENT = "component"
_JSON: TypeAdapter[Any] = TypeAdapter(Any)
_LARGEST = 2**63  # what SQLite, and orjson, take
_NAMES = "/gradio_api/"
_CALL = f"{_NAMES}call/"
_CALL_BY_ARGUMENTS = f"{_CALL}v2/"  # whose arguments have names
_FILE_ASKED = re.compile(rf"{_NAMES}file[=/](?P<file>.*)", re.DOTALL)  # the second as older clients ask


class ApiCalls:
    """The endpoints by name, in the order in which Gradio numbers them. Only files in `uploads` may be referred to."""

    def __init__(self, endpoints: Mapping[str, Callable[..., object]], uploads: Path) -> None:
        self._endpoints = {name: list(inspect.signature(run).parameters.values()) for name, run in endpoints.items()}
        self._uploads = uploads.resolve()
        self._in_chat: dict[int, str] = {}
        # Its reader knows depths and lone surrogates that Python's own takes, and what comes after cannot.
        self._json: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])

    def is_call(self, path: str) -> bool:
        """Return whether what is posted to `path` is a call of an endpoint."""
        return path.startswith(_NAMES) and path.split("/")[2] in ("run", "api", "call", "queue")

    def name(self, path: str) -> str:
        """Return the name of the endpoint that is called at `path`; "" for one of the queue, which names it in its body."""
        return path.rstrip("/").rpartition("/")[2] if not path.startswith(f"{_NAMES}queue/") else ""

    def read(self, path: str, body: bytes) -> tuple[str, bytes]:
        """Return the name of the endpoint that is called and the call as Gradio is to get it. Raises BodyRefused."""
        try:
            call = self._json.validate_json(body)
        except ValueError as error:
            raise BodyRefused(refuse(400, _NOT_JSON)) from error
        self._refuse_odd_values(call)
        name = self.name(path)
        if path.startswith(_CALL_BY_ARGUMENTS):
            return name, self._json.dump_json(self._named(name, call))
        told: dict[str, Any] = {}
        if not name:
            number = call.get("fn_index")
            if not _is_whole(number) or not 0 <= number < len(self._endpoints):
                raise BodyRefused(refuse(404, _NO_ENDPOINT))
            name = list(self._endpoints)[number]
            told["fn_index"] = number
        session = call.get("session_hash")
        if session is not None:
            if not isinstance(session, str) or not _HASH.fullmatch(session):
                raise BodyRefused(refuse(422, _SESSION))
            told["session_hash"] = session
        return name, self._json.dump_json({"data": self._arguments(name, call.get("data")), **told})

    def _arguments(self, name: str, given: object) -> Sequence[object]:
        """Return the arguments with the defaults of those that were left out at the end."""
        if name not in self._endpoints:
            raise BodyRefused(refuse(404, _NO_ENDPOINT))
        parameters = self._endpoints[name]
        if not isinstance(given, list) or len(given) > len(parameters):
            raise BodyRefused(refuse(422, _ARGUMENTS))
        left_out = [parameter.default for parameter in parameters[len(given) :]]
        if inspect.Parameter.empty in left_out:
            raise BodyRefused(refuse(422, _ARGUMENTS))
        return [*given, *left_out]

    def _named(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        if name not in self._endpoints:
            raise BodyRefused(refuse(404, _NO_ENDPOINT))
        parameters = {parameter.name: parameter for parameter in self._endpoints[name]}
        wanted = {key for key, parameter in parameters.items() if parameter.default is inspect.Parameter.empty}
        if not wanted <= given.keys() <= parameters.keys():
            raise BodyRefused(refuse(422, _ARGUMENTS))
        return dict(given)

    def know_chat(self, names: Mapping[int, str]) -> None:
        """Take in how the functions of Gradio's own chat are called, by Gradio's number."""
        self._in_chat = dict(names)

    def read_for_chat(self, path: str, body: bytes, ask: Callable[[], None] = lambda: None) -> bytes:
        """Return what is posted to Gradio's own chat as Gradio is to get it: files by their path alone, and only uploaded ones.

        Its front end also says by which address it shows a file. `ask` is called for a question, and for nothing that the front
        end calls around it; it may raise BodyRefused. Raises BodyRefused.
        """
        try:
            call = _JSON.validate_json(body)
        except ValueError as error:
            raise BodyRefused(refuse(400, _NOT_JSON)) from error
        if self.is_call(path) and ASKS.fullmatch(self._called_in_chat(path, call)):
            ask()
        for value in _values(call):
            _refuse_odd_number(value)
            if isinstance(value, dict) and _COMPONENT in value:
                raise BodyRefused(refuse(422, _ARGUMENTS))
            if isinstance(value, dict) and value.get("path"):
                value["url"] = None
                if not self._is_uploaded(value):
                    raise BodyRefused(refuse(403, _FILE))
        return _JSON.dump_json(call)

    def _called_in_chat(self, path: str, call: object) -> str:
        """Return the name of the chat's function that Gradio will call. Refuses what ends in a traceback of Gradio's."""
        if not isinstance(call, dict):
            raise BodyRefused(refuse(400, _NOT_JSON))
        name, number = self.name(path), call.get("fn_index")
        if path.startswith(_CALL_BY_ARGUMENTS):
            if name != FOR_PROGRAMS:
                raise BodyRefused(refuse(404, _NO_ENDPOINT))
            if call.keys() != _TAKES:
                raise BodyRefused(refuse(422, _ARGUMENTS))
            return name
        if number is not None and not path.startswith(_CALL):  # where Gradio takes the number before the name
            name = self._in_chat.get(number, "") if _is_whole(number) else ""
        if not name or name not in self._in_chat.values():
            raise BodyRefused(refuse(404, _NO_ENDPOINT))
        return name

    def refuse_file(self, path: str) -> Refusal | None:
        """Return how a request for a file of elsewhere is turned away, None for every other request.

        Gradio hands out files by their path, and fetches what is at an address.
        """
        asked = _FILE_ASKED.search(path)
        return refuse(403, _FILE) if asked and not self._is_uploaded({"path": asked["file"]}) else None

    def _refuse_odd_values(self, call: object) -> None:
        for value in _values(call):
            _refuse_odd_number(value)
            if isinstance(value, dict) and "path" in value and not self._is_uploaded(value):
                raise BodyRefused(refuse(403, _FILE))

    def _is_uploaded(self, reference: Mapping[str, object]) -> bool:
        """Return whether a reference, as Gradio takes it, is to a file in the folder of uploads, and to nothing beside it."""
        path = reference["path"]
        if not isinstance(path, str) or reference.get("url") or "\0" in path:
            return False
        try:
            return Path(path).is_absolute() and Path(path).resolve().is_relative_to(self._uploads)
        except (OSError, RuntimeError, ValueError):
            return False


def _refuse_odd_number(value: object) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise BodyRefused(refuse(400, _NOT_JSON))
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise BodyRefused(refuse(400, _NOT_JSON))


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _values(call: object) -> Iterator[object]:
    """Yield every value in what was read from JSON, which is not nested deeper than its reader allows."""
    waiting = [call]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
