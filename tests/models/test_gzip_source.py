"""Files that are published packed: unpacked, checked, gone on with, refused by name, not waited for where nobody answers."""

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.models.files.cache import setup_model
from bot.models.files.catalogue import GzipFile, Model, ModelFile, catalogue
from bot.models.files.checksums import is_verified
from bot.models.files.download import fetch_model
from bot.models.files.gzip_source import fetch_gzip_file
from bot.models.files.partial_file import Partial
from bot.models.model_errors import (
    DownloadFailed,
    DownloadStalled,
    HubFileMissing,
    ModelDigestWrong,
    ModelError,
    NetworkUnavailable,
)
from tests.model_servers import Manner, Notes, Server, file_of, noise, options_from, serving

pytestmark = pytest.mark.slow

CONTENT = noise(2_000_000) + b"\0" * 1_000_000
PACKED = gzip.compress(CONTENT)
PATH = "/models/model.bin.gz"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def partial(tmp_path: Path) -> Partial:
    return Partial(tmp_path / "model.bin.part", len(CONTENT))


def packed_at(server: Server, body: bytes = PACKED, path: str = PATH, size: int = len(CONTENT)) -> GzipFile:
    server.files[path] = body
    return GzipFile(f"{server.url}{path}", size)


def test_a_packed_file_arrives_unpacked(server: Server, partial: Partial) -> None:
    told: list[tuple[int, int]] = []
    source = packed_at(server)
    fetch_gzip_file(source, partial, options_from(server), lambda done, total: told.append((done, total)))
    assert partial.path.read_bytes() == CONTENT
    assert told == sorted(told)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in partial.path.parent.iterdir()] == [partial.path.name]


@pytest.mark.parametrize("manner", ["break off", "busy once", "no ranges"])
def test_a_line_that_breaks_is_gone_on_with(server: Server, partial: Partial, manner: Manner) -> None:
    server.manners[PATH] = manner
    fetch_gzip_file(packed_at(server), partial, options_from(server), lambda done, total: None)
    assert partial.path.read_bytes() == CONTENT


def test_what_came_of_a_packed_file_is_kept_for_the_next_time(server: Server, partial: Partial) -> None:
    source = packed_at(server)
    server.manners[PATH] = "hang"
    with pytest.raises(DownloadStalled):
        fetch_gzip_file(source, partial, options_from(server, patience=2.0, retries=0), lambda done, total: None)
    server.manners.clear()
    fetch_gzip_file(source, partial, options_from(server), lambda done, total: None)
    assert partial.path.read_bytes() == CONTENT
    assert server.asked[-1][1].startswith("bytes=")


def test_bytes_of_another_file_are_not_gone_on_from(server: Server, partial: Partial) -> None:
    source = packed_at(server)
    partial.path.with_name("model.bin.part.gz").write_bytes(gzip.compress(noise(3_000_000, 1))[:1_000_000])
    fetch_gzip_file(source, partial, options_from(server), lambda done, total: None)
    assert partial.path.read_bytes() == CONTENT


def test_a_server_that_unpacks_on_the_way_is_fine(server: Server, partial: Partial) -> None:
    fetch_gzip_file(packed_at(server, CONTENT), partial, options_from(server), lambda done, total: None)
    assert partial.path.read_bytes() == CONTENT


def model_of(server: Server, **bodies: bytes) -> Model:
    """A model of two files, packed as in `bodies` where that says otherwise."""
    right = {"model.bin": CONTENT, "vocab.spm": b"words" * 1000}
    files = [
        file_of(
            content,
            packed_at(server, bodies.get(name.partition(".")[0], gzip.compress(content)), f"/{name}.gz", len(content)),
            name=name,
        )
        for name, content in right.items()
    ]
    return Model("tiny", "translator", "MPL-2.0", "files", "tiny", sum(file.size for file in files), 1, tuple(files))


def test_a_model_of_files_is_a_folder_of_them(server: Server, tmp_path: Path) -> None:
    model = model_of(server)
    place = fetch_model(model, tmp_path, Notes(), options_from(server))
    assert {path.name: path.stat().st_size for path in place.iterdir()} == {"model.bin": 3_000_000, "vocab.spm": 5_000}
    assert is_verified(model, tmp_path)
    assert list((tmp_path / "incoming").iterdir()) == []
    server.asked.clear()
    (place / "vocab.spm").touch()
    fetch_model(model, tmp_path, Notes(), options_from(server))
    assert server.asked == []
    (place / "vocab.spm").write_bytes(b"other" * 1000)
    fetch_model(model, tmp_path, Notes(), options_from(server))
    assert (place / "vocab.spm").read_bytes() == b"words" * 1000


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (PACKED[: len(PACKED) // 2], DownloadFailed, "ends before its end"),
        (PACKED[:100] + b"\xff" * (len(PACKED) - 100), DownloadFailed, "model.bin.gz"),
        (gzip.compress(noise(len(CONTENT), 2)), ModelDigestWrong, "model.bin"),
        (gzip.compress(b"\0" * 50_000_000), ModelDigestWrong, "model.bin"),
        (b"<html>no such file</html>", ModelDigestWrong, "model.bin"),
        (b"", ModelDigestWrong, "model.bin"),
    ],
    ids=["cut", "damaged", "another file", "unpacks to too much", "a page", "empty"],
)
def test_what_is_not_the_published_file_is_thrown_away_by_name(
    server: Server, tmp_path: Path, body: bytes, error: type[ModelError], said: str
) -> None:
    with pytest.raises(error) as caught:
        fetch_model(model_of(server, model=body), tmp_path, Notes(), options_from(server))
    assert said in caught.value.message("en")
    assert "model.bin" in caught.value.message("ko")
    assert not (tmp_path / "tiny").exists()
    assert [path.name for path in (tmp_path / "incoming").iterdir()] == []


def test_a_file_that_is_not_there_leaves_no_folder(server: Server, tmp_path: Path) -> None:
    model = model_of(server)
    del server.files["/vocab.spm.gz"]
    with pytest.raises(HubFileMissing, match=r"vocab\.spm\.gz answers 404"):
        fetch_model(model, tmp_path, Notes(), options_from(server))
    assert not (tmp_path / "tiny").exists()


def test_nobody_waits_for_a_server_that_gives_no_sign_of_life(server: Server, tmp_path: Path) -> None:
    model = model_of(server)
    fetch_model(model, tmp_path / "there", Notes(), options_from(server, answer_within=5.0))
    # The address is one of those kept for documents (RFC 5737): nothing is there, and nothing says so.
    away = GzipFile("http://192.0.2.1/model.bin.gz", 10)
    gone = Model("gone", "translator", "MIT", "files", "gone", 10, 1, (ModelFile("model.bin", 10, "0" * 64, (away,)),))
    started = time.monotonic()
    with pytest.raises(NetworkUnavailable, match=r"192\.0\.2\.1"):
        fetch_model(gone, tmp_path, Notes(), options_from(server, answer_within=0.3))
    assert time.monotonic() - started < 5


def test_the_translator_of_the_catalogue_is_asked_for_at_its_own_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [source for file in catalogue()["firefox-ko-en"].files for source in file.sources]
    assert all(isinstance(source, GzipFile) and source.address.startswith("https://") for source in sources)
    asked: list[str] = []

    def refuse(url: str, seconds: float) -> str:
        asked.append(url)
        return "nobody is there"

    monkeypatch.setattr("bot.models.files.http_download._no_answer", refuse)
    with pytest.raises(NetworkUnavailable, match="nobody is there"):
        setup_model("firefox-ko-en", tmp_path, answer_within=1.0)
    assert asked == [sources[0].name]
