import os
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import Article, parse_content, read_archive, read_article
from bot.articles.article_errors import (
    ArticleEmpty,
    ArticleFormatUnknown,
    ArticleIdTaken,
    ArticleMissing,
    ArticleNotText,
    ArticleTooLarge,
    ArticleUnreadable,
    CorpusNotWritable,
)
from bot.library.corpus import folder as corpus
from bot.library.corpus import trash
from tests.places import ROOT

SENTENCE = "딥시크가 R1을 공개했다."
TODAY = date(2026, 1, 27)
SAMPLES = ROOT / "corpus"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "corpus"
    made.mkdir()
    return made


def put(path: Path, content: str = SENTENCE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def ids(folder: Path) -> list[str]:
    return [corpus.article_id(folder, path) for path in corpus.scan(folder)]


def everything(folder: Path) -> dict[str, bytes]:
    """Every file there is, hidden ones too: what a failure must leave as it was."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class DiskFull:
    """Makes the n-th renaming from now on fail, as a full or vanished disk does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fail_at: int = 1) -> None:
        self.left = fail_at
        real = Path.replace

        def replace(path: Path, target: Path) -> Path:
            self.left -= 1
            if self.left == 0:
                raise OSError(28, "No space left on device")
            return real(path, target)

        monkeypatch.setattr(Path, "replace", replace)


def test_scan_is_sorted_and_passes_over_what_is_no_article(folder: Path) -> None:
    for name in ["나.md", "b/다.txt", "a.md", "b/가.jsonl", "photo.png", "added/x.md"]:
        put(folder / name)
    for name in [
        ".hidden.md",
        ".removed/last/file/a.md",
        "a.md~",
        ".a.md.swp",
        "a.tmp",
        "a.md.part",
        "#a.md#",
        "._a.md",
    ]:
        put(folder / name)
    for name in ["Thumbs.db", "desktop.ini", ".git/a.md", "~$a.md", "x.crdownload", ".DS_Store"]:
        put(folder / name)
    assert ids(folder) == sorted(["a.md", "added/x.md", "b/가.jsonl", "b/다.txt", "photo.png", "나.md"])


def test_scan_of_nothing(tmp_path: Path) -> None:
    assert corpus.scan(tmp_path / "none") == []
    assert corpus.scan(tmp_path) == []


def test_links_out_of_the_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = put(tmp_path / "outside" / "secret.txt")
    put(folder / "a.md")
    put(folder / ".removed" / "b.md")
    (folder / "link.txt").symlink_to(secret)
    (folder / "links").symlink_to(secret.parent)
    (folder / "again.md").symlink_to(folder / "a.md")
    (folder / "removed.md").symlink_to(folder / ".removed" / "b.md")
    (folder / "nowhere.md").symlink_to(folder / "gone.md")
    (folder / "loop").symlink_to(folder)
    assert ids(folder) == ["a.md", "again.md"]


@pytest.mark.skipif(os.name != "posix", reason="other systems refuse the name")
def test_names_that_are_not_utf8_get_an_id_that_can_be_stored(folder: Path) -> None:
    os.close(os.open(os.fsencode(folder) + b"/\xff.md", os.O_CREAT))
    (name,) = ids(folder)
    assert name.encode("utf-8")


def test_an_id_is_the_same_on_every_system(folder: Path) -> None:
    path = put(folder / "폴더" / unicodedata.normalize("NFD", "한글.md"))
    assert corpus.article_id(folder, path) == "폴더/한글.md"


def test_adopted_names_hide_nothing(folder: Path, tmp_path: Path) -> None:
    copy = corpus.adopt(folder, put(tmp_path / "gpj.\u202etxe\x07\u2066.md"))
    assert not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in copy.name)


def test_adopt_copies_what_lies_outside(folder: Path, tmp_path: Path) -> None:
    path = put(tmp_path / "내 글 1.MD")
    copy = corpus.adopt(folder, path)
    assert copy.parent == folder / "added"
    assert copy.name.startswith("내-글-1-")
    assert copy.suffix == ".md"
    assert copy.read_bytes() == path.read_bytes()
    assert corpus.scan(folder) == [copy]


