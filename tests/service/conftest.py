"""A database of a test's own that several pages share."""

from collections.abc import Iterator

import pytest

from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase
from tests.postgres_process import PostgresProcess


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    """Where an empty one is, with the tables of this version."""
    address = postgres.new_database()
    migrate(address)
    return address


@pytest.fixture
def database(address: str) -> Iterator[StateDatabase]:
    """That one, opened."""
    with StateDatabase.open(address) as opened:
        yield opened
