"""Keys, in the file of a home and in the database that several pages share: what holds of both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.service.door_errors import KeyMissing
from bot.service.key_file import KeyFile
from bot.service.keys import PREFIX, Keys
from bot.service.postgres_keys import PostgresKeys
from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase

Open = Callable[[], Keys]


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.slow)])
def open_keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """What returns the keys as another page has them."""
    if request.param == "file":
        yield lambda: KeyFile(tmp_path)
        return
    address = request.getfixturevalue("postgres").new_database()
    migrate(address)
    with ExitStack() as opened:

        def open_one() -> Keys:
            keys = PostgresKeys(opened.enter_context(StateDatabase.open(address)))
            opened.callback(keys.close)
            return keys

        yield open_one


def test_a_key_opens_until_it_is_revoked(open_keys: Open) -> None:
    keys = open_keys()
    assert list(keys.all()) == []
    assert keys.find(f"{PREFIX}x") is None
    first, key = keys.make("phone")
    second, other = keys.make("나의 노트북\x00")
    assert key.startswith(PREFIX) and key != other
    assert key not in repr(first)
    assert list(keys.all()) == [first, second]
    assert keys.find(key) == first
    assert keys.find(key + "x") is keys.find("") is keys.find("\ud800\x00") is None
    assert keys.revoke(first.id) == first
    assert keys.find(key) is None
    assert keys.find(other) == second
    for id in (first.id, "nowhere", "\x00"):
        with pytest.raises(KeyMissing):
            keys.revoke(id)


def test_another_page_opens_with_the_same_keys(open_keys: Open) -> None:
    made, key = open_keys().make("phone")
    elsewhere = open_keys()
    assert list(elsewhere.all()) == [made]
    assert elsewhere.find(key) == made
