"""Keys where a password protects the page: programs come in with one, to the doors for programs alone."""

from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from bot.service.keys import Keys
from bot.ui.access.access_errors import PasswordMissing
from bot.ui.access.authorisation import OWNER, Reader, open_access
from bot.ui.access.key_credential import KeyCredential
from bot.ui.access.password_file import PasswordFile


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
    PasswordFile.of(tmp_path).set("long enough words")
    for path in ("/api/v1/ask", "/v1/models", "/mcp"):
        assert access.authorise(_asks(path, key)) == Reader(f"key {made.id}")
        assert not isinstance(access.authorise(_asks(path, key + "x")), Reader)
    assert not isinstance(access.authorise(_asks("/gradio_api/run/state", key)), Reader)
    keys.revoke(made.id)
    assert not isinstance(access.authorise(_asks("/mcp", key)), Reader)
