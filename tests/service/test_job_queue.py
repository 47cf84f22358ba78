"""Jobs in a real database: filed whole, taken by one worker at a time, taken again from one that died, done once."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.articles.article_errors import ArticleUnreadable
from bot.progress import Cancelled, Progress
from bot.service.state.state_database import StateDatabase
from bot.service.work.duties import WATCH, Duties
from bot.service.work.filed_work import FiledWork
from bot.service.work.job import KINDS, LARGE, SMALL, Job
from bot.service.work.job_outcome import error_from_json, error_to_json
from bot.service.work.job_queue import MOST_ATTEMPTS, JobQueue
from bot.service.work.work_errors import WorkersMissing, WorkGivenUp
from tests.postgres_process import PostgresProcess

pytestmark = pytest.mark.slow

LEASE = 1.0
DONE: dict[str, object] = {"report": {}}


@pytest.fixture
def jobs(database: StateDatabase) -> JobQueue:
    return JobQueue(database, LEASE)


def taken(jobs: JobQueue, worker: str = "one") -> Job:
    job = jobs.take(worker, KINDS)
    assert job is not None
    return job


def test_a_job_is_filed_whole_or_not_at_all(jobs: JobQueue, tmp_path: Path) -> None:
    there, gone = tmp_path / "it is here.txt", tmp_path / "gone.txt"
    there.write_bytes(b"A word.")
    with pytest.raises(ArticleUnreadable):
        jobs.file("add_files", {}, files=[there, gone])
    assert jobs.counts().waiting == 0
    id = jobs.file("add_text", {"text": "NUL \0 and half a pair \ud800", "title": "제목"}, "request")
    job = taken(jobs)
    assert (job.id, job.kind, job.attempt, job.request_id) == (id, "add_text", 1, "request")
    assert job.payload == {"text": "NUL \0 and half a pair \ud800", "title": "제목"}


def test_files_come_as_they_were_and_go_when_the_job_is_done(
    jobs: JobQueue, database: StateDatabase, tmp_path: Path
) -> None:
    contents = {"글.txt": b"", "large.pdf": bytes(range(256)) * 40_000, "b/글.txt": b"the same name"}
    for name, content in contents.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    jobs.file("add_files", {"paths": ["what a reader wrote"]}, files=[tmp_path / name for name in contents])
    job = taken(jobs)
    jobs.tell("one", job, {"step": "read"})
    files = jobs.fetch_files(job, tmp_path / "worker")
    assert [(path.name, path.read_bytes()) for path in files] == [
        (Path(name).name, content) for name, content in contents.items()
    ]
    assert jobs.finish("one", job, DONE)
    with database.transaction() as connection:
        assert connection.execute("SELECT * FROM haeseol_job_file").fetchall() == []
        assert connection.execute("SELECT payload, progress FROM haeseol_job").fetchall() == [
            {"payload": "{}", "progress": None}
        ]


def test_each_job_is_taken_once_however_many_take_at_once(jobs: JobQueue) -> None:
    ids = {jobs.file("remove", {"id": f"{n}"}) for n in range(60)}

    def work(worker: str) -> list[int]:
        done = []
        while (job := jobs.take(worker, KINDS)) is not None:
            assert jobs.finish(worker, job, DONE)
            done.append(job.id)
        return done

    with ThreadPoolExecutor(6) as threads:
        done = Counter(id for ids in threads.map(work, "abcdef") for id in ids)
    assert done == Counter(ids)
    assert jobs.counts().waiting == jobs.counts().running == 0


def test_the_job_of_a_dead_worker_is_taken_again_and_what_that_one_says_later_does_not_count(jobs: JobQueue) -> None:
    jobs.file("remove", {"id": "it"})
    first = taken(jobs, "dead")
    assert jobs.take("other", KINDS) is None
    time.sleep(LEASE * 1.2)
    again = taken(jobs, "other")
    assert (again.id, again.attempt) == (first.id, 2)
    assert jobs.renew("dead", [first.id]) == set()
    jobs.tell("dead", first, {"step": "read"})
    jobs.give_back("dead", first)
    assert not jobs.finish("dead", first, {"report": "of the dead"})
    news = jobs.look(first.id)
    assert news is not None and (news.taken, news.progress, news.outcome) == (True, None, None)
    assert jobs.finish("other", again, DONE)
    assert not jobs.finish("other", again, {"report": "twice"})
    news = jobs.look(first.id)
    assert news is not None and news.outcome == DONE


def test_a_worker_that_lives_keeps_its_job(jobs: JobQueue) -> None:
    jobs.file("sync", {})
    job = taken(jobs)
    for _ in range(4):
        time.sleep(LEASE / 2)
        assert jobs.renew("one", [job.id]) == {(job.id, 1)}
        assert jobs.take("other", KINDS) is None
    assert jobs.counts().workers == 1


def test_what_ends_its_worker_each_time_is_given_up(jobs: JobQueue) -> None:
    id = jobs.file("add_text", {})
    for _ in range(MOST_ATTEMPTS):
        taken(jobs)
        time.sleep(LEASE * 1.2)
    assert jobs.take("one", KINDS) is None
    with pytest.raises(WorkGivenUp, match=f"{MOST_ATTEMPTS} times"):
        FiledWork(jobs).wait(id)


def test_what_is_given_back_may_be_taken_as_often_as_it_takes(jobs: JobQueue) -> None:
    jobs.file("add_text", {})
    jobs.give_back("one", taken(jobs), seconds=0.5)
    assert jobs.take("other", KINDS) is None
    time.sleep(0.6)
    assert taken(jobs, "other").attempt == 2  # who has it knows that some of it may be stored
    jobs.leave("other")
    for _ in range(2 * MOST_ATTEMPTS):
        jobs.give_back("third", taken(jobs, "third"))
    for _ in range(MOST_ATTEMPTS):
        taken(jobs)
        time.sleep(LEASE * 1.2)
    assert jobs.take("one", KINDS) is None


def test_small_jobs_come_first_and_a_large_one_begins_when_nobody_works(jobs: JobQueue) -> None:
    large = jobs.file_once("sync")
    small = [jobs.file("remove", {"id": f"{n}"}) for n in range(2)]
    first = taken(jobs)
    assert first.id == small[0]
    assert jobs.take("two", LARGE) is None
    assert taken(jobs, "two").id == small[1]
    jobs.leave("two")
    assert jobs.finish("one", first, DONE)
    assert jobs.finish("one", taken(jobs), DONE)
    assert taken(jobs).id == large
    assert jobs.file_once("sync") != large  # it has begun: what changed since then needs another
    jobs.file("remove", {"id": "meanwhile"})
    assert jobs.take("two", LARGE) is None
    during = jobs.take("two", SMALL)
    assert during is not None and during.payload == {"id": "meanwhile"}


def test_what_waits_already_stands_for_both(jobs: JobQueue) -> None:
    assert jobs.file_once("sync") == jobs.file_once("sync")
    assert jobs.file_once("poll_feeds") != jobs.file_once("sync")
    counts = jobs.counts()
    assert (counts.waiting, counts.running) == (2, 0)
    assert 0 <= counts.oldest_seconds < 30


def test_whoever_waits_hears_how_far_it_is_and_what_came_of_it(jobs: JobQueue) -> None:
    heard: list[Progress] = []

    def work() -> None:
        jobs.renew("one")
        while (job := jobs.take("one", KINDS)) is None:
            time.sleep(0.05)
        time.sleep(0.5)
        jobs.tell("one", job, {"step": "embed", "subject": "글", "done": 1, "total": 2, "unit": "passages"})
        time.sleep(0.5)
        jobs.finish("one", job, {"report": {"added": ["글"]}})

    worker = threading.Timer(0.6, work)
    worker.start()
    assert FiledWork(jobs).do("add_text", {"text": "글"}, heard.append) == {"report": {"added": ["글"]}}
    worker.join()
    assert heard[0] == Progress("wait", "")
    assert heard[-1] == Progress("embed", "글", 1, 2, "passages")


def test_whoever_waits_is_told_that_nobody_works_and_the_job_is_kept(jobs: JobQueue) -> None:
    with pytest.raises(WorkersMissing) as told:
        FiledWork(jobs, nobody=0.5).do("remove", {"id": "it"})
    assert f"{told.value.facts['id']}" in told.value.message("ko")
    assert taken(jobs).id == told.value.facts["id"]


def test_a_page_that_closes_lets_the_job_be_done(jobs: JobQueue) -> None:
    work = FiledWork(jobs)
    threading.Timer(0.5, work.close).start()
    with pytest.raises(Cancelled):
        work.do("remove", {"id": "it"})
    assert taken(jobs).payload == {"id": "it"}


def test_a_database_that_is_started_anew_is_waited_for(jobs: JobQueue, postgres: PostgresProcess) -> None:
    id = jobs.file("remove", {"id": "it"})
    postgres.end()

    def work() -> None:
        postgres.start()
        jobs.finish("one", taken(jobs), DONE)

    worker = threading.Timer(1, work)
    worker.start()
    assert FiledWork(jobs).wait(id) == DONE
    worker.join()


def test_what_is_long_done_is_swept(jobs: JobQueue, database: StateDatabase) -> None:
    ids = [jobs.file("remove", {"id": f"{n}"}) for n in range(3)]
    for _ in ids[:2]:
        jobs.finish("one", taken(jobs), DONE)
    with database.transaction() as connection:
        connection.execute("UPDATE haeseol_job SET done_at = now() - interval '25 hours' WHERE id = %s", (ids[0],))
    jobs.sweep()
    assert jobs.look(ids[0]) is None
    assert jobs.look(ids[1]) and jobs.look(ids[2])


def test_what_was_done_lately_can_be_asked_for(jobs: JobQueue) -> None:
    now, outcomes = jobs.done_after(None)
    assert outcomes == []
    jobs.file("remove", {"id": "it"})
    jobs.finish("one", taken(jobs), {"report": {"removed": ["it"]}})
    assert jobs.done_after(now)[1] == [{"report": {"removed": ["it"]}}]


def test_one_worker_at_a_time_has_a_duty(database: StateDatabase) -> None:
    duties = Duties(database, LEASE)
    assert not duties.look(WATCH).is_done
    assert duties.hold(WATCH, "one")
    assert not duties.hold(WATCH, "two")
    assert duties.hold(WATCH, "one", "a problem")
    assert (duties.look(WATCH).held, duties.look(WATCH).problem, duties.look(WATCH).is_done) == (
        True,
        "a problem",
        False,
    )
    assert duties.hold(WATCH, "one") and duties.look(WATCH).is_done
    duties.leave("one")
    assert duties.hold(WATCH, "two")
    time.sleep(LEASE * 1.2)
    assert duties.hold(WATCH, "one")  # "two" has died
    duties.choose(WATCH, False)
    assert not duties.hold(WATCH, "one")
    assert not duties.look(WATCH).wanted


def test_an_error_travels_by_name_and_facts_and_no_other_class_is_made() -> None:
    error = ArticleUnreadable(source=Path("/a/글"), reason="\ud800?")
    told = error_from_json(error_to_json(error))
    assert type(told) is ArticleUnreadable
    assert told.message("ko") == error.message("ko")
    for name in ("Exception", "SystemExit", "HaeseolError", "PrinterOnFire", ""):
        strange = error_from_json({"name": name, "facts": {"source": "x"}})
        assert type(strange).__name__ == "WorkFailed"
    assert type(error_from_json({"name": "ArticleUnreadable", "facts": {}})).__name__ == "WorkFailed"