def test_adopting_again_refreshes_the_same_copy(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.md", "First text.")
    copy = corpus.adopt(folder, path)
    put(path, "Second text.")
    monkeypatch.chdir(tmp_path)
    assert corpus.adopt(folder, Path("a.md")) == copy
    assert copy.read_text(encoding="utf-8") == "Second text."


def test_an_uploaded_file_is_known_by_its_name_and_content_wherever_it_was_put(folder: Path, tmp_path: Path) -> None:
    first, again, other = (
        put(tmp_path / n / "a.md", text) for n, text in (("1", "Rice."), ("2", "Rice."), ("3", "Rye."))
    )
    copy = corpus.adopt(folder, first, uploaded=True)
    assert corpus.adopt(folder, again, uploaded=True) == copy
    assert corpus.adopt(folder, other, uploaded=True) != copy
    assert copy.read_text(encoding="utf-8") == "Rice."


def test_files_of_one_name_do_not_clobber_each_other(folder: Path, tmp_path: Path) -> None:
    copies = {corpus.adopt(folder, put(tmp_path / name / "a.md", f"Text {name}.")) for name in "xyz"}
    assert len(copies) == 3
    assert {path.read_text(encoding="utf-8") for path in copies} == {"Text x.", "Text y.", "Text z."}


def test_what_is_inside_already_is_returned_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(folder / "b" / "a.md")
    assert corpus.adopt(folder, path) == path
    monkeypatch.chdir(folder / "b")
    assert corpus.adopt(folder, Path("a.md")) == path
    assert corpus.adopt(folder, folder / "b" / ".." / "b" / "a.md") == path
    assert ids(folder) == ["b/a.md"]


def test_a_path_that_only_looks_inside_is_copied(folder: Path, tmp_path: Path) -> None:
    put(tmp_path / "a.md")
    assert corpus.adopt(folder, folder / ".." / "a.md").parent == folder / "added"


@pytest.mark.parametrize(
    "name", ["x" * 200 + ".md", "가" * 80 + ".md", ".hidden.md", "a:b?.md", "~a.md", "#a#.txt", "  .md"]
)
def test_every_name_makes_a_copy_that_is_found(folder: Path, tmp_path: Path, name: str) -> None:
    copy = corpus.adopt(folder, put(tmp_path / "outside" / name))
    assert corpus.scan(folder) == [copy]
    assert len(copy.name.encode("utf-8")) < 200
    assert not set(copy.name) & set('<>:"/\\|?* ')


def test_what_cannot_be_read_is_not_taken_in(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "dir.md").mkdir()
    (tmp_path / "dir.jsonl").mkdir()
    (tmp_path / "dangling.md").symlink_to(tmp_path / "gone.md")
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\0")
    put(tmp_path / "empty.md", " \n")
    put(tmp_path / "large.md", "x" * 20_000_000)
    put(tmp_path / "a.xyz")
    for name, error in [
        ("dir.md", ArticleUnreadable),
        ("dir.jsonl", ArticleUnreadable),
        ("dangling.md", ArticleUnreadable),
        ("image.txt", ArticleNotText),
        ("empty.md", ArticleEmpty),
        ("large.md", ArticleTooLarge),
        ("a.xyz", ArticleFormatUnknown),
        ("gone.md", ArticleMissing),
        ("gone.jsonl", ArticleMissing),
    ]:
        with pytest.raises(error):
            corpus.adopt(folder, tmp_path / name)
    assert everything(folder) == {}


def test_a_refresh_that_fails_keeps_the_old_copy(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.md", "First text.")
    corpus.adopt(folder, path)
    before = everything(folder)
    put(path, "")
    with pytest.raises(ArticleEmpty):
        corpus.adopt(folder, path)
    put(path, "Second text.")
    DiskFull(monkeypatch)
    with pytest.raises(CorpusNotWritable) as caught:
        corpus.adopt(folder, path)
    assert "the disk is full, and nothing was changed" in str(caught.value)
    assert everything(folder) == before


def test_a_pasted_text_is_written_with_its_facts(folder: Path) -> None:
    path = corpus.write_article(
        folder, SENTENCE, title="딥시크, 1년", source="https://a.example/1", added=TODAY, published=date(2026, 1, 26)
    )
    assert path.parent == folder / "added"
    assert path.name.startswith("딥시크,-1년-")
    content = path.read_text(encoding="utf-8")
    assert content == (
        "---\ntitle: 딥시크, 1년\ndate: 2026-01-26\nsource: https://a.example/1\nadded: 2026-01-27\n---\n\n"
        f"{SENTENCE}\n"
    )
    article = read_article(path, "x")
    assert (article.title, article.published, article.text) == ("딥시크, 1년", date(2026, 1, 26), SENTENCE)


def test_pasting_the_same_text_twice_makes_one_file(folder: Path) -> None:
    first = corpus.write_article(folder, SENTENCE, title="", source="", added=TODAY)
    again = corpus.write_article(folder, f"\r\n{SENTENCE} \r\n", title="", source="", added=date(2026, 2, 1))
    renamed = corpus.write_article(folder, SENTENCE, title="다른 제목", source="", added=TODAY)
    other = corpus.write_article(folder, SENTENCE + " 또.", title="다른 제목", source="", added=TODAY)
    assert first == again == renamed != other
    assert read_article(first, "x").title == "다른 제목"
    assert len(corpus.scan(folder)) == 2


def test_lines_about_a_pasted_text_are_understood(folder: Path) -> None:
    path = corpus.write_article(folder, f"date 2026-01-26 {SENTENCE}", title="", source="", added=TODAY)
    article = read_article(path, "x")
    assert (article.title, article.published, article.text) == (SENTENCE, date(2026, 1, 26), SENTENCE)


def test_pasting_nothing(folder: Path) -> None:
    with pytest.raises(ArticleEmpty):
        corpus.write_article(folder, " \n", title="제목", source="", added=TODAY)
    with pytest.raises(ArticleTooLarge):
        corpus.write_article(folder, "x" * 20_000_000, title="제목", source="", added=TODAY)
    assert everything(folder) == {}


@given(title=st.text(max_size=80), source=st.text(max_size=80), text=st.text(max_size=200))
@settings(max_examples=100)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, title: str, source: str, text: str
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    try:
        path = corpus.write_article(folder, text, title=title, source=source, added=TODAY)
    except ArticleEmpty:
        return
    article = read_article(path, "x")
    expected = parse_content(text)
    assert article.text == expected.text.strip()
    assert article.published == expected.published
    assert corpus.write_article(folder, text, title=title, source=source, added=TODAY) == path
    assert corpus.scan(folder) == [path]


def test_remove_and_restore(folder: Path) -> None:
    path = put(folder / "b" / "a.md")
    before = everything(folder)
    trash.remove(folder, path)
    assert ids(folder) == []
    assert trash.restore(folder) == path
    assert everything(folder) == before
    with pytest.raises(ArticleMissing):
        trash.restore(folder)


def test_only_the_last_removal_is_kept(folder: Path) -> None:
    first, second = put(folder / "a.md", "First."), put(folder / "b.md", "Second.")
    trash.remove(folder, first)
    trash.remove(folder, second)
    assert list(everything(folder).values()) == [b"Second."]
    assert trash.restore(folder) == second
    with pytest.raises(ArticleMissing):
        trash.restore(folder)


def test_restore_does_not_write_over_a_newer_file(folder: Path) -> None:
    path = put(folder / "a.md", "Old.")
    trash.remove(folder, path)
    put(path, "New.")
    with pytest.raises(ArticleIdTaken):
        trash.restore(folder)
    assert path.read_text(encoding="utf-8") == "New."


def test_removing_what_is_gone(folder: Path) -> None:
    kept = put(folder / "a.md")
    trash.remove(folder, kept)
    before = everything(folder)
    with pytest.raises(FileNotFoundError):
        trash.remove(folder, folder / "b.md")
    with pytest.raises(FileNotFoundError):
        trash.remove_line(folder, folder / "b.jsonl", "x")
    assert everything(folder) == before


def test_a_file_with_a_decomposed_name_is_removed_by_its_id(folder: Path) -> None:
    put(folder / unicodedata.normalize("NFD", "한글.md"))
    (name,) = ids(folder)
    trash.remove(folder, folder / name)
    assert ids(folder) == []


def test_a_removal_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trash.remove(folder, put(folder / "a.md", "First."))
    second = put(folder / "b.md", "Second.")
    before = everything(folder)
    DiskFull(monkeypatch)
    with pytest.raises(CorpusNotWritable):
        trash.remove(folder, second)
    assert everything(folder) == before


ARCHIVE = (
    '{"id": "a", "text": "Text a."}\nbroken line\n{"id": "b",  "text": "Text b."}\r\n{"id": "c", "text": "Text c."}'
)


def archive_ids(path: Path) -> list[str]:
    return [item.id for item in read_archive(path, "x") if isinstance(item, Article)]


def test_a_line_is_removed_and_the_others_keep_their_bytes(folder: Path) -> None:
    path = folder / "news" / "x.jsonl"
    path.parent.mkdir()
    path.write_bytes(ARCHIVE.encode())
    assert trash.remove_line(folder, path, "b")
    assert path.read_bytes() == ARCHIVE.replace('{"id": "b",  "text": "Text b."}\r\n', "").encode()
    assert ids(folder) == ["news/x.jsonl"]
    assert trash.restore(folder) == path
    assert archive_ids(path) == ["a", "c", "b"]
    with pytest.raises(ArticleMissing):
        trash.restore(folder)


def test_a_line_that_is_not_there(folder: Path) -> None:
    path = put(folder / "x.jsonl", ARCHIVE)
    before = everything(folder)
    assert not trash.remove_line(folder, path, "z")
    assert everything(folder) == before


@pytest.mark.parametrize("fail_at", [1, 2])
def test_removing_a_line_fails_whole(folder: Path, monkeypatch: pytest.MonkeyPatch, fail_at: int) -> None:
    trash.remove(folder, put(folder / "old.md", "Old."))
    path = put(folder / "x.jsonl", ARCHIVE)
    before = everything(folder)
    DiskFull(monkeypatch, fail_at)
    with pytest.raises(CorpusNotWritable):
        trash.remove_line(folder, path, "a")
    assert everything(folder) == before


def test_an_interruption_leaves_no_half_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = corpus.write_article(folder, SENTENCE, title="가", source="", added=TODAY)
    before = everything(folder)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        corpus.write_article(folder, SENTENCE, title="나", source="", added=TODAY)
    assert everything(folder) == before
    assert read_article(path, "x").title == "가"


def test_the_samples_are_good_articles() -> None:
    articles = {path.name: read_article(path, path.name) for path in corpus.scan(SAMPLES) if path.parent == SAMPLES}
    for name, language in [("deepseek-r1.ko.md", "ko"), ("sovereign-model.ko.md", "ko"), ("open-parts.en.md", "en")]:
        article = articles[name]
        assert article.language == language
        assert article.published == date(2026, 1, 26)
        assert "Haeseol" in (SAMPLES / name).read_text(encoding="utf-8")
        assert "Haeseol" not in article.text
