"""Who asks under another name than ours, or because a page of another origin says so."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.bilingual import Bilingual
from bot.ui.gate.refusal import Refusal, refuse

_OTHER_NAME = Bilingual(
    ko="열었던 주소로만 쓸 수 있어요.", en="This server answers only to the address it was opened at."
)
_OTHER_PAGE = Bilingual(ko="다른 페이지의 요청에는 답하지 않아요.", en="Requests from other pages are not answered.")
_ANY_ADDRESS = ("0.0.0.0", "::", "")


class OwnNames:
    """The names of a server that listens at `host`, and `others` by which a proxy makes it known."""

    def __init__(self, host: str, others: Sequence[str] = ()) -> None:
        self._names = {"localhost", "127.0.0.1", "::1", host.lower(), *others}
        self._any_address = host in _ANY_ADDRESS

    def refuse_other(self, headers: Mapping[str, str]) -> Refusal | None:
        """Return the refusal for a request to another name, None for one to ours (DNS rebinding points foreign ones here)."""
        name = _hostname(headers.get("host", ""))
        if name in self._names or (self._any_address and _is_address(name)):
            return None
        return refuse(403, _OTHER_NAME)


def refuse_foreign(headers: Mapping[str, str]) -> Refusal | None:
    """Return the refusal for what a page of another origin asks, else None; programs that are no browsers send neither header."""
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site", "none")
    if (origin is None or _place(origin) == headers.get("host", "").lower()) and (
        site not in ("cross-site", "same-site") or headers.get("sec-fetch-mode") == "navigate"
    ):
        return None
    return refuse(403, _OTHER_PAGE)


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


def _place(origin: str) -> str | None:
    """Return host and port of an origin, None where it is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
