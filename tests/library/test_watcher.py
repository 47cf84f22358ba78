"""The folder followed for real: through the system's own news of changes."""

import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from bot.library.indexing import watcher
from bot.library.indexing.watcher import changes

pytestmark = pytest.mark.slow

QUIET = 0.15


@contextmanager
def following(folder: Path, stop: threading.Event | None = None) -> Iterator["queue.Queue[int]"]:
    """Yield the news of `folder`, each with the bytes of the articles in it at that moment."""
    news: queue.Queue[int] = queue.Queue()
    stop = stop or threading.Event()

    def follow() -> None:
        for _ in changes(folder, stop, QUIET):
            news.put(sum(path.stat().st_size for path in folder.glob("*.txt")))

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        news.get(timeout=30)  # the first look, when the watch is set up
        yield news
    finally:
        stop.set()
        thread.join()


def test_a_change_is_told_once_and_soon(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    for n in range(20):
        (made / f"{n}.txt").write_text("An article.", encoding="utf-8")
    with following(tmp_path / "corpus") as news:
        made.rename(
            tmp_path / "corpus" / "made"
        )  # in one step, so that no pause of a busy machine makes two changes of it
        news.get(timeout=30)
        with pytest.raises(queue.Empty):
            news.get(timeout=1)
        (tmp_path / "corpus" / "made" / "3.txt").unlink()
        news.get(timeout=30)


def test_hidden_and_temporary_files_are_no_news(tmp_path: Path) -> None:
    with following(tmp_path) as news:
        for name in (".a.md.swp", "a.md~", "a.tmp", "a.md.part", ".versions/a.json", ".removed/last/file/a.md"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("x")
        with pytest.raises(queue.Empty):
            news.get(timeout=1.2)


class GrowingWhileWaited(threading.Event):
    """Makes a file longer in each of the first `times` waits, so that no pause of a busy machine lets it seem at rest."""

    def __init__(self, path: Path, times: int) -> None:
        super().__init__()
        self._path = path
        self._left = times

    def wait(self, timeout: float | None = None) -> bool:
        if self._left == 0:
            return super().wait(timeout)
        self._left -= 1
        with self._path.open("a") as file:
            file.write("A little more. ")
        return self.is_set()


def test_a_file_that_is_still_growing_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "slow.txt"
    with following(tmp_path, GrowingWhileWaited(path, 12)) as news:
        path.write_text("It begins. ")
        assert news.get(timeout=30) == len("It begins. " + 12 * "A little more. ")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")
def test_a_name_that_is_no_text_keeps_nothing_from_being_told(tmp_path: Path) -> None:
    with following(tmp_path) as news:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("A name in no code.")
        assert news.get(timeout=30) == len("A name in no code.")
        (tmp_path / "b.txt").write_text("And another.")
        while news.get(timeout=30) == len("A name in no code."):
            pass


def test_a_watch_that_ends_at_once_begins_again_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[float] = []

    def watch(*_: object, **__: object) -> Iterator[set[object]]:
        rounds.append(time.monotonic())
        yield set()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("watchfiles.watch", watch)
    monkeypatch.setattr(watcher, "_DEBOUNCE_MS", 100)
    with following(tmp_path) as news:
        news.get(timeout=30)
        news.get(timeout=30)
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(rounds[:3]))


def test_where_changes_are_not_told_they_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def watch(*_: object, **__: object) -> Iterator[None]:
        raise PermissionError(13, "Permission denied", "locked")

    monkeypatch.setattr("watchfiles.watch", watch)
    monkeypatch.setattr(watcher, "_AGAIN_SECONDS", 0.05)
    with following(tmp_path) as news:
        (tmp_path / "a.txt").write_text("An article.")
        while news.get(timeout=30) != len("An article."):
            pass
