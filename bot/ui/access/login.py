"""Signing in and out: a page that works without scripts, and the cookie that it sets."""

import asyncio
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.bilingual import Bilingual, Language
from bot.errors import HaeseolError
from bot.service.html_page import render_html
from bot.ui.access.authorisation import Access, SessionCredential, is_secure
from bot.ui.access.failure_brake import FailureBrake
from bot.ui.access.sessions import SECONDS

LOGIN, LOGOUT = "/login", "/logout"
SESSION = "/session"
"""Where the page asks whether there is anything to sign out of."""

# What the login page itself needs, by which Gradio finds out that it has started, and what the doors for programs are like.
# Nothing of it tells of the articles.
OPEN_PATHS = frozenset(
    {
        "/gradio_api/startup-events",
        "/page/styles/base.css",
        "/page/lib/first-paint.js",
        "/page/icon.svg",
        "/favicon.ico",
        "/api/v1/docs",
        "/api/v1/openapi.json",
    }
)
_PAGE = Path(__file__).with_name("login.html.jinja")
_WRONG = Bilingual(ko="비밀번호가 맞지 않아요.", en="That is not the password.")
_WAIT = Bilingual(
    ko="여러 번 틀려서 {seconds}초 뒤에 다시 할 수 있어요.",
    en="There were too many wrong tries. Try again in {seconds} seconds.",
)


class Login:
    """The login page over the sessions that it begins, below the path that these are for, and over the access that they give."""

    def __init__(self, by_session: SessionCredential, access: Access, brake: FailureBrake | None = None) -> None:
        self._by_session = by_session
        self._access = access
        self._brake = brake or FailureBrake()
        self.address = f"{by_session.root_path}{LOGIN}"
        """Where a reader's browser finds the page."""

    async def answer(self, request: Request, body: bytes) -> Response:
        """Return the answer to a request for `LOGIN` or `LOGOUT`; `body` is what was posted.

        Without a password it says what sets one.
        """
        if request.scope["path"] == LOGOUT:
            self._by_session.sessions.end(self._by_session.token(request))
            gone = RedirectResponse(self.address, status_code=303)
            gone.delete_cookie(
                self._by_session.cookie_name(request),
                path=self._cookie_path,
                secure=is_secure(request),
                httponly=True,
                samesite="lax",
            )
            return gone
        if request.method != "POST" or not self._by_session.password.is_there:
            return self._page(request)
        address = request.client.host if request.client else ""
        wait = self._brake.begin(address)
        if wait > 0:
            seconds = max(1, round(wait))
            told = Bilingual(ko=_WAIT.ko.format(seconds=seconds), en=_WAIT.en.format(seconds=seconds))
            return self._page(request, told, 429, {"Retry-After": str(seconds)})
        try:
            fits = await asyncio.to_thread(self._by_session.password.fits, _password_in(body))
        except HaeseolError as error:
            return self._page(request, Bilingual(ko=error.message("ko"), en=error.message("en")), 500)
        if not fits:
            return self._page(request, _WRONG, 401)
        self._brake.succeeded(address)
        response = RedirectResponse(f"{self._by_session.root_path}/", status_code=303)
        response.set_cookie(
            self._by_session.cookie_name(request),
            self._by_session.sessions.begin(self._by_session.password.version),
            max_age=SECONDS,
            path=self._cookie_path,
            secure=is_secure(request),
            httponly=True,
            samesite="lax",
        )
        return response

    @property
    def _cookie_path(self) -> str:
        return self._by_session.root_path or "/"

    def _page(
        self,
        request: HTTPConnection,
        problem: Bilingual | None = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> HTMLResponse:
        wished = request.headers.get("accept-language", "").lower()
        language: Language = "ko" if wished.startswith("ko") else "en"
        page = render_html(
            _PAGE,
            language,
            problem=problem,
            root_path=self._by_session.root_path,
            has_password=self._by_session.password.is_there,
            lost_password=self._access.lost_its_password,
        )
        return HTMLResponse(page, status_code=status, headers=headers)


def _password_in(body: bytes) -> str:
    try:
        return parse_qs(body.decode("utf-8"), max_num_fields=5).get("password", [""])[0][:1_000]
    except ValueError:
        return ""
