"""Doors of the page: a call as the gate reads it, and any request to the whole server over HTTP."""

import http.client
import inspect
import json
import logging
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from bench.fuzz.door import Check, Door, json_door
from bot.ui import keep_to_this_machine

_SECONDS = 60
_MOST_HEADERS = 8


def page_doors() -> list[Door]:
    """Return the doors of the page."""
    calls = [
        {
            "path": "/gradio_api/call/ask",
            "body": {"data": ["왜?", "auto", [], None, "", "", "standard", 5], "session_hash": "abc"},
        },
        {"path": "/gradio_api/queue/join", "body": {"data": [], "fn_index": 1, "session_hash": "abc"}},
        {
            "path": "/gradio_api/call/v2/add_files",
            "body": {"files": [{"path": "/tmp/a", "meta": {"_type": "gradio.FileData"}}]},
        },
        {
            "path": "/chat/gradio_api/run/chat",
            "body": {"data": [{"text": "왜?", "files": [{"path": "/tmp/a", "url": "http://x/"}]}]},
        },
    ]
    data: dict[str, list[object]] = {
        "ask": ["What is R1?", "auto", [["a", "b"]], {"articles": ["a.md"]}, "", "", "standard", 5], "add_text": ["눈이 온다.", "눈"],
        "article": ["a.md", None], "changes": ["a.md", 1, 2], "compare": [["a.md", "b.md"], "ko"], "check_text": ["눈이 온다.", None],
        "retag": [["a.md"], ["x"], []], "conversations": ["무엇"], "rename_conversation": ["conv-0001", "t"], "models": [],
        "export_articles": [None, "bibtex"], "judge_answer": ["turn-0001", "bad", "wrong", "n"], "translate": ["a.md", None, "눈", "en"],
        "add_files": [[]], "explanation": ["a.md", True], "choose_watching": [True], "remove": ["b.md"], "undo_remove": [],
    }  # fmt: skip
    requests: list[dict[str, object]] = [
        {"method": "POST", "path": f"/gradio_api/run/{name}", "body": {"data": told}} for name, told in data.items()
    ]
    requests += [
        {"method": "GET", "path": "/", "headers": {"host": "localhost", "origin": "null", "cookie": "a=b", "range": "bytes=9-1"}},
        {"method": "GET", "path": "/api/v1/search", "query": "q=눈&k=3", "headers": {"origin": "http://xn--/"}},
        {"method": "POST", "path": "/api/v1/ask", "body": {"question": "왜?", "scope": {"tags": ["x"]}, "conversation": [["a", "b"]]}},
        {"method": "POST", "path": "/api/v1/articles", "body": {"text": "눈이 온다.", "title": "눈"}},
        {"method": "POST", "path": "/v1/chat/completions", "body": {"model": "haeseol", "messages": [{"role": "user", "content": "왜?"}]}},
        {"method": "POST", "path": "/mcp/", "body": {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                                                     "params": {"name": "ask", "arguments": {"question": "왜?"}}}},
        {"method": "POST", "path": "/chat/gradio_api/run/chat", "body": {"data": [{"text": "왜?", "files": []}]}},
        {"method": "POST", "path": "/chat/gradio_api/run/predict",
         "body": {"data": [[{"role": "user", "content": [{"type": "text", "text": "왜?"}]}]], "fn_index": 3, "session_hash": "a"}},
        {"method": "POST", "path": "/chat/gradio_api/run/predict",
         "body": {"data": [[]], "fn_index": 32, "event_data": {"index": 0, "value": "", "liked": True}}},
        {"method": "POST", "path": "/gradio_api/upload", "headers": {"content-type": "multipart/form-data; boundary=b"},
         "text": '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n'},
        {"method": "DELETE", "path": "/api/v1/articles/b.md"}, {"method": "GET", "path": "/api/v1/texts/a.md", "query": "version=1"},
        {"method": "GET", "path": "/page/main.js"}, {"method": "GET", "path": "/scan/1", "query": "article=a.md"},
        {"method": "GET", "path": "/readyz"}, {"method": "GET", "path": "/metrics"}, {"method": "POST", "path": "/login"},
    ]  # fmt: skip
    return [
        json_door("calls", 8, [_json(call) for call in calls], _open_calls),
        json_door("server", 6, [_json(request) for request in requests], _open_server),
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _open_calls() -> Check:
    keep_to_this_machine(os.environ)
    from bot.ui.endpoints import Endpoints
    from bot.ui.gate.api_calls import ApiCalls
    from bot.ui.gate.request_body import BodyRefused

    uploads = Path(tempfile.mkdtemp())
    named = ("ask", "add_text", "add_files", "articles", "retag", "remove", "choose_watching")
    endpoints = {name: getattr(Endpoints(None, None, uploads), name) for name in named}  # type: ignore[arg-type]
    calls = ApiCalls(endpoints, uploads)
    calls.know_chat({0: "chat"})
    most = {name: len(inspect.signature(run).parameters) for name, run in endpoints.items()}

    def check(data: bytes) -> None:
        path, body = _call(data)
        try:
            if path.startswith("/chat/"):
                _refers_to_uploads_alone(json.loads(calls.read_for_chat(path.removeprefix("/chat"), body)), uploads)
            elif calls.is_call(path):
                name, passed = calls.read(path, body)
                told = json.loads(passed)
                _refers_to_uploads_alone(told, uploads)
                assert name in endpoints
                assert "/v2/" in path or len(told["data"]) == most[name]
        except BodyRefused as error:
            assert 400 <= error.refusal.status_code < 500

    return check


def _call(data: bytes) -> tuple[str, bytes]:
    """Return where an input is posted and what; bytes that say neither are posted to `ask` as they are."""
    with suppress(ValueError, RecursionError, TypeError, KeyError):
        told = json.loads(data)
        return str(told["path"]), json.dumps(told["body"]).encode()
    return "/gradio_api/run/ask", data


def _refers_to_uploads_alone(value: Any, uploads: Path) -> None:
    if isinstance(value, dict):
        if value.get("path"):
            assert Path(value["path"]).resolve().is_relative_to(uploads.resolve()), "a file of elsewhere is passed on"
            assert not value.get("url"), "an address is passed on"
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            _refers_to_uploads_alone(each, uploads)


def _open_server() -> Check:
    """Serve a small library with stand-ins for the models, and send it requests; what it logs and prints is looked through."""
    keep_to_this_machine(os.environ)
    from bot.library.store.sqlite_library import SqliteLibrary
    from bot.models.embeddings.encoder import Encoder
    from bot.progress import report_nothing
    from bot.service.conversations import SqliteConversations
    from bot.service.haeseol import Haeseol
    from bot.settings import Settings
    from bot.ui.server import build_server, launch
    from tests.fakes import FakeEmbedder

    home = Path(tempfile.mkdtemp())
    settings = Settings(home=home, cache=home / "cache", model="none", translator="none")
    settings.corpus.mkdir()
    for name in ("a.md", "b.md"):
        (settings.corpus / name).write_text(
            "눈이 온다. R1 is a model. It was released in January 2025.", encoding="utf-8"
        )
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    service = Haeseol(settings, SqliteLibrary.open(settings.index, encoder.identity), encoder, embedder)
    service.articles.sync(report_nothing)
    server = launch(build_server(service, SqliteConversations(home / "c"), home=None), port=0)
    said = _Said(sys.stderr)
    sys.stderr = said
    logging.getLogger().addHandler(said.handler)
    place = server.url.removeprefix("http://").rstrip("/")

    def check(data: bytes) -> None:
        said.wrong.clear()
        with suppress(http.client.HTTPException, ConnectionError):  # such as a header that is none: the server hangs up
            status, path, told = _send(place, data)
            in_chat = path.startswith("/chat") and status == 500 and b"error" in told  # Gradio tells every error so
            assert status < 500 or in_chat or (status == 503 and path.startswith("/readyz")), (
                f"{status} {path} {told[:200]!r}"
            )
        assert not said.wrong, said.wrong[0]

    return check


def _send(place: str, data: bytes) -> tuple[int, str, bytes]:
    try:
        told = json.loads(data)
        told = told if isinstance(told, dict) else {"body": told}
    except (ValueError, RecursionError):
        told = {"text": data.decode("utf-8", "replace")}
    path = quote(str(told.get("path", "/gradio_api/run/ask")), safe="/%", errors="replace")[:2_000]
    path = path if path.startswith("/") else f"/{path}"
    query = quote(str(told.get("query", "")), safe="=&%", errors="replace")[:2_000]
    text = told.get("text")
    body = str(text).encode("utf-8", "replace") if text is not None else json.dumps(told.get("body")).encode()
    headers = told.get("headers")
    connection = http.client.HTTPConnection(place, timeout=_SECONDS)
    try:
        connection.putrequest(
            _method(told), f"{path}?{query}" if query else path, skip_host=True, skip_accept_encoding=True
        )
        sent = {"host": place, "content-type": "application/json", **(headers if isinstance(headers, dict) else {})}
        for name, value in list(sent.items())[:_MOST_HEADERS]:
            with suppress(ValueError):  # the client itself refuses what would end a line
                connection.putheader(str(name).encode("latin-1", "replace"), str(value).encode("latin-1", "replace"))
        connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        ends = response.getheader("content-length") is not None  # a stream may wait for ever
        return response.status, path, response.read(5_000) if ends else b""
    finally:
        connection.close()


def _method(told: dict[str, Any]) -> str:
    known = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH")
    return str(told.get("method")) if told.get("method") in known else "POST"


class _Said:
    """What the program prints and logs: passed on, and a traceback or a bug in it noted."""

    def __init__(self, below: TextIO) -> None:
        self._below = below
        self.wrong: list[str] = []
        self.handler = logging.Handler()
        self.handler.emit = lambda record: self._look(self.handler.format(record))  # type: ignore[method-assign]

    def write(self, text: str) -> int:
        self._look(text)
        return self._below.write(text)

    def flush(self) -> None:
        self._below.flush()

    def _look(self, text: str) -> None:
        if "Traceback" in text or " ended with " in text:
            self.wrong.append(text[:3_000])
