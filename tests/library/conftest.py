"""A place for a library of each kind, and the server that one kind needs."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.library.milvus.server_address import ServerAddress
from tests.library.libraries import Place
from tests.milvus_process import INSTALLED, WHY_NOT, MilvusProcess


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusProcess]:
    """A Milvus server for all tests of this process; each makes libraries of its own on it."""
    if not INSTALLED:
        pytest.skip(WHY_NOT)
    server = MilvusProcess(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.end()


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
