"""A library on a server finds what the one beside it finds; `python -m bench.libraries` compares larger ones."""

from pathlib import Path

import pytest

from bench.libraries import compare_libraries
from bench.library_search import IDENTITY
from bot.library.milvus import passage_reading
from bot.library.milvus.milvus_library import MilvusLibrary
from bot.library.milvus.server_address import ServerAddress
from bot.library.store.sqlite_library import SqliteLibrary

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("indexed", "compared_most"), [(False, passage_reading._COMPARED_MOST), (True, 4)], ids=["compared", "indexed"]
)
def test_both_libraries_find_the_same_ten(
    address: ServerAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indexed: bool, compared_most: int
) -> None:
    monkeypatch.setattr(passage_reading, "_COMPARED_MOST", compared_most)
    here = SqliteLibrary.open(tmp_path / "here", IDENTITY)
    there = MilvusLibrary.open(address, tmp_path / "there", IDENTITY)
    if indexed:
        # A server keeps what is new apart, and compares all of it; it makes a graph of it by and by, or when it is told to.
        monkeypatch.setattr(there, "tidy", lambda: there._server._client.flush(there._newest().series.passages))
    found = compare_libraries(here, there, passages=400, questions=20, tokens=4)
    assert found.shared["vectors"] == found.shared["vectors, in a tag"] == 1.0
    # By words some tie, and a server weighs them by a formula that differs in its last digits.
    assert min(found.shared["words"], found.shared["words, in a tag"]) > 0.95
    assert found.outside == 0
    assert found.apart < 1e-5
    here.close()
    there.close()
