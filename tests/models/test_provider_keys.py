"""Providers' keys come from a variable or a private file, and are told nowhere."""

import http.server
import os
import subprocess
import threading
from pathlib import Path

import pytest

from bot.models.llm.chat_model import ChatModel
from bot.models.llm.llama_server import LlamaServer
from bot.models.llm.native_build import _build
from bot.models.llm.provider_keys import HIDDEN, read_key, without_keys
from bot.models.model_errors import ModelUnavailable, PipMissing, ProviderKeyOpen
from bot.progress import report_nothing

CANARY = "sk-canary-9f8e7d6c5b4a39281706"


def test_a_key_comes_from_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"{CANARY}\n", encoding="utf-8")
    path.chmod(0o600)
    named = {"OPENAI_API_KEY_FILE": str(path)}
    assert read_key("OPENAI_API_KEY", named) == CANARY
    assert read_key("OPENAI_API_KEY", {**named, "OPENAI_API_KEY": "other"}) == "other"
    assert read_key("OPENAI_API_KEY", {}) == ""
    if os.name == "posix":
        path.chmod(0o640)
        with pytest.raises(ProviderKeyOpen) as refused:
            read_key("OPENAI_API_KEY", named)
        assert "chmod 600" in refused.value.message("ko")
        assert CANARY not in str(refused.value)
    for nothing in (str(tmp_path / "none"), "~no-such-user/key"):
        with pytest.raises(ProviderKeyOpen):
            read_key("OPENAI_API_KEY", {"OPENAI_API_KEY_FILE": nothing})


@pytest.mark.parametrize(
    "said",
    [
        f"Incorrect API key provided: {CANARY}.",
        "Incorrect API key provided: sk-proj-ab********wxyz.",
        "401 for https://api.example/v1?key=abc123&x=1",
        "headers: {'Authorization': 'Bearer abcdef'}",
        "token 0123456789abcdef0123456789abcdef is not valid",
    ],
)
def test_what_looks_like_a_key_is_not_told(said: str) -> None:
    told = without_keys(said, {"OPENAI_API_KEY": CANARY})
    assert HIDDEN in told
    for secret in (CANARY, "sk-proj", "abc123", "abcdef", "0123456789"):
        assert secret not in told


@pytest.mark.filterwarnings("default")
def test_the_engine_and_what_builds_it_have_no_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "GEMINI_API_KEY", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, CANARY)
    given: list[dict[str, str]] = []

    def start(*_: object, env: dict[str, str], **__: object) -> None:
        given.append(env)
        raise OSError("not started")

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(OSError, match="not started"):
        LlamaServer.from_gguf(tmp_path / "model.gguf")
    with pytest.raises(PipMissing):
        _build(tmp_path, "python", os.environ, report_nothing)
    assert len(given) == 2
    assert all("PATH" in each and CANARY not in each.values() for each in given)


def test_ordinary_words_are_told() -> None:
    said = "Connection refused: http://127.0.0.1:11434/v1/chat/completions, the model qwen3-4b-instruct is not there"
    assert without_keys(said, {"OPENAI_API_KEY": CANARY, "PATH": "/usr/bin"}) == said


@pytest.mark.filterwarnings("default")
def test_a_provider_that_repeats_the_key_does_not_make_us_tell_it() -> None:
    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = f'{{"error": {{"message": "bad key {self.headers["Authorization"]}", "code": "invalid"}}}}'.encode()
            self.send_response(401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/v1"
        model = ChatModel.from_provider("upstage:x", base_urls=[address], environment={"UPSTAGE_API_KEY": CANARY})
        with pytest.raises(ModelUnavailable) as refused:
            list(model.stream([("user", "?")], max_tokens=9))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    for language in ("ko", "en"):
        assert CANARY not in refused.value.message(language)
        assert "bad key" in refused.value.message(language)
