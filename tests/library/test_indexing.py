"""The folder is the truth: what the library makes of it, run after run."""

import json
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.articles import READING_RULES, Article, read_article
from bot.articles.article_errors import (
    ArticleIdTaken,
    ArticleMissing,
    ArticleNameTwice,
    ArticleNotText,
    ArticleUnreadable,
)
from bot.library.chunking import Passage, split_article
from bot.library.corpus import fingerprint, versions
from bot.library.indexing import indexer
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import Progress, report_nothing
from bot.text.sentences import Span
from tests import article_files as files
from tests.fakes import FakeEmbedder

RICE = "Rice grows in paddies. Farmers flood the fields."
WHEAT = "Wheat grows in dry fields. It is sown in autumn."


class Home:
    """A home in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.embedder = FakeEmbedder()
        encoder = Encoder.for_embedder(self.embedder)
        self.library = SqliteLibrary.open(folder / "index", encoder.identity)
        self.indexer = Indexer(self.corpus, self.library, encoder)

    def write(self, name: str, text: str) -> Path:
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def settle(self) -> None:
        """Make every file older than what is too fresh to be trusted."""
        for path in self.corpus.rglob("*"):
            os.utime(path, (1_700_000_000, 1_700_000_000))

    def ids(self) -> set[str]:
        return {row.id for row in self.library.articles()}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.library.close()


def test_sync_adds_changes_and_removes(home: Home) -> None:
    rice = home.write("rice.txt", RICE)
    home.write("더/밀.txt", WHEAT)
    first = home.indexer.sync(report_nothing)
    assert set(first.added) == {"rice.txt", "더/밀.txt"} == home.ids()
    rice.write_text(RICE + " The harvest is in autumn.", encoding="utf-8")
    (home.corpus / "더/밀.txt").unlink()
    second = home.indexer.sync(report_nothing)
    assert (second.changed, second.removed, second.added) == (("rice.txt",), ("더/밀.txt",), ())
    assert home.library.article("rice.txt").version == 2


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0"
BAD = {
    "a/그림.png": PNG,
    "a/그림.txt": PNG,
    "b/empty.txt": b"",
    "b/cut.pdf": b"%PDF-1.7 and no more",
    "b/cut.docx": b"PK\x03\x04",
    "c/table.xlsx": b"nothing of the kind",
    "c/d/e/noname": b"no ending",
    "z.hwp": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}


@pytest.mark.parametrize("inside", [True, False], ids=["corpus", "elsewhere"])
def test_no_bad_file_of_a_folder_costs_another(home: Home, tmp_path: Path, inside: bool) -> None:
    folder = home.corpus if inside else tmp_path / "elsewhere"
    good = [f"{name}.txt" for name in ("0", "a/1", "b/2", "c/d/e/3", "c/d/f/4", "zz")]
    for name in good:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{RICE} Field {name} is flooded.", encoding="utf-8")
    for name, content in BAD.items():
        (folder / name).write_bytes(content)
    done = home.indexer.add([tmp_path / "nowhere.txt", folder], report_nothing)
    assert len(done.added) == len(good) == len(home.ids())
    failed = {failure.source.removeprefix(f"{folder}{os.sep}") for failure in done.failed}
    assert failed == {*BAD, str(tmp_path / "nowhere.txt")}
    assert all(failure.source in failure.error.message("en") for failure in done.failed)


def test_a_folder_that_cannot_be_listed_costs_no_other_and_no_article(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write("closed/rice.txt", RICE)
    home.write("open/wheat.txt", WHEAT)
    home.indexer.sync(report_nothing)
    home.write("open/oats.txt", "Oats grow in the cold.")
    closed, listed = home.corpus / "closed", os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:  # root may list everything
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    (closed / "rice.txt").unlink()
    for done in (home.indexer.sync(report_nothing), home.indexer.add([home.corpus], report_nothing)):
        assert [failure.source for failure in done.failed] == [str(closed)]
        assert isinstance(done.failed[0].error, ArticleUnreadable)
    assert home.ids() == {"closed/rice.txt", "open/wheat.txt", "open/oats.txt"}


@pytest.mark.parametrize("inside", [True, False], ids=["corpus", "elsewhere"])
def test_names_in_both_unicode_forms_are_one_file(home: Home, tmp_path: Path, inside: bool) -> None:
    folder = home.corpus if inside else tmp_path / "elsewhere"
    folder.mkdir(exist_ok=True)
    old, new = (folder / unicodedata.normalize(form, "벼농사.txt") for form in ("NFC", "NFD"))
    old.write_text(RICE, encoding="utf-8")
    new.write_text(RICE, encoding="utf-8")
    if old.samefile(new):
        pytest.skip("this system has one name for both")
    os.utime(old, (1_700_000_000, 1_700_000_000))
    assert home.indexer.add([folder], report_nothing).failed == ()
    assert len(home.ids()) == 1
    new.write_text(WHEAT, encoding="utf-8")
    done = home.indexer.sync(report_nothing) if inside else home.indexer.add([folder], report_nothing)
    assert [type(failure.error) for failure in done.failed] == [ArticleNameTwice]
    assert done.failed[0].source == str(old)
    (article_id,) = home.ids()
    assert home.library.article(article_id).text == WHEAT


def test_a_name_typed_in_one_form_finds_the_file_in_the_other(home: Home, tmp_path: Path) -> None:
    stored = tmp_path / unicodedata.normalize("NFD", "벼농사.txt")
    stored.write_text(RICE, encoding="utf-8")
    assert len(home.indexer.add([tmp_path / "벼농사.txt"], report_nothing).added) == 1


def test_an_unchanged_folder_embeds_nothing(home: Home) -> None:
    home.write("rice.txt", RICE)
    home.indexer.sync(report_nothing)
    home.embedder.embedded.clear()
    again = home.indexer.sync(report_nothing)
    assert again.unchanged == ("rice.txt",)
    assert home.embedder.embedded == []


def test_a_changed_article_embeds_only_its_changed_passages(home: Home) -> None:
    paragraphs = [
        f"Paragraph {n} talks at length about topic {n}. " + "It goes on and on about it. " * 8 for n in range(4)
    ]
    path = home.write("long.txt", "A title\n\n" + "\n\n".join(paragraphs))
    home.indexer.sync(report_nothing)
    home.embedder.embedded.clear()
    paragraphs[3] = "An ending that is new. " + "It says something else entirely. " * 8
    path.write_text("A title\n\n" + "\n\n".join(paragraphs), encoding="utf-8")
    home.indexer.sync(report_nothing)
    assert home.embedder.embedded
    assert all("topic" not in text for text in home.embedder.embedded)


def test_one_bad_file_stops_nothing(home: Home) -> None:
    home.write("rice.txt", RICE)
    (home.corpus / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\xff\xfe\0\x80")
    done = home.indexer.sync(report_nothing)
    assert done.added == ("rice.txt",)
    (failure,) = done.failed
    assert failure.source == "picture.txt"
    assert isinstance(failure.error, ArticleNotText)


def test_a_file_that_turns_bad_keeps_what_the_library_has(home: Home) -> None:
    path = home.write("rice.txt", RICE)
    home.indexer.sync(report_nothing)
    path.write_bytes(b"\0\0\xff\xfe\x80\x81")
    done = home.indexer.sync(report_nothing)
    assert len(done.failed) == 1
    assert done.removed == ()
    assert home.library.article("rice.txt").text == RICE


def test_adding_a_file_from_outside_survives_a_sync(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(WHEAT, encoding="utf-8")
    (article_id,) = home.indexer.add([outside], report_nothing).added
    assert home.indexer.sync(report_nothing).unchanged == (article_id,)
    outside.write_text(WHEAT + " It is ground into flour.", encoding="utf-8")
    assert home.indexer.add([outside], report_nothing).changed == (article_id,)


def test_an_archive_is_many_articles(home: Home) -> None:
    rows = [{"id": "a", "title": "Rice", "text": RICE}, {"id": "b", "title": "밀", "text": "밀은 밭에서 자란다."}]
    path = home.write("archive.jsonl", "\n".join(json.dumps(row) for row in rows) + "\nnot json\n")
    done = home.indexer.sync(report_nothing)
    assert set(done.added) == {"a", "b"}
    assert len(done.failed) == 1
    home.indexer.remove("a")
    assert home.indexer.sync(report_nothing).unchanged == ("b",)
    assert "Rice" not in path.read_text(encoding="utf-8")


def test_an_id_belongs_to_one_source(home: Home) -> None:
    home.write("one.jsonl", json.dumps({"id": "a", "title": "Rice", "text": RICE}))
    home.write("two.jsonl", json.dumps({"id": "a", "title": "Wheat", "text": WHEAT}))
    (failure,) = home.indexer.sync(report_nothing).failed
    assert isinstance(failure.error, ArticleIdTaken)
    assert home.library.article("a").title == "Rice"


def test_removal_holds_after_a_sync(home: Home) -> None:
    home.write("rice.txt", RICE)
    home.indexer.sync(report_nothing)
    assert home.indexer.remove("rice.txt").removed == ("rice.txt",)
    assert home.indexer.sync(report_nothing).added == ()
    with pytest.raises(ArticleMissing):
        home.indexer.remove("rice.txt")


def test_pasting_twice_is_once(home: Home) -> None:
    first = home.indexer.add_text(RICE, "Rice", report_nothing)
    second = home.indexer.add_text(RICE, "Rice", report_nothing)
    assert second.unchanged == first.added
    assert len(home.ids()) == 1


def test_a_missing_path_is_reported(home: Home, tmp_path: Path) -> None:
    (failure,) = home.indexer.add([tmp_path / "nowhere.txt"], report_nothing).failed
    assert isinstance(failure.error, ArticleMissing)


def test_progress_counts_up_to_its_total(home: Home) -> None:
    for n in range(3):
        home.write(f"{n}.txt", RICE + f" Number {n}.")
    said: list[Progress] = []
    home.indexer.sync(said.append)
    for step in ("read", "embed"):
        steps = [progress for progress in said if progress.step == step]
        assert steps
        assert steps[-1].done == steps[-1].total > 0
        assert [p.done for p in steps] == sorted(p.done for p in steps)


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are at rest at once: a test cannot set back the time at which an entry changed."""
    monkeypatch.setattr(fingerprint, "_FRESH_NS", 0)


