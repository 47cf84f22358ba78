"""Who may come in: whoever shows a key, and on this machine everybody."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.bilingual import Bilingual
from bot.service.door_errors import KeysUnusable
from bot.service.keys import Keys
from bot.service.state.state_errors import StateError

WRONG = Bilingual(
    ko="여기에서 아는 키가 필요해요. `haeseol key new`로 만든 키를 Authorization: Bearer 뒤에 넣어 주세요.",
    en="A key that is known here is needed. Make one with `haeseol key new` and send it as Authorization: Bearer KEY.",
)
# Below a door: descriptions of it, in which there is nobody's article; and what Gradio's chat and citations link to, for which a
# browser has no key. Whomever the gate lets in finds the same on the page.
_OPEN = ("/docs", "/openapi.json")
_TEXTS = "/texts/"
# A proxy that says for whom it asks brings somebody from elsewhere, whatever name it calls us by.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class KeyCheck:
    """ASGI middleware in front of a door: 401 without a key of `keys`, unless it is this very machine that asks."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        try:
            may_enter = scope["type"] != "http" or self._may_enter(scope)
        except (KeysUnusable, StateError) as error:
            told = {"message": f"{error.message('ko')} {error.message('en')}", "type": type(error).__name__}
            await JSONResponse({"error": told}, 503)(scope, receive, send)
            return
        answer: ASGIApp = self.app if may_enter else refuse_without_key()
        await answer(scope, receive, send)

    def _may_enter(self, scope: Scope) -> bool:
        headers, path = Headers(scope=scope), scope["path"].removeprefix(scope.get("root_path", ""))
        if scope["method"] in ("GET", "HEAD") and (path in _OPEN or path.startswith(_TEXTS)):
            return True
        return is_of_this_machine(scope, headers) or self.keys.find(shown_key(headers)) is not None


def refuse_without_key() -> JSONResponse:
    """Return how whoever shows no key of ours is refused, as clients of OpenAI's protocol read it."""
    told = {"message": f"{WRONG.ko} {WRONG.en}", "type": "invalid_api_key", "code": "invalid_api_key"}
    return JSONResponse({"error": told}, 401, {"www-authenticate": "Bearer"})


def shown_key(headers: Headers) -> str:
    """Return the key that a request shows, "" where it shows none."""
    kind, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


def is_of_this_machine(scope: Scope, headers: Headers) -> bool:
    """Return whether the request came from this machine, to a name of this machine, through nobody else."""
    client = scope.get("client")
    if client is None or any(name in headers for name in _FORWARDED):
        return False
    try:
        named = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        return ip_address(client[0]).is_loopback and (named == "localhost" or ip_address(named).is_loopback)
    except ValueError:
        return False
