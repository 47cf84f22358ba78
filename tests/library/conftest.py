"""A place for a library of each kind."""

import secrets
from pathlib import Path

import pytest

from bot.library.milvus.server_address import ServerAddress
from tests.library.libraries import Place
from tests.milvus_process import MilvusProcess


@pytest.fixture
def address(milvus: MilvusProcess) -> ServerAddress:
    """Where a library of a test's own is."""
    return ServerAddress.parse(milvus.setting(f"test_{secrets.token_hex(4)}"), "TEST")


@pytest.fixture(params=["sqlite", pytest.param("milvus", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place for a library, of each kind in turn."""
    if request.param == "sqlite":
        return Place.in_folder(tmp_path / "index")
    return Place.on_server(request.getfixturevalue("address"), tmp_path / "index")