@pytest.mark.usefixtures("trusting")
def test_a_file_that_looks_the_same_is_not_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("rice.txt", RICE)
    home.write("archive.jsonl", json.dumps({"id": "a", "title": "Wheat", "text": WHEAT}))
    home.indexer.sync(report_nothing)
    monkeypatch.setattr(indexer, "read_article", None)
    monkeypatch.setattr(indexer, "read_archive", None)
    assert set(home.indexer.sync(report_nothing).unchanged) == {"rice.txt", "a"}


def test_a_file_that_was_just_written_is_read_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home.write("rice.txt", RICE)
    home.indexer.sync(report_nothing)
    assert home.library.files()["rice.txt"].look is None
    seen = path.stat()
    path.write_text(RICE.replace("paddies", "gardens"), encoding="utf-8")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert home.indexer.sync(report_nothing).changed == ("rice.txt",)


@pytest.mark.usefixtures("trusting")
def test_a_change_that_keeps_size_and_time_is_seen(home: Home) -> None:
    path = home.write("rice.txt", RICE)
    home.settle()
    home.indexer.sync(report_nothing)
    path.write_text(RICE.replace("paddies", "gardens"), encoding="utf-8")
    home.settle()
    assert home.indexer.sync(report_nothing).changed == ("rice.txt",)


