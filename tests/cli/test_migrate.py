"""The commands about the database that several pages share."""

import json
from pathlib import Path

import pytest

from bot.cli.doctor import diagnose
from bot.cli.doctor_report import report
from bot.service.conversations import SqliteConversations
from bot.service.key_file import KeyFile
from bot.service.state.schema_version import migrations
from bot.service.state_choice import open_state
from bot.settings import Settings
from tests.command_line import Done, run
from tests.page_fakes import SUGGESTED
from tests.postgres_process import PostgresProcess
from tests.service.told_turns import told

STEPS = [each.name for each in migrations()]


def test_without_a_database_the_setting_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "migrate")
    assert done.returncode == 1
    assert "HAESEOL_STATE" in done.stderr and "postgresql://" in done.stderr


def test_steps_are_numbered_once_each() -> None:
    numbers = [each.number for each in migrations()]
    assert numbers == sorted(set(numbers))
    assert STEPS[0] == "0001_conversations"


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    return postgres.new_database()


def _run(home: Path, address: str, *arguments: str) -> Done:
    return run(home, *arguments, environment={"HAESEOL_STATE": address})


@pytest.mark.slow
def test_the_tables_are_made_and_told(tmp_path: Path, address: str) -> None:
    refused = _run(tmp_path, address, "key", "list")
    assert refused.returncode == 1
    assert "haeseol migrate" in refused.stderr
    done = _run(tmp_path, address, "migrate", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"applied": STEPS}
    assert STEPS[0] in done.stderr and address.partition("@")[2] in done.stderr
    assert json.loads(_run(tmp_path, address, "migrate", "--json").stdout) == {"applied": []}
    made = _run(tmp_path, address, "key", "new", "phone")
    assert made.returncode == 0
    assert [each["name"] for each in json.loads(_run(tmp_path, address, "key", "list", "--json").stdout)] == ["phone"]
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.slow
def test_what_a_home_has_is_carried_once(tmp_path: Path, address: str) -> None:
    saved = SqliteConversations(tmp_path / "conversations")
    for number in (1, 2):
        saved.save(f"conversation-{number}", told(SUGGESTED["ko"][0], f"turn-000{number}"))
    saved.judge("turn-0002", "bad", "wrong", "아니에요")
    saved.rename("conversation-1", "칩 이야기")
    made, key = KeyFile(tmp_path).make("phone")
    done = _run(tmp_path, address, "migrate", "--from-home", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"applied": STEPS, "conversations": 2, "keys": 1}
    settings = Settings.from_environment({"HAESEOL_STATE": address}, home=tmp_path)
    with open_state(settings) as state:
        assert state.conversations.rows() == saved.rows()
        assert state.conversations.rows("칩 이야기") == saved.rows("칩 이야기") != []
        for row in saved.rows():
            assert state.conversations.conversation(row.id) == saved.conversation(row.id)
        assert state.conversations.judged() == saved.judged()
        assert state.keys.find(key) == made
        state.keys.revoke(made.id)
        state.conversations.delete("conversation-1")
    saved.save("conversation-3", told(SUGGESTED["en"][0], "turn-0003"))
    again = _run(tmp_path, address, "migrate", "--from-home", "--json")
    assert json.loads(again.stdout) == {"applied": [], "conversations": 1, "keys": 0}
    with open_state(settings) as state:
        assert {row.id for row in state.conversations.rows()} == {"conversation-2", "conversation-3"}
        assert list(state.keys.all()) == []
    assert len(saved.rows()) == 3


@pytest.mark.slow
def test_one_that_cannot_be_read_keeps_no_other_from_being_carried(tmp_path: Path, address: str) -> None:
    import sqlite3

    saved = SqliteConversations(tmp_path / "conversations")
    for number in (1, 2):
        saved.save(f"conversation-{number}", told(SUGGESTED["ko"][0], f"turn-000{number}"))
    with sqlite3.connect(tmp_path / "conversations" / "conversations.sqlite") as database:
        database.execute("UPDATE turn SET told = '{' WHERE id = 'turn-0001'")
    database.close()
    done = _run(tmp_path, address, "migrate", "--from-home", "--json")
    assert done.returncode == 1
    assert "turn-0001" in done.stderr
    assert json.loads(done.stdout)["conversations"] == 1


@pytest.mark.slow
def test_doctor_says_how_the_database_is_and_not_who_may_enter(
    tmp_path: Path, address: str, postgres: PostgresProcess
) -> None:
    login = address.replace("haeseol@", "haeseol:geheim@")
    settings = Settings.from_environment({"HAESEOL_STATE": login}, home=tmp_path)

    def found() -> tuple[str, bool, str]:
        (finding,) = [each for each in diagnose(settings, {}) if str(postgres.port) in each.what.en]
        assert "geheim" not in f"{finding}"
        return finding.what.en, finding.ok, finding.fix

    said, ok, fix = found()
    assert not ok and "0001_conversations" in said and fix == "haeseol migrate"
    assert _run(tmp_path, login, "migrate").returncode == 0
    said, ok, _ = found()
    assert ok and "PostgreSQL 18." in said and STEPS[-1] in said
    told = json.dumps(report(settings, "en", {}))
    assert str(postgres.port) not in told and "geheim" not in told
    postgres.end()
    try:
        said, ok, _ = found()
        assert not ok and "connection refused" in said
    finally:
        postgres.start()
