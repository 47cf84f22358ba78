"""The chat in Gradio's plain sense, through Gradio's own client and as what embeds, loads and imports it sees it."""

import json
import os
import re
import sys
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from starlette.testclient import TestClient

from bot.library.scope import EVERYTHING
from bot.service.conversations import SqliteConversations
from tests.doors import Doors
from tests.page_fakes import BORROWED, SUGGESTED, ScriptedHaeseol
from tests.places import ROOT

pytestmark = pytest.mark.slow

_ODD = "zebra"
ENGLISH, KOREAN = SUGGESTED["en"][0], SUGGESTED["ko"][0]


@pytest.fixture(scope="module")
def client(doors: Doors) -> Iterator[Any]:
    from gradio_client import Client

    client = Client(f"{doors.url}chat/", verbose=False, headers={"accept-language": "ko-KR"})
    yield client
    client.close()


def _ask(client: Any, text: str, *files: Any) -> list[list[dict[str, Any]]]:
    return list(client.submit({"text": text, "files": list(files)}, api_name="/chat"))


def test_evidence_comes_first_and_the_answer_grows(client: Any) -> None:
    told = _ask(client, ENGLISH)
    (evidence,) = told[0]
    assert evidence["metadata"]["title"] == "Evidence: 3"
    assert evidence["content"].startswith(
        "**\\[1\\]** [What DeepSeek built, and what it borrowed](https://example.org/"
    )
    assert f"\n> {BORROWED}" in evidence["content"]
    assert "#:~:text=It%20used%20Google" in evidence["content"]
    grown = [messages[1]["content"] for messages in told if len(messages) > 1]
    assert len(grown) > 10
    assert "flash attention from Stanford. \\[1\\]" in grown[-1]


def test_the_conversation_goes_on(client: Any, doors: Doors) -> None:
    from gradio_client import Client

    own = Client(f"{doors.url}chat/", verbose=False)
    (*_, (_, first)), _ = _ask(own, KOREAN), _ask(own, "그건 왜요?")
    own.close()
    question, _, ((asked, told),), _ = doors.service.asked[-1]
    assert (question, asked) == ("그건 왜요?", KOREAN)
    assert told.split()[0] == first["content"].split()[0]
    assert "[1]" not in told


def test_a_plain_text_is_a_message_and_anything_else_is_told_how_to_be_one(client: Any) -> None:
    from gradio_client.exceptions import AppError

    assert "flash attention from Stanford" in client.predict(ENGLISH, api_name="/chat")[-1]["content"]
    with pytest.raises(AppError, match=r'\{"text": "\.\.\.", "files": \[\]\}'):
        client.predict(7, api_name="/chat")


def test_a_dropped_file_becomes_an_article(client: Any, doors: Doors, tmp_path: Path) -> None:
    from gradio_client import handle_file

    (tmp_path / "rice.txt").write_text("Rice grows in water.", encoding="utf-8")
    ((told,),) = _ask(client, "", handle_file(tmp_path / "rice.txt"))[-1:]
    assert told["metadata"]["title"] == "추가한 글"
    assert "Rice grows in water." in [doors.service.articles.get(row.id).text for row in doors.service.articles.all()]


def test_what_went_wrong_is_told_in_the_language_of_the_browser(client: Any) -> None:
    assert "비어 있어요" in _ask(client, " ")[-1][0]["content"]


