"""Temporary folders of this process and of others, ended in every way."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.models.files.own_folder import LOCK, OwnFolder, remove_abandoned

pytestmark = pytest.mark.slow

# A command that holds a folder as the page does, in a process that takes half a second to start.
HOLDS = """
import sys, time
from bot.cli import main as program
from bot.models.files.own_folder import OwnFolder

def serve(options, settings, language):
    folder = OwnFolder("uploads")
    (folder.path / "reader.txt").write_text("what a reader sent")
    print(folder.path, flush=True)
    time.sleep(60)
    return 0

program.serve = serve
sys.exit(program.main(["serve"]))
"""

Holder = tuple["subprocess.Popen[str]", Path]


@pytest.fixture
def hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Holder]:
    """Return what starts a process that holds a folder; all folders are made in `tmp_path`."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def start() -> Holder:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDS],
            stdout=subprocess.PIPE,
            text=True,
            # Who runs the tests in the background, or under nohup, hands down that these are ignored.
            preexec_fn=_take_signals if os.name == "posix" else None,
            env={**os.environ, "TMPDIR": str(tmp_path), "HAESEOL_HOME": str(tmp_path / "home")},
        )
        assert process.stdout is not None
        return process, Path(process.stdout.readline().strip())

    return start


def _take_signals() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _end(process: "subprocess.Popen[str]", number: int) -> int:
    process.send_signal(number)
    with process:
        return process.wait(20)


def test_a_folder_goes_with_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, second = OwnFolder("uploads"), OwnFolder("engine")
    assert first.path.stat().st_mode & 0o077 == 0 or os.name != "posix"
    assert remove_abandoned() == []
    first.remove()
    first.remove()
    assert [second.path] == list(tmp_path.iterdir())
    del second
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_who_is_asked_to_end_leaves_nothing(hold: Callable[[], Holder], number: signal.Signals) -> None:
    process, folder = hold()
    assert folder.is_dir()
    assert _end(process, number) in (128 + number, 130)
    assert not folder.exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_what_a_killed_process_left_goes_with_the_next_and_a_living_one_keeps_its_own(
    hold: Callable[[], Holder],
) -> None:
    killed, left = hold()
    living, kept = hold()
    assert _end(killed, signal.SIGKILL) == -signal.SIGKILL
    assert (left / "reader.txt").exists()
    own = OwnFolder("uploads")
    assert not left.exists()
    assert (kept / "reader.txt").exists()
    assert own.path.exists()
    assert _end(living, signal.SIGTERM) == 143


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_only_folders_that_are_surely_left_are_deleted(tmp_path: Path) -> None:
    for name in ("haeseol-uploads-abcdefg1", "haeseol-abcdefg2", "haeseol-uploads", "other-uploads-abcdefg3"):
        (tmp_path / name).mkdir()
        (tmp_path / name / LOCK).touch()
    young, old = tmp_path / "haeseol-uploads-abcdefg4", tmp_path / "haeseol-uploads-abcdefg5"
    for path, age in ((young, 60), (old, 2 * 24 * 3600)):
        path.mkdir()
        os.utime(path, (time.time() - age,) * 2)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / LOCK).touch()
    (tmp_path / "haeseol-uploads-abcdefg6").symlink_to(tmp_path / "mine")
    (tmp_path / "haeseol-uploads-abcdefg7").write_text("a file")
    removed = {path.name for path in remove_abandoned(tmp_path)}
    assert removed == {"haeseol-uploads-abcdefg1", "haeseol-abcdefg2", old.name}
    assert (tmp_path / "mine" / LOCK).exists()
    assert young.exists()
