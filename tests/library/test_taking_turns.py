"""A long run over the folder lets those in between who want to change something, and loses nothing by it."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.library.indexing import indexer
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.writer_lock import WriterLock
from bot.models.embeddings.embedder import EncodedText
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from tests.fakes import FakeEmbedder


class EventfulEmbedder(FakeEmbedder):
    """The fake embedder, which does something the first time that it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.at_first: Callable[[], object] = lambda: None

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        act, self.at_first = self.at_first, lambda: None
        act()
        return super().encode_passages(texts, on_done)


class Home:
    """A home whose every article is a turn of its own."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.embedder = EventfulEmbedder()
        encoder = Encoder.for_embedder(self.embedder)
        self.library = SqliteLibrary.open(folder / "index", encoder.identity)
        self.indexer = Indexer(self.corpus, self.library, encoder)
        with self.library.changing() as self.lock:
            pass
        self.between: threading.Thread | None = None

    def in_between(self, act: Callable[[], object]) -> None:
        """Have another thread do `act` while the next run embeds its first article: it waits for its turn."""

        def begin() -> None:
            self.between = threading.Thread(target=act)
            self.between.start()
            _until(self.lock.wanted)

        self.embedder.at_first = begin

    def texts(self) -> dict[str, str]:
        return {row.id: self.library.article(row.id).text for row in self.library.articles()}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setattr(indexer, "_GROUP", 1)
    made = Home(tmp_path)
    yield made
    if made.between is not None:
        made.between.join()
    made.library.close()


def test_an_added_article_does_not_wait_for_the_whole_run(home: Home) -> None:
    for n in range(6):
        (home.corpus / f"{n}.txt").write_text(f"Article number {n} speaks of rice.", encoding="utf-8")
    home.in_between(lambda: home.indexer.add_text("Kimchi is made in winter.", "Kimchi", report_nothing))
    done = home.indexer.sync(report_nothing)
    place = next(n for n, text in enumerate(home.embedder.embedded) if "Kimchi" in text)
    assert place == 2  # behind the article that was embedded when it came and the one that was read meanwhile
    assert len(done.added) == 6
    assert len(home.texts()) == 7
    assert home.indexer.sync(report_nothing).added == ()


def test_an_added_article_does_not_wait_for_the_whole_of_a_long_one(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "_TURN_SECONDS", 0.0)
    text = "\n\n".join(f"Paragraph {n} speaks of rice. {'It goes on and on. ' * 12}" for n in range(100))
    (home.corpus / "long.txt").write_text(text, encoding="utf-8")
    home.in_between(lambda: home.indexer.add_text("Kimchi is made in winter.", "Kimchi", report_nothing))
    done = home.indexer.sync(report_nothing)
    place = next(n for n, embedded in enumerate(home.embedder.embedded) if "Kimchi" in embedded)
    assert place == 1
    assert done.added == ("long.txt",)
    # Nothing of it is embedded twice, and it is whole.
    assert len(home.embedder.embedded) == len(set(home.embedder.embedded)) > 100
    assert home.library.article("long.txt").text.count("Paragraph") == 100


@pytest.mark.parametrize("way", ["file", "pasted"])
def test_a_small_addition_does_not_wait_for_a_large_one(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    monkeypatch.setattr(indexer, "_TURN_SECONDS", 0.0)
    text = "\n\n".join(f"Paragraph {n} speaks of rice. {'It goes on and on. ' * 12}" for n in range(100))
    (tmp_path / "long.txt").write_text(text, encoding="utf-8")
    home.in_between(lambda: home.indexer.add_text("Kimchi is made in winter.", "Kimchi", report_nothing))
    if way == "file":
        done = home.indexer.add([tmp_path / "long.txt"], report_nothing)
    else:
        done = home.indexer.add_text(text, "Long", report_nothing)
    assert "Kimchi" in home.embedder.embedded[1]
    assert len(done.added) == 1
    assert len(home.texts()) == 2
    assert len(home.embedder.embedded) == len(set(home.embedder.embedded)) > 100


def test_a_long_article_that_changes_while_it_is_embedded_is_read_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "_TURN_SECONDS", 0.0)
    path = home.corpus / "long.txt"
    text = "\n\n".join(f"Paragraph {n} speaks of rice. {'It goes on and on. ' * 12}" for n in range(100))
    path.write_text(text, encoding="utf-8")

    def change() -> None:
        with home.library.changing():
            path.write_text(text.replace("rice", "wheat"), encoding="utf-8")

    home.in_between(change)
    assert home.indexer.sync(report_nothing).added == ("long.txt",)
    assert "rice" not in home.library.article("long.txt").text
    assert home.indexer.sync(report_nothing).unchanged == ("long.txt",)


def test_an_article_changed_in_between_has_one_newest_version(home: Home) -> None:
    for n in range(3):
        (home.corpus / f"{n}.txt").write_text(f"Article number {n} speaks of rice.", encoding="utf-8")
    home.indexer.sync(report_nothing)
    for n in range(3):
        (home.corpus / f"{n}.txt").write_text(f"Article number {n} speaks of wheat.", encoding="utf-8")
    home.in_between(lambda: home.indexer.refresh("2.txt", report_nothing))
    done = home.indexer.sync(report_nothing)
    assert set(done.changed) == {"0.txt", "1.txt"}
    assert done.unchanged == ("2.txt",)
    assert [home.library.article(f"{n}.txt").version for n in range(3)] == [2, 2, 2]


def test_an_article_removed_in_between_does_not_come_back(home: Home) -> None:
    for n in range(3):
        (home.corpus / f"{n}.txt").write_text(f"Article number {n} speaks of rice.", encoding="utf-8")
    home.indexer.sync(report_nothing)
    for n in range(3):
        (home.corpus / f"{n}.txt").write_text(f"Article number {n} speaks of wheat.", encoding="utf-8")
    home.in_between(lambda: home.indexer.remove("2.txt"))
    done = home.indexer.sync(report_nothing)
    assert (done.changed, done.failed) == (("0.txt", "1.txt"), ())
    assert home.texts().keys() == {"0.txt", "1.txt"}


def test_a_line_removed_in_between_does_not_come_back(home: Home) -> None:
    lines = [json.dumps({"id": f"a{n}", "title": f"T{n}", "text": f"Line {n} speaks of rice."}) for n in range(4)]
    (home.corpus / "many.jsonl").write_text("\n".join(lines) + "\nno JSON\n", encoding="utf-8")
    home.in_between(lambda: home.indexer.remove("a0"))
    done = home.indexer.sync(report_nothing)
    assert home.texts().keys() == {"a1", "a2", "a3"}
    assert len(done.failed) == 1
    assert sorted({*done.added, *done.unchanged}) == sorted([*done.added, *done.unchanged])


@pytest.mark.parametrize("processes", [1, 2])
def test_those_who_wait_come_first(tmp_path: Path, processes: int) -> None:
    mine = WriterLock(tmp_path, patience=5)
    # A lock of its own, with files of its own open, is what another process has.
    others = mine if processes == 1 else WriterLock(tmp_path, patience=5)
    order: list[str] = []

    def want() -> None:
        with others.held():
            order.append("the other")

    with mine.held():
        assert not mine.wanted()
        waiting = threading.Thread(target=want)
        waiting.start()
        _until(mine.wanted)
        with mine.held():
            mine.pass_on()  # inside another: nothing
        assert order == []
        mine.pass_on()
        order.append("mine")
    waiting.join()
    assert order == ["the other", "mine"]


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)
