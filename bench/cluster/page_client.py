"""Asking pages as a browser does behind a balancer: which page a reader is led to, looks, streams, and what broke of them."""

import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx

Json = dict[str, Any]

# nginx leaves a server alone for so long when it was not to be connected to (`fail_timeout`).
_REST_SECONDS = 10.0
# The page has no patience of its own; a browser that hears nothing for so long has a reader who has left.
_SILENT_SECONDS = 60.0


class LineBroke(Exception):
    """A page could not be reached, or ended in the middle: what its own script tells readers as "unreachable"."""


class Balancer:
    """Leads each reader to the same page, and on to the next one while that cannot be connected to, as nginx's `ip_hash`."""

    def __init__(self, urls: list[str]) -> None:
        self._urls = urls
        self._failed_at = dict.fromkeys(urls, -_REST_SECONDS)

    def page_of(self, reader: int) -> str:
        """Return where a reader's requests go now."""
        now = time.monotonic()
        inorder = [self._urls[(reader + step) % len(self._urls)] for step in range(len(self._urls))]
        return next((url for url in inorder if now - self._failed_at[url] >= _REST_SECONDS), inorder[0])

    def leave_alone(self, url: str) -> None:
        """Note that a page cannot be connected to."""
        self._failed_at[url] = time.monotonic()


class PageClient:
    """One reader's browser: every request is led by the balancer, and one that finds no listener is sent to the next page."""

    def __init__(self, http: httpx.AsyncClient, balancer: Balancer, reader: int, pages: int) -> None:
        self._http = http
        self._balancer = balancer
        self._reader = reader
        self._pages = pages

    async def look(self, name: str, *data: object) -> Json:
        """Return what an endpoint returns at once. Raises LineBroke."""
        _, response = await self._post(f"gradio_api/run/{name}", json={"data": data})
        told: Json = response.json()["data"][0]
        return told

    async def search(self, question: str, article_id: str) -> list[Json]:
        """Return the passages of an article, as the search finds them. Raises LineBroke."""
        url = self._balancer.page_of(self._reader)
        try:
            asked: dict[str, str | int] = {"q": question, "k": 100, "articles": article_id}
            found: list[Json] = (await self._http.get(f"{url}/api/v1/search", params=asked)).json()
        except (httpx.TransportError, ValueError) as error:
            raise LineBroke(f"search: {type(error).__name__}") from error
        return found

    async def upload(self, name: str, content: str) -> str:
        """Upload a file and return its path at the page. Raises LineBroke."""
        _, response = await self._post("gradio_api/upload", files={"files": (name, content.encode())})
        return str(response.json()[0])

    async def stream(self, name: str, *data: object) -> AsyncIterator[Json]:
        """Yield what an endpoint yields, to its end. Raises LineBroke."""
        session = secrets.token_hex(8)
        url, _ = await self._post(f"gradio_api/call/{name}", json={"data": data, "session_hash": session})
        try:
            async with self._http.stream("GET", f"{url}/gradio_api/queue/data?session_hash={session}") as response:
                yielded = False
                async for line in response.aiter_lines():
                    message = json.loads(line[5:]) if line.startswith("data:") else {}
                    kind = message.get("msg")
                    if kind == "process_generating" and message["success"]:
                        yielded = True
                        yield message["output"]["data"][0]
                    elif kind == "process_completed":
                        if not message["success"]:
                            yield _bug(f"{name}: {message.get('output')}")
                        elif not yielded:
                            yield message["output"]["data"][0]
                        return
                    elif kind == "unexpected_error" or message.get("success") is False:
                        yield _bug(f"{name}: {message}")
                        return
        except (httpx.TransportError, httpx.StreamError) as error:
            raise LineBroke(f"{name}: {type(error).__name__}") from error
        raise LineBroke(f"{name}: the stream ended")

    async def _post(self, path: str, **sent: Any) -> tuple[str, httpx.Response]:
        for _ in range(self._pages):
            url = self._balancer.page_of(self._reader)
            try:
                response = await self._http.post(f"{url}/{path}", **sent)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                self._balancer.leave_alone(url)
            except httpx.TransportError as error:
                raise LineBroke(f"{path}: {type(error).__name__}") from error
            else:
                if response.status_code != 200:
                    raise LineBroke(f"{path}: {response.status_code} {response.text[:200]}")
                return url, response
        raise LineBroke(f"{path}: no page listens")


def new_client() -> httpx.AsyncClient:
    """Return what all readers send their requests with; a connection is closed after each, so that none has closed meanwhile."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    timeout = httpx.Timeout(_SILENT_SECONDS, connect=10.0)
    return httpx.AsyncClient(trust_env=False, limits=limits, timeout=timeout)


def _bug(reason: str) -> Json:
    """Return what the page shows where something unexpected broke: it says to ask again."""
    said = "Something unexpected broke inside Haeseol. Ask again; if it happens again, the program's window says more."
    return {"type": "error", "name": f"bug ({reason[:200]})", "en": said}
