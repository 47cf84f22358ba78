"""One fault after the other, for real: after each the next search is right, and nothing is lost or half there."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.errors import LibraryBusy
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from tests.fakes import FakeEmbedder
from tests.library.libraries import nearest, vector
from tests.library.test_indexing import RICE, WHEAT, Home

KOREAN = "딥시크가 R1을 공개했다. 한국 기업도 뒤를 이었다."


class Faulted(Home):
    """A home in which something happens between two runs of the program."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        self.encoder = Encoder.for_embedder(self.embedder)
        self.restart()

    def restart(self) -> None:
        """End the program and start it again; every change is written into the index files at once."""
        self.library.close()
        self.library = SqliteLibrary.open(self.folder / "index", self.encoder.identity, compact_at=0, patience=0.2)
        self.indexer = type(self.indexer)(self.corpus, self.library, self.encoder)

    def found(self, question: str) -> list[str]:
        """The articles that the vectors find for a question, nearest first."""
        with self.library.reading():
            passages = self.library.passages([i for i, _ in nearest(self.library, vector(question, self.encoder), 9)])
        return [passage.article_id for passage in passages]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Faulted]:
    made = Faulted(tmp_path)
    made.write("rice.txt", RICE)
    made.write("wheat.txt", WHEAT)
    made.write("korean.txt", KOREAN)
    made.indexer.sync(report_nothing)
    yield made
    made.library.close()


def _index(home: Faulted, name: str) -> Path:
    path = home.folder / "index" / name
    assert path.exists()
    return path


def cut_vectors(home: Faulted) -> None:
    path = _index(home, "vectors.en.faiss")
    os.truncate(path, path.stat().st_size // 2)


def swap_vectors(home: Faulted) -> None:
    english, korean = _index(home, "vectors.en.faiss"), _index(home, "vectors.ko.faiss")
    content = english.read_bytes()
    english.write_bytes(korean.read_bytes())
    korean.write_bytes(content)


def vectors_of_the_future(home: Faulted) -> None:
    """The database is put back to an earlier copy, the index files are not, and both go on."""
    home.library.close()
    copy = home.folder / "copy"
    shutil.copytree(home.folder / "index", copy)
    home.restart()
    home.write("later.txt", "Later, this was written about rice paddies in the north.")
    home.indexer.sync(report_nothing)
    home.library.close()
    for path in (home.folder / "index").glob("library.sqlite*"):
        path.unlink()
    shutil.copy(copy / "library.sqlite", home.folder / "index" / "library.sqlite")
    (home.corpus / "later.txt").unlink()
    home.restart()
    home.write("other.txt", "Something else entirely: the price of cars in the south.")
    home.indexer.sync(report_nothing)
    (home.corpus / "other.txt").unlink()


def no_vectors(home: Faulted) -> None:
    for path in (home.folder / "index").glob("*.faiss"):
        path.unlink()


def no_index(home: Faulted) -> None:
    home.library.close()
    shutil.rmtree(home.folder / "index")


def half_a_log(home: Faulted) -> None:
    """What is written ahead is cut, as a disk does that was pulled out: the last changes are gone, whole ones each."""
    home.write("last.txt", "The last one is about rice as well.")
    home.indexer.sync(report_nothing)
    copy = home.folder / "copy"
    shutil.copytree(home.folder / "index", copy)
    home.library.close()
    log = copy / "library.sqlite-wal"
    if log.exists():
        os.truncate(log, log.stat().st_size * 2 // 3)
    shutil.rmtree(home.folder / "index")
    copy.rename(home.folder / "index")
    (home.corpus / "last.txt").unlink()


def rubbish_beside_the_articles(home: Faulted) -> None:
    for name in (".versions/rice.json", ".removed/last/file/x.txt", ".removed/before/lines", ".0123456789abcdef.part"):
        path = home.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\x00{")


def files_of_the_future(home: Faulted) -> None:
    for path in home.corpus.glob("*.txt"):
        os.utime(path, (4_000_000_000, 4_000_000_000))


def files_of_the_past(home: Faulted) -> None:
    for path in home.corpus.glob("*.txt"):
        os.utime(path, (0, 0))


def another_program_writes_meanwhile(home: Faulted) -> None:
    other = SqliteLibrary.open(home.folder / "index", home.encoder.identity)
    other.remove("rice.txt")
    other.close()


FAULTS: list[Callable[[Faulted], None]] = [
    cut_vectors,
    swap_vectors,
    vectors_of_the_future,
    no_vectors,
    no_index,
    half_a_log,
    rubbish_beside_the_articles,
    files_of_the_future,
    files_of_the_past,
    another_program_writes_meanwhile,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_next_search_is_right_and_nothing_is_lost(home: Faulted, fault: Callable[[Faulted], None]) -> None:
    expected = {question: home.found(question) for question in ("rice", "wheat", "딥시크")}
    fault(home)
    home.restart()
    done = home.indexer.sync(report_nothing)
    assert done.failed == ()
    assert home.ids() == {"rice.txt", "wheat.txt", "korean.txt"}
    for question, articles in expected.items():
        assert home.found(question) == articles
    assert home.library.article("rice.txt").text == RICE
    again = home.indexer.sync(report_nothing)
    assert (again.added, again.changed, again.removed) == ((), (), ())


@pytest.mark.parametrize("years", [20, -20])
def test_a_clock_that_jumps_changes_nothing_but_dates(
    home: Faulted, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    real, real_ns = time.time, time.time_ns
    off = years * 365 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: real() + off)
    monkeypatch.setattr(time, "time_ns", lambda: real_ns() + off * 10**9)
    home.restart()
    (home.corpus / "rice.txt").write_text(RICE + " It has changed.", encoding="utf-8")
    assert home.indexer.sync(report_nothing).changed == ("rice.txt",)
    monkeypatch.undo()
    (home.corpus / "rice.txt").write_text(RICE + " It has changed again.", encoding="utf-8")
    assert home.indexer.sync(report_nothing).changed == ("rice.txt",)
    assert home.library.article("rice.txt").version == 3


def test_a_database_that_another_program_holds_is_busy_and_then_goes_on(home: Faulted) -> None:
    home.library._connections.writer.execute("PRAGMA busy_timeout = 200")
    other = sqlite3.connect(home.folder / "index" / "library.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    home.write("news.txt", "News about rice.")
    with pytest.raises(LibraryBusy):
        home.indexer.sync(report_nothing)
    assert home.found("rice")
    other.execute("ROLLBACK")
    other.close()
    assert home.indexer.sync(report_nothing).added == ("news.txt",)


def test_two_programs_on_one_home_at_once_lose_nothing(home: Faulted) -> None:
    second = SqliteLibrary.open(home.folder / "index", Encoder.for_embedder(FakeEmbedder()).identity, patience=10)
    other = type(home.indexer)(home.corpus, second, home.encoder)
    wrong: list[BaseException] = []

    def add(indexer: object, name: str) -> None:
        try:
            for n in range(6):
                while True:
                    with suppress(LibraryBusy):
                        indexer.add_text(f"{name} number {n} says this.", f"{name} {n}", report_nothing)  # type: ignore[attr-defined]
                        break
                home.found("rice")
        except BaseException as error:
            wrong.append(error)

    threads = [
        threading.Thread(target=add, args=(indexer, name)) for indexer, name in ((home.indexer, "A"), (other, "B"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(home.ids()) == 3 + 12
    assert {row.id for row in second.articles()} == home.ids()
    second.close()
