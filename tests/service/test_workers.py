"""A page that files changes and workers that make them: real processes, a real database, and some of them killed."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.articles.article_errors import ArticleEmpty, ArticleMissing
from bot.library.indexing.index_report import IndexReport
from bot.models.llm.request_id import CURRENT_ID
from bot.progress import Progress, report_nothing
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase
from bot.service.work.filed_articles import FiledArticles
from bot.service.work.filed_work import FiledWork
from bot.service.work.job_outcome import report_from_json
from bot.service.work.job_queue import JobQueue
from bot.settings import Settings
from tests.library.test_indexing import RICE, WHEAT
from tests.postgres_process import PostgresProcess
from tests.worker_process import LEASE, REAL_LEASE, WorkerProcess, open_service, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(postgres: PostgresProcess, tmp_path: Path) -> Settings:
    address = postgres.new_database()
    migrate(address)
    settings = Settings(home=tmp_path / "home", cache=tmp_path / "cache", model=NO_MODEL, state=address)
    settings.corpus.mkdir(parents=True)
    return settings


@pytest.fixture
def database(settings: Settings) -> Iterator[StateDatabase]:
    with StateDatabase.open(settings.state) as database:
        yield database


@pytest.fixture
def page(settings: Settings, database: StateDatabase) -> Iterator[Haeseol]:
    with open_service(settings, database) as page:
        assert isinstance(page.articles, FiledArticles)
        # A busy machine takes long to start a worker in the place of one that was killed.
        page.articles.work = FiledWork(JobQueue(database), nobody=250)
        yield page


@pytest.fixture
def jobs(database: StateDatabase) -> JobQueue:
    return JobQueue(database, LEASE)


def begun(work: Callable[[], IndexReport]) -> Future[IndexReport]:
    """Do what waits for a worker beside the test."""
    future: Future[IndexReport] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def ids(page: Haeseol) -> list[str]:
    return sorted(row.id for row in page.articles.all())


def test_a_worker_makes_each_change_and_the_page_hears_of_it(page: Haeseol, settings: Settings, tmp_path: Path) -> None:
    heard: list[Progress] = []
    with WorkerProcess(settings):
        (rice,) = page.articles.add_text(RICE, "Rice", heard.append).added
        assert page.articles.get(rice).title == "Rice"
        with pytest.raises(ArticleEmpty, match="has no text"):
            page.articles.add_text("...", "")
        good, bad = tmp_path / "밀.txt", tmp_path / "bad.txt"
        good.write_text(WHEAT, encoding="utf-8")
        bad.write_bytes(bytes(range(256)) * 8)
        done = page.articles.add_files([good, bad], uploaded=True)
        (wheat,) = done.added
        (failure,) = done.failed
        assert failure.source == str(bad)
        assert str(bad) in failure.error.message("ko")
        page.articles.retag([rice], add=["곡식"])
        assert page.articles.tags() == {"곡식": 1}
        with pytest.raises(ArticleMissing):
            page.articles.retag(["none"], add=["곡식"])
        assert page.articles.refresh(rice).unchanged == (rice,)
        assert page.articles.remove(wheat).removed == (wheat,)
        assert ids(page) == [rice]
        assert page.articles.undo_remove().added == (wheat,)
        with pytest.raises(ArticleMissing):
            page.articles.undo_remove()
        (settings.corpus / "barley.txt").write_text("Barley is malted. It becomes beer.", encoding="utf-8")
        assert "barley.txt" in page.articles.sync().added + tuple(ids(page))
        assert page.feeds.poll() == []


def test_a_job_says_which_request_filed_it(page: Haeseol, settings: Settings, database: StateDatabase) -> None:
    before = CURRENT_ID.set("0123456789abcdef")
    with WorkerProcess(settings):
        page.articles.add_text(RICE, "Rice")
    CURRENT_ID.reset(before)
    with database.transaction() as connection:
        rows = connection.execute("SELECT kind, request_id FROM haeseol_job WHERE kind = 'add_text'").fetchall()
    assert rows == [{"kind": "add_text", "request_id": "0123456789abcdef"}]


def test_what_its_worker_was_killed_over_is_made_by_the_next(page: Haeseol, settings: Settings, jobs: JobQueue) -> None:
    with WorkerProcess(settings, slow=300) as first:
        done = begun(lambda: page.articles.add_text(RICE, "Rice"))
        wait_for(lambda: jobs.counts().running)
        wait_for(lambda: list(settings.corpus.rglob("*.md")))  # it lies in the folder, and is not in the library
        first.kill()
        assert ids(page) == []
    with WorkerProcess(settings):
        report = done.result(200)
        wait_for(lambda: jobs.counts().waiting == jobs.counts().running == 0)
    assert len(report.added) == 1
    assert ids(page) == list(report.added)


def test_what_was_stored_before_its_worker_was_killed_is_there_once(
    page: Haeseol, settings: Settings, jobs: JobQueue, tmp_path: Path
) -> None:
    with WorkerProcess(settings, stop_at=tmp_path / "stored") as first:
        done = begun(lambda: page.articles.add_text(RICE, "Rice"))
        wait_for((tmp_path / "stored").exists)
        first.kill()
    assert len(ids(page)) == 1
    with WorkerProcess(settings):
        report = done.result(200)
    assert list(report.added) == ids(page)
    assert len(ids(page)) == 1
    assert page.articles.get(ids(page)[0]).version == 1


def test_what_was_removed_before_its_worker_was_killed_is_no_error(
    page: Haeseol, settings: Settings, tmp_path: Path
) -> None:
    with open_service(settings) as alone:
        (rice,) = alone.articles.add_text(RICE, "Rice").added
        (wheat,) = alone.articles.add_text(WHEAT, "Wheat").added
    with WorkerProcess(settings, stop_at=tmp_path / "removed") as first:
        done = begun(lambda: page.articles.remove(rice))
        wait_for((tmp_path / "removed").exists)
        first.kill()
    with WorkerProcess(settings, stop_at=tmp_path / "restored") as second:
        with pytest.raises(TimeoutError):
            done.result(LEASE * 2)  # the second one has stopped before it said so, too
        second.kill()
    with WorkerProcess(settings):
        assert done.result(200).removed == (rice,)
    assert ids(page) == [wheat]


def test_two_workers_do_each_of_fifty_jobs_once(
    page: Haeseol, settings: Settings, database: StateDatabase, jobs: JobQueue
) -> None:
    texts = [f"Article {n} says one thing. It is told in {1900 + n}." for n in range(50)]
    with (
        ThreadPoolExecutor(50) as readers,
        WorkerProcess(settings, lease=REAL_LEASE),
        WorkerProcess(settings, lease=REAL_LEASE),
    ):
        reports = list(readers.map(lambda text: page.articles.add_text(text, ""), texts))
    assert all(len(report.added) == 1 and not report.failed for report in reports)
    assert len({report.added[0] for report in reports}) == 50
    assert ids(page) == sorted(report.added[0] for report in reports)
    assert {page.articles.get(id).version for id in ids(page)} == {1}
    with database.transaction() as connection:
        rows = connection.execute(
            "SELECT taken_by, attempts, count(*) AS many FROM haeseol_job WHERE kind = 'add_text' GROUP BY 1, 2"
        ).fetchall()
    assert sum(row["many"] for row in rows) == 50
    assert {row["attempts"] for row in rows} == {1}
    assert len({row["taken_by"] for row in rows}) == 2


def test_a_worker_that_is_told_to_end_gives_back_at_once(page: Haeseol, settings: Settings, jobs: JobQueue) -> None:
    for n in range(400):
        (settings.corpus / f"{n:03}.txt").write_text(f"Article {n} says one thing. " * 3, encoding="utf-8")
    page.articles.choose_watching(False)  # so that the reader's run is the only one
    with WorkerProcess(settings, slow=0.5) as first:
        done = begun(page.articles.sync)
        wait_for(lambda: ids(page))
        began = time.monotonic()
        assert first.tell_to_end() == 128 + 15
        assert time.monotonic() - began < 10
        assert jobs.counts().workers == 0
        stored = len(ids(page))
        assert 0 < stored < 400
    news = wait_for(lambda: jobs.take("a look", ["sync"]), LEASE)
    assert news.attempt == 2
    jobs.give_back("a look", news)
    with WorkerProcess(settings):
        assert len(done.result(200).added) == 400  # with those of the first worker: whoever asked hears of all
    assert len(ids(page)) == 400


def test_a_small_addition_gets_in_between_a_large_run_on_another_worker(
    page: Haeseol, settings: Settings, jobs: JobQueue
) -> None:
    for n in range(900):
        (settings.corpus / f"{n:03}.txt").write_text(f"Article {n} says one thing. " * 3, encoding="utf-8")
    page.articles.choose_watching(False)
    with WorkerProcess(settings, slow=0.7, lease=REAL_LEASE):
        large = begun(page.articles.sync)
        wait_for(lambda: ids(page))
        with WorkerProcess(settings, lease=REAL_LEASE):
            (rice,) = page.articles.add_text(RICE, "Rice").added
            assert not large.done()
            assert rice in ids(page)
        assert len(large.result(200).added) == 900


def test_the_page_hears_of_the_result_after_a_restart(
    settings: Settings, database: StateDatabase, jobs: JobQueue
) -> None:
    id = jobs.file("add_text", {"text": RICE, "title": "Rice"})
    with WorkerProcess(settings):
        wait_for(lambda: (news := jobs.look(id)) and news.outcome)
    with open_service(settings, database) as page:
        assert list(report_from_json(FiledWork(jobs).wait(id)["report"]).added) == ids(page)


def test_a_worker_follows_the_folder_and_every_page_can_switch_that_off(
    page: Haeseol, settings: Settings, database: StateDatabase
) -> None:
    assert not page.state().watching
    with WorkerProcess(settings), open_service(settings, database) as other:
        wait_for(lambda: page.state().watching)
        (settings.corpus / "rice.txt").write_text(RICE, encoding="utf-8")
        wait_for(lambda: ids(page) == ["rice.txt"])
        other.articles.choose_watching(False)
        wait_for(lambda: not page.state().watching)
        time.sleep(LEASE)
        (settings.corpus / "wheat.txt").write_text(WHEAT, encoding="utf-8")
        time.sleep(2)
        assert ids(page) == ["rice.txt"]
        page.articles.choose_watching(True)
        wait_for(lambda: ids(page) == ["rice.txt", "wheat.txt"])


def test_every_page_forgets_what_was_removed_on_another(
    page: Haeseol, settings: Settings, database: StateDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, ...]] = []
    with WorkerProcess(settings), open_service(settings, database) as other:
        monkeypatch.setattr(other, "_load_search", lambda: None)
        monkeypatch.setattr(other.guides, "forget", lambda ids: heard.append(tuple(ids)))
        other.start(report_nothing, lambda done: None)
        assert isinstance(other.articles, FiledArticles)
        wait_for(lambda: other.state().search == "ready")
        time.sleep(4)
        (rice,) = page.articles.add_text(RICE, "Rice").added
        page.articles.remove(rice)
        wait_for(lambda: (rice,) in heard)
