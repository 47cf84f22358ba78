import json
import os
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import (
    MAX_BYTES,
    Article,
    Content,
    archive_line_id,
    article_from_text,
    parse_content,
    read_archive,
    read_article,
    reading,
)
from bot.articles.article_errors import (
    ArchiveFieldInvalid,
    ArchiveLineInvalid,
    ArchiveLineNotJson,
    ArticleEmpty,
    ArticleError,
    ArticleFormatUnknown,
    ArticleMissing,
    ArticleNotText,
    ArticleTooLarge,
    ArticleUnreadable,
)
from bot.articles.formats import TEXT as TEXT_FORMAT
from tests.places import measuring_data

SENTENCE = "딥시크가 R1을 공개했다. 업계는 놀랐다."


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def read(folder: Path, content: str | bytes, name: str = "a.txt") -> Article:
    return read_article(write(folder, name, content), name)


def test_an_article(tmp_path: Path) -> None:
    article = read(tmp_path, f"---\ntitle: 딥시크의 1년\ndate: 2026-01-26\n---\n\n{SENTENCE}\n", "딥시크.md")
    assert article == Article("딥시크.md", "딥시크.md", "딥시크의 1년", SENTENCE, "ko", date(2026, 1, 26))


@pytest.mark.parametrize(
    ("content", "title", "published", "text"),
    [
        ('---\ntitle: "A b: c"\ndate: 2026-01-26\ntags:\n  - x\n---\n\nBody.', "A b: c", date(2026, 1, 26), "Body."),
        ("---\ntitle: Head\n---\n\n# Head\n\nBody.", "Head", None, "Body."),
        ("---\ntitle: Head\n---\n\n# Other\n\nBody.", "Head", None, "# Other\n\nBody."),
        ("title: X\ndate: Jan 3, 2026\nsource: The Post\n\nBody.", "X", date(2026, 1, 3), "Body."),
        ("제목: 가나\n날짜: 2026년 1월 3일\n\n본문이다.", "가나", date(2026, 1, 3), "본문이다."),
        ("Title : X\n\nBody.", "X", None, "Body."),
        (" date 2026-01-26 첫 문장이다. 둘째다.", "첫 문장이다.", date(2026, 1, 26), "첫 문장이다. 둘째다."),
        ("date 2026-01-26\n\nHead\n\nBody.", "Head", date(2026, 1, 26), "Body."),
        ("# Head\nBody.", "Head", None, "Body."),
        ("Head\n====\n\nBody.", "Head", None, "Body."),
        ("## Section\n\nBody.", "Section", None, "## Section\n\nBody."),
        ("짧은 첫 줄\n\n본문이다.", "짧은 첫 줄", None, "본문이다."),
        ("A sentence.\n\nBody.", "A sentence.", None, "A sentence.\n\nBody."),
        ("- item\n\nBody.", "item", None, "- item\n\nBody."),
        ("No body", "No body", None, "No body"),
        ("date: soon\nBody.", "date: soon", None, "date: soon\nBody."),
        ("---\n\nfoo\n\n---\n\nbar.", "foo", None, "---\n\nfoo\n\n---\n\nbar."),
    ],
)
def test_lines_about_the_article(tmp_path: Path, content: str, title: str, published: date | None, text: str) -> None:
    article = read(tmp_path, content)
    assert (article.title, article.published, article.text) == (title, published, text)


def test_the_press_article() -> None:
    name = "deepseek-sovereign-ai.ko.txt"
    article = read_article(measuring_data(name) / name, "press")
    assert article.published == date(2026, 1, 26)
    assert article.language == "ko"
    assert article.text.startswith("중국 인공지능(AI) 스타트업 딥시크가 지난해 1월")
    assert article.title.startswith("중국 인공지능(AI) 스타트업 딥시크가")
    assert article.title.endswith("…")
    assert len(article.title) <= 61


def test_an_english_title_is_cut_between_words() -> None:
    article = article_from_text(
        "The government wants models that are made at home, whatever it costs. Yes.", id="a", source="a"
    )
    assert article.title == "The government wants models that are made at home, whatever…"


