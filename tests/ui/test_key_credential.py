"""Keys: programs come in with one, to the doors for programs alone, beside a password that protects the page or without one."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest
from starlette.requests import HTTPConnection

from bot.service.conversations import SqliteConversations
from bot.service.door_errors import KeysUnusable
from bot.service.key_file import FILE, KeyFile
from bot.ui import keep_to_this_machine
from bot.ui.access.access_errors import NamesUnguarded, PasswordAndKeysMissing
from bot.ui.access.authorisation import OWNER, Reader, open_access
from bot.ui.access.key_credential import KeyCredential
from bot.ui.access.password_file import PasswordFile
from bot.ui.gate.refusal import Refusal
from tests.page_fakes import ARTICLES, ScriptedHaeseol

pytestmark = pytest.mark.slow

PASSWORD = "long enough words"
# Behind a proxy nobody is at this machine.
FROM_ELSEWHERE = {"x-forwarded-for": "203.0.113.7"}


def _asks(path: str, key: str = "") -> HTTPConnection:
    headers = [(b"authorization", f"Bearer {key}".encode())] if key else []
    return HTTPConnection({"type": "http", "path": path, "headers": headers, "scheme": "http"})


def test_a_key_opens_the_doors_for_programs_and_nothing_else(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    made, key = keys.make("phone")
    access, _ = open_access(tmp_path, KeyCredential(keys))
    assert access.authorise(_asks("/")) == OWNER  # on this machine alone they close nothing
    PasswordFile.of(tmp_path).set(PASSWORD)
    for path in ("/api/v1/ask", "/v1/models", "/mcp"):
        assert access.authorise(_asks(path, key)) == Reader(f"key {made.id}")
        assert not isinstance(access.authorise(_asks(path, key + "x")), Reader)
    assert not isinstance(access.authorise(_asks("/gradio_api/run/state", key)), Reader)
    keys.revoke(made.id)
    assert not isinstance(access.authorise(_asks("/mcp", key)), Reader)


def test_keys_alone_let_programs_in_from_elsewhere_and_nobody_to_the_page(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    access, _ = open_access(tmp_path, KeyCredential(keys))
    with pytest.raises(PasswordAndKeysMissing) as refused:
        access.require_protection("0.0.0.0")
    for told in (refused.value.message("ko"), refused.value.message("en")):
        assert "`haeseol password`" in told and "`haeseol key new`" in told
    made, key = keys.make("phone")
    access.require_protection("0.0.0.0")
    assert access.turns_away and not access.is_protected
    for path in ("/api/v1/ask", "/v1/models", "/mcp"):
        assert access.authorise(_asks(path, key)) == Reader(f"key {made.id}")
        assert isinstance(access.authorise(_asks(path)), Refusal)
    for path in ("/", "/metrics", "/gradio_api/run/state", "/chat/gradio_api/queue/join"):
        assert isinstance(access.authorise(_asks(path, key)), Refusal)
    at_this_machine = _asks("/")
    at_this_machine.scope.update(client=("127.0.0.1", 5), headers=[(b"host", b"localhost:7860")])
    assert access.authorise(at_this_machine) == OWNER
    keys.revoke(made.id)  # the last one
    assert isinstance(access.authorise(_asks("/mcp", key)), Refusal)
    PasswordFile.of(tmp_path).set(PASSWORD)
    assert isinstance(access.authorise(at_this_machine), Refusal)


def test_a_damaged_file_of_keys_opens_nothing_and_is_no_reason_to_start(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    _, key = keys.make("phone")
    access, _ = open_access(tmp_path, KeyCredential(keys))
    access.require_protection("0.0.0.0")
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert isinstance(access.authorise(_asks("/mcp", key)), Refusal)
    with pytest.raises(KeysUnusable):
        open_access(tmp_path, KeyCredential(KeyFile(tmp_path)))[0].require_protection("0.0.0.0")
    (tmp_path / FILE).write_text("[]", encoding="utf-8")
    with pytest.raises(PasswordAndKeysMissing):
        open_access(tmp_path, KeyCredential(KeyFile(tmp_path)))[0].require_protection("0.0.0.0")


def test_for_a_name_at_a_proxy_keys_are_not_enough(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    keys.make("phone")
    access, _ = open_access(tmp_path, KeyCredential(keys))
    for host in ("127.0.0.1", "0.0.0.0"):
        with pytest.raises(NamesUnguarded):
            access.require_protection(host, ["news.example.org"])
        access.require_protection(host, ["news.example.org"], proxy_guards=True)


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address, ending in a slash, of a page that other machines reach and that has a key and no password; and the key."""
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    home = tmp_path_factory.mktemp("keyed")
    keys = KeyFile(home)
    _, key = keys.make("phone")
    service = ScriptedHaeseol().as_haeseol()
    server = build_server(service, SqliteConversations(home / "c"), host="0.0.0.0", home=home, keys=keys)
    with launch(server, host="0.0.0.0", port=0) as page:
        yield page.url.replace("0.0.0.0", "127.0.0.1"), key


