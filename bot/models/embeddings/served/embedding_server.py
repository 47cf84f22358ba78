"""Asks a server of embeddings at any of its addresses: with bounded patience, and once more after a broken connection."""

import time
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from bot.errors import SettingInvalid
from bot.models.llm.provider_keys import without_keys
from bot.models.llm.replicas import Replicas
from bot.models.model_errors import EmbeddingRefused, EmbeddingUnreachable
from bot.settings import without_login

if TYPE_CHECKING:
    import httpx

# A machine that is there takes a connection within milliseconds, and a batch is embedded in few seconds without a GPU. Seconds.
CONNECTING = 3.0
READING = 30.0
# How long one that says that it is busy is left alone before it is asked once more. Seconds.
_PAUSE = 0.5
_BUSY = frozenset({429, 502, 503, 504})
_LONGEST_REASON = 200

Door = Literal["root", "openai"]


@dataclass(frozen=True, slots=True)
class Place:
    """One address: what of it is the server's own root, and where it speaks OpenAI's protocol."""

    root: str
    openai: str
    client: "httpx.Client"

    @classmethod
    def at(cls, address: str, client: "httpx.Client") -> "Place":
        """Return the place at "http://host:port" or "http://host:port/v1"; a path of another kind is OpenAI's protocol's own."""
        whole = address.rstrip("/")
        root = whole.removesuffix("/v1")
        return cls(root, whole if urlsplit(whole).path.strip("/") else f"{root}/v1", client)


class EmbeddingServer:
    """One model behind one or more addresses, which any number of threads may ask."""

    def __init__(
        self,
        name: str,
        addresses: Sequence[str],
        key: str = "",
        *,
        connecting: float = CONNECTING,
        reading: float = READING,
    ) -> None:
        """`name` is the model's; `key` is shown at each address, "" for none. Raises SettingInvalid for what is none."""
        import httpx

        self.name = name
        self.shown = ", ".join(without_login(address) for address in addresses)
        patience = reading / 2 if len(addresses) > 1 else reading
        timeout = httpx.Timeout(patience, connect=connecting)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        for address in addresses:
            if not _is_address(address):
                raise SettingInvalid(
                    setting="HAESEOL_EMBEDDING_URL", value=without_login(address), expected="http://host:8080"
                )
        clients = {address: httpx.Client(timeout=timeout, headers=headers) for address in addresses}
        self._replicas = Replicas(
            {address: Place.at(address, client) for address, client in clients.items()},
            reading,
        )
        # Nobody closes an embedder: its connections end with it.
        weakref.finalize(self, _close, tuple(clients.values()))

    def ask(self, door: Door, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return the JSON that is answered to `body`, or to a request without one where it is None.

        Raises EmbeddingRefused for a status of 400 to 499 and for what is no JSON, EmbeddingUnreachable for all else that fails
        at every address.
        """
        import httpx

        attempts = self._replicas.attempts()
        try:
            for attempt in attempts:
                with attempt as place:
                    return _ask_twice(place, f"{getattr(place, door)}{path}", body)
        except httpx.HTTPStatusError as error:
            status, told = error.response.status_code, _told(error.response)
            if 400 <= status < 500 and status not in _BUSY:
                raise self.refused(f"HTTP {status}{told}", status) from error
            # llama.cpp says with a status of 500 that a text is too long for it.
            if "too large" in told or "too long" in told:
                raise self.refused(f"HTTP {status}{told}", 413) from error
            raise self._unreachable(f"HTTP {status}{told}") from error
        except httpx.HTTPError as error:
            raise self._unreachable(without_keys(error) or type(error).__name__) from error
        except ValueError as error:
            raise self.refused("JSON?") from error
        raise self._unreachable(without_keys(attempts.failure)) from attempts.failure

    def refused(self, reason: str, status: int = 0) -> EmbeddingRefused:
        """Return the error that the server does not do what it was asked; `status` is what it answered with, else 0."""
        return EmbeddingRefused(name=self.name, address=self.shown, reason=reason, status=status)

    def _unreachable(self, reason: str) -> EmbeddingUnreachable:
        return EmbeddingUnreachable(name=self.name, address=self.shown, reason=without_login(reason))


def _ask_twice(place: Place, url: str, body: dict[str, Any] | None) -> Any:
    """Return what is answered. A connection that was kept may have been closed meanwhile: what broke is asked once more."""
    import httpx

    try:
        return _ask(place, url, body)
    except httpx.TimeoutException:
        raise  # as long again would be too long
    except httpx.HTTPStatusError as error:
        if error.response.status_code not in _BUSY:
            raise
        time.sleep(_PAUSE)
    except httpx.TransportError:
        pass
    return _ask(place, url, body)


def _ask(place: Place, url: str, body: dict[str, Any] | None) -> Any:
    answer = place.client.get(url) if body is None else place.client.post(url, json=body)
    answer.raise_for_status()
    return answer.json()


def _told(answer: "httpx.Response") -> str:
    """Return what a server says of a failure, as something to stand behind its status; "" where it says nothing short."""
    words = " ".join(without_keys(answer.text).split())
    return f", {words[:_LONGEST_REASON]}" if words else ""


def _close(clients: "Iterable[httpx.Client]") -> None:
    for client in clients:
        client.close()


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
