"""How much of a request may come. Bytes are counted as they come: a length that is declared may be missing or wrong.

An upload is streamed to the disk by the server behind the gate; every other body is held here until it is whole, so that it
can be looked at. What all requests hold together has a limit too, and nobody may keep others waiting with a body that
does not go on.
"""

import asyncio
from collections.abc import Callable

from python_multipart.exceptions import FormParserError
from starlette.formparsers import MultiPartException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.bilingual import Bilingual
from bot.ui.gate.refusal import Refusal, refuse
from bot.ui.gate.upload_parts import UploadParts

UPLOAD_LIMIT = 25 * 1024 * 1024
"""The most that one uploaded file may have, in bytes."""

BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024  # room for the multipart frame around a file, and for JSON around a text
# What bodies may take in memory at once: ten of the longest. The models beside them need gigabytes.
HELD_LIMIT = 10 * BODY_LIMIT
# Without another byte for so long a sender is taken to be gone.
CHUNK_SECONDS = 30.0

_TOO_LARGE = Bilingual(ko="파일 하나에 25MB까지 보낼 수 있어요.", en="A file may have 25 MB.")
_FULL = Bilingual(
    ko="지금은 너무 많은 것이 오고 있어요. 잠시 뒤 다시 해 주세요.", en="Too much is coming in. Try again in a moment."
)
_NO_FORM = Bilingual(ko="올린 것을 읽을 수 없어요.", en="What was sent is no upload that can be read.")
_NO_FILE = Bilingual(
    ko="파일이 아닌 것이 파일로 왔어요. 이름이 있는 파일을 보내 주세요.",
    en="What came as a file is none. Send a file that has a name.",
)
_CUT_OFF = Bilingual(ko="보내던 것이 중간에 끊겼어요.", en="What was being sent was cut off.")


class BodyRefused(Exception):
    """A body that is not taken; `refusal` is what the sender is told."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__()


class HeldBytes:
    """How many bytes of bodies are in memory now. For one event loop."""

    def __init__(self, limit: int = HELD_LIMIT) -> None:
        self._limit = limit
        self.now = 0

    def take(self, size: int) -> None:
        """Count `size` more bytes. Raises BodyRefused where that is too much."""
        if self.now + size > self._limit:
            raise BodyRefused(refuse(503, _FULL, wait=5))
        self.now += size

    def give_back(self, size: int) -> None:
        """Count `size` bytes less."""
        self.now -= size


def declared_too_large(length: str | None) -> Refusal | None:
    """Return the refusal for a declared length that is none or too much; None where it may come, or none is declared."""
    if length is None or (length.isdecimal() and len(length) < 16 and int(length) <= BODY_LIMIT):
        return None
    return refuse(413, _TOO_LARGE)


class BodyCount:
    """Counts the bytes of one request's body, at most `limit`. `held` counts them for all requests, `charge` for its sender.

    `charge` raises BodyRefused where these bytes are too many.
    """

    def __init__(
        self,
        receive: Receive,
        held: HeldBytes,
        limit: int = BODY_LIMIT,
        patience: float = CHUNK_SECONDS,
        charge: Callable[[int], None] = lambda size: None,
    ) -> None:
        self._receive = receive
        self._held = held
        self._limit = limit
        self._charge = charge
        self._patience = patience
        self._whole = False
        self._in_memory = 0
        self.size = 0
        self.refusal: Refusal | None = None

    async def read(self) -> bytes:
        """Return the whole body. Raises BodyRefused; whoever is done with the body calls `forget`."""
        parts = []
        while not self._whole:
            message = await self._next()
            part = message.get("body", b"")
            self._held.take(len(part))
            self._in_memory += len(part)
            parts.append(part)
        return b"".join(parts)

    def forget(self) -> None:
        """Give back what `read` held."""
        self._held.give_back(self._in_memory)
        self._in_memory = 0

    async def stream(self) -> Message:
        """Return the next message, as the parser of uploads takes it.

        That removes the files that it has begun only for an error of its own kind, so a body that is too large or cut off is
        told as one, and `refusal` says what the sender is to be told instead of the parser's words.
        """
        if self._whole:
            return await self._receive()
        try:
            return await self._next()
        except BodyRefused as error:
            self.refusal = error.refusal
            raise MultiPartException("refused") from error

    async def _next(self) -> Message:
        try:
            message = await asyncio.wait_for(self._receive(), self._patience)
        except TimeoutError as error:
            raise BodyRefused(refuse(408, _CUT_OFF)) from error
        if message["type"] != "http.request":
            raise BodyRefused(refuse(400, _CUT_OFF))
        size = len(message.get("body", b""))
        if self.size + size > self._limit:
            raise BodyRefused(refuse(413, _TOO_LARGE))
        self._charge(size)
        self.size += size
        self._whole = not message.get("more_body", False)
        return message


async def stream_upload(app: ASGIApp, scope: Scope, count: BodyCount, send: Send) -> Refusal | None:
    """Pass an upload on as it comes and return None, or return how it is refused, of which `app` says nothing."""

    async def send_unless_refused(message: Message) -> None:
        if count.refusal is None:
            await send(message)

    try:
        parts = UploadParts.from_scope(scope)
    except FormParserError:
        return refuse(400, _NO_FORM)

    async def next_message() -> Message:
        message = await count.stream()
        if parts.has_nameless(message.get("body", b"")):
            count.refusal = refuse(400, _NO_FILE)
            raise MultiPartException("refused")
        return message

    await app(scope, next_message, send_unless_refused)
    return count.refusal


def with_length(scope: Scope, length: int) -> Scope:
    """Return `scope` for a body that was read here and is `length` bytes long."""
    spoken = [
        (name, value) for name, value in scope["headers"] if name not in (b"content-length", b"transfer-encoding")
    ]
    return {**scope, "headers": [*spoken, (b"content-length", str(length).encode())]}


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives `body` whole and then what comes after it, such as that the sender has gone."""
    told = False

    async def next_message() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message
