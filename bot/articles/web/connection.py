"""Connections to public addresses alone.

A host's name is resolved once, every address that it has is checked, and the connection goes to one of those addresses: there
is no second look-up that could say something else. The name stays in the Host header and in TLS, where the
certificate is checked as ever.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

import httpcore

from bot.articles.article_errors import AddressNotPublic, AddressTooSlow, AddressUnreachable
from bot.articles.web.public_addresses import is_public

# From a name and a port to IP addresses in text; raises OSError.
Resolve = Callable[[str, int], list[str]]
# An IP address in text and a port.
Endpoint = tuple[str, int]


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses that the system has for a name, in its order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class PublicBackend(httpcore.NetworkBackend):
    """Opens connections for one page and its redirects; all of them together may take until `deadline` (monotonic seconds).

    `allowed` are endpoints that are connected to although they are not public: for tests, which have no other servers.
    """

    def __init__(self, source: str, deadline: float, resolve: Resolve, allowed: Collection[Endpoint]) -> None:
        self._source, self._deadline, self._resolve, self._allowed = source, deadline, resolve, allowed
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a checked address of `host`. Raises AddressNotPublic, AddressTooSlow, or AddressUnreachable."""
        addresses = self._look_up(host, port)
        for address in addresses:
            if not is_public(address) and (address, port) not in self._allowed:
                raise AddressNotPublic(source=self._source, host=host, address=address)
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(address, port, self._left(), None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                reason = str(error)
                continue
            return _TimedStream(stream, self._left)
        raise AddressUnreachable(source=self._source, reason=reason)

    def _look_up(self, host: str, port: int) -> list[str]:
        """Resolve in a thread of its own: the system's look-up cannot be told when to stop."""
        answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._resolve(host, port))
            except OSError as error:
                answers.put(error)
            except ValueError as error:  # a name that cannot be one, such as a label of 64 letters
                answers.put(OSError(str(error)))

        threading.Thread(target=look_up, name="look-up", daemon=True).start()
        try:
            found = answers.get(timeout=self._left())
        except queue.Empty as error:
            raise AddressTooSlow(source=self._source) from error
        if isinstance(found, OSError) or not found:
            reason = (found.strerror or str(found)) if isinstance(found, OSError) else "no address"
            raise AddressUnreachable(source=self._source, reason=f"{host}: {reason}")
        return found

    def _left(self) -> float:
        """Return the seconds that are left. Raises AddressTooSlow where there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise AddressTooSlow(source=self._source)
        return left


class _TimedStream(httpcore.NetworkStream):
    """A stream on which everything together ends at the deadline, so that no server can hold on by sending byte after byte."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._stream, self._left = stream, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