@pytest.mark.usefixtures("trusting")
def test_a_file_with_a_failure_is_read_each_time(home: Home) -> None:
    home.write("archive.jsonl", json.dumps({"id": "a", "title": "Rice", "text": RICE}) + "\nnot json\n")
    assert len(home.indexer.sync(report_nothing).failed) == 1
    assert len(home.indexer.sync(report_nothing).failed) == 1


def test_the_same_content_is_stored_once(home: Home) -> None:
    home.write("a.txt", RICE)
    home.write("b.txt", RICE)
    done = home.indexer.sync(report_nothing)
    assert (done.added, done.unchanged, done.twins) == (("a.txt",), ("b.txt",), (("b.txt", "a.txt"),))
    home.write("c.txt", RICE)
    home.embedder.embedded.clear()
    done = home.indexer.sync(report_nothing)
    assert (set(done.unchanged), dict(done.twins)["c.txt"]) == ({"a.txt", "b.txt", "c.txt"}, "a.txt")
    assert home.embedder.embedded == []
    assert home.ids() == {"a.txt"}
    assert home.library.article("c.txt").text == RICE


def test_a_twin_takes_over_when_the_first_goes(home: Home) -> None:
    home.write("a.txt", RICE)
    home.write("b.txt", RICE)
    home.indexer.sync(report_nothing)
    home.embedder.embedded.clear()
    (home.corpus / "a.txt").unlink()
    done = home.indexer.sync(report_nothing)
    assert (done.removed, done.added, done.twins) == (("a.txt",), ("b.txt",), ())
    assert home.ids() == {"b.txt"}
    assert home.indexer.sync(report_nothing).unchanged == ("b.txt",)
    assert home.embedder.embedded == []


