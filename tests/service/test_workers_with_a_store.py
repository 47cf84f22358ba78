"""Workers that share no folder: each has a working copy of a store of S3's protocol. Real processes, some of them killed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.articles.article_errors import ArticleMissing
from bot.library.collection_errors import CorpusStoreUnreachable
from bot.library.corpus.object_store import SETTING
from bot.library.corpus.remote_files import RemoteFiles
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase
from bot.service.work.filed_articles import FiledArticles
from bot.service.work.filed_work import FiledWork
from bot.service.work.job_queue import JobQueue
from bot.settings import Settings
from tests.library.test_indexing import RICE, WHEAT
from tests.object_store_process import CLIENT_INSTALLED, INSTALLED, WHY_NO_CLIENT, WHY_NOT, ObjectStoreProcess
from tests.postgres_process import PostgresProcess
from tests.service.test_workers import begun, ids
from tests.worker_process import REAL_LEASE, WorkerProcess, open_service, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CLIENT_INSTALLED, reason=WHY_NO_CLIENT),
    pytest.mark.skipif(not INSTALLED, reason=WHY_NOT),
]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStoreProcess]:
    """A server that does not run yet, and is known by the environment."""
    made = ObjectStoreProcess()
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    made.end()


@pytest.fixture
def bucket(server: ObjectStoreProcess) -> str:
    server.start()
    return server.bucket()


@pytest.fixture
def machines(postgres: PostgresProcess, tmp_path: Path) -> list[Settings]:
    """A page's home and two workers', with one library and no folder of articles in common. The store is not named yet."""
    address = postgres.new_database()
    migrate(address)
    index = tmp_path / "index"
    index.mkdir()
    usual = Settings(home=tmp_path, cache=tmp_path / "cache", model=NO_MODEL, state=address)
    homes = [replace(usual, home=tmp_path / name) for name in ("page", "one", "two")]
    for settings in homes:
        settings.home.mkdir()
        settings.index.symlink_to(index, target_is_directory=True)
    return homes


@pytest.fixture
def database(machines: list[Settings]) -> Iterator[StateDatabase]:
    with StateDatabase.open(machines[0].state) as database:
        yield database


def stored_at(machines: list[Settings], bucket: str) -> list[Settings]:
    return [replace(settings, corpus_store=f"s3://{bucket}/articles") for settings in machines]


def opened(settings: Settings, database: StateDatabase) -> Haeseol:
    """Open a page that waits for long, and whose workers do not watch."""
    page = open_service(settings, database)
    assert isinstance(page.articles, FiledArticles)
    page.articles.work = FiledWork(JobQueue(database), nobody=500)
    page.articles.choose_watching(False)
    return page


def in_store(settings: Settings) -> set[str]:
    """The articles' files that the store has."""
    return {name for name in RemoteFiles(settings.corpus_store, SETTING).listed() if not name.startswith(".")}


def replace_in_store(bucket: str, name: str) -> None:
    """Give an article in the store another text, by hand."""
    remote = RemoteFiles(f"s3://{bucket}/articles", SETTING)
    remote.write(name, WHEAT.encode(), remote.mark(name))


def test_two_workers_change_one_store_and_a_page_reads_it(
    machines: list[Settings], bucket: str, database: StateDatabase, tmp_path: Path
) -> None:
    at_page, *at = stored_at(machines, bucket)
    texts = [f"Article {n} says one thing. It is told in {1900 + n}." for n in range(8)]
    file = tmp_path / "rice.txt"
    with (
        opened(at_page, database) as page,
        WorkerProcess(at[0], lease=REAL_LEASE),
        WorkerProcess(at[1], lease=REAL_LEASE),
        ThreadPoolExecutor(8) as readers,
    ):
        added = {report.added[0] for report in readers.map(lambda text: page.articles.add_text(text, ""), texts)}
        assert in_store(at_page) == added == set(ids(page))
        for _ in range(3):  # whichever has it
            assert set(page.articles.sync().unchanged) == added
        one = ids(page)[0]
        assert page.articles.remove(one).removed == (one,)
        assert in_store(at_page) == added - {one}
        assert page.articles.undo_remove().added == (one,)
        file.write_text(RICE, encoding="utf-8")
        (rice,) = page.articles.add_files([file], uploaded=True).added
        replace_in_store(bucket, rice)
        assert page.articles.refresh(rice).changed == (rice,)
        assert page.articles.versions(rice) == (1, 2)
        assert page.articles.get(rice, 1).text == RICE
        assert page.articles.storage().articles > len(RICE)
    assert not at_page.corpus.exists()


