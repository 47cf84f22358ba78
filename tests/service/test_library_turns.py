"""The right to change a library, among machines: as among processes of one, and free as soon as whoever had it is gone."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import LibraryBusy
from bot.library.store.writer_lock import WriterLock
from bot.service.state.state_errors import StateUnreachable
from bot.service.work.library_turns import library_turns
from tests.postgres_process import PostgresProcess
from tests.worker_process import wait_for

pytestmark = pytest.mark.slow

LIBRARY = "milvus://host/library"

HOLD = """
import sys, time
from pathlib import Path
from bot.library.store.writer_lock import WriterLock
from bot.service.work.library_turns import library_turns

with WriterLock(Path(sys.argv[1]), 60, library_turns(sys.argv[2], sys.argv[3])).held():
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    return postgres.new_database()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    folders = tmp_path / "one", tmp_path / "other"
    for folder in folders:
        folder.mkdir()
    yield folders


def test_two_machines_do_not_change_a_library_at_once(address: str, machines: tuple[Path, Path]) -> None:
    one = WriterLock(machines[0], 60, library_turns(address, LIBRARY))
    other = WriterLock(machines[1], 0.3, library_turns(address, LIBRARY))
    elsewhere = WriterLock(machines[1], 0.3, library_turns(address, f"{LIBRARY}2"))
    with one.held(), one.held():
        with pytest.raises(LibraryBusy), other.held():
            pass
        with elsewhere.held():
            pass
        assert not one.wanted()
    with other.held():
        pass


def test_who_waits_is_seen_and_let_in_between(address: str, machines: tuple[Path, Path]) -> None:
    one, other = (WriterLock(folder, 60, library_turns(address, LIBRARY)) for folder in machines)
    said: list[str] = []

    def wait() -> None:
        with other.held():
            said.append("other")

    with one.held():
        waiting = threading.Thread(target=wait)
        waiting.start()
        wait_for(one.wanted)
        said.append("one")
        one.pass_on()
        said.append("one again")
    waiting.join()
    assert said == ["one", "other", "one again"]


def test_the_turn_of_a_process_that_was_killed_is_free_at_once(address: str, machines: tuple[Path, Path]) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(machines[0]), address, LIBRARY], stdout=subprocess.PIPE, text=True
    )
    with held:
        assert held.stdout is not None and held.stdout.readline() == "held\n"
        other = WriterLock(machines[1], 30, library_turns(address, LIBRARY))
        threading.Timer(0.5, held.kill).start()
        began = time.monotonic()
        with other.held():
            assert 0.3 < time.monotonic() - began < 20


def test_a_database_that_is_away_is_told_and_the_next_turn_is_had_when_it_is_back(
    address: str, postgres: PostgresProcess, machines: tuple[Path, Path]
) -> None:
    one = WriterLock(machines[0], 30, library_turns(address, LIBRARY))
    with one.held():
        postgres.end()
    with pytest.raises(StateUnreachable), one.held():
        pass
    postgres.start()
    with one.held():
        pass