def test_twins_that_go_together_are_gone(home: Home) -> None:
    for name in ("a.txt", "b.txt"):
        home.write(name, RICE)
    home.indexer.sync(report_nothing)
    for name in ("a.txt", "b.txt"):
        (home.corpus / name).unlink()
    done = home.indexer.sync(report_nothing)
    assert (set(done.removed), done.added) == ({"a.txt", "b.txt"}, ())
    assert home.ids() == set()


def test_a_twin_takes_over_when_the_first_changes(home: Home) -> None:
    home.write("a.txt", RICE)
    home.write("b.txt", RICE)
    home.indexer.sync(report_nothing)
    home.write("a.txt", WHEAT)
    done = home.indexer.sync(report_nothing)
    assert done.changed == ("a.txt",)
    assert home.library.article("a.txt").text == WHEAT
    assert home.library.article("b.txt").text == RICE
    assert home.ids() == {"a.txt", "b.txt"}


def test_removing_a_twin_leaves_the_first(home: Home) -> None:
    home.write("a.txt", RICE)
    home.write("b.txt", RICE)
    home.indexer.sync(report_nothing)
    assert home.indexer.remove("b.txt").removed == ("b.txt",)
    assert not (home.corpus / "b.txt").exists()
    assert home.ids() == {"a.txt"}
    assert home.indexer.restore(report_nothing).twins == (("b.txt", "a.txt"),)


def test_an_article_may_become_a_twin_and_itself_again(home: Home) -> None:
    home.write("a.txt", RICE)
    home.write("b.txt", WHEAT)
    home.indexer.sync(report_nothing)
    home.write("b.txt", RICE)
    done = home.indexer.sync(report_nothing)
    assert (done.changed, done.twins) == (("b.txt",), (("b.txt", "a.txt"),))
    home.write("b.txt", WHEAT + " It is ground.")
    assert home.indexer.sync(report_nothing).changed == ("b.txt",)
    assert home.library.article("b.txt").version == 3
    assert versions.kept_numbers(home.corpus, "b.txt") == (1, 2)


def test_a_renamed_file_is_not_embedded_again(home: Home) -> None:
    path = home.write("rice.txt", RICE)
    home.indexer.sync(report_nothing)
    home.embedder.embedded.clear()
    path.rename(home.corpus / "paddy.txt")
    done = home.indexer.sync(report_nothing)
    assert (done.added, done.removed) == (("paddy.txt",), ("rice.txt",))
    assert home.ids() == {"paddy.txt"}
    assert home.embedder.embedded == []


def test_a_renamed_archive_keeps_its_articles(home: Home) -> None:
    path = home.write("one.jsonl", json.dumps({"id": "a", "title": "Rice", "text": RICE}))
    home.indexer.sync(report_nothing)
    path.rename(home.corpus / "two.jsonl")
    done = home.indexer.sync(report_nothing)
    assert (done.unchanged, done.removed, done.failed) == (("a",), (), ())
    assert home.library.article("a").source == "two.jsonl"


