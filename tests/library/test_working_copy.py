"""Folders of articles on several machines, one store of their files and one library: whoever changes begins with all there is."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from bot.articles.article_errors import ArticleMissing
from bot.errors import HaeseolError, LibraryFull
from bot.library.collection_errors import CorpusStoreUnreachable
from bot.library.corpus import read_files, versions
from bot.library.corpus.read_files import FetchedFiles, FilesHere
from bot.library.corpus.remote_files import RemoteFiles
from bot.library.corpus.working_copy import STATE, WorkingCopy
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.writer_lock import WriterLock
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from tests.fakes import FakeEmbedder
from tests.library.test_indexing import RICE, WHEAT
from tests.library.test_object_store import Tree
from tests.library.test_object_store import tree as whole_tree
from tests.object_store_process import CLIENT_INSTALLED, WHY_NO_CLIENT

pytestmark = pytest.mark.skipif(not CLIENT_INSTALLED, reason=WHY_NO_CLIENT)


class Machine:
    """A working copy of the store, and an indexer that changes it with the library that all machines have."""

    def __init__(self, corpus: Path, url: str, library: SqliteLibrary) -> None:
        self.corpus = corpus
        self.files = WorkingCopy(url, corpus)
        self.embedder = FakeEmbedder()
        self.indexer = Indexer(corpus, library, Encoder.for_embedder(self.embedder), files=self.files)

    def tree(self) -> Tree:
        """What is in the folder, without what was agreed on."""
        return {name: content for name, content in whole_tree(self.corpus).items() if not name.startswith(STATE)}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"file://{tmp_path / 'store'}"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    made = SqliteLibrary.open(tmp_path / "index", Encoder.for_embedder(FakeEmbedder()).identity)
    yield made
    made.close()


@pytest.fixture
def one(tmp_path: Path, url: str, library: SqliteLibrary) -> Machine:
    return Machine(tmp_path / "one" / "corpus", url, library)


@pytest.fixture
def two(tmp_path: Path, url: str, library: SqliteLibrary) -> Machine:
    return Machine(tmp_path / "two" / "corpus", url, library)


def in_store(tmp_path: Path) -> Tree:
    tree = whole_tree(tmp_path / "store")
    del tree[".haeseol-corpus"]
    return tree


def test_what_one_adds_the_other_has_and_reads_nothing_again(
    one: Machine, two: Machine, library: SqliteLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rice,) = one.indexer.add_text(RICE, "Rice", report_nothing).added
    assert in_store(tmp_path) == one.tree() != {}
    monkeypatch.setattr("bot.library.indexing.indexer.read_article", None)
    assert two.indexer.sync(report_nothing).unchanged == (rice,)
    assert two.tree() == one.tree()
    assert [row.id for row in library.articles()] == [rice]


def test_what_one_removes_the_other_brings_back(one: Machine, two: Machine, tmp_path: Path) -> None:
    (rice,) = one.indexer.add_text(RICE, "Rice", report_nothing).added
    (wheat,) = two.indexer.add_text(WHEAT, "Wheat", report_nothing).added
    assert two.indexer.remove(rice).removed == (rice,)
    assert one.indexer.restore(report_nothing).added == (rice,)
    assert {rice, wheat} <= in_store(tmp_path).keys()
    with pytest.raises(ArticleMissing):
        two.indexer.restore(report_nothing)


def test_what_was_put_into_the_store_by_hand_is_taken_in(one: Machine, two: Machine, tmp_path: Path) -> None:
    (tmp_path / "store" / "밀.txt").write_text(WHEAT, encoding="utf-8")
    assert one.indexer.sync(report_nothing).added == ("밀.txt",)
    (tmp_path / "store" / "밀.txt").unlink()
    assert two.indexer.sync(report_nothing).removed == ("밀.txt",)


def test_whoever_lets_others_in_between_goes_on_with_what_they_made(
    one: Machine, two: Machine, library: SqliteLibrary
) -> None:
    class Lock:
        def __init__(self, meanwhile: Callable[[], object]) -> None:
            self.pass_on = meanwhile

    def meanwhile() -> None:
        with two.files.changing(library):
            assert (two.corpus / "rice.txt").is_file()
            (two.corpus / "rice.txt").unlink()
            (two.corpus / "wheat.txt").write_text(WHEAT, encoding="utf-8")

    with one.files.changing(library):
        (one.corpus / "rice.txt").write_text(RICE, encoding="utf-8")
        one.files.pass_on(cast(WriterLock, Lock(meanwhile)))
        assert one.tree().keys() == {"wheat.txt"}


def test_a_file_looks_the_same_on_every_machine_until_it_is_changed(
    one: Machine, two: Machine, library: SqliteLibrary
) -> None:
    with one.files.changing(library):
        (one.corpus / "rice.txt").write_text(RICE, encoding="utf-8")
        assert one.files.look(one.corpus / "rice.txt") is None  # too fresh, and not sent yet
        one.files.send()
        look = one.files.look(one.corpus / "rice.txt")
    with two.files.changing(library):
        assert two.files.look(two.corpus / "rice.txt") == look is not None
        (two.corpus / "rice.txt").write_text(WHEAT, encoding="utf-8")
        assert two.files.look(two.corpus / "rice.txt") is None
        two.files.send()
        assert two.files.look(two.corpus / "rice.txt") != look
        assert two.files.look(two.corpus / "none.txt") is None


def away(*rest: object, **named: object) -> None:
    raise CorpusStoreUnreachable(address="file:///store", reason="away")


def test_the_library_has_nothing_that_the_store_has_not(
    one: Machine, two: Machine, library: SqliteLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(RemoteFiles, "write", away)
        with pytest.raises(CorpusStoreUnreachable):
            one.indexer.add_text(RICE, "Rice", report_nothing)
    assert library.articles() == []
    assert two.indexer.sync(report_nothing).added == ()
    assert len(one.indexer.sync(report_nothing).added) == 1  # what lies there is sent with the next change
    assert in_store(tmp_path) == one.tree() != {}


def test_an_article_whose_removal_the_store_does_not_hear_of_is_not_removed(
    one: Machine, library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rice,) = one.indexer.add_text(RICE, "Rice", report_nothing).added
    with monkeypatch.context() as patched:
        patched.setattr(RemoteFiles, "write", away)
        with pytest.raises(CorpusStoreUnreachable):
            one.indexer.remove(rice)
    assert [row.id for row in library.articles()] == [rice]
    assert rice in one.tree()


def test_what_the_library_refuses_is_in_the_store_as_it_was(
    one: Machine, library: SqliteLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rice,) = one.indexer.add_text(RICE, "Rice", report_nothing).added

    def refuse(article_id: str) -> None:
        assert rice not in in_store(tmp_path)
        raise LibraryFull(path=tmp_path, reason="full")

    monkeypatch.setattr(library, "remove", refuse)
    with pytest.raises(LibraryFull):
        one.indexer.remove(rice)
    assert in_store(tmp_path) == one.tree()
    assert rice in one.tree()


def test_where_neither_can_be_done_the_first_reason_is_told(
    one: Machine, library: SqliteLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(LibraryFull), one.files.changing(library):
        monkeypatch.setattr(RemoteFiles, "listed", away)
        raise LibraryFull(path=one.corpus, reason="full")
    assert "is not in the store yet" in caplog.text


def test_a_folder_that_was_lost_is_fetched_and_deletes_nothing(one: Machine, tmp_path: Path) -> None:
    (rice,) = one.indexer.add_text(RICE, "Rice", report_nothing).added
    before = in_store(tmp_path)
    shutil.rmtree(one.corpus)
    assert one.indexer.sync(report_nothing).unchanged == (rice,)
    assert in_store(tmp_path) == before == one.tree()


# Those who only read


@pytest.fixture
def fetched(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FetchedFiles:
    monkeypatch.setattr(read_files, "_FRESH_SECONDS", 0.0)
    return FetchedFiles(url, tmp_path / "fetched")


def with_two_versions(machine: Machine) -> str:
    machine.corpus.mkdir(parents=True, exist_ok=True)
    (machine.corpus / "rice.txt").write_text(RICE, encoding="utf-8")
    machine.indexer.sync(report_nothing)
    (machine.corpus / "rice.txt").write_text(WHEAT, encoding="utf-8")
    assert machine.indexer.sync(report_nothing).changed == ("rice.txt",)
    return versions.versions_file(Path(), "rice.txt").as_posix()


def test_a_file_that_is_asked_for_is_fetched_as_the_store_has_it(one: Machine, fetched: FetchedFiles) -> None:
    name = with_two_versions(one)
    folder = fetched.with_file(name)
    older = versions.kept_version(folder, "rice.txt", 1)
    assert older is not None
    assert older.text == RICE
    assert whole_tree(folder).keys() == {name}
    with one.files.changing(cast(SqliteLibrary, one.indexer._library)):
        (one.corpus / name).unlink()
    assert versions.kept_numbers(fetched.with_file(name), "rice.txt") == ()


def test_what_is_not_in_the_store_is_not_fetched(one: Machine, fetched: FetchedFiles, tmp_path: Path) -> None:
    with_two_versions(one)
    (tmp_path / "secret").write_text("nobody's", encoding="utf-8")
    for name in ("none.txt", "../secret", "", ".haeseol-corpus"):
        assert whole_tree(fetched.with_file(name)) == {}


def test_what_was_fetched_once_is_there_while_the_store_is_away(
    one: Machine, fetched: FetchedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = with_two_versions(one)
    fetched.with_file(name)
    monkeypatch.setattr(RemoteFiles, "mark", away)
    assert versions.kept_numbers(fetched.with_file(name), "rice.txt") == (1,)
    with pytest.raises(HaeseolError, match="does not answer"):
        fetched.with_file("rice.txt")


def test_a_file_is_not_asked_for_twice_within_seconds(
    one: Machine, fetched: FetchedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = with_two_versions(one)
    fetched.with_file(name)
    monkeypatch.setattr(read_files, "_FRESH_SECONDS", 60.0)
    monkeypatch.setattr(RemoteFiles, "mark", None)
    assert (fetched.with_file(name) / name).is_file()


def test_nothing_of_what_was_fetched_is_kept_once_it_is_forgotten(
    one: Machine, fetched: FetchedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched.forget()
    name = with_two_versions(one)
    monkeypatch.setattr(read_files, "_FRESH_SECONDS", 60.0)
    folder = fetched.with_file(name)
    fetched.forget()
    assert not folder.exists()
    assert (fetched.with_file(name) / name).is_file()


def test_how_much_room_the_store_takes_is_what_the_folder_takes(one: Machine, fetched: FetchedFiles) -> None:
    with_two_versions(one)
    assert fetched.bytes_used() == FilesHere(one.corpus).bytes_used()
    assert 0 not in fetched.bytes_used()
