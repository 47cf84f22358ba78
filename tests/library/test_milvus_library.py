"""The library on a real Milvus server: writers that end in the middle, a server that is away, and what lies there."""

import multiprocessing
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Article
from bot.errors import LibraryBusy, SettingInvalid
from bot.library.milvus import milvus_server
from bot.library.milvus.collection_schema import TEXT_MOST, Series
from bot.library.milvus.indexed_words import WordCutter
from bot.library.milvus.library_state import LibraryState
from bot.library.milvus.milvus_library import MilvusLibrary
from bot.library.milvus.milvus_server import MilvusServer
from bot.library.milvus.server_address import ServerAddress
from bot.library.milvus.server_errors import LibraryRefused, LibraryUnreachable
from bot.models.embeddings.encoder import Encoder
from tests.library.libraries import ENGLISH, KOREAN, fake_encoder, nearest, put, vector
from tests.milvus_process import INSTALLED, WHY_NOT, MilvusProcess

pytestmark = pytest.mark.slow

# Of a long article with nine passages there are two versions, which have no word in common but "sentence".
VERSIONS = [
    Article(
        "a.md",
        "a.md",
        "Title",
        "\n\n".join(" ".join(f"Sentence {word}{n} {word}{i} is here." for i in range(9)) for n in range(9)),
        "en",
        None,
    )
    for word in ("alpha", "beta")
]


@pytest.fixture
def encoder() -> Encoder:
    return fake_encoder()


@pytest.fixture
def library(address: ServerAddress, tmp_path: Path, encoder: Encoder) -> Iterator[MilvusLibrary]:
    opened = MilvusLibrary.open(address, tmp_path / "index", encoder.identity, grace=0.2, patience=0.3)
    yield opened
    opened.close()


def whole_version(library: MilvusLibrary, encoder: Encoder) -> str:
    """The text of the article, after a look whether every way to find it finds all of this version and nothing of another."""
    with library.reading():
        article = library.article("a.md")
        cuts = library.cuts("a.md")
        for found in (
            library.search_vectors(vector("sentence is here", encoder), 99, "en"),
            library.search_keywords(["sentence"], 99),
        ):
            ids = [i for i, _ in found]
            assert len(library.passage_tokens(ids)) == len(ids)
            passages = sorted(library.passages(ids), key=lambda passage: passage.start)
            assert [(each.start, each.end) for each in passages] == [(cut.start, cut.end) for cut in cuts]
            assert all(each.text == article.text[each.start : each.end] for each in passages)
            assert {each.version for each in passages} == {article.version}
    return article.text


class _Cut(BaseException):
    """The end of a process, as far as what comes after it is concerned."""


def _cut_after(monkeypatch: pytest.MonkeyPatch, library: MilvusLibrary, requests: int, *, arrives: bool) -> None:
    """Let the process end at its next change of the server, after so many `requests`; the last one `arrives` or does not."""
    left = [requests]

    def cut(name: str) -> Callable[..., object]:
        real = getattr(library._server._client, name)

        def ask(*arguments: Any, **options: Any) -> object:
            if not left[0]:
                if arrives:
                    real(*arguments, **options)
                raise _Cut
            left[0] -= 1
            return real(*arguments, **options)

        return ask

    for name in ("insert", "delete"):
        monkeypatch.setattr(library._server._client, name, cut(name))


@pytest.mark.parametrize("arrives", [False, True])
def test_a_writer_that_ends_anywhere_leaves_one_version_whole(
    library: MilvusLibrary,
    address: ServerAddress,
    tmp_path: Path,
    encoder: Encoder,
    monkeypatch: pytest.MonkeyPatch,
    arrives: bool,
) -> None:
    monkeypatch.setattr(milvus_server, "_SENT", 4)  # requests that each carry a part of the article
    put(library, VERSIONS[0], encoder)
    now, ends = 0, 0
    for requests in range(60):
        writer = MilvusLibrary.open(address, tmp_path / "index", encoder.identity, grace=0.0)
        with monkeypatch.context() as patched:
            _cut_after(patched, writer, requests, arrives=arrives)
            try:
                put(writer, VERSIONS[1 - now], encoder)
                done = True
            except _Cut:
                done = False
        text = whole_version(library, encoder)
        assert text in {version.text for version in VERSIONS}
        assert text == VERSIONS[1 - now].text or not done
        ends += not done
        if text == VERSIONS[1 - now].text:
            now = 1 - now
        writer.tidy()
        writer.close()
        assert whole_version(library, encoder) == VERSIONS[now].text
        if done:
            break
    assert done
    assert ends > 10
    assert [row.id for row in library.articles()] == ["a.md"]