@pytest.mark.parametrize("stop_push", [1, 2], ids=["before it is in the library", "after it is in the library"])
def test_what_was_not_sent_when_its_worker_was_killed_is_added_once(
    machines: list[Settings], bucket: str, database: StateDatabase, tmp_path: Path, stop_push: int
) -> None:
    at_page, *at = stored_at(machines, bucket)
    with opened(at_page, database) as page:
        with WorkerProcess(at[0], stop_at=tmp_path / "stopped", stop_push=stop_push) as first:
            done = begun(lambda: page.articles.add_text(RICE, "Rice"))
            wait_for((tmp_path / "stopped").exists)
            assert len(ids(page)) == stop_push - 1
            first.kill()
        with WorkerProcess(at[1]):
            (rice,) = done.result(500).added
        assert in_store(at_page) == {rice} == set(ids(page))
        with WorkerProcess(at[0]):  # it still has what it made
            assert page.articles.sync().unchanged == (rice,)
        assert in_store(at_page) == {rice}
        assert page.articles.get(rice).version == 1


@pytest.mark.parametrize("stop_push", [1, 2], ids=["before the store hears of it", "after the library does"])
def test_what_was_being_removed_when_its_worker_was_killed_does_not_come_back(
    machines: list[Settings], bucket: str, database: StateDatabase, tmp_path: Path, stop_push: int
) -> None:
    at_page, *at = stored_at(machines, bucket)
    with opened(at_page, database) as page:
        with WorkerProcess(at[1]):
            (rice,) = page.articles.add_text(RICE, "Rice").added
        with WorkerProcess(at[0], stop_at=tmp_path / "stopped", stop_push=stop_push) as first:
            done = begun(lambda: page.articles.remove(rice))
            wait_for((tmp_path / "stopped").exists)
            first.kill()
        with WorkerProcess(at[1]):
            assert done.result(500).removed == (rice,)
            assert page.articles.sync().added == ()
        with WorkerProcess(at[0]):
            assert page.articles.sync().added == ()
        assert in_store(at_page) == set() == set(ids(page))
        with WorkerProcess(at[1]):
            assert page.articles.undo_remove().added == (rice,)


def test_the_older_version_is_kept_where_the_worker_that_replaced_it_is_lost_with_its_disk(
    machines: list[Settings], bucket: str, database: StateDatabase, tmp_path: Path
) -> None:
    at_page, *at = stored_at(machines, bucket)
    with opened(at_page, database) as page:
        with WorkerProcess(at[1]):
            (rice,) = page.articles.add_text(RICE, "Rice").added
        replace_in_store(bucket, rice)
        # It sends the file, which is there already, the version that is replaced, and in the end all.
        with WorkerProcess(at[0], stop_at=tmp_path / "stopped", stop_push=3) as first:
            done = begun(lambda: page.articles.refresh(rice))
            wait_for((tmp_path / "stopped").exists)
            assert page.articles.get(rice).version == 2
            first.kill()
        with WorkerProcess(at[1]):
            assert done.result(500).changed == (rice,)
        assert page.articles.versions(rice) == (1, 2)
        assert RICE in page.articles.get(rice, 1).text


def test_while_the_store_is_away_changes_wait_and_pages_go_on(
    machines: list[Settings], server: ObjectStoreProcess, database: StateDatabase
) -> None:
    at_page, at, _ = stored_at(machines, "later")
    with opened(at_page, database) as page, WorkerProcess(at, lease=REAL_LEASE):
        done = begun(lambda: page.articles.add_text(RICE, "Rice"))

        def was_given_back() -> bool:
            with database.transaction() as connection:
                return bool(connection.execute("SELECT 1 FROM haeseol_job WHERE given_back > 0").fetchone())

        wait_for(was_given_back)
        assert ids(page) == []
        with pytest.raises(ArticleMissing):
            page.articles.get("none")
        with pytest.raises(CorpusStoreUnreachable):
            page.articles.storage()
        server.start()
        server.bucket("later")
        assert list(done.result(500).added) == ids(page)
    assert in_store(at_page) == set(ids(page))


def test_what_somebody_puts_into_the_store_is_taken_in_by_a_worker_that_watches(
    machines: list[Settings], bucket: str, database: StateDatabase
) -> None:
    at_page, at, _ = stored_at(machines, bucket)
    with opened(at_page, database) as page, WorkerProcess(at):
        page.articles.choose_watching(True)
        wait_for(lambda: page.state().watching)
        RemoteFiles(f"s3://{bucket}", SETTING).write("articles/밀.txt", WHEAT.encode(), None)
        wait_for(lambda: ids(page) == ["밀.txt"])
        assert (at.corpus / "밀.txt").is_file()
