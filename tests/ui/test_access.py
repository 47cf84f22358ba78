"""Who comes in: this machine without a password, others with one, and nobody by guessing."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection

from bot.service.conversations import SqliteConversations
from bot.ui import keep_to_this_machine
from bot.ui.access.access_errors import (
    NamesUnguarded,
    PasswordAndKeysMissing,
    PasswordFileUnusable,
    PasswordTooShort,
)
from bot.ui.access.authorisation import OWNER, Access, SessionCredential, is_loopback, open_access
from bot.ui.access.failure_brake import FREE_TRIES, LONGEST_WAIT, SUM_TRIES, FailureBrake
from bot.ui.access.password_file import PasswordFile
from bot.ui.access.reader_limits import Allowance, ReaderLimits
from bot.ui.access.sessions import SECONDS, Sessions
from bot.ui.gate.refusal import Refusal
from tests.page_fakes import ScriptedHaeseol

pytestmark = pytest.mark.slow

PASSWORD = "우리 집 비밀번호 42"
FEW = ReaderLimits(
    {"questions": Allowance(2, 0.01), "uploads": Allowance(50, 1), "bytes": Allowance(3_000_000, 1)},
    {"questions": Allowance(3, 0.01), "uploads": Allowance(50, 1), "bytes": Allowance(50_000_000, 1)},
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    PasswordFile.of(home).set(PASSWORD)
    return home


@pytest.fixture(scope="module")
def page(home: Path) -> Iterator[str]:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    server = build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(home / "c"), home=home, limits=FEW)
    with launch(server, port=0) as running:
        yield running.url.rstrip("/")


def _reader(page: str, **headers: str) -> httpx.Client:
    return httpx.Client(base_url=page, trust_env=False, timeout=120, headers=headers)


@contextmanager
def _signed_in(page: str) -> Iterator[httpx.Client]:
    with _reader(page) as reader:
        assert reader.post("/login", data={"password": PASSWORD}).status_code == 303
        yield reader


def test_without_a_session_nothing_is_told(page: str) -> None:
    with _reader(page) as stranger:
        index = stranger.get("/")
        assert (index.status_code, index.headers["location"]) == (303, "/login")
        assert stranger.get("/share?url=https://example.org/").headers["location"] == "/login"
        for path in ("/config", "/page/main.js", "/gradio_api/info", "/metrics"):
            assert stranger.get(path).status_code == 401, path
        for path in ("run/state", "run/articles", "call/ask", "upload"):
            assert stranger.post(f"/gradio_api/{path}", json={"data": []}).status_code == 401, path
        assert stranger.get("/healthz").status_code == 200
        assert stranger.get("/session").json() == {"protected": True}
        for path in ("/page/styles/base.css", "/page/lib/first-paint.js", "/favicon.ico"):
            assert stranger.get(path).status_code == 200, path


@pytest.mark.parametrize("cookie", ["x", "", "a" * 5000, "\"'; haeseol-session=", "haeseol-session=\x7f"])
def test_a_made_up_cookie_opens_nothing(page: str, cookie: str) -> None:
    with _reader(page, cookie=f"haeseol-session={cookie}") as stranger:
        assert stranger.get("/config").status_code == 401


def test_the_login_page_speaks_both_languages_and_needs_no_script(page: str) -> None:
    with _reader(page, **{"accept-language": "ko-KR,ko;q=0.9"}) as stranger:
        told = stranger.get("/login")
    assert '<html lang="ko"' in told.text
    assert "비밀번호" in told.text and "Password" in told.text
    assert "form-action 'self'" in told.headers["content-security-policy"]
    assert told.headers["cache-control"] == "no-store"


def test_a_session_opens_the_page_until_it_is_ended(page: str) -> None:
    with _reader(page) as reader:
        wrong = reader.post("/login", data={"password": "wrong but long"})
        assert wrong.status_code == 401
        assert "맞지 않아요" in wrong.text and "not the password" in wrong.text
        assert "wrong but long" not in wrong.text
        inside = reader.post("/login", data={"password": PASSWORD})
        cookie = inside.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
        assert "Secure" not in cookie
        assert reader.get("/").status_code == 200
        assert reader.post("/gradio_api/run/state", json={"data": []}).status_code == 200
        assert reader.get("/logout").status_code == 405
        kept = dict(reader.cookies)
        assert reader.post("/logout").headers["location"] == "/login"
    with _reader(page) as again:
        again.cookies.update(kept)
        assert again.get("/").status_code == 303


def test_behind_tls_the_cookie_is_secure(page: str) -> None:
    with _reader(page, **{"x-forwarded-proto": "https"}) as reader:
        cookie = reader.post("/login", data={"password": PASSWORD}).headers["set-cookie"]
    assert cookie.startswith("__Host-haeseol-session=")
    assert "Secure" in cookie


def test_two_below_one_name_have_a_cookie_each(tmp_path: Path) -> None:
    by_tls = HTTPConnection({"type": "http", "scheme": "https", "headers": []})
    _, below = open_access(tmp_path, root_path="/haeseol")
    assert below.cookie_name(by_tls) == "__Secure-haeseol-session"  # browsers take __Host- for a whole name alone


def test_a_page_of_another_origin_cannot_sign_in_or_out(page: str) -> None:
    with _reader(page, origin="https://evil.example") as stranger:
        assert stranger.post("/login", data={"password": PASSWORD}).status_code == 403
        assert stranger.post("/logout").status_code == 403


def test_a_reader_asks_and_sends_so_much_and_others_go_on(page: str) -> None:
    with _signed_in(page) as eager, _signed_in(page) as other:
        asked = [eager.post("/gradio_api/call/ask", json={"data": ["What is RoPE?"]}) for _ in range(3)]
        assert [response.status_code for response in asked] == [200, 200, 429]
        assert int(asked[-1].headers["retry-after"]) > 0
        assert "잠시 뒤" in asked[-1].text and "in a moment" in asked[-1].text
        assert eager.post("/gradio_api/run/state", json={"data": []}).status_code == 200
        assert other.post("/gradio_api/call/ask", json={"data": ["What is RoPE?"]}).status_code == 200
        # In sum, too.
        assert other.post("/gradio_api/call/ask", json={"data": ["What is RoPE?"]}).status_code == 429
        sent = [eager.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 1_000_000)}) for _ in range(4)]
        assert [response.status_code for response in sent] == [200, 200, 429, 429]
        for response in sent[:2]:
            Path(response.json()[0]).unlink(missing_ok=True)


@contextmanager
def _reader_with(home: Path, questions: int) -> Iterator[httpx.Client]:
    """Somebody who is signed in and may ask so much."""
    from bot.ui.server import build_server, launch

    limits = ReaderLimits(
        {"questions": Allowance(questions, 1e-6), "uploads": Allowance(50, 1), "bytes": Allowance(3_000_000, 1)},
    )
    server = build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(home / "c"), home=home, limits=limits)
    with launch(server, port=0) as running, _signed_in(running.url.rstrip("/")) as reader:
        yield reader


def _numbers_in_chat(reader: httpx.Client) -> dict[str, int]:
    return {function["api_name"]: function["id"] for function in reader.get("/chat/config").json()["dependencies"]}


def test_questions_by_the_chat_count_however_they_are_asked(home: Path) -> None:
    with _reader_with(home, 0) as reader:
        number = _numbers_in_chat(reader)
        message = {"text": "?"}
        for path, call in (
            *((f"{kind}/chat", {"data": [message]}) for kind in ("call", "run", "api")),
            ("call/v2/chat", {"message": message}),
            *(
                ("queue/join", {"data": [], "fn_index": number[name]})
                for name in ("chat", "_submit_fn", "_submit_fn_1")
            ),
            ("run/predict", {"data": [], "fn_index": number["chat"]}),
            ("run/lambda", {"data": [], "fn_index": number["_submit_fn"]}),  # where Gradio takes the number
            ("run/_submit_fn", {"data": []}),
        ):
            assert reader.post(f"/chat/gradio_api/{path}", json=call).status_code == 429, (path, call)
        assert reader.get("/api/v1/search", params={"q": "?"}).status_code == 429


def test_a_question_in_the_chat_is_one_whatever_its_front_end_calls_around_it(home: Path) -> None:
    with _reader_with(home, 3) as reader:
        submit = _numbers_in_chat(reader)["_submit_fn"]
        # What Gradio's own front end posts for one, of which it empties the box and opens it again.
        around = {0: "run/predict", 1: "run/predict", submit: "queue/join", 3: "run/predict", 4: "queue/join",
                  5: "run/predict", 14: "run/predict", 16: "run/predict"}  # fmt: skip

        def post(path: str, number: int) -> int:
            call = {"data": [], "fn_index": number, "session_hash": "k3j2h1"}
            return reader.post(f"/chat/gradio_api/{path}", json=call).status_code

        told = [post(path, number) for _ in range(3) for number, path in around.items()]
        assert {429, 404}.isdisjoint(told), told
        fourth = {number: post(path, number) for number, path in around.items()}
        assert [number for number, status in fourth.items() if status == 429] == [submit]


def test_another_password_ends_sessions_and_no_password_opens_nothing(tmp_path: Path) -> None:
    password = PasswordFile.of(tmp_path)
    password.set("the first password")
    credential = SessionCredential(password, Sessions())
    access = Access([credential])
    token = credential.sessions.begin(password.version)
    asking = HTTPConnection({"type": "http", "headers": [(b"cookie", f"haeseol-session={token}".encode())]})
    assert not isinstance(access.authorise(asking), Refusal)
    os.utime(password.path, ns=(1, 1))
    assert isinstance(access.authorise(asking), Refusal)
    password.remove()
    assert isinstance(access.authorise(asking), Refusal)
    assert open_access(tmp_path)[0].authorise(asking) == OWNER


def test_that_the_password_was_removed_is_said_where_nobody_comes_in_any_more(tmp_path: Path) -> None:
    from bot.ui.server import build_server, launch

    password = PasswordFile.of(tmp_path)
    password.set(PASSWORD)
    server = build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(tmp_path / "c"), home=tmp_path)
    with launch(server, port=0) as running, _reader(running.url.rstrip("/")) as reader:
        assert "was removed" not in reader.get("/login").text
        password.remove()
        assert reader.get("/").headers["location"] == "/login"
        told = reader.get("/login").text
        assert "The password was removed" in told and "비밀번호가 지워져서" in told
        assert "alone" not in told and "<form" not in told
        password.set(PASSWORD)
        assert reader.post("/login", data={"password": PASSWORD}).status_code == 303


def test_a_password_set_while_the_page_is_served_counts_at_once(tmp_path: Path) -> None:
    access, _ = open_access(tmp_path)
    asking = HTTPConnection({"type": "http", "headers": []})
    assert access.authorise(asking) == OWNER
    PasswordFile.of(tmp_path).set("set in the meantime")
    assert isinstance(access.authorise(asking), Refusal)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.com", "", "127.0.0.1.example", "fe80::1"])
def test_other_addresses_need_a_password(host: str, tmp_path: Path, home: Path) -> None:
    from bot.ui.server import build_server

    with pytest.raises(PasswordAndKeysMissing) as refused:
        build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(tmp_path), host=host, home=tmp_path)
    assert "haeseol password" in refused.value.message("ko") and "haeseol password" in refused.value.message("en")
    open_access(home)[0].require_protection(host)


def test_a_name_at_a_proxy_needs_one_too_unless_the_proxy_asks(tmp_path: Path, home: Path) -> None:
    names = ("localhost", "news.example.org")
    access, _ = open_access(tmp_path)
    with pytest.raises(NamesUnguarded) as refused:
        access.require_protection("127.0.0.1", names)
    for told in (refused.value.message("ko"), refused.value.message("en")):
        assert "haeseol password" in told and "HAESEOL_PROXY_GUARDS=yes" in told
        assert "news.example.org" in told and "localhost" not in told
    access.require_protection("127.0.0.1", names[:1])
    access.require_protection("127.0.0.1", names, proxy_guards=True)
    with pytest.raises(PasswordAndKeysMissing):
        access.require_protection("0.0.0.0", names, proxy_guards=True)
    open_access(home)[0].require_protection("127.0.0.1", names)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_this_machine_needs_none(host: str, tmp_path: Path) -> None:
    assert is_loopback(host)
    open_access(tmp_path)[0].require_protection(host)


def test_the_password_is_kept_as_a_digest_for_its_owner_alone(tmp_path: Path) -> None:
    password = PasswordFile.of(tmp_path / "new")
    with pytest.raises(PasswordTooShort):
        password.set("123456789 ")
    assert not password.is_there
    password.set(PASSWORD)
    assert PASSWORD not in password.path.read_text(encoding="utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(password.path.stat().st_mode) == 0o600
    assert password.fits(PASSWORD)
    assert password.fits(unicodedata.normalize("NFD", PASSWORD))  # as macOS writes it
    assert not password.fits("우리 집 비밀번호 43")
    for damaged in (
        "{",
        "[]",
        '{"scrypt": [1, 2, 3], "salt": "zz", "digest": ""}',
        '{"scrypt": [32768, 8], "salt": "", "digest": ""}',
    ):
        password.path.write_text(damaged, encoding="utf-8")
        with pytest.raises(PasswordFileUnusable):
            password.fits(PASSWORD)


def test_wrong_tries_wait_longer_and_longer_by_address_and_in_sum() -> None:
    clock = Clock()
    brake = FailureBrake(clock)
    assert [brake.begin("192.0.2.1") for _ in range(FREE_TRIES)] == [0.0] * FREE_TRIES
    waits = []
    for _ in range(12):
        waits.append(brake.begin("192.0.2.1"))
        clock.now += waits[-1]
        assert brake.begin("192.0.2.1") == 0.0
    assert waits == sorted(waits) and waits[0] == 1.0 and waits[-1] == LONGEST_WAIT
    assert brake.begin("192.0.2.2") == 0.0
    # One network of IPv6 is one address.
    assert [brake.begin(f"2001:db8::{n}") for n in range(FREE_TRIES)] == [0.0] * FREE_TRIES
    assert brake.begin("2001:db8::ffff") > 0
    crowd = FailureBrake(clock)
    assert [crowd.begin(f"198.51.100.{n}") for n in range(SUM_TRIES)] == [0.0] * SUM_TRIES
    assert crowd.begin("203.0.113.1") > 0
    crowd.succeeded("198.51.100.1")
    assert crowd.begin("203.0.113.1") == 0.0


def test_sessions_end_by_themselves_and_only_digests_are_kept() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token = sessions.begin(7)
    assert sessions.name(token, 7) and token not in repr(vars(sessions))
    assert sessions.name(token, 7) == sessions.name(token, 7)
    clock.now += SECONDS + 1
    assert sessions.name(token, 7) == ""


def test_what_is_left_comes_back_with_time() -> None:
    clock = Clock()
    limits = ReaderLimits({"questions": Allowance(2, 0.5)}, {"questions": Allowance(100, 1)}, clock)
    assert [limits.take("a", "questions") for _ in range(3)] == [0.0, 0.0, 2.0]
    assert limits.take("b", "questions") == 0.0
    clock.now += 2
    assert limits.take("a", "questions") == 0.0
