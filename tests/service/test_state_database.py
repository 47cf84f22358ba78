"""The database that several pages share: reached, made ready, restarted in between, and never telling its login."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import SettingInvalid
from bot.service.state import schema_version, state_connections
from bot.service.state.migrating import migrate
from bot.service.state.schema_version import Migration, migrations
from bot.service.state.state_address import shown_address
from bot.service.state.state_database import StateDatabase
from bot.service.state.state_errors import (
    StateBusy,
    StateError,
    StateNewer,
    StateNotMigrated,
    StateRefused,
    StateUnreachable,
)
from tests.postgres_process import PostgresProcess

pytestmark = pytest.mark.slow

SECRET = "geheim"


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    return postgres.new_database()


def _count(database: StateDatabase) -> int:
    with database.transaction() as connection:
        row = connection.execute("SELECT count(*) AS many FROM haeseol_conversation").fetchone()
    assert row is not None
    return int(row["many"])


def _insert(database: StateDatabase, id: str) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO haeseol_conversation VALUES (%s, 't', 't', '', now())", (id,))


def test_a_new_database_is_made_ready_once(address: str) -> None:
    with pytest.raises(StateNotMigrated, match=r"0001_conversations.*haeseol migrate"):
        StateDatabase.open(address)
    assert migrate(address) == [each.name for each in migrations()]
    assert migrate(address) == []
    with StateDatabase.open(address) as database:
        version = database.check()
    assert version.applied == {each.number: each.name for each in migrations()}
    assert version.server.startswith("18.")


def test_several_who_migrate_at_once_do_each_step_once(address: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        done = [name for names in threads.map(migrate, [address] * 4) for name in names]
    assert sorted(done) == [each.name for each in migrations()]


def test_a_step_that_fails_leaves_nothing_and_is_gone_on_with(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_ = migrations()
    broken = Migration(9999, "9999_broken", "CREATE TABLE haeseol_half (); SELECT nonsense;")
    monkeypatch.setattr("bot.service.state.migrating.migrations", lambda: (first, broken))
    with pytest.raises(StateError):
        migrate(address)
    monkeypatch.undo()
    assert migrate(address) == [each.name for each in migrations()[1:]]
    with StateDatabase.open(address) as database, database.transaction() as connection:
        row = connection.execute("SELECT to_regclass('haeseol_half') AS half").fetchone()
    assert row == {"half": None}


def test_a_database_of_a_newer_version_is_left_alone(
    address: str, postgres: PostgresProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(address)
    postgres.tell("INSERT INTO haeseol_migration VALUES (9999, '9999_later')", address.rpartition("/")[2])
    for open_it in (migrate, StateDatabase.open):
        with pytest.raises(StateNewer, match="9999_later"):
            open_it(address)
    monkeypatch.setattr(schema_version, "migrations", lambda: (*migrations(), Migration(9999, "9999_later", "")))
    StateDatabase.open(address).close()


def test_an_encoding_that_cannot_hold_korean_is_refused(postgres: PostgresProcess) -> None:
    postgres.tell("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(StateRefused, match="LATIN1, and should be UTF8"):
        migrate(postgres.setting("latin"))


def test_what_an_error_ends_is_undone(address: str) -> None:
    migrate(address)
    with StateDatabase.open(address) as database:
        with pytest.raises(ZeroDivisionError), database.transaction() as connection:
            connection.execute("INSERT INTO haeseol_conversation VALUES ('a', 't', 't', '', now())")
            raise ZeroDivisionError
        assert _count(database) == 0
        with pytest.raises(StateRefused, match="duplicate key"), database.transaction() as connection:
            for _ in range(2):
                connection.execute("INSERT INTO haeseol_conversation VALUES ('a', 't', 't', '', now())")
        assert _count(database) == 0


def test_a_server_that_was_killed_and_started_anew_between_two_calls_is_not_noticed(postgres: PostgresProcess) -> None:
    address = postgres.new_database()
    migrate(address)
    with StateDatabase.open(address) as database:
        _insert(database, "before")
        postgres.end()
        postgres.start()
        _insert(database, "after")
        assert _count(database) == 2
        postgres.end()
        try:
            with pytest.raises(StateUnreachable, match=r"connection refused.*Try again"):
                _count(database)
        finally:
            postgres.start()
        assert _count(database) == 2


def test_a_server_that_is_killed_within_a_transaction_is_told_and_undoes_it(postgres: PostgresProcess) -> None:
    address = postgres.new_database()
    migrate(address)
    with StateDatabase.open(address) as database:
        with pytest.raises(StateUnreachable, match="Try again"), database.transaction() as connection:
            connection.execute("INSERT INTO haeseol_conversation VALUES ('a', 't', 't', '', now())")
            postgres.end()
            postgres.start()
            connection.execute("SELECT 1")
        assert _count(database) == 0


def test_what_another_holds_is_waited_for_and_then_told(address: str) -> None:
    migrate(address)
    with StateDatabase.open(address) as database:
        _insert(database, "a")
        with database.transaction() as holding:
            holding.execute("UPDATE haeseol_conversation SET title = 'x'")
            with pytest.raises(StateBusy, match=r"lock timeout.*try again"), database.transaction() as other:
                other.execute("SET LOCAL lock_timeout = '50ms'")
                other.execute("UPDATE haeseol_conversation SET title = 'y'")
        with database.transaction() as connection:
            assert connection.execute("SELECT title FROM haeseol_conversation").fetchall() == [{"title": "x"}]


def test_many_threads_share_a_few_connections(
    address: str, postgres: PostgresProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(address)
    with StateDatabase.open(address) as database:
        with ThreadPoolExecutor(24) as threads:
            list(threads.map(lambda number: _insert(database, f"id-{number}"), range(100)))
        assert _count(database) == 100
        name = address.rpartition("/")[2]
        ((open_now,),) = postgres.tell(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'")
        assert 1 <= open_now <= state_connections.MOST_CONNECTIONS
        monkeypatch.setattr(state_connections, "_WAIT_SECONDS", 0.05)
        with ThreadPoolExecutor(state_connections.MOST_CONNECTIONS) as threads:
            barrier = threading.Barrier(state_connections.MOST_CONNECTIONS + 1)

            def hold() -> None:
                with database.transaction():
                    barrier.wait(10)
                    barrier.wait(10)

            held = [threads.submit(hold) for _ in range(state_connections.MOST_CONNECTIONS)]
            barrier.wait(10)
            with pytest.raises(StateBusy, match="all connections are in use"):
                _count(database)
            barrier.wait(10)
            for each in held:
                each.result()
        assert _count(database) == 100


def test_the_login_is_nowhere_in_what_is_told(postgres: PostgresProcess) -> None:
    login = f"nobodyknown:{SECRET}"
    wrong = [
        postgres.setting("postgres", login),
        postgres.setting("nowhere", f"haeseol:{SECRET}"),
        f"postgresql://{login}@127.0.0.1:1/state",
        f"postgresql://{login}@nowhere.invalid/state",
        f"postgresql://127.0.0.1:1/state?user=nobodyknown&password={SECRET}",
    ]
    for address in wrong:
        with pytest.raises(StateError) as told:
            StateDatabase.open(address)
        shown = f"{told.value.message('ko')} {told.value.message('en')} {told.value.__cause__!r} {told.value.facts}"
        assert SECRET not in shown
        assert "nobodyknown" not in shown
    with pytest.raises(SettingInvalid) as refused:
        StateDatabase.open(f"postgresql://{login}@host:none/state?{SECRET}=1")
    assert SECRET not in f"{refused.value} {refused.value.__cause__!r}"
    assert shown_address(wrong[-1]) == "postgresql://127.0.0.1:1/state"


def test_what_the_server_says_of_a_user_is_not_repeated(postgres: PostgresProcess) -> None:
    postgres.tell("CREATE ROLE verborgen LOGIN")
    postgres.tell("CREATE DATABASE hidden")
    with pytest.raises(StateRefused, match="permission denied for schema public"):
        migrate(postgres.setting("hidden", "verborgen"))
    with StateDatabase(state_connections.StateConnections(postgres.setting("hidden", "verborgen"))) as database:
        with pytest.raises(StateRefused, match='user "…" may not') as told, database.transaction() as connection:
            connection.execute("DO $$ BEGIN RAISE 'user \"%\" may not', current_user; END $$")
        assert "verborgen" not in told.value.message("ko")
