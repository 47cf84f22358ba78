"""Whatever lies in the folder beside articles: one failure with its reason each, the articles are read, watching goes on."""

import os
import queue
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.articles import Article
from bot.articles.article_errors import (
    ArticleMissing,
    ArticleNameTwice,
    ArticleNotFile,
    ArticleUnforeseen,
    ArticleUnreadable,
)
from bot.errors import HaeseolError
from bot.library.corpus import folder as corpus
from bot.library.indexing import indexer, watcher
from bot.library.indexing.index_report import IndexReport
from bot.library.indexing.watcher import Watch, follow
from bot.progress import Cancelled, Progress, report_nothing
from tests.library.test_indexing import RICE, WHEAT, Home

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have no such files")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    made.write("rice.txt", RICE)
    made.write("z/wheat.txt", WHEAT)
    yield made
    made.library.close()


def _odd(folder: Path) -> dict[str, str]:
    """Make one of each kind that this system and user can make; return a word of each reason by name."""
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "one.md").symlink_to("other.md")
    (folder / "other.md").symlink_to("one.md")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "dangling.txt").symlink_to(folder.parent / "gone.txt")
    (folder / "hidden.txt").symlink_to(".removed/gone.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "z" / "loop").symlink_to(folder)
    # The name of a socket may have 108 bytes, and a temporary folder alone can have more.
    here = Path.cwd()
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
    os.chdir(here)
    reasons = {"itself.txt": "link", "one.md": "link", "other.md": "link", "pipe.txt": "pipe"}
    reasons |= dict.fromkeys(("nowhere.txt", "dangling.txt", "hidden.txt"), "No such")
    try:
        os.mknod(folder / "device.txt", 0o20666, os.makedev(1, 5))  # zeros without end
        reasons["device.txt"] = "device"
    except PermissionError:
        pass
    return {**reasons, "socket.txt": "socket"}


@posix
def test_each_odd_thing_is_one_failure_and_the_articles_are_read(home: Home) -> None:
    reasons = _odd(home.corpus)
    done = home.indexer.sync(report_nothing)
    assert home.ids() == {"rice.txt", "z/wheat.txt"}
    failed = {Path(failure.source).name: failure.error for failure in done.failed}
    assert failed.keys() == reasons.keys()
    assert len(done.failed) == len(reasons)
    for name, word in reasons.items():
        assert isinstance(failed[name], ArticleNotFile)
        assert word in failed[name].message("en")
        assert name in failed[name].message("ko")
    # The same by name, as `haeseol index PATH` has it, and with a name that is longer than any may be.
    paths = [*(home.corpus / name for name in reasons), Path("x" * 5_000), Path("y" * 300 + ".txt")]
    added = home.indexer.add(paths, report_nothing)
    assert len(added.failed) == len(paths)
    assert {"rice.txt", "z/wheat.txt"} == home.ids()


@pytest.mark.parametrize("part", ["read_article", "split_article"])
@pytest.mark.parametrize("fault", [KeyError("water"), RecursionError(), UnicodeDecodeError("utf-8", b"x", 0, 1, "y")])
def test_a_fault_of_ours_is_a_failure_of_one_file_and_logged(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str, fault: Exception
) -> None:
    real = getattr(indexer, part)

    def stumble(told: Path | Article, *rest: object) -> object:
        if "rice" in str(told.id if isinstance(told, Article) else told):
            raise fault
        return real(told, *rest)

    monkeypatch.setattr(indexer, part, stumble)
    done = home.indexer.sync(report_nothing)
    ((source, error),) = [(failure.source, failure.error) for failure in done.failed]
    assert (source, type(error), done.added) == ("rice.txt", ArticleUnforeseen, ("z/wheat.txt",))
    assert type(fault).__name__ in error.message("en")
    (record,) = caplog.records
    assert record.exc_info is not None and record.exc_info[1] is fault
    monkeypatch.undo()
    assert home.indexer.sync(report_nothing).added == ("rice.txt",)


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit, Cancelled])
def test_who_stops_a_run_is_no_fault_of_a_file(
    home: Home, monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    def stop(*_: object) -> Article:
        raise ending

    monkeypatch.setattr(indexer, "read_article", stop)
    with pytest.raises(ending):
        home.indexer.sync(report_nothing)


@posix
def test_an_article_whose_file_became_odd_is_kept(home: Home) -> None:
    home.indexer.sync(report_nothing)
    (home.corpus / "rice.txt").unlink()
    os.mkfifo(home.corpus / "rice.txt")
    done = home.indexer.sync(report_nothing)
    assert [type(failure.error) for failure in done.failed] == [ArticleNotFile]
    assert "rice.txt" in home.ids()


def test_what_must_not_be_looked_at_is_a_failure_and_its_article_is_kept(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.indexer.sync(report_nothing)
    real = os.stat

    def stat(path: object, *rest: object, **named: object) -> os.stat_result:
        if str(path).endswith("wheat.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", stat)
    done = home.indexer.sync(report_nothing)
    assert [type(failure.error) for failure in done.failed] == [ArticleNotFile]
    assert "z/wheat.txt" in home.ids()


def test_a_file_that_vanishes_before_it_is_read_takes_no_other_along(home: Home) -> None:
    def vanish(progress: Progress) -> None:
        if progress.step == "read" and progress.subject == "rice.txt":
            (home.corpus / "rice.txt").unlink(missing_ok=True)

    assert home.indexer.sync(vanish).added == ("z/wheat.txt",)
    home.write("rice.txt", RICE)
    done = home.indexer.add([home.corpus / "rice.txt", home.corpus / "z"], vanish)
    assert [type(failure.error) for failure in done.failed] == [ArticleMissing]
    assert home.ids() == {"z/wheat.txt"}


@posix
def test_names_that_are_no_text_are_read_and_two_that_look_alike_are_told(home: Home) -> None:
    named = os.fsencode(home.corpus)
    for name, text in ((b"\xc7\xd1.txt", "A name in CP949."), (b"\xb1\xdb.txt", "Another one.")):
        Path(os.fsdecode(named + b"/" + name)).write_text(text, encoding="utf-8")
    done = home.indexer.sync(report_nothing)
    (twice,) = done.failed
    assert isinstance(twice.error, ArticleNameTwice)
    assert twice.source.encode("utf-8")
    (odd,) = home.ids() - {"rice.txt", "z/wheat.txt"}
    assert home.indexer.remove(odd).removed == (odd,)


def test_times_from_another_century_are_kept(home: Home) -> None:
    for name, seconds in (("rice.txt", 15_000_000_000), ("z/wheat.txt", -2_000_000_000)):
        os.utime(home.corpus / name, (seconds, seconds))
    first, second = home.indexer.sync(report_nothing), home.indexer.sync(report_nothing)
    assert (len(first.added), len(second.unchanged), first.failed, second.failed) == (2, 2, (), ())


@pytest.mark.slow
def test_watching_survives_what_goes_wrong(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "_AGAIN_SECONDS", 0.05)
    wrong: list[Exception] = [
        RuntimeError("a bug"),
        OSError(5, "Input/output error"),
        ArticleUnreadable(source="x", reason="y"),
    ]
    told: queue.Queue[IndexReport] = queue.Queue()

    def sync(report: object) -> IndexReport:
        if wrong:
            raise wrong.pop(0)
        return home.indexer.sync(report_nothing)

    watch = Watch()
    watch.start(lambda stop: follow(home.corpus, sync, stop, report_nothing), told.put)
    try:
        if os.name == "posix":
            _odd(home.corpus)
        while not told.get(timeout=20).added:
            home.write("news.txt", "News that came later.")
        assert watch.is_on
        assert watch.problem == ""
    finally:
        watch.stop()
    assert "rice.txt" in home.ids()


def test_a_folder_that_cannot_be_followed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "_AGAIN_SECONDS", 0.05)
    (tmp_path / "corpus").write_text("a file where the folder should be")
    told, watch = threading.Event(), Watch()
    watch.start(
        lambda stop: follow(tmp_path / "corpus", lambda report: IndexReport(), stop, report_nothing),
        lambda done: told.set(),
    )
    try:
        while "cannot be followed" not in watch.problem:
            assert watch.is_on
        (tmp_path / "corpus").unlink()
        assert told.wait(20)
    finally:
        watch.stop()
    assert watch.problem == ""


def test_what_takes_room_is_counted_beside_odd_files(home: Home) -> None:
    if os.name == "posix":
        _odd(home.corpus)
    assert sum(map(corpus.file_bytes, corpus.scan(home.corpus))) == len(RICE) + len(WHEAT)
    assert issubclass(ArticleNotFile, HaeseolError)