def test_arguments_come_before_what_is_detected() -> None:
    article = article_from_text(
        SENTENCE, id="a", source="b", title=" 가\n나 ", published=date(2025, 1, 1), language="en"
    )
    assert (article.id, article.source, article.title, article.language) == ("a", "b", "가 나", "en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_the_same_article(tmp_path: Path, encoding: str, newline: str) -> None:
    content = f"제목: 가나다\n날짜: 2026-01-26\n\n{SENTENCE}\n\n둘째 문단이다.\n"
    article = read(tmp_path, content.replace("\n", newline).encode(encoding))
    assert article == read(tmp_path, content)
    assert article.text == f"{SENTENCE}\n\n둘째 문단이다."


def test_decomposed_text_and_names_make_the_same_article(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", f"제목: 가나다\n\n{SENTENCE}")
    article = read(tmp_path, decomposed, unicodedata.normalize("NFD", "글.txt"))
    assert article.text == SENTENCE
    assert article.title == "가나다"


def test_the_hash_is_that_of_the_content() -> None:
    article = article_from_text(SENTENCE, id="a", source="a", title="가", published=date(2026, 1, 26))
    same = article_from_text(
        SENTENCE + "\r\n", id="b", source="c", title="가", published=date(2026, 1, 26), language="en"
    )
    assert article.content_hash == same.content_hash
    assert len(article.content_hash) == 64
    others = [
        article_from_text(SENTENCE + "!", id="a", source="a", title="가", published=date(2026, 1, 26)),
        article_from_text(SENTENCE, id="a", source="a", title="나", published=date(2026, 1, 26)),
        article_from_text(SENTENCE, id="a", source="a", title="가"),
    ]
    assert len({article.content_hash, *(other.content_hash for other in others)}) == 4


@pytest.mark.parametrize(
    "content", ["", "\ufeff", " \n\t\n", "---\ntitle: x\n---\n", "date 2026-01-26", "# Head\n", "\u200b", "—\n…"]
)
def test_empty(tmp_path: Path, content: str) -> None:
    with pytest.raises(ArticleEmpty) as caught:
        read(tmp_path, content)
    assert "a.txt" in caught.value.message("ko")


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0", b"\0" * 50, bytes(range(256)) * 4, os.urandom(2_000)]
)
def test_binary(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ArticleNotText):
        read(tmp_path, content)


def test_twenty_megabytes_are_refused_before_they_are_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Content:
        raise AssertionError("it was parsed")

    path = write(tmp_path, "book.txt", b"All work and no play. " * 1_000_000)
    monkeypatch.setattr(reading, "recognise", lambda *_: replace(TEXT_FORMAT, read=never))
    monkeypatch.setattr(reading, "read_apart", never)
    with pytest.raises(ArticleTooLarge) as caught:
        read_article(path, "book.txt")
    assert "22.0 MB" in str(caught.value)
    assert "10 MB" in caught.value.message("ko")


def test_large_pasted_text_is_refused_by_its_bytes() -> None:
    with pytest.raises(ArticleTooLarge):
        article_from_text("가" * (MAX_BYTES // 3 + 10), id="a", source="a")


def test_a_book_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "All work and no play makes a dull text.\n\n" * 50_000).text) > 2_000_000


@pytest.mark.parametrize("name", ["a.png", "a.docy", "a", "a.TXTX", "a.jsonl"])
def test_unknown_kinds(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArticleFormatUnknown) as caught:
        read(tmp_path, SENTENCE, name)
    assert ".md" in str(caught.value)


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.text", "a.md", "a.Markdown"])
def test_known_kinds(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, SENTENCE, name).text == SENTENCE


def test_a_folder_is_not_an_article(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(ArticleUnreadable):
        read_article(tmp_path / "x.txt", "x.txt")


def test_a_link_to_nothing_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.raises(ArticleUnreadable):
        read_article(tmp_path / "x.txt", "x.txt")


def test_a_link_to_itself_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x.txt").symlink_to(tmp_path / "x.txt")
    with pytest.raises(ArticleUnreadable):
        read_article(tmp_path / "x.txt", "x.txt")


@pytest.mark.skipif(os.name != "posix", reason="named pipes are a thing of POSIX")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    with pytest.raises(ArticleUnreadable):
        read_article(tmp_path / "x.txt", "x.txt")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_locked_file_is_unreadable(tmp_path: Path) -> None:
    path = write(tmp_path, "x.txt", SENTENCE)
    path.chmod(0)
    with pytest.raises(ArticleUnreadable):
        read_article(path, "x.txt")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ArticleMissing):
        read_article(tmp_path / "x.txt", "x.txt")


@given(st.text(max_size=300))
def test_reading_takes_lines_away_and_changes_none(text: str) -> None:
    try:
        article = article_from_text(text, id="a", source="a")
    except ArticleEmpty:
        return
    assert article.title
    assert len(article.title) <= 61
    assert "\n" not in article.title
    assert article_from_text(article.text, id="a", source="a") == article
    assert article.text.endswith(parse_content(article.text).text)


def archive(folder: Path, *lines: object) -> list[Article | ArchiveLineInvalid]:
    content = b"".join(line + b"\n" if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    return list(read_archive(write(folder, "a.jsonl", content), "a.jsonl"))


def test_archive(tmp_path: Path) -> None:
    found = archive(
        tmp_path,
        b'\xef\xbb\xbf{"id": "one", "title": "T", "text": "Some text."}',
        b"",
        {"id": 2, "text": SENTENCE, "language": "en", "published": "2026-01-26", "url": "https://a.example"},
        {"id": unicodedata.normalize("NFD", "셋"), "title": None, "text": SENTENCE},
    )
    assert found == [
        Article("one", "a.jsonl", "T", "Some text.", "en", None),
        Article("2", "a.jsonl", "딥시크가 R1을 공개했다.", SENTENCE, "en", date(2026, 1, 26), url="https://a.example"),
        Article("셋", "a.jsonl", "딥시크가 R1을 공개했다.", SENTENCE, "ko", None),
    ]


@pytest.mark.parametrize(
    ("line", "kind", "what"),
    [
        (b"not json", ArchiveLineNotJson, "JSON"),
        (b'{"id": "a", "text": "caf\xe9"}', ArchiveLineNotJson, "UTF-8"),
        (b"[" * 100_000, ArchiveLineNotJson, "JSON"),
        (b'{"id": 1' + b"0" * 5_000 + b"}", ArchiveLineNotJson, "JSON"),
        ([1, 2], ArchiveLineNotJson, "JSON"),
        ("text", ArchiveLineNotJson, "JSON"),
        ({"text": "x"}, ArchiveFieldInvalid, "id"),
        ({"id": " ", "text": "x"}, ArchiveFieldInvalid, "id"),
        ({"id": True, "text": "x"}, ArchiveFieldInvalid, "id"),
        ({"id": "a"}, ArchiveFieldInvalid, "text"),
        ({"id": "a", "text": "  "}, ArchiveFieldInvalid, "text"),
        ({"id": "a", "text": 5}, ArchiveFieldInvalid, "text"),
        ({"id": "a", "text": "x", "title": 5}, ArchiveFieldInvalid, "title"),
        ({"id": "a", "text": "x", "language": "fr"}, ArchiveFieldInvalid, "language"),
        ({"id": "a", "text": "x", "language": ["ko"]}, ArchiveFieldInvalid, "language"),
        ({"id": "a", "text": "x", "published": "soon"}, ArchiveFieldInvalid, "published"),
        ({"id": "a", "text": "x", "published": 20260126}, ArchiveFieldInvalid, "published"),
        ({"id": "a", "text": "x" * 11_000_000}, ArchiveFieldInvalid, "10 MB"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_line_is_named_and_the_next_is_read(
    tmp_path: Path, line: object, kind: type[ArchiveLineInvalid], what: str
) -> None:
    error, article = archive(tmp_path, line, {"id": "next", "text": "Some text."})
    assert isinstance(error, kind)
    assert "a.jsonl" in str(error)
    assert "line 1" in str(error)
    assert what in str(error)
    assert "1번째 줄" in error.message("ko")
    assert isinstance(article, Article)
    assert article.id == "next"


def test_lone_surrogates_in_json_do_no_harm(tmp_path: Path) -> None:
    (article,) = archive(tmp_path, b'{"id": "a\\ud800", "title": "\\udc00T", "text": "Some \\ud83d text."}')
    assert isinstance(article, Article)
    assert (article.id, article.title, article.text) == ("a", "T", "Some  text.")
    assert len(article.content_hash) == 64


def test_a_monstrous_line_is_passed_over(tmp_path: Path) -> None:
    found = archive(tmp_path, b"x" * 70_000_000, {"id": "next", "text": "Some text."})
    assert [type(item) for item in found] == [ArchiveLineNotJson, Article]


def test_an_archive_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(ArticleError):
        list(read_archive(tmp_path / "a.jsonl", "a.jsonl"))
    with pytest.raises(ArticleMissing):
        list(read_archive(tmp_path / "b.jsonl", "b.jsonl"))


def test_an_archive_is_streamed(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", b'{"id": "a", "text": "Some text."}\n' * 2 + b"broken\n")
    articles: Iterator[Article | ArchiveLineInvalid] = read_archive(path, "a.jsonl")
    assert isinstance(next(articles), Article)


def test_line_ids() -> None:
    assert archive_line_id(b'{"id": 7}') == "7"
    assert archive_line_id('{"id": "가"}'.encode()) == "가"
    assert archive_line_id(b"{}") is None
    assert archive_line_id(b"\xff") is None
