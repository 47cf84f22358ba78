"""Two pages over one shared database: what one adds a worker makes, and both have it; the request's id goes through all of it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase
from bot.service.work.job_queue import JobQueue
from bot.settings import Settings
from bot.ui import keep_to_this_machine
from tests.library.test_indexing import RICE
from tests.postgres_process import PostgresProcess
from tests.ui.test_server import Served
from tests.worker_process import WorkerProcess, open_service

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def settings(postgres: PostgresProcess, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    address = postgres.new_database()
    migrate(address)
    return Settings(home=home, cache=home / "cache", model="none", state=address)


@pytest.fixture(scope="module")
def pages(settings: Settings) -> Iterator[tuple[Served, Served]]:
    keep_to_this_machine(os.environ)
    from bot.service.conversations.postgres_conversations import PostgresConversations
    from bot.ui.server import build_server, launch

    with ExitStack() as opened:
        found = []
        for _ in range(2):
            database = opened.enter_context(StateDatabase.open(settings.state))
            service = opened.enter_context(open_service(settings, database))
            page = opened.enter_context(launch(build_server(service, PostgresConversations(database)), port=0))
            served = Served(service, page.url, page.server)  # type: ignore[arg-type]
            opened.enter_context(served.http)
            found.append(served)
        yield found[0], found[1]


def test_what_one_page_adds_is_on_both_and_its_request_is_known(
    pages: tuple[Served, Served], settings: Settings
) -> None:
    one, other = pages
    with WorkerProcess(settings):
        *_, report = one.stream("add_text", RICE, "Rice")
        assert report["type"] == "report"
        (id,) = report["added"]
        assert [row["id"] for row in other.look("articles")["articles"]] == [id]
        *_, problem = other.stream("add_text", "...", "")
        assert (problem["type"], problem["name"]) == ("error", "ArticleEmpty")
        assert "글이 없어요" in problem["ko"]
        sent = one.upload("밀.txt", "밀은 가을에 심는다.".encode())
        *_, report = one.stream("add_files", sent.json())
        assert (len(report["added"]), report["failed"]) == (1, [])
        asked = other.http.delete(f"/api/v1/articles/{id}", headers={"x-request-id": "0123456789abcdef"})
        assert asked.json()["removed"] == [id]
        assert asked.headers["x-request-id"] == "0123456789abcdef"
        assert one.look("undo_remove")["added"] == [id]
        assert one.http.delete("/api/v1/articles/none").status_code == 404
    with StateDatabase.open(settings.state) as database, database.transaction() as connection:
        rows = connection.execute("SELECT kind, request_id FROM haeseol_job ORDER BY id").fetchall()
    asked_for = {row["kind"]: row["request_id"] for row in reversed(rows)}  # of each kind the first
    assert asked_for["remove"] == "0123456789abcdef"
    assert all(len(asked_for[kind]) == 16 for kind in ("add_text", "add_files", "undo_remove"))


def test_what_waits_is_counted(pages: tuple[Served, Served], settings: Settings) -> None:
    with StateDatabase.open(settings.state) as database:
        jobs = JobQueue(database)
        while jobs.take("a look", ["sync"]) is not None:  # of the folder that was watched
            pass
        before = httpx.get(f"{pages[0].url}/metrics", trust_env=False, timeout=60).text
        assert "haeseol_jobs_waiting 0.0" in before
        jobs.file("refresh", {"id": "none"})
        told = httpx.get(f"{pages[1].url}/metrics", trust_env=False, timeout=60).text
        assert "haeseol_jobs_waiting 1.0" in told
        assert "haeseol_jobs_oldest_seconds" in told
