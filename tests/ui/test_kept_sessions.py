"""What Gradio keeps for those who ask: of those who listen all, of the others the last."""

from asyncio import Queue
from types import SimpleNamespace

import pytest

from bot.ui.kept_sessions import keep_listened_sessions


@pytest.fixture
def queue() -> SimpleNamespace:
    made = SimpleNamespace(pending_event_ids_session={})
    keep_listened_sessions(made, lambda session: session.startswith("listens"), most=2)
    return made


def ask(queue: SimpleNamespace, *sessions: str) -> None:
    for session in sessions:
        queue.pending_event_ids_session[session] = {f"event of {session}"}
        queue.pending_messages_per_session[session] = Queue()


def test_the_oldest_that_nobody_listens_to_is_forgotten_with_its_events(queue: SimpleNamespace) -> None:
    ask(queue, "listens", "left 1", "left 2", "left 3")
    assert list(queue.pending_messages_per_session) == ["listens", "left 3"]
    assert list(queue.pending_event_ids_session) == ["listens", "left 3"]


def test_who_listens_is_kept_and_so_is_who_has_only_just_asked(queue: SimpleNamespace) -> None:
    ask(queue, "listens 1", "listens 2", "listens 3", "new")
    assert list(queue.pending_messages_per_session) == ["listens 1", "listens 2", "listens 3", "new"]


def test_what_comes_for_one_who_is_forgotten_is_read_by_nobody(queue: SimpleNamespace) -> None:
    ask(queue, "left 1", "left 2", "left 3")
    queue.pending_messages_per_session["left 1"].put_nowait("too late")
    assert "left 1" not in queue.pending_messages_per_session