def test_nothing_that_arrives_late_is_ever_seen(library: MilvusLibrary, encoder: Encoder) -> None:
    put(library, VERSIONS[0], encoder)
    late: list[tuple[str, list[dict[str, Any]]]] = []
    real = library._server._client.insert

    def slow(name: str, rows: list[dict[str, Any]], **options: Any) -> object:
        if name.endswith("_passage"):
            late.append((name, rows))
            raise _Cut
        return real(name, rows, **options)

    library._server._client.insert = slow
    with pytest.raises(_Cut):
        put(library, VERSIONS[1], encoder)
    library._server._client.insert = real
    put(library, KOREAN, encoder)
    for name, rows in late:
        real(name, rows)
    assert whole_version(library, encoder) == VERSIONS[0].text
    put(library, VERSIONS[1], encoder)
    assert whole_version(library, encoder) == VERSIONS[1].text


def _replace_for_ever(setting: str, folder: Path, ready: str) -> None:
    library = MilvusLibrary.open(ServerAddress.parse(setting, "TEST"), folder, fake_encoder().identity, grace=0.2)
    for n in range(1, 10_000):
        put(library, VERSIONS[n % 2], fake_encoder())
        library.tidy()
        Path(ready).touch()


def test_killed_writers_leave_one_version_whole(
    library: MilvusLibrary, address: ServerAddress, milvus: MilvusProcess, tmp_path: Path, encoder: Encoder
) -> None:
    put(library, VERSIONS[0], encoder)
    for n in range(4):
        ready = tmp_path / f"ready{n}"
        arguments = (milvus.setting(address.name), tmp_path / "index", str(ready))
        process = multiprocessing.get_context("spawn").Process(target=_replace_for_ever, args=arguments)
        process.start()
        while not ready.exists():
            assert process.is_alive()
            time.sleep(0.02)
        ends = time.monotonic() + 0.1 + 0.07 * n
        while time.monotonic() < ends:
            assert whole_version(library, encoder) in {version.text for version in VERSIONS}
        process.kill()
        process.join()
        assert whole_version(library, encoder) in {version.text for version in VERSIONS}
    put(library, KOREAN, encoder)
    assert {row.id for row in library.articles()} == {"a.md", "ko.md"}


def _add(setting: str, folder: Path, first: int) -> None:
    library = MilvusLibrary.open(ServerAddress.parse(setting, "TEST"), folder, fake_encoder().identity)
    for n in range(first, first + 12):
        put(library, Article(f"{n}.md", f"{n}.md", f"T{n}", f"Number {n} is here.", "en", None), fake_encoder())
        library.tidy()
    library.close()


def test_writers_of_several_processes_do_not_spoil_each_other(
    library: MilvusLibrary, address: ServerAddress, milvus: MilvusProcess, tmp_path: Path, encoder: Encoder
) -> None:
    others = [
        multiprocessing.get_context("spawn").Process(
            target=_add, args=(milvus.setting(address.name), tmp_path / "index", first)
        )
        for first in (100, 200, 300)
    ]
    for process in others:
        process.start()
    for process in others:
        process.join()
    assert [process.exitcode for process in others] == [0, 0, 0]
    assert {row.id for row in library.articles()} == {f"{first + n}.md" for first in (100, 200, 300) for n in range(12)}
    assert len(nearest(library, vector("Number", encoder), 99)) == 36
    with library.changing(), pytest.raises(LibraryBusy, match=str(os.getpid())):
        other = MilvusLibrary.open(address, tmp_path / "index", encoder.identity, patience=0.1)
        put(other, ENGLISH, encoder)