def test_with_a_key_and_no_password_programs_from_elsewhere_come_in(keyed: tuple[str, str]) -> None:
    url, key = keyed
    shown = {**FROM_ELSEWHERE, "authorization": f"Bearer {key}"}
    with httpx.Client(base_url=url, trust_env=False, timeout=60, headers=shown) as program:
        assert program.get("api/v1/articles").status_code == 200
        assert program.get("v1/models").status_code == 200
        assert program.get("config").status_code == 401  # the page
        assert program.get("metrics").status_code == 401
        assert program.post("chat/gradio_api/call/chat", json={"data": [{"text": "?"}]}).status_code == 401
    for headers in (FROM_ELSEWHERE, {"host": "192.0.2.7"}, {**FROM_ELSEWHERE, "authorization": "Bearer x"}):
        for path in ("api/v1/articles", "v1/models", "mcp", "chat", "page/main.js", f"api/v1/texts/{ARTICLES[0].id}"):
            assert httpx.get(f"{url}{path}", trust_env=False, timeout=60, headers=headers).status_code == 401, (
                headers,
                path,
            )


def test_and_a_reader_from_elsewhere_is_told_what_sets_a_password(keyed: tuple[str, str]) -> None:
    url, _ = keyed
    with httpx.Client(base_url=url, trust_env=False, timeout=60, headers=FROM_ELSEWHERE) as reader:
        index = reader.get("")
        assert (index.status_code, index.headers["location"]) == (303, "/login")
        for told in (reader.get("login"), reader.post("login", data={"password": PASSWORD})):
            assert "비밀번호가 없어서" in told.text and "No password is set here" in told.text
            assert told.text.count("haeseol password") == 2 and "<form" not in told.text
            assert "set-cookie" not in told.headers
        assert reader.get("session").json() == {"protected": False}
        assert reader.post("logout").status_code == 303
        assert reader.get("").status_code == 303


def test_and_at_this_machine_the_page_is_open(keyed: tuple[str, str]) -> None:
    url, _ = keyed
    assert httpx.get(url, trust_env=False, timeout=60).status_code == 200
    assert httpx.post(f"{url}gradio_api/run/state", json={"data": []}, trust_env=False, timeout=60).status_code == 200


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that a password protects, ending in a slash."""
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    home = tmp_path_factory.mktemp("closed")
    PasswordFile.of(home).set(PASSWORD)
    service = ScriptedHaeseol().as_haeseol()
    with launch(build_server(service, SqliteConversations(home / "c"), home=home, keys=KeyFile(home)), port=0) as page:
        yield page.url


def test_a_program_without_a_key_is_told_what_makes_one_in_its_own_protocol(closed: str) -> None:
    with (
        openai.OpenAI(base_url=f"{closed}v1", api_key="none", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError, match="haeseol key new") as refused,
    ):
        client.models.list()
    assert refused.value.code == "invalid_api_key"
    for path in ("api/v1/articles", "mcp/"):
        told = httpx.get(f"{closed}{path}", trust_env=False, timeout=60)
        assert (told.status_code, told.json()["error"]["type"]) == (401, "invalid_api_key")


def test_what_the_doors_are_like_and_whether_it_is_alive_may_be_asked_by_everybody(closed: str) -> None:
    for path in ("api/v1/docs", "api/v1/openapi.json", "healthz"):
        assert httpx.get(f"{closed}{path}", trust_env=False, timeout=60, headers=FROM_ELSEWHERE).status_code == 200
    assert (
        httpx.get(f"{closed}api/v1/articles/docs", trust_env=False, timeout=60, headers=FROM_ELSEWHERE).status_code
        == 401
    )


def test_who_has_signed_in_reads_what_citations_link_to(closed: str) -> None:
    text = f"api/v1/texts/{ARTICLES[0].id}"
    with httpx.Client(base_url=closed, trust_env=False, timeout=60, headers=FROM_ELSEWHERE) as reader:
        assert reader.get(text).status_code == 401
        reader.post("login", data={"password": PASSWORD})
        assert reader.get(text).text == ARTICLES[0].text
        assert (
            reader.delete(f"api/v1/articles/{ARTICLES[0].id}").status_code == 401
        )  # what changes something wants a key
