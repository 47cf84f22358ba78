"""What stands against the shared database, in words that help: no client, no sensible address, every kind of refusal."""

import sys
from pathlib import Path

import pytest

from bot.cli.doctor import diagnose
from bot.service.state.refusals import why_refused
from bot.service.state.state_address import read_address, shown_address
from bot.service.state.state_database import StateDatabase
from bot.service.state.state_errors import (
    StateBusy,
    StateClientMissing,
    StateError,
    StateFull,
    StateNotMigrated,
    StateRefused,
    StateUnreachable,
)
from bot.settings import Settings

ADDRESS = "postgresql://me:geheim@db.example.org:5433/name?password=geheim"


def test_without_a_client_its_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StateClientMissing, match=r"pip install 'psycopg\[binary\]") as told:
        StateDatabase.open(ADDRESS)
    assert "geheim" not in str(told.value)
    settings = Settings.from_environment({"HAESEOL_STATE": ADDRESS}, home=tmp_path)
    (finding,) = [each for each in diagnose(settings, {}) if "db.example.org" in each.what.en]
    assert not finding.ok and "pip install 'psycopg[binary]" in finding.fix and "geheim" not in f"{finding}"


def test_an_address_is_read_as_libpq_reads_it_and_what_it_says_counts() -> None:
    pytest.importorskip("psycopg")
    read = read_address(f"{ADDRESS}&connect_timeout=1")
    assert (read["host"], read["port"], read["dbname"], read["user"]) == ("db.example.org", "5433", "name", "me")
    assert read["connect_timeout"] == "1"
    assert read["application_name"] == "haeseol"
    assert shown_address(ADDRESS) == "postgresql://db.example.org:5433/name"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DiskFull", StateFull),
        ("DeadlockDetected", StateBusy),
        ("LockNotAvailable", StateBusy),
        ("QueryCanceled", StateBusy),
        ("SerializationFailure", StateBusy),
        ("UndefinedTable", StateNotMigrated),
        ("UndefinedColumn", StateNotMigrated),
        ("AdminShutdown", StateUnreachable),
        ("CannotConnectNow", StateUnreachable),
        ("TooManyConnections", StateUnreachable),
        ("ReadOnlySqlTransaction", StateRefused),
        ("InsufficientPrivilege", StateRefused),
        ("OperationalError", StateUnreachable),
        ("InterfaceError", StateUnreachable),
        ("DataError", StateRefused),
    ],
)
def test_what_the_database_answers_has_a_word_of_ours(name: str, kind: type[StateError]) -> None:
    errors = pytest.importorskip("psycopg.errors")
    told = why_refused(getattr(errors, name)("of me there is no more"), "postgresql://host/name", ("me", "geheim"))
    assert type(told) is kind
    assert " me " not in told.message("en")
