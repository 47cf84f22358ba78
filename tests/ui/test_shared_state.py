"""Several pages over one database: what is saved, made and revoked on one counts on the other, and its loss is told."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event

import httpx
import pytest

from bot.service.state.migrating import migrate
from bot.service.state_choice import open_state
from bot.settings import Settings
from bot.ui import keep_to_this_machine
from bot.ui.access.password_file import PasswordFile
from bot.ui.server import RunningPage, build_server, launch
from tests.page_fakes import SUGGESTED, ScriptedHaeseol
from tests.postgres_process import PostgresProcess
from tests.service.told_turns import told

pytestmark = pytest.mark.slow

FROM_ELSEWHERE = {"x-forwarded-for": "203.0.113.7"}
_PATIENCE = 60.0


@pytest.fixture(scope="module")
def settings(postgres: PostgresProcess, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    address = postgres.new_database()
    migrate(address)
    return Settings.from_environment({"HAESEOL_STATE": address}, home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def pages(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[RunningPage]]:
    """Three pages; the last one has a password, so that keys are looked for at its gate."""
    keep_to_this_machine(os.environ)
    closed = tmp_path_factory.mktemp("closed")
    PasswordFile.of(closed).set("long enough words")
    with ExitStack() as running:
        pages = []
        for home in (settings.home, settings.home, closed):
            state = running.enter_context(open_state(settings))
            service = ScriptedHaeseol().as_haeseol()
            server = build_server(service, state.conversations, home=home, keys=state.keys, state_answers=state.answers)
            pages.append(running.enter_context(launch(server, port=0)))
        yield pages


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        Event().wait(0.1)


def _called(page: RunningPage, name: str, *told: object) -> str:
    """Return what an endpoint of a page says, as it comes."""
    at = f"{page.url}gradio_api/call/{name}"
    event = httpx.post(at, json={"data": told}, timeout=_PATIENCE).json()["event_id"]
    return httpx.get(f"{at}/{event}", timeout=_PATIENCE).text


def _asked_with(page: RunningPage, key: str) -> int:
    headers = {**FROM_ELSEWHERE, "authorization": f"Bearer {key}"}
    return httpx.get(f"{page.url}v1/models", headers=headers, timeout=_PATIENCE).status_code


def _ready(page: RunningPage) -> tuple[int, object]:
    answer = httpx.get(f"{page.url}readyz", timeout=_PATIENCE)
    return answer.status_code, answer.json()["state"]


def test_a_conversation_of_one_page_is_on_the_other_and_deleting_it_is_undone_there(
    pages: list[RunningPage], settings: Settings
) -> None:
    with open_state(settings) as state:
        state.conversations.save("conversation-1", told(SUGGESTED["en"][0]))
    one, other, _ = pages
    assert "conversation-1" in _called(one, "conversations", "") and "conversation-1" in _called(
        other, "conversations", ""
    )
    assert "done" in _called(one, "delete_conversation", "conversation-1")
    assert "conversation-1" not in _called(other, "conversations", "")
    assert "conversation-1" in _called(other, "undo_delete_conversation")
    assert "conversation-1" in _called(one, "conversations", "siglip")
    assert list(settings.home.iterdir()) == []  # no file of a page's own


def test_a_key_opens_every_page_and_when_it_is_revoked_none(
    pages: list[RunningPage], settings: Settings, postgres: PostgresProcess
) -> None:
    with open_state(settings) as state:
        made, key = state.keys.make("phone")
        for page in pages:
            _until(lambda page=page: _asked_with(page, key) == 200)  # type: ignore[misc]
        state.keys.revoke(made.id)
        for page in pages:
            _until(lambda page=page: _asked_with(page, key) == 401)  # type: ignore[misc]


def test_a_database_that_is_away_is_told_and_what_needs_none_goes_on(
    pages: list[RunningPage], settings: Settings, postgres: PostgresProcess
) -> None:
    page = pages[0]
    assert _ready(page) == (200, "answering")
    assert "haeseol_state_away 0.0" in httpx.get(f"{page.url}metrics", timeout=_PATIENCE).text
    postgres.end()
    try:
        _until(lambda: _ready(page) == (200, "away"))
        assert "haeseol_state_away 1.0" in httpx.get(f"{page.url}metrics", timeout=_PATIENCE).text
        assert _asked_with(page, "haeseol-x") == 503
        assert "StateUnreachable" in _called(page, "conversations", "")
        from_here = httpx.get(f"{page.url}v1/models", timeout=_PATIENCE)
        assert from_here.status_code == 200  # without a key
        # Where the gate asks for it before the door does. Each page believes for a while what it saw itself.
        _until(lambda: _asked_with(pages[2], "haeseol-x") == 503)
    finally:
        postgres.start()
    _until(lambda: _ready(page) == (200, "answering"))
    assert "conversations" in _called(page, "conversations", "")
