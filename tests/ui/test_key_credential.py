"""Keys where a password protects the page: programs come in with one, to the doors for programs alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest
from starlette.requests import HTTPConnection

from bot.service.conversations import Conversations
from bot.service.keys import Keys
from bot.ui import keep_to_this_machine
from bot.ui.access.access_errors import PasswordMissing
from bot.ui.access.authorisation import OWNER, Reader, open_access
from bot.ui.access.key_credential import KeyCredential
from bot.ui.access.password_file import PasswordFile
from tests.page_fakes import ARTICLES, ScriptedHaeseol

PASSWORD = "long enough words"
# Behind a proxy nobody is at this machine.
FROM_ELSEWHERE = {"x-forwarded-for": "203.0.113.7"}


def _asks(path: str, key: str = "") -> HTTPConnection:
    headers = [(b"authorization", f"Bearer {key}".encode())] if key else []
    return HTTPConnection({"type": "http", "path": path, "headers": headers, "scheme": "http"})


def test_a_key_opens_the_doors_for_programs_and_nothing_else(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    made, key = keys.make("phone")
    access, _ = open_access(tmp_path, KeyCredential(keys))
    assert access.authorise(_asks("/")) == OWNER  # keys alone protect nothing
    with pytest.raises(PasswordMissing):
        access.require_protection("0.0.0.0")
    PasswordFile.of(tmp_path).set(PASSWORD)
    for path in ("/api/v1/ask", "/v1/models", "/mcp"):
        assert access.authorise(_asks(path, key)) == Reader(f"key {made.id}")
        assert not isinstance(access.authorise(_asks(path, key + "x")), Reader)
    assert not isinstance(access.authorise(_asks("/gradio_api/run/state", key)), Reader)
    keys.revoke(made.id)
    assert not isinstance(access.authorise(_asks("/mcp", key)), Reader)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that a password protects, ending in a slash."""
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    home = tmp_path_factory.mktemp("closed")
    PasswordFile.of(home).set(PASSWORD)
    service = ScriptedHaeseol().as_haeseol()
    with launch(build_server(service, Conversations(home / "c"), home=home, keys=Keys(home)), port=0) as page:
        yield page.url


def test_a_program_without_a_key_is_told_what_makes_one_in_its_own_protocol(closed: str) -> None:
    with (
        openai.OpenAI(base_url=f"{closed}v1", api_key="none", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError, match="haeseol key new") as refused,
    ):
        client.models.list()
    assert refused.value.code == "invalid_api_key"
    for path in ("api/v1/articles", "mcp/"):
        told = httpx.get(f"{closed}{path}", trust_env=False)
        assert (told.status_code, told.json()["error"]["type"]) == (401, "invalid_api_key")


def test_what_the_doors_are_like_and_whether_it_is_alive_may_be_asked_by_everybody(closed: str) -> None:
    for path in ("api/v1/docs", "api/v1/openapi.json", "healthz"):
        assert httpx.get(f"{closed}{path}", trust_env=False, headers=FROM_ELSEWHERE).status_code == 200
    assert httpx.get(f"{closed}api/v1/articles/docs", trust_env=False, headers=FROM_ELSEWHERE).status_code == 401


def test_who_has_signed_in_reads_what_citations_link_to(closed: str) -> None:
    text = f"api/v1/texts/{ARTICLES[0].id}"
    with httpx.Client(base_url=closed, trust_env=False, headers=FROM_ELSEWHERE) as reader:
        assert reader.get(text).status_code == 401
        reader.post("login", data={"password": PASSWORD})
        assert reader.get(text).text == ARTICLES[0].text
        assert (
            reader.delete(f"api/v1/articles/{ARTICLES[0].id}").status_code == 401
        )  # what changes something wants a key
