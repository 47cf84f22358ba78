"""Articles' files in a store: both ways bring what changed, whole, and nothing that anybody wrote is lost."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.article_errors import CorpusNotWritable
from bot.errors import SettingInvalid
from bot.library.collection_errors import CorpusStoreEmptied, CorpusStoreRefused, CorpusStoreUnreachable
from bot.library.corpus import agreed_files, object_store, remote_files
from bot.library.corpus.object_store import Changes, CorpusStore
from bot.library.corpus.stored_names import may_go
from tests.object_store_process import CLIENT_INSTALLED, INSTALLED, WHY_NO_CLIENT, WHY_NOT, ObjectStoreProcess

pytestmark = pytest.mark.skipif(not CLIENT_INSTALLED, reason=WHY_NO_CLIENT)

Tree = dict[str, bytes]


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStoreProcess]:
    if not INSTALLED:
        pytest.skip(WHY_NOT)
    started = ObjectStoreProcess()
    started.start()
    yield started
    started.end()


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store, of each kind in turn."""
    if request.param == "folder":
        return f"file://{tmp_path / 'store'}"
    server = request.getfixturevalue("server")
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return f"s3://{server.bucket()}/글/of a home"


class Home:
    """A corpus and its store."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.corpus = folder, folder / "corpus"
        self.store = CorpusStore.open(url, self.corpus, folder / "index")

    def write(self, name: str, content: str) -> None:
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def tree(self) -> Tree:
        return tree(self.corpus)


def tree(corpus: Path) -> Tree:
    return {path.relative_to(corpus).as_posix(): path.read_bytes() for path in corpus.rglob("*") if path.is_file()}


@pytest.fixture
def one(tmp_path: Path, url: str) -> Iterator[Home]:
    home = Home(tmp_path / "one", url)
    yield home
    home.store.close()


@pytest.fixture
def other(tmp_path: Path, url: str) -> Iterator[Home]:
    home = Home(tmp_path / "other", url)
    yield home
    home.store.close()


def test_what_one_home_pushes_another_pulls(one: Home, other: Home) -> None:
    one.write("기사.md", "하나")
    one.write("news/b c.md", "b")
    one.write(".versions/ab.json", "{}")
    one.write(".removed/last/file/old.md", "old")
    one.write(".tags.json", "{}")
    one.write(".0123456789abcdef.part", "half")
    one.write("news/.b.md.swp", "an editor's")
    done = one.store.push()
    carried = {".removed/last/file/old.md", ".tags.json", ".versions/ab.json", "news/b c.md", "기사.md"}
    assert done == Changes(written=tuple(sorted(carried)))
    assert other.store.pull() == done
    assert set(other.tree()) == carried
    assert all(other.tree()[name] == one.tree()[name] for name in carried)
    assert one.store.push() == one.store.pull() == other.store.push() == other.store.pull() == Changes()


def test_changes_and_deletions_go_over(one: Home, other: Home) -> None:
    one.write("a.md", "first")
    one.write("folder/b.md", "b")
    one.store.push()
    other.store.pull()
    other.write("a.md", "second")
    (other.corpus / "folder/b.md").unlink()
    assert other.store.push() == Changes(written=("a.md",), deleted=("folder/b.md",))
    assert one.store.pull() == Changes(written=("a.md",), deleted=("folder/b.md",))
    assert one.tree() == {"a.md": b"second"}
    assert not (one.corpus / "folder").exists()


def test_a_change_that_leaves_size_and_time_as_they_were_is_seen(one: Home, other: Home) -> None:
    one.write("a.md", "first")
    one.store.push()
    seen = (one.corpus / "a.md").stat()
    one.write("a.md", "other")
    os.utime(one.corpus / "a.md", ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert one.store.push().written == ("a.md",)
    assert other.store.pull().written == ("a.md",)
    assert other.tree() == {"a.md": b"other"}


def test_what_only_looks_changed_does_not_go_over(one: Home) -> None:
    one.write("a.md", "same")
    one.store.push()
    os.utime(one.corpus / "a.md", ns=(1, 1))
    assert one.store.push() == Changes()


def test_of_two_changes_the_stores_wins_and_the_other_is_kept_and_goes_to_the_store(one: Home, other: Home) -> None:
    one.write("a.md", "first")
    one.store.push()
    other.store.pull()
    one.write("a.md", "the store's")
    one.store.push()
    other.write("a.md", "mine")
    done = other.store.pull()
    ((path, kept),) = [(each.path, each.kept) for each in done.kept_aside]
    assert path == "a.md"
    assert other.tree() == {"a.md": b"the store's", kept: b"mine"}
    assert other.store.push() == Changes(written=(kept,))
    one.store.pull()
    assert one.tree() == other.tree()


def test_a_push_overwrites_nothing_that_came_meanwhile(one: Home, other: Home) -> None:
    one.write("a.md", "first")
    one.store.push()
    other.store.pull()
    one.write("a.md", "the store's")
    one.write("b.md", "new")
    one.store.push()
    other.write("a.md", "mine")
    other.write("b.md", "mine too")
    done = other.store.push()
    assert [each.path for each in done.kept_aside] == ["a.md", "b.md"]
    assert {content for content in other.tree().values()} == {b"the store's", b"new", b"mine", b"mine too"}
    one.store.pull()
    assert one.tree() == other.tree()


def test_a_file_that_is_gone_in_the_store_and_changed_here_is_kept(one: Home, other: Home) -> None:
    one.write("a.md", "first")
    one.store.push()
    other.store.pull()
    (one.corpus / "a.md").unlink()
    one.store.push()
    other.write("a.md", "mine")
    done = other.store.pull()
    assert done.deleted == ("a.md",)
    assert other.tree() == {done.kept_aside[0].kept: b"mine"}


def test_a_file_that_is_gone_here_and_changed_in_the_store_comes_back(one: Home, other: Home) -> None:
    one.write("a.md", "first")
    one.store.push()
    other.store.pull()
    one.write("a.md", "second")
    one.store.push()
    (other.corpus / "a.md").unlink()
    assert other.store.push() == Changes()
    assert other.store.pull() == Changes(written=("a.md",))


def test_the_same_change_on_both_sides_is_no_conflict(one: Home, other: Home) -> None:
    one.write("a.md", "first")
    one.store.push()
    other.store.pull()
    one.write("a.md", "second")
    one.store.push()
    other.write("a.md", "second")
    assert other.store.pull() == Changes()
    assert other.store.push() == Changes()


def test_without_what_both_agreed_on_contents_are_compared(one: Home, url: str) -> None:
    one.write("a.md", "same")
    one.write("b.md", "the store's")
    one.store.push()
    one.store.close()
    shutil.rmtree(one.folder / "index")
    one.write("b.md", "mine")
    again = Home(one.folder, url)
    done = again.store.pull()
    assert done.written == ("b.md",)
    assert again.tree() == {"a.md": b"same", "b.md": b"the store's", done.kept_aside[0].kept: b"mine"}
    again.store.close()


def test_a_damaged_memory_of_the_store_is_begun_anew(one: Home, url: str) -> None:
    one.write("a.md", "same")
    one.store.push()
    one.store.close()
    (one.folder / "index" / agreed_files.NAME).write_bytes(b"no database " * 1_000)
    again = Home(one.folder, url)
    assert again.store.pull() == Changes()
    again.store.close()


def test_a_memory_of_the_store_that_is_in_use_is_left_alone(one: Home, url: str) -> None:
    one.write("a.md", "same")
    one.store.push()
    path = one.folder / "index" / agreed_files.NAME
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    one.write("b.md", "new")
    one.store._agreed._database.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(CorpusNotWritable, match="locked"):
        one.store.push()
    other.execute("ROLLBACK")
    other.close()
    assert one.store.push() == Changes(written=("b.md",))


def test_a_store_that_was_filled_by_hand_is_one_of_ours_from_then_on(one: Home, other: Home, url: str) -> None:
    remote = remote_files.RemoteFiles(url, "TEST")
    remote.write("a.md", b"a", None)
    assert one.store.pull().written == ("a.md",)
    one.write("b.md", "b")
    assert one.store.push() == Changes(written=("b.md",))
    assert other.store.pull().written == ("a.md", "b.md")
    assert remote.sizes() == {".haeseol-corpus": 2, "a.md": 1, "b.md": 1}
    assert remote.mark("a.md") == remote.listed()["a.md"]
    assert remote.mark("none.md") is None


def test_a_store_that_was_emptied_takes_nothing_away_here(one: Home, url: str, tmp_path: Path) -> None:
    one.write("a.md", "a")
    one.store.push()
    remote = remote_files.RemoteFiles(url, "TEST")
    for name in remote.listed():
        remote.delete(name)
    for way in (one.store.pull, one.store.push):
        with pytest.raises(CorpusStoreEmptied):
            way()
    assert one.tree() == {"a.md": b"a"}


def test_all_articles_may_be_taken_out(one: Home, other: Home) -> None:
    one.write("a.md", "a")
    one.store.push()
    other.store.pull()
    (one.corpus / "a.md").unlink()
    one.store.push()
    assert other.store.pull() == Changes(deleted=("a.md",))
    assert other.tree() == {}


@pytest.mark.parametrize("call", range(1, 6))
@pytest.mark.parametrize("arrived", [False, True])
def test_a_push_that_is_cut_off_goes_on(
    one: Home, other: Home, monkeypatch: pytest.MonkeyPatch, call: int, arrived: bool
) -> None:
    """Cut off at each request in turn, before it arrived or before anybody heard that it had."""
    one.write("gone.md", "gone")
    one.store.push()
    other.store.pull()
    (one.corpus / "gone.md").unlink()
    for name in ("a.md", "b.md", "c.md"):
        one.write(name, f"first {name}")
    with monkeypatch.context() as cut:
        cut_off(cut, call, arrived)
        with pytest.raises((KeyboardInterrupt, StopIteration)):
            one.store.push()
            raise StopIteration  # fewer requests than that
    # What was being sent changes before it is sent again: nobody may take the older one for another's change.
    one.write("a.md", "second a.md")
    one.store.pull()
    done = one.store.push()
    assert done.kept_aside == ()
    other.store.pull()
    assert one.tree() == other.tree() == {"a.md": b"second a.md", "b.md": b"first b.md", "c.md": b"first c.md"}


@pytest.mark.parametrize("call", range(1, 4))
def test_a_pull_that_is_cut_off_goes_on(one: Home, other: Home, monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    for name in ("a.md", "b.md", "c.md"):
        one.write(name, name)
    one.store.push()
    replaced = Path.replace
    calls = 0

    def replace(part: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return replaced(part, target)

    with monkeypatch.context() as cut:
        cut.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            other.store.pull()
    assert not [name for name in other.tree() if name.endswith(".part")]
    other.store.pull()
    assert other.tree() == one.tree()


def cut_off(monkeypatch: pytest.MonkeyPatch, call: int, arrived: bool) -> None:
    """Let the process end at a request that changes the store."""
    left = call

    def ending(name: str) -> None:
        ask = getattr(remote_files.RemoteFiles, name)

        def asked(self: remote_files.RemoteFiles, *what: object) -> object:
            nonlocal left
            left -= 1
            if left == 0 and not arrived:
                raise KeyboardInterrupt
            answer = ask(self, *what)
            if left == 0:
                raise KeyboardInterrupt
            return answer

        monkeypatch.setattr(remote_files.RemoteFiles, name, asked)

    monkeypatch.setattr(object_store, "_THREADS", 1)
    ending("write")
    ending("delete")


@pytest.mark.parametrize(
    "name", ["../outside.md", "a/../../outside.md", "/etc/outside.md", ".x.md", "a\\b.md", ".0123456789abcdef.part"]
)
def test_nothing_comes_from_the_store_to_where_it_does_not_belong(tmp_path: Path, name: str) -> None:
    """A store whose names somebody else chose."""
    home = Home(tmp_path / "one", f"file://{tmp_path / 'store'}")
    home.store._remote.listed = lambda: {name: "1", "b.md": "1"}  # type: ignore[method-assign]
    home.store._remote.read = lambda name, mark: iter([b"from the store"])  # type: ignore[method-assign]
    assert home.store.pull() == Changes(written=("b.md",), left=(name,))
    assert home.tree() == {"b.md": b"from the store"}
    home.store.close()


def test_a_link_out_of_the_corpus_is_not_followed(one: Home, other: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text("outside", encoding="utf-8")
    one.write("x/a.md", "inside")
    one.store.push()
    other.corpus.mkdir(parents=True)
    (other.corpus / "x").symlink_to(outside)
    assert other.store.pull() == Changes(left=("x/a.md",))
    assert (outside / "a.md").read_text(encoding="utf-8") == "outside"
    assert other.store.push() == Changes(left=("x/a.md",))


def test_a_name_that_no_store_takes_is_told(one: Home) -> None:
    one.write("issue #12", "taken by a folder for a file that is being written")
    one.write("a\\b.md", "a")
    one.write("c.md", "c")
    assert one.store.push() == Changes(written=("c.md",), left=("a\\b.md", "issue #12"))
    assert one.store.push() == Changes(left=("a\\b.md", "issue #12"))


def test_a_large_file_goes_over_whole(one: Home, other: Home) -> None:
    one.corpus.mkdir(parents=True)
    content = os.urandom(20_000_001)
    (one.corpus / "large.pdf").write_bytes(content)
    one.store.push()
    other.store.pull()
    assert other.tree() == {"large.pdf": content}


@pytest.mark.slow
def test_a_write_that_came_between_is_not_overwritten(
    server: ObjectStoreProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our looking and our sending: the store compares."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    url = f"s3://{server.bucket()}"
    one, other = Home(tmp_path / "one", url), Home(tmp_path / "other", url)
    listed = remote_files.RemoteFiles.listed
    for way in ("new", "changed"):
        one.write("a.md", f"mine, {way}")
        other.write("a.md", f"the other's, {way}")

        def and_then(self: remote_files.RemoteFiles) -> dict[str, str]:
            found = listed(self)
            if self is one.store._remote:
                other.store.push()
            return found

        with monkeypatch.context() as between:
            between.setattr(remote_files.RemoteFiles, "listed", and_then)
            assert one.store.push() == Changes(left=("a.md",))
        done = one.store.pull()
        assert one.tree()["a.md"] == f"the other's, {way}".encode()
        assert one.tree()[done.kept_aside[0].kept] == f"mine, {way}".encode()
        one.store.push()
        other.store.pull()
    one.store.close()
    other.store.close()


@pytest.mark.slow
def test_a_store_that_is_away_or_says_no_is_named(
    tmp_path: Path, server: ObjectStoreProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_files, "_RETRIES", 0)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    refused = Home(tmp_path / "one", "s3://no-such-bucket/x")
    refused.write("a.md", "a")
    for way in (refused.store.pull, refused.store.push):
        with pytest.raises(CorpusStoreRefused, match="s3://no-such-bucket/x"):
            way()
    refused.store.close()
    stopped = ObjectStoreProcess()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{stopped.port}")
    away = Home(tmp_path / "two", "s3://bucket/x")
    with pytest.raises(CorpusStoreUnreachable, match="s3://bucket/x"):
        away.store.pull()
    away.store.close()


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="HAESEOL_CORPUS"):
        CorpusStore.open("gopher://host/x", tmp_path / "corpus", tmp_path / "index")


NAMES = st.text(st.sampled_from("ab.%?*~#1 글é/"), min_size=1, max_size=8)
TREES = st.dictionaries(NAMES, st.binary(max_size=4), max_size=6)


def write_tree(corpus: Path, files: Tree) -> None:
    """Make a corpus be of these files, as far as they can be in one folder."""
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir(parents=True)
    for name, content in files.items():
        path = Path(os.path.normpath(f"{corpus}/{name}"))
        if path.is_relative_to(corpus) and path != corpus:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except OSError:
                continue


@pytest.mark.slow  # tries sixty trees of files, each against an object store
@settings(max_examples=60, deadline=None)
@given(states=st.lists(TREES, min_size=1, max_size=4))
def test_after_each_push_a_pull_gives_the_same_tree(states: list[Tree]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"file://{folder}/store"
        one, other = Home(Path(folder) / "one", url), Home(Path(folder) / "other", url)
        for files in states:
            write_tree(one.corpus, files)
            left = one.store.push().left
            other.store.pull()
            wanted = {name: content for name, content in one.tree().items() if name not in left}
            assert {name for name in wanted if may_go(name)} == set(other.tree())
            assert all(wanted[name] == content for name, content in other.tree().items())
        one.store.close()
        other.store.close()


@pytest.mark.slow  # tries sixty trees of files, each against an object store
@settings(max_examples=60, deadline=None)
@given(begun=TREES, here=TREES, there=TREES)
def test_nothing_that_was_written_on_either_side_is_lost(begun: Tree, here: Tree, there: Tree) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"file://{folder}/store"
        one, other = Home(Path(folder) / "one", url), Home(Path(folder) / "other", url)
        write_tree(one.corpus, begun)
        one.store.push()
        other.store.pull()
        before = carried(other)
        write_tree(one.corpus, there)
        write_tree(other.corpus, here)
        ours, theirs = carried(other), carried(one)
        one.store.push()
        other.store.pull()
        other.store.push()
        one.store.pull()
        assert carried(one) == carried(other)
        for name, content in theirs.items():
            assert carried(one).get(name) == content or before.get(name) == content
        new = {content for name, content in ours.items() if before.get(name) != content}
        assert new <= set(carried(one).values())
        one.store.close()
        other.store.close()


def carried(home: Home) -> Tree:
    return {name: content for name, content in home.tree().items() if may_go(name)}
