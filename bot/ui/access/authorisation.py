"""Who asks, and may they? Every request is asked that here, once.

`Access.authorise` is the seam: a way to show that one may is something that finds a reader in a request, and there may be more of
them than sessions. Where nothing protects the page, it is open on this machine alone, and whoever reaches it owns it. Where there
are keys alone, other machines may reach the doors for programs with one, and the page stays this machine's.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

from starlette.requests import HTTPConnection

from bot.api.key_check import is_of_this_machine
from bot.bilingual import Bilingual
from bot.ui.access.access_errors import NamesUnguarded, PasswordAndKeysMissing
from bot.ui.access.password_file import PasswordFile
from bot.ui.access.sessions import Sessions
from bot.ui.gate.refusal import Refusal, refuse

COOKIE = "haeseol-session"
_SIGN_IN = Bilingual(ko="먼저 로그인해 주세요.", en="Sign in first.")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may use the page. `name` is what limits are counted by; an owner, at this machine, has none."""

    name: str
    is_owner: bool = False


OWNER = Reader("owner", is_owner=True)


class Credential(Protocol):
    """A way to show that one may come in."""

    @property
    def opens_page(self) -> bool:
        """Whether it is for the page; while such a one is set, nobody comes in without, not even on this machine."""

    @property
    def is_set(self) -> bool:
        """Whether there is anything to show, such as a password or a key."""

    def find_reader(self, request: HTTPConnection) -> Reader | None:
        """Return the reader that a request shows itself to be from, None where it shows nothing or nothing good."""


class SessionCredential:
    """The cookie of somebody who gave the password. Below `root_path`, "" for none, others may be served under the same name."""

    opens_page = True

    def __init__(self, password: PasswordFile, sessions: Sessions, root_path: str = "") -> None:
        self.password = password
        self.sessions = sessions
        self.root_path = root_path

    @property
    def is_set(self) -> bool:
        """Whether there is a password."""
        return self.password.is_there

    def find_reader(self, request: HTTPConnection) -> Reader | None:
        """Return the reader whose session the cookie is from."""
        name = self.sessions.name(self.token(request), self.password.version)
        return Reader(f"session {name}") if name else None

    def token(self, request: HTTPConnection) -> str:
        """Return the token in a request's cookie, "" where there is none."""
        return request.cookies.get(self.cookie_name(request), "")

    def cookie_name(self, request: HTTPConnection) -> str:
        """Return the cookie's name: behind TLS browsers take these prefixes only from a secure origin.

        `__Host-` says besides that the cookie is for the whole of it, so one below a path has the weaker of the two.
        """
        if not is_secure(request):
            return COOKIE
        return f"__Secure-{COOKIE}" if self.root_path else f"__Host-{COOKIE}"


class Access:
    """Lets in whoever shows a credential; without a password this machine too, as long as there never was one since the start.

    A password that is set while the page is served counts from then on; one that is removed leaves the page closed until the
    next start. Keys that are revoked open nothing either.
    """

    def __init__(self, credentials: Sequence[Credential] = ()) -> None:
        self._credentials = tuple(credentials)
        self._closed = self.is_protected
        self._others_come = False

    @property
    def is_protected(self) -> bool:
        """Whether there is a password, which every reader has to give."""
        return any(credential.opens_page and credential.is_set for credential in self._credentials)

    @property
    def lost_its_password(self) -> bool:
        """Whether the page is closed to everybody, because the password that it asked for was removed."""
        return self._closed and not self.is_protected

    @property
    def turns_away(self) -> bool:
        """Whether some requests are not let in as they come: without a session, or from another machine without a key."""
        return self._closed or self._others_come or self.is_protected

    def require_protection(self, host: str, origins: Sequence[str] = (), *, proxy_guards: bool = False) -> None:
        """Raise PasswordAndKeysMissing where `host` can be reached from other machines and nothing would have to be shown there.

        Keys alone are enough: from now on whoever is not on this machine needs one, and the page is closed to them. Raises
        NamesUnguarded where a proxy makes it known by names that are not this machine's, `origins`, unless that proxy asks who
        comes. It cannot ask those who go round it, so for `host` its word does not count; and one that does not say for whom it
        asks looks like this machine, so for names keys do not count.
        """
        self._others_come = not is_loopback(host)
        if self.is_protected:
            return
        if self._others_come and not any(credential.is_set for credential in self._credentials):
            raise PasswordAndKeysMissing(host=host)
        require_guard(origins, proxy_guards=proxy_guards)

    def authorise(self, request: HTTPConnection) -> Reader | Refusal:
        """Return the reader that a request is from, or how it is turned away."""
        self._closed = self._closed or self.is_protected
        if not self._closed and (not self._others_come or is_of_this_machine(request.scope, request.headers)):
            return OWNER
        for credential in self._credentials:
            reader = credential.find_reader(request)
            if reader is not None:
                return reader
        return refuse(401, _SIGN_IN)


def require_guard(origins: Sequence[str], *, proxy_guards: bool) -> None:
    """Raise NamesUnguarded where `origins` are not all this machine's and the proxy that makes them known asks nobody."""
    foreign = [name for name in origins if not is_loopback(name)]
    if foreign and not proxy_guards:
        raise NamesUnguarded(names=", ".join(foreign))


def open_access(home: Path | None, *others: Credential, root_path: str = "") -> tuple[Access, SessionCredential]:
    """Return the access to the page of a home, by password, and the sessions that signing in begins; without one, open.

    `others` are further ways to show that one may come in; `root_path` is as in `Settings`.
    """
    password = PasswordFile.of(home) if home is not None else PasswordFile(Path(os.devnull))
    by_session = SessionCredential(password, Sessions(), root_path)
    if home is None:
        return Access(), by_session
    return Access([by_session, *others]), by_session


def is_secure(request: HTTPConnection) -> bool:
    """Return whether the reader's browser speaks TLS; a proxy on this machine says so with X-Forwarded-Proto."""
    return bool(request.scope.get("scheme") in ("https", "wss"))


def is_loopback(host: str) -> bool:
    """Return whether what listens at `host` is reached from this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
