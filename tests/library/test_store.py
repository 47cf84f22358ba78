"""The library against real SQLite and real FAISS."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.articles import Article, ReadingWarning
from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.errors import LibraryCorrupt, LibraryOfOtherModel
from bot.library.chunking import split_article
from bot.library.scope import Scope
from bot.library.store import keyword_search
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder, EncodingIdentity, PassageCode
from tests.fakes import FakeEmbedder

KOREAN = Article("ko.md", "ko.md", "딥시크", "딥시크는 R1을 공개했다. 비용은 적었다.", "ko", date(2026, 1, 26))
ENGLISH = Article("en.md", "en.md", "Rice", "Rice grows in paddies. Farmers flood the fields.", "en", None)


@pytest.fixture
def encoder() -> Encoder:
    return Encoder.for_embedder(FakeEmbedder())


@pytest.fixture
def library(tmp_path: Path, encoder: Encoder) -> Iterator[SqliteLibrary]:
    opened = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    yield opened
    opened.close()


def put(library: SqliteLibrary, article: Article, encoder: Encoder) -> int:
    passages = split_article(article)
    texts = [article.text[p.start : p.end] for p in passages]
    codes = encoder.encode_passages(texts, [article.language] * len(texts))
    return library.put(article, passages, codes, [text.lower() for text in texts])


def vector(text: str, encoder: Encoder) -> Floats:
    return encoder.encode_question(text, "en").vector


def nearest(library: SqliteLibrary, wanted: Floats, k: int) -> list[tuple[int, float]]:
    """The nearest passages of both languages together."""
    languages: list[Language] = ["ko", "en"]
    found = [pair for language in languages for pair in library.search_vectors(wanted, k, language)]
    return sorted(found, key=lambda pair: -pair[1])[:k]


def test_an_article_comes_back_as_it_was(library: SqliteLibrary, encoder: Encoder) -> None:
    assert put(library, KOREAN, encoder) == 1
    stored = library.article("ko.md")
    assert (stored.title, stored.text, stored.published, stored.version) == (
        KOREAN.title,
        KOREAN.text,
        KOREAN.published,
        1,
    )
    (row,) = library.articles()
    assert (row.id, row.characters, row.language) == ("ko.md", len(KOREAN.text), "ko")


WARNED = replace(KOREAN, warnings=(ReadingWarning("equations", 2), ReadingWarning("unknown_elements", 1, "frame")))


def test_what_a_reader_wants_known_comes_back_and_may_change_alone(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, WARNED, encoder)
    assert library.article("ko.md").warnings == WARNED.warnings
    library.put_facts(replace(WARNED, warnings=(ReadingWarning("saved_day"),)))
    assert library.article("ko.md").warnings == (ReadingWarning("saved_day"),)
    library.put_twin(replace(WARNED, id="b.md", source="b.md"))
    library.remove("ko.md")
    assert library.article("b.md").warnings == WARNED.warnings


def test_passages_know_the_page_that_they_were_read_from_by_machine(library: SqliteLibrary, encoder: Encoder) -> None:
    first, second = KOREAN.text.split("\n\n")[0], len(KOREAN.text)
    by_machine = ReadingWarning("machine_read", 2, "3, 4", ((3, 0, len(first)), (4, second, second)))
    put(library, replace(KOREAN, warnings=(by_machine,)), encoder)
    assert library.article("ko.md").warnings == (by_machine,)
    assert {each.page for each in library.passages(range(100)) if each.start < len(first)} == {3}
    assert {each.page for each in library.passages(range(100)) if each.start > len(first)} <= {None}


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


def test_both_searches_find_the_passage_with_its_offsets(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, KOREAN, encoder)
    put(library, ENGLISH, encoder)
    (by_meaning, cosine), *_ = nearest(library, vector("Farmers flood the fields of rice", encoder), 5)
    (by_words, score), *_ = library.search_keywords(["flooded", "field"], 5)
    assert by_meaning == by_words
    assert 0 < cosine <= 1.0001
    assert score > 0
    (passage,) = library.passages([by_meaning])
    assert ENGLISH.text[passage.start : passage.end] == passage.text
    assert [ENGLISH.text[s.start : s.end] for s in passage.sentences] == passage.sentence_texts()


def test_search_never_returns_more_than_there_is(library: SqliteLibrary, encoder: Encoder) -> None:
    assert nearest(library, vector("anything", encoder), 10) == []
    put(library, ENGLISH, encoder)
    found = nearest(library, vector("anything", encoder), 1000)
    assert len(found) == library.articles()[0].passages
    assert library.search_keywords([], 10) == []


@pytest.mark.parametrize("term", ['"', "NEAR(", "a OR b", "*", "rice*", "^rice", "-", "{", "'", "co-op"])
def test_any_term_is_only_a_term(library: SqliteLibrary, encoder: Encoder, term: str) -> None:
    put(library, ENGLISH, encoder)
    assert isinstance(library.search_keywords([term, "paddies"], 5), list)


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


def test_words_are_looked_for_in_one_article_alone(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, ENGLISH, encoder)
    put(library, replace(ENGLISH, id="other.md", source="other.md", text=ENGLISH.text + " Rice again."), encoder)
    found = library.search_keywords(["rice"], 9, Scope.of_article("other.md"))
    assert found == sorted(found, key=lambda pair: -pair[1])
    assert {passage.article_id for passage in library.passages([i for i, _ in found])} == {"other.md"}
    assert library.search_keywords(["rice"], 9, Scope.of_article("nowhere.md")) == []


def test_a_change_replaces_and_counts(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, ENGLISH, encoder)
    changed = Article("en.md", "en.md", "Rice", "Wheat grows in dry fields.", "en", None)
    assert put(library, changed, encoder) == 2
    assert library.search_keywords(["paddies"], 5) == []
    assert [library.passages([i])[0].text for i, _ in library.search_keywords(["wheat"], 5)] == [changed.text]
    assert len(nearest(library, vector("wheat", encoder), 50)) == 1


def test_removal_leaves_no_trace(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, KOREAN, encoder)
    put(library, ENGLISH, encoder)
    library.remove("en.md")
    assert [row.id for row in library.articles()] == ["ko.md"]
    assert library.search_keywords(["paddies"], 5) == []
    with pytest.raises(ArticleMissing):
        library.remove("en.md")
    database = sqlite3.connect(library.folder / "library.sqlite")
    assert database.execute("SELECT count(*) FROM passage WHERE article_id = 'en.md'").fetchone() == (0,)
    database.close()


def test_a_failed_write_changes_nothing(library: SqliteLibrary, encoder: Encoder) -> None:
    put(library, ENGLISH, encoder)
    passages = split_article(KOREAN)
    with pytest.raises(ValueError):
        library.put(KOREAN, passages, [], ["terms"])
    assert [row.id for row in library.articles()] == ["en.md"]
    assert len(nearest(library, vector("rice", encoder), 50)) == library.articles()[0].passages


def test_what_one_process_writes_another_sees(tmp_path: Path, encoder: Encoder) -> None:
    first = SqliteLibrary.open(tmp_path, encoder.identity)
    second = SqliteLibrary.open(tmp_path, encoder.identity)
    put(first, ENGLISH, encoder)
    assert nearest(second, vector("rice", encoder), 5)
    second.remove("en.md")
    assert nearest(first, vector("rice", encoder), 5) == []
    first.close()
    second.close()


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


def test_another_model_is_refused_until_rebuilt(tmp_path: Path, encoder: Encoder) -> None:
    library = SqliteLibrary.open(tmp_path, encoder.identity)
    put(library, ENGLISH, encoder)
    library.close()
    other = EncodingIdentity("another", "float32", 32, 32, "none")
    with pytest.raises(LibraryOfOtherModel, match=r"haeseol index --rebuild"):
        SqliteLibrary.open(tmp_path, other)
    SqliteLibrary.empty(tmp_path, other)
    rebuilt = SqliteLibrary.open(tmp_path, other)
    assert rebuilt.articles() == []
    rebuilt.close()


def test_vectors_of_another_size_are_refused(library: SqliteLibrary, encoder: Encoder) -> None:
    passages = split_article(ENGLISH)
    (code,) = encoder.encode_passages(["text"], ["en"])
    short = PassageCode(np.ones(3, dtype=np.float32), code.tokens)
    with pytest.raises(ValueError, match="dimensions"):
        library.put(ENGLISH, passages, [short] * len(passages), ["x"] * len(passages))


def test_a_folder_with_a_korean_name_works(tmp_path: Path, encoder: Encoder) -> None:
    library = SqliteLibrary.open(tmp_path / "홍길동" / "색인", encoder.identity)
    put(library, KOREAN, encoder)
    library.close()
    again = SqliteLibrary.open(tmp_path / "홍길동" / "색인", encoder.identity)
    assert nearest(again, vector("딥시크", encoder), 5)
    again.close()
