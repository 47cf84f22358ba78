"""The server that the tests of shared state ask: one for each module, and a new database for each test."""

from collections.abc import Iterator

import pytest

from tests.postgres_process import INSTALLED, WHY_NOT, PostgresProcess, running_postgres


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresProcess]:
    """A server of PostgreSQL that runs; where there is none on this machine, the test is skipped."""
    if not INSTALLED:
        pytest.skip(WHY_NOT)
    with running_postgres() as server:
        yield server
