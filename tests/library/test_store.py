"""The library in SQLite and FAISS: its files, and what it does when they are damaged or many."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.articles import Article, ReadingWarning
from bot.errors import LibraryCorrupt
from bot.library.store import keyword_search
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from tests.library.libraries import ENGLISH, KOREAN, fake_encoder, nearest, put, vector


@pytest.fixture
def encoder() -> Encoder:
    return fake_encoder()


@pytest.fixture
def library(tmp_path: Path, encoder: Encoder) -> Iterator[SqliteLibrary]:
    opened = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    yield opened
    opened.close()


WARNED = replace(KOREAN, warnings=(ReadingWarning("equations", 2), ReadingWarning("unknown_elements", 1, "frame")))


def test_a_library_of_the_version_before_is_brought_up_to_date(tmp_path: Path, encoder: Encoder) -> None:
    old = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    put(old, KOREAN, encoder)
    old.close()
    connection = sqlite3.connect(tmp_path / "index" / "library.sqlite")
    for statement in (
        "ALTER TABLE article DROP COLUMN warnings",
        "ALTER TABLE twin DROP COLUMN warnings",
        "DROP TABLE tag",
        "UPDATE manifest SET value = '3' WHERE key = 'schema'",
    ):
        connection.execute(statement)
    connection.commit()
    connection.close()
    for _ in range(2):
        opened = SqliteLibrary.open(tmp_path / "index", encoder.identity)
        assert (opened.article("ko.md").text, opened.article("ko.md").warnings) == (KOREAN.text, ())
        opened.close()
    opened = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    put(opened, replace(WARNED, text="다른 글이다."), encoder)
    assert opened.article("ko.md").warnings == WARNED.warnings
    opened.close()


def test_in_a_large_library_rare_terms_find_and_common_ones_only_rank(
    library: SqliteLibrary, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyword_search, "_SCORED_MOST", 3)
    monkeypatch.setattr(keyword_search, "_LISTED_MOST", 3)
    for n in range(6):
        words = "rice" + (" paddy" if n in (1, 4) else "") + (" water" if n == 1 else " fields of wheat")
        put(library, Article(f"{n}.md", f"{n}.md", f"T{n}", f"The {words}.", "en", None), encoder)
    found = [library.passages([i])[0].article_id for i, _ in library.search_keywords(["rice", "paddy"], 5)]
    assert sorted(found) == ["1.md", "4.md"]
    assert len(library.search_keywords(["rice"], 5)) == 3
    newest = {library.passages([i])[0].article_id for i, _ in library.search_keywords(["rice"], 5)}
    assert newest == {"3.md", "4.md", "5.md"}
    assert library.search_keywords(["nowhere"], 5) == []
    assert len(library.search_keywords([*(f"nowhere{n}" for n in range(600)), "paddy"], 5)) == 2


def test_a_large_library_is_searched_as_a_small_one_while_no_term_is_common(
    library: SqliteLibrary, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(0)
    for n in range(60):
        text = " ".join(chance.choices(["rice", "paddy", "water", "wheat", "field", "mill"], k=chance.randint(2, 30)))
        put(library, Article(f"{n}.md", f"{n}.md", f"T{n}", f"{text.capitalize()}.", "en", None), encoder)
    terms = ["rice", "mill", "fields"]
    small = library.search_keywords(terms, 15)
    monkeypatch.setattr(keyword_search, "_SCORED_MOST", 3)
    assert library.search_keywords(terms, 15) == small


def test_removal_leaves_no_trace_in_the_database(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, KOREAN, encoder)
    put(library, ENGLISH, encoder)
    library.remove("en.md")
    database = sqlite3.connect(library.folder / "library.sqlite")
    assert database.execute("SELECT count(*) FROM passage WHERE article_id = 'en.md'").fetchone() == (0,)
    database.close()


@pytest.mark.parametrize("damage", [b"", b"not an index", b'{"crc32": 0}\n', b"IxM2" + bytes(range(256))])
def test_a_damaged_vector_file_is_made_again(tmp_path: Path, encoder: Encoder, damage: bytes) -> None:
    library = SqliteLibrary.open(tmp_path, encoder.identity, compact_at=0)
    put(library, ENGLISH, encoder)
    library.tidy()
    expected = nearest(library, vector("rice", encoder), 5)
    library.close()
    path = tmp_path / "vectors.en.faiss"
    good = path.read_bytes()
    for bad in (damage, good[: len(good) // 2], good[:-9] + b"\0" + good[-8:]):
        path.write_bytes(bad)
        again = SqliteLibrary.open(tmp_path, encoder.identity, compact_at=0)
        assert nearest(again, vector("rice", encoder), 5) == expected
        again.close()


def test_an_outdated_vector_file_is_brought_up_to_date(tmp_path: Path, encoder: Encoder) -> None:
    library = SqliteLibrary.open(tmp_path, encoder.identity, compact_at=0)
    put(library, ENGLISH, encoder)
    library.tidy()
    old = (tmp_path / "vectors.en.faiss").read_bytes()
    library.remove("en.md")
    put(library, KOREAN, encoder)
    library.tidy(purge=True)
    expected = nearest(library, vector("딥시크", encoder), 50)
    library.close()
    assert (tmp_path / "vectors.ko.faiss").exists()
    (tmp_path / "vectors.en.faiss").write_bytes(old)
    again = SqliteLibrary.open(tmp_path, encoder.identity)
    assert nearest(again, vector("딥시크", encoder), 50) == expected
    again.close()


def test_a_vector_file_of_another_library_is_not_believed(tmp_path: Path, encoder: Encoder) -> None:
    library = SqliteLibrary.open(tmp_path, encoder.identity, compact_at=0)
    put(library, ENGLISH, encoder)
    library.tidy()
    library.close()
    for name in ("library.sqlite", "library.sqlite-wal", "library.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    again = SqliteLibrary.open(tmp_path, encoder.identity)
    assert nearest(again, vector("rice", encoder), 5) == []
    again.close()


@pytest.mark.parametrize(
    "damage", [b"not a database at all, but long enough to be looked at" * 20, b"SQLite format 3\0" + bytes(4080)]
)
def test_a_damaged_database_says_what_mends_it(tmp_path: Path, encoder: Encoder, damage: bytes) -> None:
    SqliteLibrary.open(tmp_path, encoder.identity).close()
    (tmp_path / "library.sqlite").write_bytes(damage)
    with pytest.raises(LibraryCorrupt, match="haeseol index"):
        SqliteLibrary.open(tmp_path, encoder.identity)


def test_a_folder_with_a_korean_name_works(tmp_path: Path, encoder: Encoder) -> None:
    library = SqliteLibrary.open(tmp_path / "홍길동" / "색인", encoder.identity)
    put(library, KOREAN, encoder)
    library.close()
    again = SqliteLibrary.open(tmp_path / "홍길동" / "색인", encoder.identity)
    assert nearest(again, vector("딥시크", encoder), 5)
    again.close()
