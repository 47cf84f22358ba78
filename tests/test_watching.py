"""The folder followed for real: through the system's own news of changes."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.watching import changes

QUIET = 0.15


@contextmanager
def following(folder: Path) -> Iterator["queue.Queue[float]"]:
    news: queue.Queue[float] = queue.Queue()
    stop = threading.Event()

    def follow() -> None:
        for _ in changes(folder, stop, QUIET):
            news.put(time.monotonic())

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        news.get(timeout=10)  # the first look, when the watch is set up
        yield news
    finally:
        stop.set()
        thread.join()


def test_a_change_is_told_once_and_soon(tmp_path: Path) -> None:
    with following(tmp_path / "corpus") as news:
        for n in range(20):
            (tmp_path / "corpus" / f"{n}.txt").write_text("An article.", encoding="utf-8")
        news.get(timeout=5)
        with pytest.raises(queue.Empty):
            news.get(timeout=1)
        (tmp_path / "corpus" / "3.txt").unlink()
        news.get(timeout=5)


def test_hidden_and_temporary_files_are_no_news(tmp_path: Path) -> None:
    with following(tmp_path) as news:
        for name in (".a.md.swp", "a.md~", "a.tmp", "a.md.part", ".versions/a.json", ".removed/last/file/a.md"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("x")
        with pytest.raises(queue.Empty):
            news.get(timeout=1.2)


def test_a_file_that_is_still_growing_is_waited_for(tmp_path: Path) -> None:
    with following(tmp_path) as news:
        with (tmp_path / "slow.txt").open("w") as file:
            for _ in range(12):
                file.write("A little more. ")
                file.flush()
                time.sleep(0.08)
        ended = time.monotonic()
        assert news.get(timeout=5) > ended
