from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import SettingInvalid
from bot.models.files.hub_source import fetch_hub_file
from bot.models.files.partial_file import Partial
from bot.models.model_errors import DownloadFailed, DownloadStalled, HubFileMissing, ModelError, NetworkUnavailable
from tests.model_servers import Manner, Server, hub_path, noise, on_hub, options_from, serving

pytestmark = pytest.mark.slow

CONTENT = noise(3_000_000)
PATH = hub_path()


@pytest.fixture
def hub() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def partial(tmp_path: Path) -> Partial:
    return Partial(tmp_path / "model.gguf.part", len(CONTENT))


def ignore(done: int, total: int) -> None:
    pass


def test_a_file_arrives_whole(hub: Server, partial: Partial) -> None:
    told: list[tuple[int, int]] = []
    source = on_hub(hub, CONTENT)
    fetch_hub_file(source, partial, options_from(hub), lambda done, total: told.append((done, total)))
    assert partial.path.read_bytes() == CONTENT
    assert told == sorted(told)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert hub.asked == [(PATH, "")]


def test_redirects_are_followed_with_the_range(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT)
    hub.manners[PATH] = "elsewhere"
    hub.files[f"/moved{PATH}"] = CONTENT
    partial.path.write_bytes(CONTENT[:1000])
    fetch_hub_file(source, partial, options_from(hub), ignore)
    assert partial.path.read_bytes() == CONTENT
    assert hub.asked[-1] == (f"/moved{PATH}", "bytes=1000-")


def test_what_is_there_is_not_asked_for_again(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT)
    partial.path.write_bytes(CONTENT[:2_000_000])
    fetch_hub_file(source, partial, options_from(hub), ignore)
    assert partial.path.read_bytes() == CONTENT
    assert hub.asked == [(PATH, "bytes=2000000-")]


def test_a_hub_without_ranges_begins_again(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT)
    hub.manners[PATH] = "no ranges"
    partial.path.write_bytes(b"x" * 1000)
    fetch_hub_file(source, partial, options_from(hub), ignore)
    assert partial.path.read_bytes() == CONTENT


def test_a_body_that_breaks_off_is_gone_on_from(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT)
    hub.manners[PATH] = "break off"
    fetch_hub_file(source, partial, options_from(hub), ignore)
    assert partial.path.read_bytes() == CONTENT
    (_, first), (_, second) = hub.asked
    assert first == ""
    assert 0 < int(second.removeprefix("bytes=").removesuffix("-")) <= len(CONTENT) // 2


def test_a_busy_hub_is_asked_again(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT)
    hub.manners[PATH] = "busy once"
    fetch_hub_file(source, partial, options_from(hub), ignore)
    assert partial.path.read_bytes() == CONTENT


def test_more_here_than_the_hub_has_begins_again(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT[:1000])
    partial.path.write_bytes(CONTENT[:2000])
    fetch_hub_file(source, partial, options_from(hub), ignore)
    assert partial.path.read_bytes() == CONTENT[:1000]


def test_nothing_is_taken_beyond_the_published_size(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT + b"and more" * 100_000)
    fetch_hub_file(source, partial, options_from(hub), ignore)
    assert partial.path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("manner", "error"), [("hang", DownloadStalled), ("busy", DownloadFailed)], ids=["hanging", "always busy"]
)
def test_a_hub_that_never_gives_it(hub: Server, partial: Partial, manner: Manner, error: type[ModelError]) -> None:
    source = on_hub(hub, CONTENT)
    hub.manners[PATH] = manner
    with pytest.raises(error) as caught:
        fetch_hub_file(source, partial, options_from(hub, patience=2.0, retries=1), ignore)
    assert PATH in caught.value.message("en")
    assert PATH in caught.value.message("ko")
    if manner == "hang":
        assert partial.path.read_bytes() == CONTENT[: partial.done]
        assert partial.done > 0


def test_a_file_that_the_hub_does_not_have(hub: Server, partial: Partial) -> None:
    source = on_hub(hub, CONTENT)
    del hub.files[PATH]
    with pytest.raises(HubFileMissing, match="answers 404"):
        fetch_hub_file(source, partial, options_from(hub), ignore)
    assert len(hub.asked) == 1


def test_no_network(partial: Partial) -> None:
    with serving() as hub:
        source = on_hub(hub, CONTENT)
        options = options_from(hub, retries=1)
    with pytest.raises(NetworkUnavailable):
        fetch_hub_file(source, partial, options, ignore)


@pytest.mark.parametrize("address", ["huggingface.co", "http://127.0.0.1:port"])
def test_an_address_that_is_none(hub: Server, partial: Partial, address: str) -> None:
    with pytest.raises(SettingInvalid, match=f"HF_ENDPOINT is '{address}'"):
        fetch_hub_file(on_hub(hub, CONTENT), partial, options_from(hub, hub=address), ignore)
