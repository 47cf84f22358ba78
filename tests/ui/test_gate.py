"""What passes the gate: bodies counted as they come, calls of our shape alone, no file of elsewhere, and never a traceback."""

import contextlib
import http.client
import json
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models.llm.model_state import ModelAddress
from bot.service.conversations import SqliteConversations
from bot.ui import keep_to_this_machine
from bot.ui.gate.silent_connections import SilentConnections
from tests.page_fakes import ScriptedHaeseol

pytestmark = pytest.mark.slow

MB = 1024 * 1024
FORM = "multipart/form-data; boundary=b"


class Door:
    """A served page, spoken to with as little between as possible."""

    def __init__(self, url: str, server: Any, service: ScriptedHaeseol) -> None:
        self.url = url.rstrip("/")
        self.server = server
        self.uploads: Path = server.uploads.path
        self.service = service
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=20)

    def post(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        kind = {"content-type": "application/json"}
        return self.http.post(path, content=body, headers={**kind, **headers})

    def call(self, name: str, data: list[object], kind: str = "run") -> httpx.Response:
        return self.http.post(f"/gradio_api/{kind}/{name}", json={"data": data})

    def files(self) -> list[Path]:
        return [path for path in self.uploads.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    service = ScriptedHaeseol()
    server = build_server(service.as_haeseol(), SqliteConversations(tmp_path_factory.mktemp("home") / "conversations"))
    with launch(server, port=0) as page:
        found = Door(page.url, server, service)
        with found.http:
            yield found


def _part(name: str, size: int) -> Iterator[bytes]:
    yield f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
    for _ in range(size // MB):
        yield b"x" * MB
    yield b"\r\n"


def test_a_body_without_a_length_is_counted_as_it_comes_and_leaves_nothing(door: Door) -> None:
    before = door.files()

    def many() -> Iterator[bytes]:
        for n in range(6):
            yield from _part(f"{n}.txt", 24 * MB)
        yield b"--b--\r\n"

    response = door.http.post("/gradio_api/upload", content=many(), headers={"content-type": FORM})
    assert response.status_code == 413
    assert "25" in response.text
    assert door.files() == before


def test_an_upload_that_is_cut_off_leaves_nothing(door: Door) -> None:
    before = door.files()
    place = urlsplit(door.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port)
    connection.putrequest("POST", "/gradio_api/upload")
    connection.putheader("Content-Type", FORM)
    connection.putheader("Content-Length", str(5 * MB))
    connection.endheaders()
    for part in _part("half.txt", MB):
        connection.send(part)
    _wait_for(lambda: door.files() != before)
    connection.close()
    _wait_for(lambda: door.files() == before)


@pytest.mark.parametrize("path", ["/gradio_api/run/add_text", "/gradio_api/cancel", "/gradio_api/queue/join"])
def test_no_path_takes_more(door: Door, path: str) -> None:
    def endless() -> Iterator[bytes]:
        yield b'{"data": ["'
        for _ in range(30):
            yield b"x" * MB
        yield b'"]}'

    assert door.http.post(path, content=endless(), headers={"content-type": "application/json"}).status_code == 413


def test_an_upload_within_the_limit_comes_in_without_a_length_too(door: Door) -> None:
    body = b"".join([*_part("whole.txt", MB), b"--b--\r\n"])
    response = door.http.post("/gradio_api/upload", content=iter([body]), headers={"content-type": FORM})
    (path,) = response.json()
    assert Path(path).stat().st_size == MB
    Path(path).unlink()


def test_a_part_without_a_file_name_is_refused_and_leaves_nothing(
    door: Door, capfd: pytest.CaptureFixture[str]
) -> None:
    before = door.files()
    body = b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\nx\r\n'
    response = door.http.post(
        "/gradio_api/upload", content=body + next(_part("a.txt", 0)) + b"\r\n--b--\r\n", headers={"content-type": FORM}
    )
    assert response.status_code == 400
    assert "has a name" in response.text
    assert "Traceback" not in "".join(capfd.readouterr())
    assert door.files() == before


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/api/v1/articles/files"])
def test_a_boundary_that_no_form_may_have_is_refused(door: Door, capfd: pytest.CaptureFixture[str], path: str) -> None:
    headers = {"content-type": f"multipart/form-data; boundary={'a' * 300}"}
    assert door.http.post(path, content=b"--a", headers=headers).status_code == 400
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "address", ["http://203.0.113.9/a.txt", "https://example.com/a", "/etc/passwd", "file:///etc/passwd", "", "a"]
)
@pytest.mark.parametrize("shape", ["bare", "meta", "nested"])
def test_a_reference_to_a_file_elsewhere_is_refused_before_it_is_fetched(
    door: Door, address: str, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    async def fetch(url: str, *_: object) -> str:
        fetched.append(url)
        raise ValueError

    monkeypatch.setattr("gradio.processing_utils.async_ssrf_protected_download", fetch)
    reference: dict[str, Any] = {"path": address, "url": address}
    if shape != "bare":
        reference["meta"] = {"_type": "gradio.FileData"}
    data: list[object] = [[{"deep": [reference]}]] if shape == "nested" else [[reference]]
    assert door.call("add_files", data, "call").status_code == 403
    joined = {"data": data, "fn_index": 2, "session_hash": "abc"}
    assert door.http.post("/gradio_api/queue/join", json=joined).status_code == 403
    assert door.http.post("/gradio_api/call/v2/add_files", json={"files": data[0]}).status_code == 403
    assert fetched == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b'"x"', 400), (b"\xff", 400), (b"{}", 422), (b'{"data": {}}', 422),
        (b'{"data": ["\\ud800"]}', 400), (b'{"data": [1e999]}', 400), (b'{"data": [NaN]}', 400),
        (b'{"data": [' + b"9" * 5000 + b"]}", 400), (b'{"data": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400),
        (b'{"data": [1, 2, 3, 4, 5, 6, 7, 8, 9]}', 422), (b'{"data": ["a"], "session_hash": "../x"}', 422),
    ],
)  # fmt: skip
def test_what_is_no_call_is_refused(door: Door, body: bytes, status: int) -> None:
    assert door.post("/gradio_api/call/ask", body).status_code == status


def test_arguments_at_the_end_may_be_left_out_and_their_types_are_told(door: Door) -> None:
    assert door.call("articles", []).json()["data"][0]["type"] == "articles"
    wrong = door.call("article", [["secret words"], None]).json()["data"][0]
    assert (wrong["type"], wrong["name"]) == ("error", "SettingInvalid")
    assert "secret words" not in json.dumps(wrong)
    assert door.call("article", []).status_code == 422
    assert door.call("nothing", []).status_code == 404


def test_a_bug_is_logged_by_its_request_without_what_was_asked(
    door: Door, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    joined = door.http.post("/gradio_api/call/ask", json={"data": ["a bug"], "session_hash": "bug1"})
    told = door.http.get("/gradio_api/queue/data", params={"session_hash": "bug1"}).text
    id = joined.headers["x-request-id"]
    assert id in told
    assert "secret detail" not in told
    assert id in caplog.text
    assert "secret detail" not in caplog.text
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("below", ["", "/chat"])
@pytest.mark.parametrize("path", ["queue/data?session_hash=over", "queue/data?session_hash=%00", "call/ask/over"])
def test_who_listens_to_what_is_over_is_told_so(
    door: Door, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], below: str, path: str
) -> None:
    assert "404" in door.http.get(f"{below}/gradio_api/{path}").text
    assert "Traceback" not in "".join(capfd.readouterr()) + caplog.text
    assert "Exception" not in caplog.text


def test_who_opens_a_connection_and_asks_nothing_is_hung_up_on(door: Door) -> None:
    place = urlsplit(door.url)
    opened = [socket.create_connection((place.hostname or "", place.port or 0)) for _ in range(6)]
    try:
        for half in opened[:3]:
            half.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127")
        asked = door.http.stream("GET", "/gradio_api/heartbeat/abc")
        closer = SilentConnections(door.server.get_blocks().server, patience=0.4)
        with asked as open_stream:
            for silent in opened:
                silent.settimeout(20)
                assert silent.recv(10) == b""
            assert open_stream.status_code == 200
            next(open_stream.iter_raw())  # who listens to a stream goes on
        closer.stop()
    finally:
        for silent in opened:
            silent.close()
    assert door.http.get("/healthz").json() == {"alive": True}


def test_an_id_of_somebody_else_is_not_ours(door: Door) -> None:
    assert door.http.get("/", headers={"x-request-id": "forged"}).headers["x-request-id"] != "forged"


def test_an_id_that_a_proxy_has_made_is_kept(door: Door) -> None:
    for id in ("0123456789abcdef0123456789abcdef", "6f1e0b5c-8a3e-4c1d-9b2f-000000000001"):
        assert door.http.get("/", headers={"x-request-id": id}).headers["x-request-id"] == id


def test_probes_say_how_it_is_and_nothing_of_what_was_asked(door: Door) -> None:
    door.call("article", ["a-very-private-name", None])
    assert door.http.get("/healthz").json() == {"alive": True}
    ready = door.http.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    metrics = door.http.get("/metrics").text
    assert 'haeseol_calls_total{ended="error",endpoint="article"}' in metrics
    assert "haeseol_queue_waiting 0.0" in metrics
    assert "haeseol_body_bytes_held 0.0" in metrics
    assert "private" not in metrics


def test_probes_say_how_many_addresses_of_a_model_answer_and_not_which(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "addresses" not in door.http.get("/readyz").json()
    assert "haeseol_model_addresses_silent 0.0" in door.http.get("/metrics").text
    addresses = (ModelAddress("http://gpu1/v1", True), ModelAddress("http://gpu2/v1", False))
    monkeypatch.setattr(door.service, "service_state", replace(door.service.service_state, addresses=addresses))
    assert door.http.get("/readyz").json()["addresses"] == {"all": 2, "answering": 1}
    assert "haeseol_model_addresses_silent 1.0" in door.http.get("/metrics").text
    assert "gpu2" not in door.http.get("/readyz").text + door.http.get("/metrics").text
    told = door.call("state", []).json()["data"][0]
    assert told["addresses"] == [{"address": each.address, "answers": each.answers} for each in addresses]


LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    "ask add_files add_text refresh remove articles choose_watching storage article explanation versions changes translate "
    "overview compare models choose_model conversations conversation rename_conversation judge_answer export_conversation "
    "export_turns save_turns export_feedback".split()
)
PATHS = st.builds(
    "/gradio_api/{}/{}".format, st.sampled_from(["run", "api", "call", "call/v2"]), NAMES
) | st.sampled_from(
    [
        "/gradio_api/queue/join",
        "/gradio_api/cancel",
        "/gradio_api/reset",
        "/gradio_api/upload",
        "/",
        "/config",
        "/login",
    ]
)
HEADERS = st.dictionaries(
    st.sampled_from(["origin", "host", "cookie", "content-type", "accept-language", "authorization", "x-forwarded-for",
                     "x-request-id", "sec-fetch-site", "referer", "range", "x-gradio-user"]),
    st.sampled_from(["null", "http://[", "http://xn--/", "http://[::1", "//", "http://a:b:c", "haeseol-session=x", "a=b; ;=",
                     'multipart/form-data; boundary="', "application/json", "\x7f", "bytes=9-1"])
    | st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20),
    max_size=3,
)  # fmt: skip


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS"]), path=PATHS | LETTERS, headers=HEADERS, body=JSON
)
def test_nothing_that_is_sent_ends_in_a_traceback(
    door: Door, capfd: pytest.CaptureFixture[str], method: str, path: str, headers: dict[str, str], body: object
) -> None:
    sent = json.dumps({"data": body} if isinstance(body, list) else body).encode()
    encoded = {name.encode(): value.strip().encode("latin-1") for name, value in headers.items()}
    target = quote(path, safe="/")
    request = door.http.build_request(method, f"/{target.lstrip('/')}", content=sent, headers=encoded)
    with (
        contextlib.suppress(httpx.RemoteProtocolError),
        contextlib.closing(door.http.send(request, stream=True)) as response,
    ):
        assert response.status_code < 500, (path, response.status_code)
    shown = "".join(capfd.readouterr())
    assert "Traceback" not in shown, shown


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, data=st.lists(JSON, max_size=8))
def test_no_arguments_end_in_a_traceback(
    door: Door, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, name: str, data: list[object]
) -> None:
    response = door.post(f"/gradio_api/run/{name}", json.dumps({"data": data}).encode())
    assert response.status_code in (200, 400, 403, 404, 422), response.text
    if response.status_code == 200:
        assert response.json()["data"]
    shown = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in shown and "ended with" not in shown, shown


def _wait_for(condition: Any, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