def test_another_home_that_writes_at_once_is_noticed(
    library: MilvusLibrary, address: ServerAddress, tmp_path: Path, encoder: Encoder
) -> None:
    other = MilvusLibrary.open(address, tmp_path / "another home", encoder.identity)
    with pytest.raises(LibraryBusy, match=address.name), library._writing() as change:
        change.put_twin(ENGLISH, 1)
        put(other, KOREAN, encoder)
    assert [row.id for row in library.articles()] == ["ko.md"]
    put(library, ENGLISH, encoder)
    assert {row.id for row in other.articles()} == {"ko.md", "en.md"}
    other.close()


def test_nothing_of_a_removed_article_is_left_on_the_server(library: MilvusLibrary, encoder: Encoder) -> None:
    put(library, KOREAN, encoder)
    put(library, VERSIONS[0], encoder)
    put(library, VERSIONS[1], encoder)
    library.remove("a.md")
    library.tidy(purge=True)
    state = library._newest()
    assert state.gone == {}
    rows = [
        row
        for name in (state.series.records, state.series.pieces, state.series.passages)
        for row in library._server.query(name, "number > 0", ["*"])
    ]
    assert "Sentence" not in str(rows)
    assert len(rows) == 1 + (1 + 1) + 1  # a record, its text and its tokens, a passage


def test_a_long_reading_sees_nothing_half(library: MilvusLibrary, encoder: Encoder) -> None:
    put(library, VERSIONS[0], encoder)
    with library.reading():
        before = [i for i, _ in nearest(library, vector("sentence", encoder), 99)]
        time.sleep(0.05)
        put(library, VERSIONS[1], encoder)
        assert len(library.passages(before)) == len(before)
        library.tidy(purge=True)
        assert nearest(library, vector("sentence", encoder), 99) == []
        assert library.passages(before) == []
    assert whole_version(library, encoder) == VERSIONS[1].text


def test_a_rebuilt_library_leaves_no_other_collections(
    library: MilvusLibrary, address: ServerAddress, tmp_path: Path, encoder: Encoder
) -> None:
    before = library._newest().series
    MilvusLibrary.empty(address, tmp_path / "index", encoder.identity)
    after = library._newest().series
    names = {name for name in library._server.collections() if name.startswith(address.name)}
    assert names == {address.name, after.records, after.pieces, after.passages}
    with pytest.raises(LibraryRefused, match="haeseol index --rebuild"):
        library._server.query(before.records, "number > 0", ["number"])


@pytest.mark.skipif(not INSTALLED, reason=WHY_NOT)
def test_a_server_that_is_away_is_named_and_comes_back(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_server, "_SECONDS", 2.0)
    server = MilvusProcess(tmp_path)
    server.start()
    setting = server.setting("home")
    library = MilvusLibrary.open(ServerAddress.parse(setting, "TEST"), tmp_path / "index", encoder.identity)
    put(library, ENGLISH, encoder)
    server.end()
    for ask in (
        library.articles,
        lambda: put(library, KOREAN, encoder),
        lambda: library.search_keywords(["rice"], 5),
        lambda: MilvusLibrary.open(ServerAddress.parse(setting, "TEST"), tmp_path / "index", encoder.identity),
    ):
        with pytest.raises(LibraryUnreachable, match=setting) as told:
            ask()
        assert setting in told.value.message("ko")
    server.start()
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                assert [row.id for row in library.articles()] == ["en.md"]
                break
            except LibraryUnreachable:
                assert time.monotonic() < deadline
        assert nearest(library, vector("rice", encoder), 5)
        put(library, KOREAN, encoder)
        assert {row.id for row in library.articles()} == {"en.md", "ko.md"}
        library.close()
    finally:
        server.end()


