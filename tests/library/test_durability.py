"""What a killed process, a full disk, a second process and a reader at the wrong moment find: the last committed state."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.articles import Article
from bot.articles.article_errors import ArticleMissing
from bot.errors import LibraryBusy, LibraryFull, LibraryNotWritable
from bot.library.corpus import folder as corpus
from bot.library.corpus import trash
from bot.library.indexing.indexer import Indexer
from bot.library.store.schema import connect
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from tests.fakes import FakeEmbedder
from tests.library.libraries import ENGLISH, KOREAN, nearest, put, vector

pytestmark = pytest.mark.slow


@pytest.fixture
def encoder() -> Encoder:
    return Encoder.for_embedder(FakeEmbedder())


@pytest.fixture
def library(tmp_path: Path, encoder: Encoder) -> Iterator[SqliteLibrary]:
    opened = SqliteLibrary.open(tmp_path / "index", encoder.identity, patience=0.3)
    yield opened
    opened.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed processes are forked")
def test_kills_leave_nothing_half_lost_or_twice() -> None:
    # `python -m tests.kills 500` does the same five hundred times.
    done = subprocess.run([sys.executable, "-m", "tests.kills", "20"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("20 kills")


def test_a_reader_waits_for_no_writer(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, ENGLISH, encoder)
    with library._connections.writing() as connection:
        connection.execute("DELETE FROM article")
        answered = threading.Event()

        def read() -> None:
            assert [row.id for row in library.articles()] == ["en.md"]
            assert nearest(library, vector("rice", encoder), 5)
            assert library.search_keywords(["paddies"], 5)
            answered.set()

        reader = threading.Thread(target=read)
        reader.start()
        assert answered.wait(5)
        reader.join()


def _hold(folder: Path, ready: str) -> None:
    opened = SqliteLibrary.open(folder, Encoder.for_embedder(FakeEmbedder()).identity)
    with opened.changing():
        Path(ready).touch()
        time.sleep(60)


@pytest.fixture
def holder(tmp_path: Path, library: SqliteLibrary) -> Iterator[int]:
    """Another process that is writing into the same library."""
    process = multiprocessing.get_context("spawn").Process(target=_hold, args=(library.folder, str(tmp_path / "ready")))
    process.start()
    while not (tmp_path / "ready").exists():
        time.sleep(0.02)
    assert process.pid is not None
    yield process.pid
    process.kill()
    process.join()


def test_the_second_process_hears_who_is_writing(library: SqliteLibrary, encoder: Encoder, holder: int) -> None:
    with pytest.raises(LibraryBusy, match=str(holder)):
        put(library, ENGLISH, encoder)
    with pytest.raises(LibraryBusy, match=str(holder)):
        SqliteLibrary.empty(library.folder, encoder.identity, patience=0.1)
    assert library.articles() == []
    os.kill(holder, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while True:  # the system frees the lock of a dead process, a moment later
        try:
            put(library, ENGLISH, encoder)
            break
        except LibraryBusy:
            assert time.monotonic() < deadline
    assert library.articles()


def test_a_full_disk_changes_nothing(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, ENGLISH, encoder)
    writer = library._connections.writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")
    large = Article("big.md", "big.md", "Big", "A sentence that says a little. " * 2_000, "en", None)
    with pytest.raises(LibraryFull, match="haeseol index"):
        put(library, large, encoder)
    assert [row.id for row in library.articles()] == ["en.md"]
    writer.execute("PRAGMA max_page_count = 1000000")
    put(library, large, encoder)
    assert len(library.articles()) == 2


def test_an_index_that_cannot_be_written_loses_nothing(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, ENGLISH, encoder)
    (library.folder / "vectors.en.faiss").mkdir()
    other = SqliteLibrary.open(library.folder, encoder.identity, compact_at=0)
    with pytest.raises(LibraryNotWritable, match="vectors"):
        other.tidy()
    assert nearest(other, vector("rice", encoder), 5) == nearest(library, vector("rice", encoder), 5)
    other.close()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryNotWritable, match="file"):
        SqliteLibrary.open(tmp_path / "file" / "index", encoder.identity)


def test_a_database_that_cannot_be_written_says_so(tmp_path: Path, encoder: Encoder) -> None:
    library = SqliteLibrary.open(tmp_path, encoder.identity)
    put(library, ENGLISH, encoder)
    library._connections.writer.execute("PRAGMA query_only = ON")
    with pytest.raises(LibraryNotWritable):
        put(library, KOREAN, encoder)
    assert [row.id for row in library.articles()] == ["en.md"]
    library.close()


def test_beginning_again_is_seen_by_who_has_it_open(tmp_path: Path, encoder: Encoder) -> None:
    first = SqliteLibrary.open(tmp_path, encoder.identity, compact_at=0)
    put(first, ENGLISH, encoder)
    first.tidy()
    SqliteLibrary.empty(tmp_path, encoder.identity)
    assert nearest(first, vector("rice", encoder), 5) == []
    put(first, KOREAN, encoder)
    second = SqliteLibrary.open(tmp_path, encoder.identity)
    assert [row.id for row in second.articles()] == ["ko.md"]
    assert nearest(second, vector("딥시크", encoder), 5) == nearest(first, vector("딥시크", encoder), 5) != []
    first.close()
    second.close()


def test_opening_a_new_home_waits_for_one_who_reads_it_before_the_log_is_there(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "new.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE early (n)")
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM early").fetchone()
    plain = sqlite3.connect(tmp_path / "new.sqlite", isolation_level=None, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        plain.execute("PRAGMA journal_mode = WAL")
    plain.close()
    timer = threading.Timer(0.2, other.execute, ["COMMIT"])
    timer.start()
    connection = connect(tmp_path / "new.sqlite")
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    timer.join()
    connection.close()
    other.close()


def test_an_interrupted_run_keeps_what_is_stored(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for n in range(40):
        text = "\n\n".join(f"Paragraph {i} of article {n} goes on for a while. " * 7 for i in range(12))
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    real = embedder.encode_passages

    def interrupted(texts: list[str], on_done: Callable[[int], None] | None = None) -> object:
        if len(embedder.embedded) > 200:
            raise KeyboardInterrupt
        return real(texts, on_done)

    embedder.encode_passages = interrupted  # type: ignore[method-assign, assignment]
    library = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    with pytest.raises(KeyboardInterrupt):
        Indexer(folder, library, encoder).sync(report_nothing)
    kept = len(library.articles())
    assert 0 < kept < 40
    embedder.encode_passages = real  # type: ignore[method-assign]
    done = Indexer(folder, library, encoder).sync(report_nothing)
    assert (len(done.unchanged), len(done.added)) == (kept, 40 - kept)
    library.close()


def test_no_word_of_a_removed_article_is_left_on_disk(tmp_path: Path, encoder: Encoder) -> None:
    library = SqliteLibrary.open(tmp_path, encoder.identity, compact_at=0)
    put(library, KOREAN, encoder)
    put(library, Article("x.md", "x.md", "Secret", "The zyzzyva knows the quokkaword.", "en", None), encoder)
    library.tidy()
    library.remove("x.md")
    library.tidy(purge=True)
    for path in tmp_path.iterdir():
        assert b"quokkaword" not in path.read_bytes()
        assert b"zyzzyva" not in path.read_bytes()
    library.close()


@pytest.mark.parametrize("had_earlier", [False, True])
def test_half_a_removal_is_undone(tmp_path: Path, had_earlier: bool) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.md", "b.md"):
        (folder / name).write_text(f"Text of {name}.", encoding="utf-8")
    (folder / corpus.VERSIONS).mkdir()
    older = folder / corpus.VERSIONS / "b.json"
    older.write_text("{}")
    if had_earlier:
        trash.remove(folder, folder / "a.md")
    # As a process leaves it that is killed after it has set the versions aside and before it has moved the file.
    last = folder / ".removed" / "last"
    if last.exists():
        last.rename(last.with_name("before"))
    (last / "versions").mkdir(parents=True)
    older.rename(last / "versions" / "b.json")
    (folder / ".0123456789abcdef.part").write_text("half")
    trash.recover(folder)
    assert older.read_text() == "{}"
    assert not (folder / ".0123456789abcdef.part").exists()
    if had_earlier:
        assert trash.restore(folder) == folder / "a.md"
    else:
        with pytest.raises(ArticleMissing):
            trash.restore(folder)


def test_lines_that_were_kept_and_not_yet_removed_are_not_doubled(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "a", "text": "A."}\n{"id": "b", "text": "B."}\n', encoding="utf-8")
    trash.remove_line(tmp_path, path, "a")
    path.write_text('{"id": "a", "text": "A."}\n{"id": "b", "text": "B."}\n', encoding="utf-8")
    trash.recover(tmp_path)
    with pytest.raises(ArticleMissing):
        trash.restore(tmp_path)