def test_only_the_chat_has_a_name_for_programs(client: Any) -> None:
    assert list(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == ["/chat"]


def test_no_file_of_the_machine_is_given_out_or_taken_in(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    for reference in (
        {"path": "/etc/passwd"},
        {"path": "https://example.com/a.txt", "url": "https://example.com/a.txt"},
    ):
        call = {"data": [{"text": "", "files": [reference]}], "session_hash": "stranger"}
        assert (
            httpx.post(f"{doors.url}chat/gradio_api/call/chat", json=call, trust_env=False, timeout=60).status_code
            == 403
        )
    fetched: list[str] = []

    async def fetch(url: str, *_: object) -> None:
        fetched.append(url)
        raise ValueError

    monkeypatch.setattr("gradio.routes.secure_url_stream_response", fetch)
    for file in ("/etc/passwd", "https://203.0.113.9/a.txt", "HTTP://203.0.113.9", "../etc/passwd"):
        assert httpx.get(f"{doors.url}chat/gradio_api/file={file}", trust_env=False, timeout=60).status_code == 403, (
            file
        )
    assert fetched == []
    assert (
        httpx.get(f"{doors.url}chat/gradio_api/proxy=https://example.com", trust_env=False, timeout=60).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("path", "call", "status"),
    [
        ("run/ct", {"data": [{"text": "?"}]}, 404),
        ("run/unnamed", {"data": []}, 404),
        ("run/predict", {"data": [], "fn_index": 99}, 404),
        ("queue/join", {"data": [], "session_hash": "k3j2h1"}, 404),
        ("queue/join", {"data": [], "fn_index": True, "session_hash": "k3j2h1"}, 404),
        ("call/ct", {"data": [], "fn_index": 0}, 404),  # where Gradio looks at no number
        ("call/v2/ct", {"message": "?"}, 404),
        ("call/v2/ct", {"fn_index": 0}, 404),
        ("call/v2/_submit_fn", {"message": "?"}, 404),  # which is for the front end alone
        ("call/v2/chat", {"nonsense": 1}, 422),
        ("call/v2/chat", {"message": "?", "nonsense": 1}, 422),
    ],
)
def test_a_function_that_there_is_not_is_told_and_breaks_nothing(
    doors: Doors, path: str, call: dict[str, object], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    response = httpx.post(f"{doors.url}chat/gradio_api/{path}", json=call, trust_env=False, timeout=60)
    assert response.status_code == status, response.text
    assert not caplog.records


_NO_PLACES: tuple[object, ...] = (_ODD, [], [_ODD], {}, None)


def _judgement(told: object) -> dict[str, object]:
    return {"fn_index": 32, "data": [[]], "event_data": told}


# What Gradio's front end calls around a question, by Gradio's number: 1 and 8 add a message to what is shown, 2 answers it, 7
# takes it back, 31 fills in an example, 32 judges.
@pytest.mark.parametrize("path", ["run/predict", "queue/join"])
@pytest.mark.parametrize(
    "call",
    [
        *({"fn_index": number, "data": [_ODD, _ODD]} for number in (0, 1, 2, 3, 5, 8, 20, 31, 32)),
        {"fn_index": 1, "data": []},
        {"fn_index": 6, "data": []},
        {"fn_index": 6, "data": [{"text": [_ODD], "files": _ODD}, None]},
        {"fn_index": 31, "data": [], "event_data": {"index": 0, "value": {"files": [_ODD]}}},
        *map(_judgement, (None, 7, _ODD, [], {"value": _ODD})),
        *(_judgement({"index": at, "value": 0}) for at in _NO_PLACES),
    ],
)
def test_odd_arguments_are_refused_without_a_traceback_and_without_repeating_them(
    doors: Doors,
    path: str,
    call: dict[str, object],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with httpx.Client(base_url=f"{doors.url}chat/gradio_api/", trust_env=False, timeout=60) as http:
        session = f"odd{uuid4().hex}"
        response = http.post(path, json={**call, "session_hash": session})
        if path == "queue/join":
            assert response.status_code == 200
            assert '"success":false' in http.get(f"queue/data?session_hash={session}").text
        else:
            assert response.status_code == 500 and "error" in response.json()  # Gradio tells every error so
    printed = capfd.readouterr()
    logged = [record.getMessage() for record in caplog.records]
    assert "Traceback" not in printed.out + printed.err
    assert not any("Traceback" in line or " ended with " in line or _ODD in line for line in logged)
    is_told_already = call["fn_index"] == 32 and '"index"' in json.dumps(call)
    assert is_told_already or any("was refused with" in line for line in logged)


@pytest.mark.parametrize("number", ["1e400", "-1180591620717411303424"])
def test_numbers_that_nobody_can_write_are_refused(doors: Doors, number: str) -> None:
    call = f'{{"data": [null], "fn_index": 6, "event_data": {number}}}'
    response = httpx.post(f"{doors.url}chat/gradio_api/run/chat", content=call, trust_env=False, timeout=60)
    assert response.status_code == 400


def test_a_question_with_a_file_can_be_asked_again(doors: Doors) -> None:
    with httpx.Client(base_url=f"{doors.url}chat/gradio_api/", trust_env=False, timeout=60) as http:
        (path,) = http.post("upload", files={"files": ("oats.txt", b"Oats grow in the cold.")}).json()
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        shown = [{"role": "user", "content": [{"type": "file", "file": file}]}]
        for number, data in ((3, [shown]), (7, [None]), (10, [None, None])):
            call = {"data": data, "fn_index": number, "session_hash": "again"}
            told = http.post("run/predict", json=call).raise_for_status().text
    assert "oats" in told
    assert "Oats grow in the cold." in [doors.service.articles.get(row.id).text for row in doors.service.articles.all()]


def test_nothing_that_the_front_end_keeps_for_later_leads_to_a_file_of_elsewhere(doors: Doors, tmp_path: Path) -> None:
    """An option's value is kept as the next question; a message may hold parts of a page, with icons that are read."""
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret of this machine.", encoding="utf-8")
    option = {"index": 0, "value": {"type": "text", "text": "", "files": [str(secret)]}}
    part = {
        "type": "component",
        "component": "button",
        "value": "",
        "constructor_args": {"icon": str(secret)},
        "props": {},
    }
    shown = [{"role": "user", "content": [part]}]
    for call, status in (
        ({"data": [[]], "fn_index": 23, "event_data": option}, 404),
        ({"data": [shown], "fn_index": 3}, 422),
    ):
        response = httpx.post(f"{doors.url}chat/gradio_api/run/predict", json=call, trust_env=False, timeout=60)
        assert response.status_code == status, response.text


def test_a_bug_of_ours_is_logged_without_what_was_asked(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise KeyError(_ODD)

    monkeypatch.setattr("bot.ui.chat.begin_turn", fail)
    call = {"data": [_ODD, None]}
    response = httpx.post(f"{doors.url}chat/gradio_api/run/chat", json=call, trust_env=False, timeout=60)
    assert response.headers["x-request-id"] in response.json()["error"]
    (logged,) = [record.getMessage() for record in caplog.records]
    assert " ended with KeyError" in logged and "chat.py" in logged
    assert _ODD not in logged + "".join(capfd.readouterr())


@pytest.mark.parametrize(("path", "call"), [("call/chat", {"data": [ENGLISH]}), ("call/v2/chat", {"message": ENGLISH})])
def test_it_can_be_asked_without_a_client(doors: Doors, path: str, call: dict[str, object]) -> None:
    with httpx.Client(base_url=f"{doors.url}chat/gradio_api/", trust_env=False, timeout=60) as http:
        event = http.post(path, json=call).raise_for_status().json()["event_id"]
        assert "flash attention from Stanford" in http.get(f"{path}/{event}").text


@pytest.mark.filterwarnings("ignore:The parameters have been moved:UserWarning")  # Gradio speaks to itself
def test_it_can_be_loaded_into_another_app(doors: Doors) -> None:
    from gradio.external import from_spaces_blocks  # what `gr.load` does once the hub told it the address

    from bot.ui.server import beside_a_loop

    loaded = beside_a_loop(lambda: from_spaces_blocks(f"{doors.url}chat/", None))
    assert {"chatbot", "multimodaltextbox"} <= {block.get_block_name() for block in loaded.blocks.values()}


def test_a_judgement_is_one_of_the_judgements(doors: Doors) -> None:
    import gradio

    from bot.ui.chat import Chat

    chat = Chat(lambda: (ScriptedHaeseol().as_haeseol(), doors.conversations), "")
    request = cast(gradio.Request, SimpleNamespace(headers={}, session_hash="k3j2h1"))
    *_, shown = chat.tell({"text": KOREAN, "files": []}, [], request)

    def press(index: int, liked: bool | str) -> None:
        chat.judge(
            [{"role": "user"}, *shown], gradio.LikeData(None, {"index": index, "value": "", "liked": liked}), request
        )

    for liked, verdict in ((True, "good"), (False, "bad")):
        press(1, liked)
        (judged,) = [turn for each in doors.conversations.judged() for turn in each.turns]
        assert (judged.question, judged.judgement and judged.judgement.verdict) == (KOREAN, verdict)
        assert judged.evidence
    press(2, "")
    assert doors.conversations.judged() == []
    with pytest.raises(gradio.Error, match="not saved"):
        press(3, True)


class Launched:
    """A chat that only notes how it is to be served."""

    def __init__(self) -> None:
        self.blocks: dict[int, Any] = {}
        self.fns: dict[int, Any] = {}
        self.told: dict[str, Any] = {}

    def launch(self, **told: Any) -> None:
        self.told = told


_NAMED = ("GRADIO_SERVER_NAME", "HAESEOL_HOST", "HAESEOL_PORT", "HAESEOL_ROOT_PATH", "GRADIO_ROOT_PATH", "HAESEOL_ORIGINS",
          "HAESEOL_PROXY_GUARDS", "SPACE_ID")  # fmt: skip


def _serve_alone(monkeypatch: pytest.MonkeyPatch, home: Path, **environment: str) -> tuple[int, dict[str, Any]]:
    """Return how the command ends that serves the chat of a home, and how the chat is launched; {} where it is not."""
    from bot.cli.program_commands import serve_chat

    monkeypatch.setenv("HAESEOL_HOME", str(home))
    for name in _NAMED:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    launched = Launched()
    return serve_chat(cast(Any, launched)), launched.told


def test_alone_it_asks_for_the_password_and_is_for_others_only_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.ui.access.failure_brake import FREE_TRIES, FailureBrake
    from bot.ui.access.password_file import PasswordFile
    from bot.ui.chat_alone import launch_alone

    served = partial(_serve_alone, monkeypatch, tmp_path)
    assert served()[1]["server_name"] == "127.0.0.1"
    assert served()[1]["server_port"] is None
    _, told = served(HAESEOL_PORT="17931", HAESEOL_ROOT_PATH="/haeseol")
    assert (told["server_port"], told["root_path"]) == (17931, "/haeseol")
    assert served(GRADIO_SERVER_NAME="0.0.0.0") == (1, {})
    assert "haeseol password" in capsys.readouterr().err
    code, told = served(GRADIO_SERVER_NAME="0.0.0.0", SPACE_ID="somebody/haeseol")
    assert (code, told["server_name"], told["auth"]) == (0, "0.0.0.0", None)
    password = PasswordFile.of(tmp_path)
    password.set("a word for the whole house")
    code, told = served(GRADIO_SERVER_NAME="0.0.0.0")
    assert (code, told["auth"]("anybody", "a word for the whole house")) == (0, True)
    launched, moment = Launched(), 0.0
    launch_alone(cast(Any, launched), password, "127.0.0.1", brake=FailureBrake(lambda: moment))
    fits = launched.told["auth"]
    assert [fits("anybody", "wrong but long") for _ in range(FREE_TRIES)] == [False] * FREE_TRIES
    assert not fits("anybody", "a word for the whole house")  # until the wait is over
    moment = 60.0
    assert fits("anybody", "a word for the whole house")


def test_alone_a_name_at_a_proxy_needs_one_too_unless_the_proxy_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot.ui.access.password_file import PasswordFile

    served = partial(_serve_alone, monkeypatch, tmp_path)
    assert served(HAESEOL_ORIGINS="news.example.org") == (1, {})
    assert "news.example.org" in (told := capsys.readouterr().err) and "HAESEOL_PROXY_GUARDS=yes" in told
    assert served(HAESEOL_ORIGINS="localhost")[0] == 0
    assert served(HAESEOL_ORIGINS="news.example.org", HAESEOL_PROXY_GUARDS="yes")[0] == 0
    # Its word counts for those who come through it alone.
    assert served(HAESEOL_ORIGINS="news.example.org", HAESEOL_PROXY_GUARDS="yes", HAESEOL_HOST="0.0.0.0") == (1, {})
    assert served(HAESEOL_ORIGINS="news.example.org", SPACE_ID="somebody/haeseol")[0] == 0
    PasswordFile.of(tmp_path).set("a word for the whole house")
    code, launched = served(HAESEOL_ORIGINS="news.example.org")
    assert (code, launched["auth"] is not None) == (0, True)


def _alone(
    monkeypatch: pytest.MonkeyPatch, home: Path, host: str, *, for_everybody: bool = False, root_path: str = ""
) -> Iterator[TestClient]:
    """Yield a client of the chat as it is served by itself."""
    from gradio.routes import App

    from bot.ui.access.password_file import PasswordFile
    from bot.ui.chat import build_chat
    from bot.ui.chat_alone import launch_alone
    from bot.ui.server import beside_a_loop

    monkeypatch.setenv("GRADIO_TEMP_DIR", "")  # which is set, and put back afterwards
    service = ScriptedHaeseol().as_haeseol()
    chat = beside_a_loop(lambda: build_chat(lambda: (service, SqliteConversations(home))))
    told: dict[str, Any] = {}
    monkeypatch.setattr(chat, "launch", lambda **given: told.update(given))
    launch_alone(chat, PasswordFile.of(home), host, for_everybody=for_everybody, root_path=root_path)
    chat.max_file_size, chat.root_path = told["max_file_size"], told["root_path"] or ""
    assert told["share"] is False
    app = beside_a_loop(lambda: App.create_app(chat, app_kwargs=told["app_kwargs"]))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_alone_it_fetches_nothing_and_is_no_stranger_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    async def fetch(url: str, *_: object) -> str:
        fetched.append(url)
        raise ValueError

    monkeypatch.setattr("gradio.routes.secure_url_stream_response", fetch)
    monkeypatch.setattr("gradio.processing_utils.async_ssrf_protected_download", fetch)
    for client in _alone(monkeypatch, tmp_path, "127.0.0.1"):
        assert client.get("/config").status_code == 200
        for stranger in (
            {"host": "evil.example"},
            {"origin": "https://evil.example"},
            {"sec-fetch-site": "cross-site"},
        ):
            assert client.get("/config", headers=stranger).status_code == 403
        address = "https://203.0.113.9/a.txt"
        assert client.get(f"/gradio_api/file={address}").status_code == 403
        assert client.get(f"/gradio_api/file/{address}").status_code == 404
        message = {"text": "", "files": [{"path": address, "meta": {"_type": "gradio.FileData"}}]}
        for kind in ("call", "run", "api"):
            assert client.post(f"/gradio_api/{kind}/chat", json={"data": [message]}).status_code == 403
        assert client.post("/gradio_api/call/v2/chat", json={"message": message}).status_code == 403
        assert client.post("/gradio_api/stream/0123456789abcdef", json={"data": [message]}).status_code == 404
        assert fetched == []


@pytest.mark.parametrize("root_path", ["", "/haeseol"])
def test_alone_only_what_it_needs_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root_path: str) -> None:
    import gradio

    front_end = Path(gradio.__file__).parent / "templates/frontend/index.html"
    parts = {f"/{part}" for part in re.findall(r'(?:href|src)="\./(assets/[^"]+)"', front_end.read_text())}
    assert parts
    for client in _alone(monkeypatch, tmp_path, "127.0.0.1", root_path=root_path):
        for path in {"/config", "/manifest.json", "/favicon.ico", "/gradio_api/info"} | parts:
            assert client.get(root_path + path).status_code == 200, path
            assert client.get(path).status_code == 200, path  # where a proxy takes the path away
        for path in ("/monitoring", "/monitoring/summary", "/gradio_api/runs", "/gradio_api/app_id", "/docs", "/openapi.json",
                     "/gradio_api/deep_link?session_hash=x", "/gradio_api/openapi.json", "/gradio_api/vibe-code", "/svelte/x",
                     "/gradio_api/proxy=https://example.com", "/gradio_api/token", "/gradio_api/queue/status"):  # fmt: skip
            assert client.get(root_path + path).status_code == 404, path
        for path in ("component_server", "process_recording", "run-history/connect", "stream/abc/close"):
            assert client.post(f"{root_path}/gradio_api/{path}", json={}).status_code == 404, path
        for path, call, status in (
            ("call/ct", {"data": [], "fn_index": 0}, 404),
            ("call/v2/ct", {"fn_index": 0}, 404),
            ("call/v2/chat", {"nonsense": 1}, 422),
        ):
            assert client.post(f"{root_path}/gradio_api/{path}", json=call).status_code == status, path


def test_alone_it_counts_what_comes_and_keeps_it_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 1024 * 1024

    for client in _alone(monkeypatch, tmp_path, "0.0.0.0", for_everybody=True):
        assert client.get("/config", headers={"host": "somebody-haeseol.hf.space"}).status_code == 200
        for path in ("queue/join", "cancel", "call/chat"):
            assert client.post(f"/gradio_api/{path}", content=endless()).status_code == 413
        (path,) = client.post("/gradio_api/upload", files={"files": ("a.txt", b"An article.")}).json()
        folder = Path(path).parents[1]
        assert folder.name.startswith("haeseol-uploads-")
        if os.name == "posix":
            assert folder.stat().st_mode & 0o077 == 0
        assert client.get(f"/gradio_api/file={path}").text == "An article."


def test_articles_can_write_no_markup_of_their_own(doors: Doors) -> None:
    from bot.service.conversations.export import markdown_evidence
    from bot.ui.turn_recorder import begin_turn, with_event

    hostile = "![x](http://evil.example/a.png) <img src=//evil.example> [go](http://evil.example)"
    passage = {"n": 1, "article_id": "a", "title": hostile, "published": None, "text": hostile,
               "sentences": [{"text": hostile}], "best": 0}  # fmt: skip
    turn = with_event(begin_turn("0" * 8, "?", EVERYTHING), {"type": "evidence", "evidence": {"passages": [passage]}})
    told = markdown_evidence(turn, {"a": ""})
    assert "<img" not in told
    assert re.search(r"(?<!\\)[\[\]]\(?", told.replace("**\\[1\\]**", "")) is None


def test_the_demo_of_app_py_opens_nothing_at_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gradio

    from bot.ui.server import beside_a_loop

    monkeypatch.setenv("HAESEOL_HOME", str(tmp_path / "home"))
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.delitem(sys.modules, "app", raising=False)
    demo = beside_a_loop(lambda: import_module("app").demo)
    assert isinstance(demo, gradio.ChatInterface)
    assert demo.get_config_file()["mode"] == "chat_interface"
    assert not (tmp_path / "home").exists()
