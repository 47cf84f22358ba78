"""A library on a server finds what the one beside it finds; `python -m bench.libraries` compares larger ones."""

from pathlib import Path

import pytest

from bench.libraries import compare_libraries
from bench.library_search import IDENTITY
from bot.library.milvus.server_address import ServerAddress
from tests.library.libraries import Place

pytestmark = pytest.mark.slow


def test_both_libraries_find_the_same_ten(address: ServerAddress, tmp_path: Path) -> None:
    here = Place.in_folder(tmp_path / "here").open(IDENTITY)
    there = Place.on_server(address, tmp_path / "there").open(IDENTITY)
    found = compare_libraries(here, there, passages=400, questions=20, tokens=4)
    assert found.shared["vectors"] == found.shared["vectors, in a tag"] == 1.0
    # Of words the weights differ a little: how rare a term is, is told from other passages that were replaced, too.
    assert min(found.shared["words"], found.shared["words, in a tag"]) > 0.95
    assert found.outside == 0
    assert found.apart < 1e-5
    here.close()
    there.close()