def test_the_client_is_imported_only_where_a_server_is_named() -> None:
    code = "import bot.cli.main, bot.service.haeseol, sys; print([n for n in ('pymilvus', 'grpc') if n in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("milvus://db.example.org:19531/haeseol", ("db.example.org", 19531, "haeseol", "")),
        ("milvus://127.0.0.1/_a1", ("127.0.0.1", 19530, "_a1", "")),
        ("milvus://root:p%40ss@host/name", ("host", 19530, "name", "root:p@ss")),
        ("milvus://[::1]:1/n", ("::1", 1, "n", "")),
    ],
)
def test_an_address_is_read(text: str, read: tuple[str, int, str, str]) -> None:
    address = ServerAddress.parse(text, "HAESEOL_LIBRARY")
    assert (address.host, address.port, address.name, address.token) == read
    assert ServerAddress.parse(str(address), "X").uri == address.uri
    assert "p@ss" not in f"{address} {address!r}"


@pytest.mark.parametrize(
    "text",
    [
        "milvus://", "milvus://host", "milvus://host/", "milvus://host/a-b", "milvus://host/a/b", "milvus://host/1a", "milvus://u:secret@host/",
        "http://host/name", "host:19530/name", "milvus://host:x/name", "milvus://host:99999/name", f"milvus://host/{'a' * 101}", "milvus://h/n?x=1",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(SettingInvalid, match="HAESEOL_LIBRARY") as told:
        ServerAddress.parse(text, "HAESEOL_LIBRARY")
    assert "secret" not in str(told.value)


def test_the_state_alone_is_asked_for_as_it_is_now(
    library: MilvusLibrary, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MilvusServer, "time", lambda _: 7)
    put(library, VERSIONS[0], encoder)
    told: set[tuple[str, object]] = set()

    def telling(real: Callable[..., Any]) -> Callable[..., Any]:
        def ask(name: str, *arguments: Any, **options: Any) -> Any:
            told.add((name, (options.get("consistency_level"), options.get("guarantee_timestamp"))))
            return real(name, *arguments, **options)

        return ask

    for name in ("query", "search"):
        monkeypatch.setattr(library._server._client, name, telling(getattr(library._server._client, name)))
    assert whole_version(library, encoder) == VERSIONS[0].text
    series, then = library._newest().series, ("Customized", 7)
    assert told == {
        (library._server.address.name, (None, None)),
        *((name, then) for name in (series.records, series.pieces, series.passages)),
    }


@given(st.dictionaries(st.integers(1, 2**40), st.integers(0, 2**42), max_size=50), st.text(max_size=9))
def test_a_state_comes_back_as_it_was(gone: dict[int, int], model: str) -> None:
    state = LibraryState(Series("n", "00ff00ff"), {"model": model}, 7, 5, 2**41, gone, 9, "w", 3, 2, 2**59)
    assert LibraryState.from_row("n", state.to_row()) == state


def test_a_state_holds_what_is_gone_of_a_large_library() -> None:
    gone = {31 * n + secrets.randbelow(30): 1_764_500_000_000 + n // 100 for n in range(1, 20_001)}
    row = LibraryState(Series("n", "00ff00ff"), {}, gone=gone).to_row()
    assert len(row["data"]) < TEXT_MOST


@given(st.text(max_size=60))
def test_words_are_cut_as_the_full_text_search_of_sqlite_cuts_them(text: str) -> None:
    cutter = WordCutter()
    try:
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            return
        stored = cutter.stored(text).split(" ") if cutter.stored(text) else []
        assert all(word in stored for word in cutter.asked(text.split()).split(" ") if word)
        assert '"' not in cutter.stored(text)
    finally:
        cutter.close()


@pytest.mark.skipif(not INSTALLED, reason=WHY_NOT)
def test_a_connection_with_nothing_under_way_is_not_pinged(
    address: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    import grpc

    opened: list[dict[str, Any]] = []
    connect = grpc.insecure_channel

    def open_channel(target: str, options: Any = None) -> Any:
        opened.append(dict(options))
        return connect(target, options=options)

    monkeypatch.setattr(grpc, "insecure_channel", open_channel)
    MilvusServer(address).close()
    assert opened
    assert not any(options["grpc.keepalive_permit_without_calls"] for options in opened)
    assert all(options["grpc.keepalive_time_ms"] > 1_000 * milvus_server._SECONDS for options in opened)
