"""What holds of conversations in the shared database alone: several pages, a server that goes away, bounded undoing."""

import json
import threading
from dataclasses import replace

import pytest

from bot.service.conversations.conversation_errors import ConversationMissing, ConversationsUnusable
from bot.service.conversations.postgres_conversations import UNDO_MINUTES, PostgresConversations
from bot.service.state.state_database import StateDatabase
from bot.service.state.state_errors import StateUnreachable
from tests.page_fakes import SUGGESTED
from tests.postgres_process import PostgresProcess
from tests.service.told_turns import told

pytestmark = pytest.mark.slow


@pytest.fixture
def saved(database: StateDatabase) -> PostgresConversations:
    return PostgresConversations(database)


def _everything(postgres: PostgresProcess, address: str) -> str:
    name = address.rpartition("/")[2]
    tables = ("haeseol_conversation", "haeseol_turn", "haeseol_deleted_conversation", "haeseol_carried")
    return json.dumps(
        [postgres.tell(f"SELECT * FROM {table}", name) for table in tables], default=str, ensure_ascii=False
    )


def test_what_one_page_deleted_another_brings_back(saved: PostgresConversations, address: str) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    before = saved.conversation("conversation-1")
    saved.delete("conversation-1")
    with StateDatabase.open(address) as elsewhere:
        assert PostgresConversations(elsewhere).undo_delete() == "conversation-1"
    assert saved.conversation("conversation-1") == before
    with pytest.raises(ConversationMissing):
        saved.undo_delete()


def test_each_reader_brings_back_what_they_deleted(saved: PostgresConversations, address: str) -> None:
    for number in (1, 2, 3):
        saved.save(f"conversation-{number}", told(SUGGESTED["en"][0], f"turn-000{number}"))
    saved.delete("conversation-1")
    with StateDatabase.open(address) as elsewhere:
        other = PostgresConversations(elsewhere)
        other.delete("conversation-2")
        other.delete("conversation-3")
    assert saved.undo_delete("conversation-1") == "conversation-1"
    assert saved.undo_delete() == "conversation-3"
    assert saved.undo_delete() == "conversation-2"
    assert len(saved.rows()) == 3


def test_of_what_was_deleted_longer_ago_nothing_stays(
    saved: PostgresConversations, postgres: PostgresProcess, address: str
) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    saved.rename("conversation-1", "Stolen parts")
    saved.delete("conversation-1")
    assert "Stolen parts" in _everything(postgres, address)
    age = (
        f"UPDATE haeseol_deleted_conversation SET deleted_at = deleted_at - interval '{UNDO_MINUTES} minutes 1 second'"
    )
    postgres.tell(age, address.rpartition("/")[2])
    with pytest.raises(ConversationMissing):
        saved.undo_delete()
    saved.rows()
    left = _everything(postgres, address)
    for trace in ("Stolen parts", "SigLIP", "conversation-1"):
        assert trace not in left


def test_two_who_bring_back_at_once_do_so_once(saved: PostgresConversations, address: str) -> None:
    for round in range(5):
        saved.save(f"conversation-{round}", told(SUGGESTED["en"][0], f"turn-000{round}"))
        saved.delete(f"conversation-{round}")
        done: list[str] = []
        start = threading.Barrier(2)

        def undo(start: threading.Barrier = start, done: list[str] = done) -> None:
            start.wait(10)
            try:
                done.append(saved.undo_delete())
            except ConversationMissing:
                done.append("missing")

        threads = [threading.Thread(target=undo) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == [f"conversation-{round}", "missing"]
        assert [turn.id for turn in saved.conversation(f"conversation-{round}").turns] == [f"turn-000{round}"]


def test_a_server_that_is_killed_again_and_again_loses_nothing_that_was_saved(
    saved: PostgresConversations, postgres: PostgresProcess
) -> None:
    turn = told(SUGGESTED["en"][0])
    kept: list[str] = []
    failed: list[StateUnreachable] = []
    enough = threading.Event()

    def write() -> None:
        number = 0
        while not enough.is_set():
            try:
                saved.save("conversation-1", replace(turn, id=f"turn-{number:06}"))
            except StateUnreachable as error:
                failed.append(error)
                enough.wait(0.02)
                continue  # the same turn again, as the error says
            kept.append(f"turn-{number:06}")
            number += 1

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for _ in range(3):
            threading.Event().wait(0.3)
            postgres.end()
            postgres.start()
    finally:
        threading.Event().wait(0.2)
        enough.set()
        writing.join()
    assert len(kept) > 20
    assert failed
    assert all("Try again" in error.message("en") for error in failed)
    assert [each.id for each in saved.conversation("conversation-1").turns] == kept


def test_a_restart_between_two_calls_is_not_noticed(saved: PostgresConversations, postgres: PostgresProcess) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    postgres.end()
    postgres.start()
    saved.save("conversation-1", told(SUGGESTED["en"][1], "turn-0002"))
    assert [turn.id for turn in saved.conversation("conversation-1").turns] == ["turn-0001", "turn-0002"]


def test_what_another_hand_made_of_a_turn_is_told(
    saved: PostgresConversations, postgres: PostgresProcess, address: str
) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    postgres.tell("UPDATE haeseol_turn SET told = '{'", address.rpartition("/")[2])
    with pytest.raises(ConversationsUnusable, match="turn-0001"):
        saved.conversation("conversation-1")
    assert [row.id for row in saved.rows()] == ["conversation-1"]


def test_a_conversation_with_half_a_surrogate_is_kept_and_brought_back(saved: PostgresConversations) -> None:
    saved.save("conversation-1", replace(told(SUGGESTED["en"][0]), question="무엇\ud800인가요?"))
    saved.delete("conversation-1")
    assert saved.undo_delete() == "conversation-1"
    assert saved.conversation("conversation-1").turns[0].question == "무엇?인가요?"
