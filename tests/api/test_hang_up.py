"""Programs that hang up before they are answered."""

import json
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import anyio
import pytest
from fastapi import FastAPI, UploadFile
from starlette.formparsers import MultiPartException
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bot.api.hang_up import EndsWithCaller
from tests.doors import Doors

MCP = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
ASKED: dict[str, Callable[[str], dict[str, Any]]] = {
    "api/v1/ask": lambda question: {"question": question},
    "v1/chat/completions": lambda question: {"messages": [{"role": "user", "content": question}]},
    "v1/chat/completions#": lambda question: {"messages": [{"role": "user", "content": question}], "stream": True},
    "mcp/": lambda question: {**MCP, "params": {"name": "ask", "arguments": {"question": question}}},
}


@pytest.mark.parametrize("path", ASKED)
def test_what_was_asked_leaves_the_line_with_who_asked(doors: Doors, path: str) -> None:
    question = f"Who hangs up at {path.strip('#/')}, {len(path)}?"
    body = json.dumps(ASKED[path](question)).encode()
    place = urlsplit(doors.url)
    queue = doors.service._queue
    with queue.place() as before, closing(socket.create_connection((place.hostname or "", place.port or 0))) as caller:
        list(queue.wait(before))  # somebody else is being answered all the while
        head = f"POST /{path.rstrip('#')} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        head += f"Accept: application/json, text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n"
        caller.sendall(head.encode() + body)
        _wait_for(lambda: any(asked == question for asked, *_ in doors.service.asked))
        assert question not in doors.service.closed
        caller.close()
        _wait_for(lambda: question in doors.service.closed)
    assert question not in doors.service.finished


def test_threads_of_who_hung_up_end_in_their_turn_and_with_their_files() -> None:
    app, running = FastAPI(), Counter[str]()
    read: list[bytes] = []

    @app.get("/slow")
    def slow() -> None:
        running["now"] += 1
        running["most"] = max(running["most"], running["now"])
        time.sleep(0.2)
        running["now"] -= 1

    @app.post("/files")
    def take(files: list[UploadFile]) -> None:
        time.sleep(0.2)
        read.append(files[0].file.read())

    async def hang_up(method: str, path: str, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        said = iter([{"type": "http.request", "body": body}])

        async def receive() -> Message:
            if (message := next(said, None)) is not None:
                return message
            await anyio.sleep(0.05)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            pass

        scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b""}
        await EndsWithCaller(app)(scope, receive, send)

    async def hang_up_often() -> None:
        anyio.to_thread.current_default_thread_limiter().total_tokens = 2
        async with anyio.create_task_group() as callers:
            for _ in range(6):
                callers.start_soon(hang_up, "GET", "/slow", [], b"")
        form = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n'
        await hang_up("POST", "/files", [(b"content-type", b"multipart/form-data; boundary=b")], form)

    anyio.run(hang_up_often)
    assert running["most"] == 2
    assert read == [b"hello"]


def test_what_cannot_be_received_is_told_to_who_reads_it() -> None:
    async def reads(scope: Scope, receive: Receive, send: Send) -> None:
        with pytest.raises(MultiPartException):
            await receive()
        await Response("refused")(scope, receive, send)

    async def receive() -> Message:
        raise MultiPartException("too large")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(EndsWithCaller(reads), {"type": "http", "method": "POST", "headers": []}, receive, send)
    assert sent[-1]["body"] == b"refused"


def test_what_is_done_behind_an_answer_is_done_although_its_caller_goes() -> None:
    done: list[str] = []

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("here")(scope, receive, send)
        await anyio.sleep(0.05)
        done.append("all")

    heard = anyio.Event()

    async def receive() -> Message:
        await heard.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            heard.set()

    anyio.run(EndsWithCaller(answers), {"type": "http", "method": "GET", "headers": []}, receive, send)
    assert done == ["all"]


def _wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
