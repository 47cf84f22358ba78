"""Files that come over HTTP, each from the byte on that is still wanted."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx

from bot.models.files.download_options import DownloadOptions
from bot.models.files.partial_file import Partial, Tell
from bot.models.model_errors import DownloadFailed, DownloadStalled, HubFileMissing, ModelError, NetworkUnavailable

NOT_AN_ADDRESS = (httpx.InvalidURL, httpx.UnsupportedProtocol)

_BLOCK = 2**18
_TELL_EVERY = 0.2
_LOOK_EVERY = 0.5


def fetch_address(url: str, partial: Partial, options: DownloadOptions, tell: Tell) -> None:
    """Bring `partial` to its full size, or to where the server says that the file ends.

    Raises HubFileMissing, NetworkUnavailable, DownloadStalled, DownloadFailed, DiskFull, CacheNotWritable, and what httpx raises
    where `url` is none (`NOT_AN_ADDRESS`); what has come by then stays in `partial`.
    """
    if options.answer_within is not None and (reason := _no_answer(url, options.answer_within)):
        raise NetworkUnavailable(source=url, reason=reason)
    tries = 0
    with open_client(options) as client:
        while True:
            before = partial.done
            tell(before, partial.size)  # who has given up meanwhile raises here
            try:
                _stream(client, url, partial, options, tell)
                return
            except NOT_AN_ADDRESS:
                raise
            except (httpx.RequestError, ServerBusy) as error:
                # A line that breaks often is still a line: only tries that bring nothing count.
                tries = 1 if partial.done > before else tries + 1
                if tries > options.retries or isinstance(error, httpx.TooManyRedirects):
                    raise request_failure(url, error, options) from error
            options.given_up.wait(options.pause)


def _no_answer(url: str, seconds: float) -> str:
    """Return why nothing has come back from `url` in so many seconds; "" where something has."""
    said = [f"no answer within {seconds:g} s"]

    def ask() -> None:
        try:
            httpx.head(url, timeout=seconds)
            said.append("")
        except httpx.HTTPError as error:
            said.append(str(error) or type(error).__name__)

    # Beside us, because looking up a name heeds no time-out.
    asking = threading.Thread(target=ask, name="asking for a sign of life", daemon=True)
    asking.start()
    asking.join(seconds)
    return said[-1]


class ServerBusy(Exception):
    """The server answers, but not now."""


def open_client(options: DownloadOptions) -> httpx.Client:
    """Return what speaks to a server as patiently as `options` say. It follows redirects."""
    timeout = httpx.Timeout(options.patience, connect=min(15.0, options.patience))
    # Without "identity" a proxy may send the file compressed, and ranges would count other bytes than ours.
    return httpx.Client(follow_redirects=True, timeout=timeout, headers={"Accept-Encoding": "identity"})


def _stream(client: httpx.Client, url: str, partial: Partial, options: DownloadOptions, tell: Tell) -> None:
    start = partial.done
    with client.stream("GET", url, headers={"Range": f"bytes={start}-"} if start else {}) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            # The server's file is shorter than what is here, so one of the two is another file: begin again.
            partial.discard()
            raise ServerBusy("416")
        raise_for_status(url, response)
        goes_on = response.headers.get("Content-Range", "").startswith(f"bytes {start}-")
        if start and not (response.status_code == httpx.codes.PARTIAL_CONTENT and goes_on):
            partial.cut(0)
        with _cut_once(options.given_up, response):
            partial.append(_wanted(response, partial.done, partial.size, tell))


@contextmanager
def _cut_once(given_up: threading.Event, response: httpx.Response) -> Iterator[None]:
    """Shut the line down as soon as `given_up` is set: whoever waits on it for bytes is woken and finds it broken."""
    line: socket.socket = response.extensions["network_stream"].get_extra_info("socket")
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            if given_up.wait(_LOOK_EVERY):
                with suppress(OSError):  # broken already
                    socket.socket.shutdown(line, socket.SHUT_RDWR)
                return

    threading.Thread(target=watch, name="watching a download", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _wanted(response: httpx.Response, done: int, size: int, tell: Tell) -> Iterator[bytes]:
    """Yield what arrives, up to the byte at which the published file ends."""
    told = 0.0
    for block in response.iter_raw(_BLOCK):
        block = block[: size - done]
        done += len(block)
        yield block
        if time.monotonic() - told > _TELL_EVERY or done == size:
            tell(done, size)
            told = time.monotonic()
        if done == size:
            return


def raise_for_status(url: str, response: httpx.Response) -> None:
    """Raise ServerBusy where the server is to be asked again later, HubFileMissing where it does not give the file."""
    if response.status_code in {429, *range(500, 600)}:
        raise ServerBusy(f"{response.status_code} {response.reason_phrase}")
    if not (response.is_success or response.has_redirect_location):
        raise HubFileMissing(url=url, status=response.status_code)


def request_failure(url: str, error: Exception, options: DownloadOptions) -> ModelError:
    """Return the error of ours for what went wrong between here and a server."""
    if isinstance(error, httpx.ReadTimeout):
        return DownloadStalled(source=url, seconds=round(options.patience))
    if isinstance(error, ServerBusy):
        return DownloadFailed(source=url, reason=str(error))
    return NetworkUnavailable(source=url, reason=str(error) or type(error).__name__)
