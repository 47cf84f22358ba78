"""Models elsewhere by their provider's name and a key, against a stand-in that speaks OpenAI's protocol."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.models.llm import chat_model
from bot.models.llm.chat_model import THINKING_TOKENS, ChatModel
from bot.models.llm.profiles import ELSEWHERE, profile_of
from bot.models.llm.providers import ENDPOINTS, KEYS, key_variable
from bot.models.llm.request_id import in_request
from bot.models.llm.thinking import Piece
from bot.models.model_errors import ModelUnavailable, ProviderKeyMissing
from tests.openai_server import provider


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_named_provider_needs_its_key_alone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    model = ENDPOINTS[name].example
    with provider({"reasoning_content": "어디 보자"}, {"content": "안녕"}, {"content": "하세요"}) as there:
        monkeypatch.setitem(ENDPOINTS, name, replace(ENDPOINTS[name], address=there.url))
        opened = ChatModel.from_provider(model, environment={KEYS[name]: "my key"})
        said = list(opened.stream([("user", "hello")], max_tokens=9))
    assert said == [Piece("어디 보자", thinking=True), Piece("안녕"), Piece("하세요")]
    ((path, key, body),) = there.asked
    assert (path, key) == ("/v1/chat/completions", "my key")
    assert (body["model"], body["max_tokens"], body["stream"]) == (model.partition(":")[2], 9 + THINKING_TOKENS, True)
    assert opened.name == model
    assert profile_of(model) == ELSEWHERE
    assert ELSEWHERE.answer_tokens + THINKING_TOKENS < 4_096


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_missing_key_is_named(name: str) -> None:
    model, variable = ENDPOINTS[name].example, KEYS[name]
    with pytest.raises(ProviderKeyMissing) as caught:
        ChatModel.from_provider(model, environment={})
    for language in ("ko", "en"):
        assert f"export {variable}=" in caught.value.message(language)
        assert model in caught.value.message(language)


@pytest.mark.filterwarnings("default")
def test_another_address_wins_over_a_providers_own() -> None:
    with provider({"content": "네"}) as there:
        opened = ChatModel.from_provider(
            "upstage:solar-pro3", base_urls=[there.url], environment={"UPSTAGE_API_KEY": "k"}
        )
        assert [piece.text for piece in opened.stream([("user", "?")], max_tokens=9)] == ["네"]


@pytest.mark.filterwarnings("default")
def test_a_server_of_ones_own_keeps_its_thinking_apart() -> None:
    with provider({"reasoning_content": "hm"}, {"content": "42"}) as there:
        opened = ChatModel.from_provider("openai:any", base_urls=[there.url], environment={"OPENAI_API_KEY": "k"})
        assert list(opened.stream([("user", "?")], max_tokens=9)) == [Piece("hm", thinking=True), Piece("42")]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("addresses", [1, 2])
def test_a_server_is_told_for_which_request_it_works(addresses: int) -> None:
    with provider({"content": "42"}) as there:
        urls = [there.url, there.url.replace("127.0.0.1", "localhost")][:addresses]
        opened = ChatModel.from_provider("openai:any", base_urls=urls, environment={"OPENAI_API_KEY": "k"})
        for id in ("", "0123456789abcdef"):
            list(in_request(id, lambda: opened.stream([("user", "?")], max_tokens=9)))
        assert there.request_ids == ["", "0123456789abcdef"]


def test_every_endpoint_is_public_and_has_a_key() -> None:
    assert all(endpoint.address.startswith("https://") for endpoint in ENDPOINTS.values())
    assert ENDPOINTS.keys() <= KEYS.keys()
    assert key_variable("ollama:qwen3") == ""


@pytest.mark.filterwarnings("default")
def test_thinking_takes_nothing_from_the_reply_and_a_reply_without_end_is_ended() -> None:
    thoughts = [{"reasoning_content": f"{n} "} for n in range(50)]
    with provider(*thoughts, *({"content": f"{n} "} for n in range(50))) as there:
        opened = ChatModel.from_provider(
            "upstage:solar-pro3", base_urls=[there.url], environment={"UPSTAGE_API_KEY": "k"}
        )
        said = list(opened.stream([("user", "?")], max_tokens=20))
    assert len([piece for piece in said if piece.thinking]) == 50
    assert "".join(piece.text for piece in said if not piece.thinking) == "".join(f"{n} " for n in range(20))


@pytest.mark.filterwarnings("default")
def test_what_is_asked_names_no_tools() -> None:
    call = {"index": 0, "id": "1", "type": "function", "function": {"name": "shell", "arguments": "{}"}}
    asking: dict[str, Any] = {"tool_calls": [call]}
    with provider({"content": "Rice "}, asking, {"content": "grows."}) as there:
        model = ChatModel.from_provider(
            "upstage:solar-pro3", base_urls=[there.url], environment={"UPSTAGE_API_KEY": "k"}
        )
        told = list(model.stream([("user", "?")], max_tokens=9))
    assert told == [Piece("Rice "), Piece("grows.")]
    assert all("tools" not in body and "functions" not in body for _, _, body in there.asked)


HEAD = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
FIRST = f"data: {json.dumps({**HEAD, 'choices': [{'index': 0, 'delta': {'content': 'Half'}}]})}\n\n".encode()


@contextmanager
def failing(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve a provider that takes every question and then does what `answer` does; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.close_connection = True
            answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _throttles(request: BaseHTTPRequestHandler) -> None:
    body = b'{"error": {"message": "Rate limit reached", "code": "rate_limit_exceeded"}}'
    request.send_response(429)
    request.send_header("Retry-After", "60")
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def _drops(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/event-stream")
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(f"{len(FIRST):x}\r\n".encode() + FIRST + b"\r\n")


def _hangs_up(request: BaseHTTPRequestHandler) -> None:
    """End the reply as HTTP without lengths does, by closing the connection, but before its end."""
    request.send_response(200)
    request.send_header("Content-Type", "text/event-stream")
    request.end_headers()
    request.wfile.write(FIRST)


def _stalls(request: BaseHTTPRequestHandler) -> None:
    _drops(request)
    request.wfile.flush()
    time.sleep(1.5)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("answer", [_throttles, _drops, _hangs_up, _stalls])
def test_a_provider_that_fails_is_unavailable_and_soon(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    if answer is _stalls:
        monkeypatch.setitem(chat_model._ASKED, "timeout", 0.5)
    started = time.monotonic()
    with failing(answer) as address:
        model = ChatModel.from_provider("upstage:x", base_urls=[address], environment={"UPSTAGE_API_KEY": "k"})
        with pytest.raises(ModelUnavailable) as told:
            list(model.stream([("user", "?")], max_tokens=9))
    assert time.monotonic() - started < 20
    if answer is _throttles:
        assert "429" in str(told.value) or "Rate limit" in str(told.value)
