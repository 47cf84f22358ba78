"""The command that makes what pages file, as an administrator runs it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli.doctor import diagnose
from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase
from bot.service.work.duties import Duties
from bot.service.work.job import JobCounts
from bot.service.work.job_outcome import report_from_json
from bot.service.work.job_queue import JobQueue
from bot.service.work.worker import Worker
from bot.settings import Settings
from bot.ui.worker_health import WorkerHealth
from tests.postgres_process import PostgresProcess
from tests.worker_process import open_service

pytestmark = pytest.mark.slow

ID = "0123456789abcdef"


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    address = postgres.new_database()
    migrate(address)
    return address


def run_work(home: Path, *options: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", "--home", str(home), "work", *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        timeout=240,
    )


def test_without_a_database_there_is_nothing_to_take(tmp_path: Path) -> None:
    done = run_work(tmp_path, HAESEOL_STATE="")
    assert done.returncode == 1
    assert "HAESEOL_STATE" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.models
def test_what_waits_is_done_once_and_logged_with_the_request_that_filed_it(
    models: Settings, address: str, tmp_path: Path
) -> None:
    with StateDatabase.open(address) as database:
        jobs = JobQueue(database)
        good = jobs.file("add_text", {"text": "Rice grows in flooded paddies.", "title": "Rice"}, ID)
        bad = jobs.file("refresh", {"id": "none"}, ID)
        done = run_work(tmp_path, "--once", HAESEOL_STATE=address, HAESEOL_LOG="json")
        assert done.returncode == 0, done.stderr
        news, failed = jobs.look(good), jobs.look(bad)
        assert news is not None and news.outcome is not None and failed is not None and failed.outcome is not None
        assert len(report_from_json(news.outcome["report"]).added) == 1
        assert failed.outcome["error"]["name"] == "ArticleMissing"
        assert jobs.counts() == JobCounts()
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["role"] for line in lines} == {"work"}
    assert all(set(line) == {"time", "level", "logger", "message", "request_id", "role"} for line in lines)
    assert len([line for line in lines if line["request_id"] == ID]) == 4  # begun and done, twice


def test_doctor_tells_what_waits_and_that_nobody_works(address: str, tmp_path: Path) -> None:
    def finding() -> Any:
        settings = Settings(home=tmp_path, state=address)
        return next(each for each in diagnose(settings, {}) if "workers" in each.what.en)

    assert finding().ok
    with StateDatabase.open(address) as database:
        jobs = JobQueue(database)
        jobs.file("sync", {})
        assert "1 waiting" in finding().what.en
        assert (finding().ok, finding().fix) == (False, "haeseol work")
        jobs.renew("somebody")
        assert finding().ok


def test_a_worker_tells_machines_how_it_is_doing(address: str, postgres: PostgresProcess, tmp_path: Path) -> None:
    with (
        StateDatabase.open(address) as database,
        open_service(Settings(home=tmp_path, cache=tmp_path / "cache", model="none")) as service,
    ):
        jobs = JobQueue(database)
        jobs.file("refresh", {"id": "none"})
        worker = Worker(service, jobs, Duties(database), lease=1.0)
        with (
            WorkerHealth(worker, "127.0.0.1", 0) as health,
            httpx.Client(base_url=f"http://127.0.0.1:{health.port}", timeout=60) as ask,
        ):
            assert ask.get("/healthz").json() == {"alive": True}
            assert ask.get("/readyz").json() == {"ready": True, "running": 0}
            assert "haeseol_jobs_waiting 1.0" in ask.get("/metrics").text
            worker.run(once=True)
            told = ask.get("/metrics").text
            assert "haeseol_jobs_waiting 0.0" in told
            assert "haeseol_worker_jobs_done 1.0" in told
            assert "haeseol_worker_jobs_failed 1.0" in told
            assert ask.get("/readyz").status_code == 503  # it has ended
            assert ask.get("/anything").status_code == 404
            postgres.end()
            try:
                assert "haeseol_jobs_waiting" not in ask.get("/metrics", timeout=60).text
                assert ask.get("/healthz").status_code == 200
            finally:
                postgres.start()


def test_a_port_that_is_taken_is_told(address: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = run_work(tmp_path, "--once", "--port", port, HAESEOL_STATE=address)
    assert done.returncode == 1
    assert port in done.stderr