def test_a_line_that_left_an_archive_leaves_the_library(home: Home) -> None:
    rows = [{"id": "a", "title": "Rice", "text": RICE}, {"id": "b", "title": "Wheat", "text": WHEAT}]
    path = home.write("archive.jsonl", "\n".join(json.dumps(row) for row in rows))
    home.indexer.sync(report_nothing)
    path.write_text(json.dumps(rows[1]), encoding="utf-8")
    assert home.indexer.sync(report_nothing).removed == ("a",)


def test_sync_deletes_no_file(home: Home) -> None:
    home.write("a.txt", RICE)
    home.write("b.txt", RICE)
    (home.corpus / "bad.txt").write_bytes(b"\0\xff")
    before = sorted(home.corpus.rglob("*"))
    home.indexer.sync(report_nothing)
    home.indexer.sync(report_nothing)
    assert sorted(home.corpus.rglob("*")) == before


def test_a_passage_is_found_by_the_other_spelling_that_its_article_gives(home: Home) -> None:
    filler = " ".join(f"이 문장은 사이에 있는 {i}번째 문장이다." for i in range(12))
    home.write("글.txt", f"논쟁은 프롬 스크래치(From Scratch) 여부에서 시작됐다. {filler} 프롬 스크래치를 두고 다툰다.")
    home.write("다른.txt", "프롬 스크래치를 두고 다툰다.")
    home.indexer.sync(report_nothing)
    found = [i for i, _ in home.library.search_keywords(["scratch"], 10)]
    passages = home.library.passages(found)
    assert {passage.article_id for passage in passages} == {"글.txt"}
    assert any("From Scratch" not in passage.text for passage in passages)


def test_who_wrote_it_and_where_it_was_found_come_along(home: Home) -> None:
    head = "---\ntitle: Rice\nauthor: Kim Min\nsource: https://example.org/rice?a=1#top\n---\n\n"
    home.write("rice.md", head + RICE)
    line = {"id": "w", "title": "Wheat", "text": WHEAT, "author": "이하늘", "url": "javascript:alert(1)"}
    home.write("more.jsonl", json.dumps(line) + "\n")
    home.indexer.sync(report_nothing)
    rows = {row.id: (row.author, row.url) for row in home.library.articles()}
    assert rows == {"rice.md": ("Kim Min", "https://example.org/rice?a=1#top"), "w": ("이하늘", "")}
    article = home.library.article("rice.md")
    assert (article.author, article.url) == rows["rice.md"]


def test_another_author_or_address_is_noted_without_another_version(home: Home) -> None:
    home.write("rice.md", f"---\nauthor: Kim\n---\n\n{RICE}")
    home.indexer.sync(report_nothing)
    home.embedder.embedded.clear()
    home.write("rice.md", f"---\nauthor: Lee\nurl: https://example.org/\n---\n\n{RICE}")
    assert home.indexer.sync(report_nothing).unchanged == ("rice.md",)
    article = home.library.article("rice.md")
    assert (article.author, article.url, article.version) == ("Lee", "https://example.org/", 1)
    assert home.embedder.embedded == []


def test_a_twin_that_takes_over_brings_its_own_author_and_address(home: Home) -> None:
    home.write("a.md", f"---\nauthor: Kim\n---\n\n{RICE}")
    home.write("b.md", f"---\nauthor: Lee\nsource: https://example.org/b\n---\n\n{RICE}")
    done = home.indexer.sync(report_nothing)
    assert done.twins == (("b.md", "a.md"),)
    home.indexer.remove("a.md")
    article = home.library.article("b.md")
    assert (article.author, article.url) == ("Lee", "https://example.org/b")


