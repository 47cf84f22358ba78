"""Sessions of readers who gave the password. They live in memory and end with the program, after a week, or by signing out."""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 7 * 24 * 3600
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Session:
    """Until when it is good, on `Sessions`' clock, and which version of the password it was begun with."""

    until: float
    password_version: int


class Sessions:
    """Sessions by their token, of which only the digest is kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, password_version: int) -> str:
        """Begin a session and return its token."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_digest(token)] = Session(self._clock() + SECONDS, password_version)
            while len(self._sessions) > _MOST:
                self._sessions.popitem(last=False)
        return token

    def name(self, token: str, password_version: int) -> str:
        """Return what stands for the session of a token; "" where there is none, it is over, or the password is another."""
        digest = _digest(token)
        with self._lock:
            session = self._sessions.get(digest)
            if session is None or session.until < self._clock() or session.password_version != password_version:
                self._sessions.pop(digest, None)
                return ""
        return digest[:16]

    def end(self, token: str) -> None:
        """End the session of a token, if there is one."""
        with self._lock:
            self._sessions.pop(_digest(token), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
