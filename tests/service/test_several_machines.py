"""A page and workers that share nothing but `corpus/`, the database and a library on a server, as on machines of their own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.service.haeseol import NO_MODEL
from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase
from bot.settings import Settings
from tests.milvus_process import MilvusProcess
from tests.postgres_process import PostgresProcess
from tests.worker_process import REAL_LEASE, WorkerProcess, open_service

pytestmark = pytest.mark.slow


@pytest.fixture
def machines(milvus: MilvusProcess, postgres: PostgresProcess, tmp_path: Path) -> list[Settings]:
    state = postgres.new_database()
    migrate(state)
    shared = tmp_path / "shared"
    shared.mkdir()
    usual = Settings(
        home=tmp_path, cache=tmp_path / "cache", model=NO_MODEL, state=state, library=milvus.setting("all")
    )
    homes = [replace(usual, home=tmp_path / name) for name in ("page", "one", "two")]
    for settings in homes:
        settings.home.mkdir()
        settings.corpus.symlink_to(shared, target_is_directory=True)
    return homes


def test_workers_on_several_machines_do_each_job_once(machines: list[Settings]) -> None:
    texts = [f"Article {n} says one thing. It is told in {1900 + n}." for n in range(12)]
    with (
        StateDatabase.open(machines[0].state) as database,
        open_service(machines[0], database) as page,
        WorkerProcess(machines[1], lease=REAL_LEASE),
        WorkerProcess(machines[2], lease=REAL_LEASE),
        ThreadPoolExecutor(12) as readers,
    ):
        page.articles.choose_watching(False)
        reports = list(readers.map(lambda text: page.articles.add_text(text, ""), texts))
        ids = sorted(report.added[0] for report in reports)
        assert sorted(row.id for row in page.articles.all()) == ids
        assert {page.articles.get(id).version for id in ids} == {1}
        assert page.articles.remove(ids[0]).removed == (ids[0],)
        assert page.articles.undo_remove().added == (ids[0],)
        assert page.articles.versions(ids[1]) == (1,)
        with database.transaction() as connection:
            rows = connection.execute("SELECT DISTINCT taken_by FROM haeseol_job WHERE kind = 'add_text'").fetchall()
    assert len(rows) == 2
