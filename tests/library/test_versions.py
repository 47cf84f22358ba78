"""Older versions: what is kept, for how long, and what changed between two of them."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import ReadingWarning
from bot.articles.article_errors import ArticleMissing
from bot.library.corpus import versions
from bot.library.corpus.differences import matching_blocks
from bot.library.store.stored_article import ArticleText
from bot.progress import report_nothing
from tests.library.test_indexing import RICE, Home

FIRST = ArticleText("a", 1, "Rice", "en", None, "a.txt", "Rice grows in paddies. Farmers flood the fields.")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.library.close()


def change(home: Home, *texts: str) -> None:
    for text in texts:
        home.write("rice.txt", text)
        home.indexer.sync(report_nothing)


def test_the_version_that_was_quoted_can_still_be_read(home: Home) -> None:
    change(home, RICE, RICE + " It is harvested in autumn.", "Rice is a grass.")
    assert home.library.article("rice.txt").version == 3
    first = versions.kept_version(home.corpus, "rice.txt", 1)
    assert first is not None
    assert (first.text, first.version, first.title) == (RICE, 1, "Rice grows in paddies.")
    assert versions.kept_numbers(home.corpus, "rice.txt") == (1, 2)
    assert versions.kept_version(home.corpus, "rice.txt", 9) is None


def test_what_a_reader_wanted_known_is_kept_with_the_version(tmp_path: Path) -> None:
    warned = replace(FIRST, warnings=(ReadingWarning("equations", 2),))
    versions.keep(tmp_path, warned, "hash")
    assert versions.kept_version(tmp_path, "a", 1) == warned
    path = versions.versions_file(tmp_path, "a")
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["versions"][0]["warnings"].append({"kind": "of a later version", "count": 1, "detail": ""})
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert versions.kept_version(tmp_path, "a", 1) == warned
    del kept["versions"][0]["warnings"]
    path.write_text(json.dumps(kept), encoding="utf-8")
    assert versions.kept_version(tmp_path, "a", 1) == FIRST


def test_it_is_kept_when_a_version_was_replaced(home: Home) -> None:
    change(home, RICE, RICE + " It is harvested in autumn.", "Rice is a grass.")
    replaced = versions.replaced_at(home.corpus, "rice.txt")
    assert list(replaced) == [1, 2]
    assert all(
        abs(datetime.now(UTC) - datetime.fromisoformat(moment)) < timedelta(minutes=5) for moment in replaced.values()
    )
    path = versions.versions_file(home.corpus, "rice.txt")
    fields = json.loads(path.read_text("utf-8"))
    fields["until"]["1"] = "2020-01-01T00:00:00+00:00"
    path.write_text(json.dumps(fields), "utf-8")
    first = versions.kept_version(home.corpus, "rice.txt", 1)
    assert first is not None
    versions.keep(home.corpus, first, "another content")  # again, after a run that was killed
    assert versions.replaced_at(home.corpus, "rice.txt")[1].startswith("2020")
    del fields["until"]  # as it was kept before snapshots were noted
    path.write_text(json.dumps(fields), "utf-8")
    assert versions.replaced_at(home.corpus, "rice.txt") == {}
    assert versions.kept_numbers(home.corpus, "rice.txt") == (1, 2)
    assert versions.replaced_at(home.corpus, "none.txt") == {}


def test_an_unchanged_article_keeps_nothing(home: Home) -> None:
    change(home, RICE, RICE)
    assert not (home.corpus / ".versions").exists()


def test_version_numbers_survive_the_loss_of_the_index(tmp_path: Path) -> None:
    home = Home(tmp_path)
    change(home, RICE, RICE + " More.", RICE + " Still more.")
    home.library.close()
    for path in (tmp_path / "index").iterdir():
        path.unlink()
    (tmp_path / "corpus").rename(tmp_path / "kept")
    again = Home(tmp_path)
    again.corpus.rmdir()
    (tmp_path / "kept").rename(again.corpus)
    again.indexer.sync(report_nothing)
    assert again.library.article("rice.txt").version == 3
    change(again, "Rice is a grass.")
    assert again.library.article("rice.txt").version == 4
    assert versions.kept_numbers(again.corpus, "rice.txt") == (1, 2, 3)
    again.library.close()


def test_removing_takes_the_versions_and_undo_brings_them_back(home: Home) -> None:
    change(home, RICE, RICE + " More.")
    home.indexer.remove("rice.txt")
    assert versions.kept_numbers(home.corpus, "rice.txt") == ()
    assert home.indexer.restore(report_nothing).added == ("rice.txt",)
    assert home.library.article("rice.txt").version == 2
    assert versions.kept_numbers(home.corpus, "rice.txt") == (1,)


def test_after_the_next_removal_nothing_is_left(home: Home) -> None:
    change(home, RICE, RICE + " More.")
    home.write("other.txt", "Something else entirely.")
    home.indexer.sync(report_nothing)
    home.indexer.remove("rice.txt")
    home.indexer.remove("other.txt")
    left = [path.read_bytes() for path in home.corpus.rglob("*") if path.is_file()]
    assert any(b"Something else" in content for content in left)
    assert not any(b"paddies" in content for content in left)


def test_a_file_that_is_gone_takes_its_versions_along(home: Home) -> None:
    change(home, RICE, RICE + " More.")
    (home.corpus / "rice.txt").unlink()
    home.indexer.sync(report_nothing)
    assert versions.kept_numbers(home.corpus, "rice.txt") == ()
    with pytest.raises(ArticleMissing):
        home.library.article("rice.txt")


def test_keeping_is_bounded(tmp_path: Path) -> None:
    for number in range(1, 60):
        versions.keep(tmp_path, replace(FIRST, version=number), "hash")
    assert versions.kept_numbers(tmp_path, "a") == tuple(range(60 - versions.MOST_VERSIONS, 60))
    for number in (60, 61):
        versions.keep(tmp_path, replace(FIRST, version=number, text="x" * versions.MOST_CHARACTERS), "hash")
    assert versions.kept_numbers(tmp_path, "a") == (61,)


def test_keeping_twice_is_keeping_once(tmp_path: Path) -> None:
    versions.keep(tmp_path, FIRST, "two")
    versions.keep(tmp_path, FIRST, "another two")
    assert versions.kept_numbers(tmp_path, "a") == (1,)
    assert versions.number_for(tmp_path, "a", "another two") == 2
    assert versions.number_for(tmp_path, "a", "something else") == 3


def test_what_changed_is_whole_sentences() -> None:
    after = replace(FIRST, version=2, text="Rice grows in paddies. Nobody floods them. Farmers flood the fields.")
    done = versions.compare(FIRST, after)
    assert [(part.same, part.before, part.after) for part in done.parts] == [
        (True, "Rice grows in paddies. ", "Rice grows in paddies. "),
        (False, "", "Nobody floods them. "),
        (True, "Farmers flood the fields.", "Farmers flood the fields."),
    ]


@given(before=st.text("가나. \n", max_size=60), after=st.text("가나. \n", max_size=60))
@settings(max_examples=60)
def test_the_parts_are_both_texts_in_full(before: str, after: str) -> None:
    done = versions.compare(replace(FIRST, text=before), replace(FIRST, version=2, text=after))
    assert "".join(part.before for part in done.parts) == before
    assert "".join(part.after for part in done.parts) == after
    assert all(after[part.start : part.end] == part.after for part in done.parts)
    assert all(part.before == part.after for part in done.parts if part.same)


MADE_TO_BE_SLOW = {
    "one line again and again": ("The same line.\n" * 3_000, "The same line.\n" * 3_100),
    "two lines in turn": ("One.\nTwo.\n" * 2_000, "Two.\nOne.\nThree.\n" * 1_500),
    "every second line changed": (
        "".join(f"Row {n} has {n}.\nSame {n}.\n" for n in range(4_000)),
        "".join(f"Row {n} has {n + 1}.\nSame {n}.\n" for n in range(4_000)),
    ),
    "a long article": ("All of this stays. " * 30_000, "Something is new. " + "All of this stays. " * 30_000),
}


@pytest.mark.parametrize("made", MADE_TO_BE_SLOW)
def test_no_two_texts_take_long_to_compare(made: str) -> None:
    before, after = MADE_TO_BE_SLOW[made]
    started = time.process_time()
    done = versions.compare(replace(FIRST, text=before), replace(FIRST, version=2, text=after))
    assert time.process_time() - started < 4
    assert "".join(part.before for part in done.parts) == before
    assert "".join(part.after for part in done.parts) == after


def test_what_both_have_is_found_among_much_that_repeats() -> None:
    old, new = ["a", "x", "a", "a", "y", "b"], ["a", "a", "x", "a", "y", "b", "b"]
    assert sum(size for _, _, size in matching_blocks(old, new)) == 5
    assert matching_blocks(["a"], []) == matching_blocks([], []) == []
    assert matching_blocks(["a"] * 900 + ["b"] * 900, ["b"] * 900 + ["a"] * 900) == []


@given(old=st.lists(st.sampled_from("abcd"), max_size=12), new=st.lists(st.sampled_from("abcd"), max_size=12))
def test_blocks_are_equal_rise_and_are_as_long_as_they_can_be(old: list[str], new: list[str]) -> None:
    i = j = 0
    for a, b, size in matching_blocks(old, new):
        assert size > 0
        assert (a >= i and b >= j and (a, b) != (i, j)) or (i, j) == (0, 0)
        assert old[a : a + size] == new[b : b + size]
        i, j = a + size, b + size


@pytest.mark.parametrize("odd", [{"newest": None}, {"newest": "3"}, {"content_hash": []}])
def test_a_file_of_another_hand_counts_as_none(tmp_path: Path, odd: dict[str, object]) -> None:
    versions.keep(tmp_path, FIRST, "hash")
    path = versions.versions_file(tmp_path, "a")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | odd), encoding="utf-8")
    assert versions.number_for(tmp_path, "a", "other") == 1
    assert versions.kept_version(tmp_path, "a", 1) is None
