"""Streams of Gradio's that end with an error: it tells the listener, and then raises what it has told."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send


async def pass_on_stream(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request for a stream on, and end the stream where its error was told: one of a session that is over is no bug."""
    try:
        await app(scope, receive, send)
    except RuntimeError as error:
        if not isinstance(error.__cause__, HTTPException):
            raise
        await send({"type": "http.response.body", "body": b"", "more_body": False})
