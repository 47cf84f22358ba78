"""What the errors of psycopg and PostgreSQL mean, in the words of ours and without the login in them."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.service.state.state_errors import (
    StateBusy,
    StateError,
    StateFull,
    StateNotMigrated,
    StateRefused,
    StateUnreachable,
)

if TYPE_CHECKING:
    import psycopg

# https://www.postgresql.org/docs/current/errcodes-appendix.html: the server ends, or takes no more connections.
_AWAY = ("08", "57P01", "57P02", "57P03", "57P05", "53300")
# Serialisation, deadlock, a lock that is not to be had, and a question that took longer than was waited.
_BUSY = ("40001", "40P01", "55P03", "57014")
_FULL = "53100"
_NO_TABLE = ("42P01", "42703")

# libpq gives no code for what went wrong before a connection stood, and its own words repeat the login. So it is known by these
# parts of them, in English as servers speak by default; what is none of them is told by its class alone.
_NOT_LET_IN = {
    "authentication failed": "the login is wrong",
    "no password": "it asks for a password",
    "does not exist": "there is no such user or database",
    "pg_hba.conf": "it does not let this machine in",
    "permission denied": "this user may not enter that database",
    "SSL": "the two do not agree on encryption",
}
_NOT_REACHED = {
    "refused": "connection refused",
    "timeout": "no answer in time",
    "timed out": "no answer in time",
    "resolve": "no such host",
    "translate host": "no such host",
    "No such file": "no socket there",
    "starting up": "it is just starting",
    "shutting down": "it is just ending",
    "recovery": "it is just starting",
    "too many": "it takes no more connections",
    "remaining connection slots": "it takes no more connections",
    "closed the connection": "it hung up",
}


def why_not_connected(error: "psycopg.Error", address: str) -> StateError:
    """Return what stood against a connection."""
    told = str(error)
    for part, reason in _NOT_LET_IN.items():
        if part in told:
            return StateRefused(address=address, reason=reason)
    reasons = (reason for part, reason in _NOT_REACHED.items() if part in told)
    return StateUnreachable(address=address, reason=next(reasons, type(error).__name__))


def why_refused(error: "psycopg.Error", address: str, secrets: Collection[str]) -> StateError:
    """Return what an error means that came of a question; `secrets` are words that its own words must not repeat."""
    from psycopg import InterfaceError, OperationalError

    code = error.sqlstate or ""
    reason = _without(error.diag.message_primary or str(error), secrets)
    if code.startswith(_AWAY) or (not code and isinstance(error, (OperationalError, InterfaceError))):
        return StateUnreachable(address=address, reason=reason if code else "connection lost")
    if code in _BUSY:
        return StateBusy(address=address, reason=reason)
    if code == _FULL:
        return StateFull(address=address)
    if code in _NO_TABLE:
        return StateNotMigrated(address=address, missing=reason)
    return StateRefused(address=address, reason=reason)


def _without(text: str, secrets: Collection[str]) -> str:
    told = " ".join(text.split())[:300]
    return re.sub("|".join(rf"\b{re.escape(each)}\b" for each in secrets), "…", told) if secrets else told
