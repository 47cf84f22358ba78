"""A disk without room, for real: a small one in memory is filled up before each write, and nothing is lost or half there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.articles.article_errors import CorpusFull
from bot.errors import HaeseolError, LibraryFull
from bot.library.corpus import folder as corpus
from bot.library.store.full_disk import is_full
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from bot.service.conversations import SqliteConversations
from bot.service.conversations.conversation_errors import ConversationsFull
from tests.fakes import FakeEmbedder
from tests.library.test_indexing import RICE, WHEAT, Home
from tests.service.told_turns import told

pytestmark = pytest.mark.slow

ARCHIVE = "".join(
    f'{{"id": "row-{n}", "title": "Row", "text": "Row {n} says so. It is long enough."}}\n' for n in range(30)
)


class SmallDisk:
    """A disk of a few megabytes at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, leaving: int = 0) -> None:
        """Leave room for so many bytes, in whole blocks."""
        self._filler.unlink(missing_ok=True)
        free = shutil.disk_usage(self.folder).free
        with self._filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, free - leaving))

    def make_room(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if sys.platform != "linux":
        pytest.skip("no small disks in memory on this system")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def home(disk: SmallDisk) -> Iterator[Home]:
    made = Home(disk.folder)
    made.write("rice.txt", RICE)
    made.write("rows.jsonl", ARCHIVE)
    made.indexer.sync(report_nothing)
    yield made
    made.library.close()


def _everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in corpus.scan(folder)}


@pytest.mark.parametrize("leaving", [0, 4_096, 16_384, 65_536])
@pytest.mark.parametrize("article_id", ["rice.txt", "row-7"])
def test_a_removal_without_room_is_whole_or_never_was(
    disk: SmallDisk, home: Home, article_id: str, leaving: int
) -> None:
    before, ids = _everything(home.corpus), home.ids()
    disk.fill(leaving)
    try:
        home.indexer.remove(article_id)
        assert home.ids() == ids - {article_id}
    except (LibraryFull, CorpusFull) as error:
        assert "disk is full" in error.message("en")
        if article_id in home.ids():  # else it was done, and only the tidying up had no room
            assert _everything(home.corpus) == before
            assert home.ids() == ids
    disk.make_room()
    if article_id in home.ids():
        assert home.indexer.remove(article_id).removed == (article_id,)
    assert home.ids() == ids - {article_id}
    home.indexer.restore(report_nothing)
    assert home.ids() == ids
    done = home.indexer.sync(report_nothing)
    assert (done.added, done.removed, done.failed) == ((), (), ())


@pytest.mark.parametrize("leaving", [0, 8_192, 65_536, 262_144])
def test_an_addition_without_room_leaves_no_half_article(disk: SmallDisk, home: Home, leaving: int) -> None:
    ids = home.ids()
    disk.fill(leaving)
    text = " ".join(f"Sentence {n} of a long article says something." for n in range(800))
    try:
        done = home.indexer.add_text(text, "Long", report_nothing)
        assert done.added or done.failed
    except (LibraryFull, CorpusFull) as error:
        assert "disk is full" in error.message("en")
        assert home.ids() == ids
    assert not [path for path in home.corpus.rglob("*.part")]
    disk.make_room()
    home.indexer.add_text(text, "Long", report_nothing)
    assert len(home.ids() - ids) == 1
    assert home.library.search_keywords(["sentence"], 3)


def test_a_change_without_room_keeps_the_version_that_is_stored(disk: SmallDisk, home: Home) -> None:
    home.write("rice.txt", RICE + " " + "It is harvested in autumn. " * 3_000)
    disk.fill()
    try:
        home.indexer.sync(report_nothing)
    except HaeseolError as error:
        assert "disk is full" in error.message("en")
    assert home.library.article("rice.txt").text == RICE
    disk.make_room()
    assert home.indexer.sync(report_nothing).changed == ("rice.txt",)
    assert home.library.article("rice.txt").version == 2


def test_asking_without_room_finds_or_says_that_the_disk_is_full(disk: SmallDisk, home: Home) -> None:
    vector = home.embedder.embed_questions(["rice"])[0]
    disk.fill()
    with home.library.reading():
        assert home.library.search_keywords(["rice"], 3)
    identity = Encoder.for_embedder(FakeEmbedder()).identity
    home.library.close()
    try:
        again = SqliteLibrary.open(disk.folder / "index", identity)
        assert again.articles()
        again.close()
    except LibraryFull as error:
        assert "permission" not in error.message("en")
    disk.make_room()
    home.library = SqliteLibrary.open(disk.folder / "index", identity)
    assert len(home.library.articles()) == 31
    assert vector.shape == (64,)


def test_a_turn_without_room_says_so_and_the_others_stay(disk: SmallDisk) -> None:
    saved = SqliteConversations(disk.folder / "conversations")
    saved.save("conversation-1", told("first question"))
    disk.fill()
    assert is_full(disk.folder)
    with pytest.raises(ConversationsFull, match="disk is full"):
        for n in range(50):
            saved.save("conversation-2", told("second question " * 400, f"turn-2{n:03}"))
    disk.make_room()
    assert not is_full(disk.folder)
    assert saved.conversation("conversation-1").turns[0].question == "first question"
    saved.save("conversation-2", told("second question", "turn-0002"))
    assert len(saved.rows()) == 2


def test_new_articles_wait_for_room(disk: SmallDisk, home: Home) -> None:
    home.write("wheat.txt", WHEAT)
    disk.fill()
    for _ in range(2):
        try:
            home.indexer.sync(report_nothing)
        except HaeseolError as error:
            assert "disk is full" in error.message("en")
    disk.make_room()
    home.indexer.sync(report_nothing)
    assert "wheat.txt" in home.ids()
