"""The canary in the place of providers' keys is found wherever tests leave it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.models.llm.providers import KEYS
from tests.canary import CANARY, LARGEST, find_canary
from tests.places import ROOT

pytestmark = pytest.mark.slow

LEAKING = """
import logging, os

def test_a_file(tmp_path):
    (tmp_path / "kept.json").write_text("key: " + os.environ["OPENAI_API_KEY"])

def test_a_log():
    logging.getLogger("any").warning("asked with %s", os.environ["FRIENDLI_TOKEN"])
"""
CLEAN = """
import os

def test_another_key(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    (tmp_path / "kept").write_text(os.environ["OPENAI_API_KEY"])
"""


def test_every_key_is_the_canary_and_looks_like_none() -> None:
    from bot.models.llm.provider_keys import HIDDEN, without_keys

    assert {os.environ[name] for name in KEYS.values()} == {CANARY}
    assert without_keys(f"refused: {CANARY}", {}) == f"refused: {CANARY}"
    assert without_keys(f"refused: {CANARY}") == f"refused: {HIDDEN}"


def test_it_is_found_in_any_file_and_nothing_odd_is_in_the_way(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("left")
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    kept = inner / "kept.sqlite"
    kept.write_bytes(b"\xff\x00" + CANARY.encode() + b"\x00")
    (folder / "clean").write_text("nothing", encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    (folder / "nowhere").symlink_to(folder / "none")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    with (folder / "large").open("wb") as large:
        large.write(CANARY.encode())
        large.truncate(LARGEST + 1)
    try:
        assert find_canary(folder) == [kept]
    finally:
        kept.unlink()


@pytest.mark.parametrize(("tests", "code"), [(LEAKING, 1), (CLEAN, 0)], ids=["leaking", "clean"])
def test_a_session_that_leaves_it_fails_and_names_where(tmp_path: Path, tests: str, code: int) -> None:
    (tmp_path / "test_it.py").write_text(tests, encoding="utf-8")
    options = ["-q", "-p", "tests.canary", "-p", "no:cacheprovider", "-p", "no:langsmith_plugin", "-c", os.devnull]
    asked = [
        sys.executable,
        "-m",
        "pytest",
        *options,
        "--basetemp",
        str(tmp_path / "left"),
        str(tmp_path / "test_it.py"),
    ]
    done = subprocess.run(
        asked, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert ("a provider's key was left in" in done.stdout) == bool(code)
    if code:
        assert "kept.json" in done.stdout and "test_a_log: Captured log call" in done.stdout
