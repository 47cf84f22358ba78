"""Programs that hang up before they are answered: what they asked keeps nobody else waiting."""

import asyncio

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class EndsWithCaller:
    """ASGI middleware: a request ends when its caller hangs up, and with it the question that it asked.

    Servers go on with a request whose answer nobody waits for any more, unless something that it does looks who is there. What
    has begun in a thread is done to its end first, as articles that are taken in: it has its turn and its files until then.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on until it is answered or its caller is gone."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # One message at a time, so that nothing comes in faster than it is read.
        come: asyncio.Queue[Message | Exception] = asyncio.Queue(1)
        # Not the task itself: that would leave its threads alone, where anyio waits for them.
        answering = anyio.CancelScope()
        answered = False

        async def listen() -> None:
            while True:
                try:
                    message: Message | Exception = await receive()
                except Exception as error:
                    message = error  # how a body is refused is told to who reads it
                if not isinstance(message, Exception) and message["type"] == "http.disconnect" and not answered:
                    answering.cancel()
                    return
                await come.put(message)

        async def next_message() -> Message:
            message = await come.get()
            if isinstance(message, Exception):
                raise message
            return message

        async def send_on(message: Message) -> None:
            nonlocal answered
            answered = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        listening = asyncio.ensure_future(listen())
        try:
            with answering:
                await self.app(scope, next_message, send_on)
        finally:
            listening.cancel()