def test_other_reading_rules_read_every_file_again_and_embed_what_changed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write("rice.txt", RICE)
    home.write("wheat.txt", WHEAT)
    home.settle()
    monkeypatch.setattr(fingerprint, "_FRESH_NS", 0)
    home.indexer.sync(report_nothing)
    home.embedder.embedded.clear()
    read: list[str] = []

    def reads_otherwise(path: Path, id: str, on_page: object) -> Article:
        read.append(id)
        article = read_article(path, id)
        return replace(article, text=article.text.replace("paddies", "paddy fields"))

    monkeypatch.setattr(indexer, "read_article", reads_otherwise)
    home.indexer.sync(report_nothing)
    assert read == []
    monkeypatch.setattr(fingerprint, "READING_RULES", READING_RULES + 1)
    done = home.indexer.sync(report_nothing)
    assert (read, done.changed, done.unchanged) == (["rice.txt", "wheat.txt"], ("rice.txt",), ("wheat.txt",))
    assert len(home.embedder.embedded) == 1
    home.indexer.sync(report_nothing)
    assert len(read) == 2


def test_after_an_update_the_same_text_is_cut_anew_and_only_new_passages_are_embedded(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    paragraphs = [
        f"{name} grows in fields that are flooded every spring by the river nearby." for name in ("Rice", "Wheat")
    ]
    home.write(
        "a.txt", "\n\n".join([*paragraphs, "It was bought on May 3. Then it was sold for 12,000 won in the same year."])
    )
    home.write("b.txt", RICE)
    home.settle()
    monkeypatch.setattr(fingerprint, "_FRESH_NS", 0)

    def as_before(article: Article) -> list[Passage]:
        return [
            Passage(p.start, p.end, (Span(p.start, p.end),)) if "May" in article.text[p.start : p.end] else p
            for p in split_article(article)
        ]

    monkeypatch.setattr(indexer, "split_article", as_before)
    home.indexer.sync(report_nothing)
    before = home.library.cuts("a.txt")
    monkeypatch.setattr(indexer, "split_article", split_article)
    home.indexer.sync(report_nothing)
    assert home.library.cuts("a.txt") == before
    home.embedder.embedded.clear()
    monkeypatch.setattr(fingerprint, "READING_RULES", READING_RULES + 1)
    done = home.indexer.sync(report_nothing)
    assert (set(done.unchanged), done.changed) == ({"a.txt", "b.txt"}, ())
    article = read_article(home.corpus / "a.txt", "a.txt")
    assert home.library.cuts("a.txt") == split_article(article) != before
    assert home.embedder.embedded == []
    assert home.library.article("a.txt").version == 1


def test_after_an_update_hanja_are_embedded_as_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write("a.txt", "中 상무부는 항의했다고 밝혔다.")
    home.settle()
    monkeypatch.setattr(fingerprint, "_FRESH_NS", 0)
    home.indexer.sync(report_nothing)
    assert home.embedder.embedded == ["중국 상무부는 항의했다고 밝혔다."]
    monkeypatch.setattr(fingerprint, "READING_RULES", READING_RULES + 1)
    assert home.indexer.sync(report_nothing).unchanged == ("a.txt",)
    assert len(home.embedder.embedded) == 2
    (passage,) = home.library.cuts("a.txt")
    assert passage.end == len("中 상무부는 항의했다고 밝혔다.")


@pytest.mark.slow
def test_nothing_relative_is_counted_from_the_day_of_saving(home: Home) -> None:
    saved = files.docx(("", "다리는 지난해 12월에 섰다고 시가 밝혔다."))
    dated = files.docx(("", "입력 2025. 11. 3."), ("", "둑은 지난해 12월에 섰다고 시가 밝혔다."))
    for name, data in (("saved.docx", saved), ("dated.docx", dated)):
        (home.corpus / name).write_bytes(data)
    home.indexer.sync(report_nothing)
    days = {passage.article_id: passage.published for passage in home.library.passages([1, 2])}
    assert days == {"saved.docx": None, "dated.docx": date(2025, 11, 3)}
    article = home.library.article("saved.docx")
    assert (article.today, article.published is not None) == (
        None,
        any(w.kind == "saved_day" for w in article.warnings),
    )
    assert article.published is not None
    assert home.library.article("dated.docx").today == date(2025, 11, 3)
