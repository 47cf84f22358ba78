"""A file whose digest nobody has published: the hub is asked for it, and the file is checked against what it told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import SettingInvalid
from bot.models.files import is_present
from bot.models.files.catalogue import HubFile, Model, ModelFile
from bot.models.files.checksums import is_verified
from bot.models.files.download import fetch_model
from bot.models.files.hub_digest import ask_hub, with_digests
from bot.models.model_errors import (
    DownloadFailed,
    HubDigestMissing,
    HubFileMissing,
    ModelDigestWrong,
    ModelError,
    NetworkUnavailable,
)
from tests.model_servers import (
    COMMIT,
    Manner,
    Notes,
    Server,
    file_of,
    hub_path,
    model_of,
    noise,
    on_hub,
    options_from,
    serving,
)

CONTENT = noise(300_000)
OTHER = noise(310_000, seed=1)
PINNED = f"/maker/model/resolve/{COMMIT}/model.gguf"
ASKED = f"HEAD {hub_path()}"


@pytest.fixture
def hub() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def roughly_known(hub: Server, content: bytes = CONTENT) -> Model:
    """A model on the hub of which the catalogue knows a size that is not quite right, and no digest."""
    source = on_hub(hub, content, size=250_000)
    return model_of(ModelFile("model.gguf", 250_000, "", (source,)))


def test_the_hub_tells_digest_size_and_commit(hub: Server) -> None:
    told = ask_hub(on_hub(hub, CONTENT), options_from(hub))
    assert (told.sha256, told.size, told.revision) == (file_of(CONTENT).sha256, len(CONTENT), COMMIT)
    assert hub.paths() == [ASKED]


def test_a_repository_that_has_moved_is_followed(hub: Server) -> None:
    source = on_hub(hub, CONTENT)
    hub.files["/new-maker/model/resolve/main/model.gguf"] = OTHER
    hub.manners[hub_path()] = "moved"
    assert ask_hub(source, options_from(hub)).sha256 == file_of(OTHER).sha256


@pytest.mark.parametrize(
    ("manner", "error"), [("no digest", HubDigestMissing), ("elsewhere", HubDigestMissing), ("busy", DownloadFailed)]
)
def test_without_a_digest_from_the_hub_itself_nothing_is_fetched(
    hub: Server, cache: Path, manner: Manner, error: type[ModelError]
) -> None:
    model = roughly_known(hub)
    hub.manners[hub_path()] = manner
    with pytest.raises(error) as caught:
        fetch_model(model, cache, Notes(), options_from(hub))
    assert hub_path() in caught.value.message("ko")
    assert hub.paths() == [ASKED]
    assert not (cache / model.place).exists()


def test_a_file_that_is_not_there_and_a_hub_that_is_none(hub: Server) -> None:
    with pytest.raises(HubFileMissing):
        ask_hub(HubFile("maker/model", "main", "other.gguf", 1), options_from(hub))
    with pytest.raises(SettingInvalid):
        ask_hub(on_hub(hub, CONTENT), options_from(hub, hub="huggingface.co"))


def test_a_hub_that_sends_on_and_on_tells_nothing(hub: Server) -> None:
    source = on_hub(hub, CONTENT)
    hub.files["/new-maker/model/resolve/main/model.gguf"] = CONTENT
    hub.manners |= {hub_path(): "moved", "/new-maker/model/resolve/main/model.gguf": "moved"}
    with pytest.raises(HubDigestMissing):
        ask_hub(source, options_from(hub))


def test_a_known_model_asks_nobody(hub: Server) -> None:
    model = model_of(file_of(CONTENT, on_hub(hub, CONTENT)))
    assert with_digests(model, options_from(hub)) is model
    assert hub.asked == []


def test_the_file_comes_from_the_commit_that_was_told_and_is_sealed(hub: Server, cache: Path) -> None:
    model, notes = roughly_known(hub), Notes()
    place = fetch_model(model, cache, notes, options_from(hub))
    assert place.read_bytes() == CONTENT
    assert hub.paths() == [ASKED, PINNED]
    assert [progress.total for progress in notes.taken if progress.step == "download"][-1] == len(CONTENT)
    # What is there is known from then on without the hub, also when it is read in full.
    hub.files.clear()
    assert fetch_model(model, cache, Notes(), options_from(hub)) == place
    assert fetch_model(model, cache, Notes(), options_from(hub), verify=True) == place
    assert hub.paths() == [ASKED, PINNED]


def test_other_bytes_than_the_hub_told_are_thrown_away(hub: Server, cache: Path) -> None:
    model = roughly_known(hub)
    told = ask_hub(on_hub(hub, OTHER, size=250_000), options_from(hub))
    hub.files[hub_path()] = CONTENT
    changed = replace(model.files[0], sha256=told.sha256, size=told.size)
    with pytest.raises(ModelDigestWrong):
        fetch_model(replace(model, files=(changed,)), cache, Notes(), options_from(hub))
    assert not (cache / model.place).exists()


def test_a_damaged_file_is_fetched_again_as_the_hub_has_it_now(hub: Server, cache: Path) -> None:
    model = roughly_known(hub)
    place = fetch_model(model, cache, Notes(), options_from(hub))
    place.write_bytes(CONTENT[:-1] + b"x")
    hub.files[hub_path()] = OTHER  # the maker has published another since
    fetch_model(model, cache, Notes(), options_from(hub), verify=True)
    assert place.read_bytes() == OTHER


def test_a_file_put_there_by_hand_stays_until_the_hub_has_said_what_it_must_be(hub: Server, cache: Path) -> None:
    model = roughly_known(hub)
    cache.mkdir()
    place = cache / model.place
    place.write_bytes(CONTENT)
    with serving() as gone:
        away = options_from(gone)
    with pytest.raises(NetworkUnavailable):
        fetch_model(model, cache, Notes(), away)
    assert place.read_bytes() == CONTENT
    fetch_model(model, cache, Notes(), options_from(hub))
    assert hub.paths() == [ASKED]  # it was right, so nothing was fetched
    assert is_verified(model, cache)


def test_a_catalogue_model_without_a_digest_is_not_present_before_it_was_sealed(cache: Path) -> None:
    assert not is_present("midm-2.0-mini", cache)
