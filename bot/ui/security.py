"""Who may talk to the page's server, which of its paths exist, and the rules that browsers get with every answer."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.key_check import refuse_without_key
from bot.bilingual import Bilingual
from bot.models.llm.request_id import CURRENT_ID, as_request_id
from bot.service.state.state_errors import StateError
from bot.ui.access.authorisation import Access, Reader
from bot.ui.access.key_credential import DOORS
from bot.ui.access.login import LOGIN, LOGOUT, OPEN_PATHS, SESSION, Login
from bot.ui.access.reader_limits import Kind, ReaderLimits
from bot.ui.gate.api_calls import ApiCalls
from bot.ui.gate.counters import Counters
from bot.ui.gate.paths import NOTHING, OF_PAGE, within
from bot.ui.gate.probes import METRICS, Probes
from bot.ui.gate.refusal import Refusal, refuse
from bot.ui.gate.request_body import (
    BodyCount,
    BodyRefused,
    HeldBytes,
    declared_too_large,
    replay,
    stream_upload,
    with_length,
)
from bot.ui.gate.strangers import OwnNames, refuse_foreign
from bot.ui.gate.watched_calls import REQUEST_ID

_log = logging.getLogger("haeseol")

_UPLOADS = frozenset({"/gradio_api/upload", "/chat/gradio_api/upload", "/api/v1/articles/files"})
_CHAT_CALLS = "/chat/gradio_api/"
# A password of a thousand letters, with room for escapes.
_LOGIN_BYTES = 10_000
# The endpoints that make the answering model or the search work, and those that make files.
_LIMITED: Mapping[str, Kind] = {
    **dict.fromkeys(("ask", "check_text", "test_model", "translate", "overview", "compare"), "questions"),
    **dict.fromkeys(("add_files", "add_text", "refresh", "sync", "add_feed", "poll_feeds"), "uploads"),
}
# What programs ask by other paths.
_SEARCH = "/api/v1/search"
_LIMITED_PATHS: Mapping[str, Kind] = {
    **dict.fromkeys(("/api/v1/ask", _SEARCH, "/v1/chat/completions", "/mcp"), "questions"),
    "/api/v1/articles": "uploads",
}

_TOO_OFTEN = Bilingual(
    ko="한꺼번에 너무 많아요. 잠시 뒤 다시 해 주세요.", en="That is too much at once. Try again in a moment."
)
_NOT_KNOWN_NOW = Bilingual(
    ko="누가 들어올 수 있는지 지금은 확인할 수 없어요. 잠시 뒤 다시 해 주세요.",
    en="Who may come in cannot be looked up right now. Try again in a moment.",
)
_KEYS_LOOKED_UP = 5.0  # seconds

# One policy of trusted types may be made, once, and the page makes it: it knows the address of the worker and nothing else.
_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action {forms};"
    " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types service-worker"
)
_RULES = {
    "content-security-policy": _POLICY.format(forms="'none'"),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
# Gradio's front end has scripts and styles in its page and makes more of both; nothing of it may come from elsewhere or go there.
# Pages of this machine, and of the names that the gate accepts, may show it in a frame.
_CHAT_RULES = {
    **_RULES,
    "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none';"
    " frame-ancestors 'self' localhost:* 127.0.0.1:*{names}",
}
_LOGIN_RULES = {
    **_RULES,
    "content-security-policy": _POLICY.format(forms="'self'"),
    # With no-referrer a browser sends a form with `Origin: null`, which is nobody's: https://fetch.spec.whatwg.org/#origin-header
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class GateParts:
    """What the gate asks: who may come in, how much they may do, what a call may hold, and what is counted."""

    access: Access
    login: Login
    limits: ReaderLimits
    calls: ApiCalls
    held: HeldBytes
    probes: Probes
    counters: Counters


class Gate:
    """ASGI middleware: refuses strangers (403), unused paths (404), those who have not signed in (401), oversized bodies (413),
    calls of no shape of ours (4xx) and too many of them (429); adds the browser's rules.

    A stranger is a request for another host name (DNS rebinding points a foreign name at this machine) or one that a
    page of another origin makes. `origins` are further names of ours, by which a proxy makes the page known below `root_path`.
    Every response has an id, which is logged where something breaks: the one that a proxy has given the request, or one of ours.
    """

    def __init__(
        self, app: ASGIApp, *, host: str, parts: GateParts, origins: Sequence[str] = (), root_path: str = ""
    ) -> None:
        self.app = _below(root_path, app)
        self.root_path = root_path
        self.names = OwnNames(host, origins)
        self.chat_rules = _chat_rules(origins)
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks it
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id = as_request_id(Headers(scope=scope).get(REQUEST_ID, "")) or secrets.token_hex(8)
        CURRENT_ID.set(id)  # of this request alone: each has a context of its own
        # Also for the endpoints, which get no other than the one that is logged.
        headers = [(name, value) for name, value in scope["headers"] if name != REQUEST_ID.encode()]
        scope = {
            **scope,
            "headers": [*headers, (REQUEST_ID.encode(), id.encode())],
            "path": within(self.root_path, scope["path"]),
        }
        rules = (
            _LOGIN_RULES
            if scope["path"] in (LOGIN, LOGOUT)
            else self.chat_rules
            if scope["path"].startswith("/chat")
            else _RULES
        )
        send = self._with_rules(send, {**rules, REQUEST_ID: id}, f"{scope['method']} {_kind_of_path(scope['path'])}")
        answer = self._refusal(scope) or self.parts.probes.answer(scope["path"])
        if answer is None:
            answer = await self._take_in(scope, receive, send)
        if answer is not None:
            if isinstance(answer, Refusal) and answer.status_code >= 400:
                self.parts.counters.count_refusal(answer.status_code)
            await answer(scope, receive, send)

    def _with_rules(self, send: Send, rules: Mapping[str, str], asked: str) -> Send:
        async def send_with_rules(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.parts.counters.count_response(message["status"])
                _log.info("%s: %d", asked, message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in rules.items():
                    headers[name] = value
            await send(message)

        return send_with_rules

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        stranger = self.names.refuse_other(headers) or refuse_foreign(headers)
        if stranger is not None:
            return stranger
        is_login = self.parts.access.turns_away and scope["path"] in (LOGIN, LOGOUT)
        if not OF_PAGE.fullmatch(scope["path"]) and not is_login:
            return refuse(404, NOTHING)
        return self.parts.calls.refuse_file(scope["path"]) or declared_too_large(headers.get("content-length"))

    async def _take_in(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """Pass a request on that may come in and return None, or return the answer to it."""
        path, request = scope["path"], Request(scope)
        if path in (LOGIN, LOGOUT):
            return await self._sign_in(request, receive)
        if path == SESSION:
            return JSONResponse({"protected": self.parts.access.is_protected})
        try:
            reader = self.parts.access.authorise(request)
        except StateError:
            return refuse(503, _NOT_KNOWN_NOW, wait=_KEYS_LOOKED_UP)
        if isinstance(reader, Refusal):
            if path in ("/", "/share") and request.method in ("GET", "HEAD"):
                return RedirectResponse(self.parts.login.address, status_code=303)
            if path not in OPEN_PATHS or request.method not in ("GET", "HEAD"):
                return self._refuse_program() if path.startswith(DOORS) else reader
        elif path == METRICS:
            return self.parts.probes.metrics()
        elif request.method == "POST" or path.rstrip("/") == _SEARCH:
            return await self._take_body(reader, scope, receive, send)
        await self.app(scope, receive, send)
        return None

    def _refuse_program(self) -> Response:
        """Return what a program can read that came to its door without a key."""
        refusal = refuse_without_key()
        self.parts.counters.count_refusal(refusal.status_code)
        return refusal

    async def _sign_in(self, request: Request, receive: Receive) -> Response:
        if request.method not in ("GET", "HEAD", "POST") or (
            request.scope["path"] == LOGOUT and request.method != "POST"
        ):
            return refuse(405, NOTHING)
        count = BodyCount(receive, self.parts.held, _LOGIN_BYTES)
        try:
            body = await count.read() if request.method == "POST" else b""
            return await self.parts.login.answer(request, body)
        except BodyRefused as error:
            return error.refusal
        finally:
            count.forget()

    async def _take_body(self, reader: Reader, scope: Scope, receive: Receive, send: Send) -> Response | None:
        path = scope["path"].rstrip("/")
        count = BodyCount(receive, self.parts.held, charge=lambda size: self._charge(reader, "bytes", size))
        try:
            if path in _UPLOADS:
                self._charge(reader, "uploads")
                return await stream_upload(self.app, scope, count, send)
            body = await count.read()
            if path in _LIMITED_PATHS:
                self._charge(reader, _LIMITED_PATHS[path])
            if path.startswith(_CHAT_CALLS):
                body = self.parts.calls.read_for_chat(
                    path.removeprefix("/chat"), body, lambda: self._charge(reader, "questions")
                )
            elif self.parts.calls.is_call(path):
                name, body = self.parts.calls.read(path, body)
                if name in _LIMITED:
                    self._charge(reader, _LIMITED[name])
            await self.app(with_length(scope, len(body)), replay(body, receive), send)
            return None
        except BodyRefused as error:
            return error.refusal
        finally:
            count.forget()

    def _charge(self, reader: Reader, kind: Kind, amount: float = 1.0) -> None:
        """Take from what a reader may do. Raises BodyRefused where nothing is left."""
        if reader.is_owner:
            return
        wait = self.parts.limits.take(reader.name, kind, amount)
        if wait > 0:
            raise BodyRefused(refuse(429, _TOO_OFTEN, wait=wait))


def _kind_of_path(path: str) -> str:
    """Return the beginning of a path, as it may be logged: none has the id of an article or of a session in it."""
    return "/".join(path.split("/")[: 4 if path.startswith("/api/") else 3]).partition("=")[0]


def _chat_rules(origins: Sequence[str]) -> Mapping[str, str]:
    names = "".join(f" {name}:*" for name in origins if ":" not in name)  # a policy knows no address of IPv6
    return {name: rule.format(names=names) for name, rule in _CHAT_RULES.items()}


def _below(root_path: str, app: ASGIApp) -> ASGIApp:
    """Return the app as it is reached below a path, which ASGI's path has in front whether the proxy took it away or not."""

    async def below(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "path": root_path + scope["path"]}, receive, send)

    return below if root_path else app
