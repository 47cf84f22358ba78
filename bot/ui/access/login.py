"""Signing in and out: a page that works without scripts, and the cookie that it sets."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.bilingual import Bilingual, Language
from bot.errors import HaeseolError
from bot.service.html_page import render_html
from bot.ui.access.authorisation import SessionCredential, cookie_name, is_secure, session_token
from bot.ui.access.failure_brake import FailureBrake
from bot.ui.access.sessions import SECONDS

LOGIN, LOGOUT = "/login", "/logout"
# What the login page itself needs, and by which Gradio finds out that it has started; it tells nothing.
OPEN_PATHS = frozenset(
    {
        "/gradio_api/startup-events",
        "/page/styles/base.css",
        "/page/lib/first-paint.js",
        "/page/icon.svg",
        "/favicon.ico",
    }
)
_PAGE = Path(__file__).with_name("login.html.jinja")
_WRONG = Bilingual(ko="비밀번호가 맞지 않아요.", en="That is not the password.")
_WAIT = Bilingual(
    ko="여러 번 틀려서 {seconds}초 뒤에 다시 할 수 있어요.",
    en="There were too many wrong tries. Try again in {seconds} seconds.",
)


class Login:
    """The login page over the sessions that it begins."""

    def __init__(self, by_session: SessionCredential, brake: FailureBrake | None = None) -> None:
        self._by_session = by_session
        self._brake = brake or FailureBrake()

    async def answer(self, request: Request, body: bytes) -> Response:
        """Return the answer to a request for `LOGIN` or `LOGOUT`; `body` is what was posted."""
        if request.url.path == LOGOUT:
            self._by_session.sessions.end(session_token(request))
            gone = RedirectResponse(LOGIN, status_code=303)
            gone.delete_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")
            return gone
        if request.method != "POST":
            return _page(request)
        address = request.client.host if request.client else ""
        wait = self._brake.begin(address)
        if wait > 0:
            seconds = max(1, round(wait))
            told = Bilingual(ko=_WAIT.ko.format(seconds=seconds), en=_WAIT.en.format(seconds=seconds))
            return _page(request, told, 429, {"Retry-After": str(seconds)})
        try:
            fits = await asyncio.to_thread(self._by_session.password.fits, _password_in(body))
        except HaeseolError as error:
            return _page(request, Bilingual(ko=error.message("ko"), en=error.message("en")), 500)
        if not fits:
            return _page(request, _WRONG, 401)
        self._brake.succeeded(address)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            cookie_name(request),
            self._by_session.sessions.begin(self._by_session.password.version),
            max_age=SECONDS,
            path="/",
            secure=is_secure(request),
            httponly=True,
            samesite="lax",
        )
        return response


def _password_in(body: bytes) -> str:
    try:
        return parse_qs(body.decode("utf-8"), max_num_fields=5).get("password", [""])[0][:1_000]
    except ValueError:
        return ""


def _page(
    request: HTTPConnection, problem: Bilingual | None = None, status: int = 200, headers: dict[str, str] | None = None
) -> HTMLResponse:
    wished = request.headers.get("accept-language", "").lower()
    language: Language = "ko" if wished.startswith("ko") else "en"
    return HTMLResponse(render_html(_PAGE, language, problem=problem), status_code=status, headers=headers)
