"""What holds of keys in the shared database alone: pages hear of changes by themselves, and soon believe nothing without it."""

import time
from collections.abc import Callable
from threading import Event

import pytest

from bot.service.postgres_keys import BELIEVED_SECONDS, PostgresKeys
from bot.service.state.state_database import StateDatabase
from bot.service.state.state_errors import StateUnreachable
from tests.postgres_process import PostgresProcess

pytestmark = pytest.mark.slow

# Machines of tests are slow, and this is no bound that anybody is promised.
_PATIENCE = 30.0


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        Event().wait(0.02)


def test_what_one_page_makes_and_revokes_another_hears_of_by_itself(database: StateDatabase, address: str) -> None:
    here = PostgresKeys(database)
    with StateDatabase.open(address) as other:
        elsewhere = PostgresKeys(other)
        try:
            assert elsewhere.find("haeseol-x") is None  # from now on it looks
            made, key = here.make("phone")
            _until(lambda: elsewhere.find(key) == made)
            here.revoke(made.id)
            _until(lambda: elsewhere.find(key) is None)
        finally:
            elsewhere.close()
            here.close()


def test_finding_does_not_ask_the_database_each_time(database: StateDatabase, postgres: PostgresProcess) -> None:
    keys = PostgresKeys(database, clock=lambda: 0.0)
    try:
        made, key = keys.make("phone")
        assert keys.find(key) == made
        postgres.end()
        try:
            assert keys.find(key) == made
            assert keys.find("haeseol-x") is None
        finally:
            postgres.start()
    finally:
        keys.close()


def test_without_the_database_keys_open_for_some_seconds_and_then_nothing_does(
    database: StateDatabase, postgres: PostgresProcess
) -> None:
    now = [0.0]
    keys = PostgresKeys(database, clock=lambda: now[0])
    try:
        made, key = keys.make("phone")
        assert keys.find(key) == made and keys.answers()
        postgres.end()
        try:
            now[0] = BELIEVED_SECONDS
            assert keys.find(key) == made and keys.answers()
            now[0] = BELIEVED_SECONDS + 1
            assert not keys.answers()
            for wrong in (key, "haeseol-x"):
                with pytest.raises(StateUnreachable):
                    keys.find(wrong)
        finally:
            postgres.start()
        _until(keys.answers)
        assert keys.find(key) == made
    finally:
        keys.close()
