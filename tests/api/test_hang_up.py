"""Programs that hang up before they are answered."""

import json
import socket
import threading
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
from tests.in_a_thread import in_a_thread

pytestmark = pytest.mark.slow

MCP = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
ASKED: dict[str, Callable[[str], dict[str, Any]]] = {
    "api/v1/ask": lambda question: {"question": question},
    "api/v1/ask#": lambda question: {"question": question, "stream": True},
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


class Caller:
    """One request, whose caller is there until `hangs_up` is set. Make it in the loop that it is sent in."""

    def __init__(self, app: FastAPI) -> None:
        self._app = EndsWithCaller(app)
        self.hangs_up = anyio.Event()

    async def send(self, path: str, body: bytes = b"", content_type: bytes = b"") -> None:
        said = iter([{"type": "http.request", "body": body}])

        async def receive() -> Message:
            if (message := next(said, None)) is not None:
                return message
            await self.hangs_up.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            pass

        headers = [(b"content-type", content_type)] if content_type else []
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}
        await self._app(scope, receive, send)


def test_threads_of_who_hung_up_have_their_turn_until_they_end() -> None:
    app, running, counting, go_on = FastAPI(), Counter[str](), threading.Lock(), threading.Event()

    @app.post("/slow")
    def slow() -> None:
        with counting:
            running["now"] += 1
            running["most"] = max(running["most"], running["now"])
        go_on.wait(30)
        with counting:
            running["now"] -= 1

    async def call_in_two_rounds() -> None:
        turns = anyio.to_thread.current_default_thread_limiter()
        turns.total_tokens = 2
        first, second = ([Caller(app) for _ in range(2)] for _ in range(2))
        async with anyio.create_task_group() as callers:
            for caller in first:
                callers.start_soon(caller.send, "/slow")
            await _come_to(lambda: running["now"] == 2)
            for caller in first:
                caller.hangs_up.set()
            # Nothing tells that a request goes on for its thread alone; one that does not has left it by then.
            await anyio.sleep(0.2)
            for caller in second:
                callers.start_soon(caller.send, "/slow")
            await _come_to(lambda: turns.statistics().tasks_waiting == 2 or running["most"] > 2)
            go_on.set()

    in_a_thread(lambda: anyio.run(call_in_two_rounds))
    assert running == {"now": 0, "most": 2}


def test_threads_of_who_hung_up_have_their_files_until_they_end() -> None:
    app, read, begun, go_on = FastAPI(), list[bytes](), threading.Event(), threading.Event()

    @app.post("/files")
    def take(files: list[UploadFile]) -> None:
        begun.set()
        go_on.wait(30)
        read.append(files[0].file.read())

    async def hang_up() -> None:
        caller = Caller(app)
        form = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n'
        async with anyio.create_task_group() as callers:
            callers.start_soon(caller.send, "/files", form, b"multipart/form-data; boundary=b")
            await _come_to(begun.is_set)
            caller.hangs_up.set()
            await anyio.sleep(0.2)  # as above
            go_on.set()

    in_a_thread(lambda: anyio.run(hang_up))
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

    in_a_thread(
        lambda: anyio.run(EndsWithCaller(reads), {"type": "http", "method": "POST", "headers": []}, receive, send)
    )
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

    in_a_thread(
        lambda: anyio.run(EndsWithCaller(answers), {"type": "http", "method": "GET", "headers": []}, receive, send)
    )
    assert done == ["all"]


async def _come_to(condition: Callable[[], bool], seconds: float = 30) -> None:
    with anyio.fail_after(seconds):
        while not condition():
            await anyio.sleep(0.01)


def _wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
