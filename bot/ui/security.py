"""Who may talk to the page's server, which of its paths exist, and the rules that browsers get with every answer."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOAD_LIMIT = 25 * 1024 * 1024
"""The most that one uploaded file may have, in bytes."""

_ENVELOPE = 1024 * 1024  # room for the multipart frame around a file

# Gradio brings more routes than the page and the chat need (monitoring, proxies, editors); these are the ones in use.
_PATHS = re.compile(
    r"(/chat)?/(|config|favicon\.ico"
    r"|gradio_api/(info|startup-events|upload|cancel|reset|queue/(join|data)|heartbeat/\w+"
    r"|(run|api|call(/v2)?)/\w+(/\w+)?))/?"
    r"|/page/([a-z]+/)?[a-z0-9-]+\.[a-z]+"
    # The chat has Gradio's own front end, and shows what was dropped into a question.
    r"|/chat/((assets|static)/[\w./-]+|theme\.css|gradio_api/(upload_progress|file=.+))|/chat"
    # What is there for programs says itself what there is not.
    r"|/(api/v1|v1|mcp)(/.*)?"
)

_RULES = {
    "content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

# Gradio's front end has scripts and styles in its page and makes more of both; nothing of it may come from elsewhere or go there.
_CHAT_RULES = {
    **_RULES,
    "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'none';"
    " frame-ancestors 'self'",
}


class Gate:
    """ASGI middleware: refuses strangers (403), unused paths (404), oversized bodies (413); adds the browser's rules.

    A stranger is a request for another host name (DNS rebinding points a foreign name at this machine) or one that a
    page of another origin makes. `origins` are further names of ours, by which a proxy makes the page known below `root_path`.
    """

    def __init__(self, app: ASGIApp, *, host: str, origins: Sequence[str] = (), root_path: str = "") -> None:
        self.app = app
        self.names = {"localhost", "127.0.0.1", "::1", host.lower(), *origins}
        self.root_path = root_path
        self.any_address = host in ("0.0.0.0", "::", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send)
            return

        rules = _CHAT_RULES if self._path(scope).startswith("/chat") else _RULES

        async def send_with_rules(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in rules.items():
                    headers[name] = value
            await send(message)

        # Below a path, what ASGI calls the path has it in front, whether the proxy took it away or not.
        await self.app({**scope, "path": self.root_path + self._path(scope)}, receive, send_with_rules)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", "")):
            return _refuse("This server answers only to the address it was opened at.", 403)
        if _is_foreign(headers):
            return _refuse("Requests from other pages are not answered.", 403)
        if not _PATHS.fullmatch(self._path(scope)):
            return _refuse("There is nothing here.", 404)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > UPLOAD_LIMIT + _ENVELOPE:
            return _refuse("A file may have 25 MB.", 413)
        return None

    def _path(self, scope: Scope) -> str:
        """Return the path within the page: some proxies take the one below which they make it known away, others do not."""
        path: str = scope["path"]
        return path.removeprefix(self.root_path) if path.startswith(f"{self.root_path}/") else path

    def _is_ours(self, host: str) -> bool:
        name = _hostname(host)
        if name in self.names:
            return True
        return self.any_address and _is_address(name)


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_foreign(headers: Mapping[str, str]) -> bool:
    """Tell whether a page of another origin asks; programs that are no browsers send neither header."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        return True
    site = headers.get("sec-fetch-site", "none")
    return site in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate"


def _refuse(words: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(words, status_code=status)
