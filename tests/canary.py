"""A canary in the place of every provider's key: no file that the tests leave, and nothing that they log, may hold it.

It is made anew for each process that runs tests, so that no source that a test copies has it, and looks like no key, so that
nothing but knowing it can keep it out of what is told. Whoever runs the tests has no key of his own in them.
"""

import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.models.llm.providers import KEYS

CANARY = f"canary.{secrets.token_hex(6)}.of.nobody"
os.environ.update(dict.fromkeys(KEYS.values(), CANARY))

# Bytes. What is larger is a model, vectors, or a file made to be too large: no text of ours comes near that.
LARGEST = 16 * 1024 * 1024

_logged: list[str] = []


def find_canary(folder: Path) -> list[Path]:
    """Return the files anywhere in `folder` that hold the canary; what is no file, cannot be read or is too large is left out."""
    found = []
    for inner, _, names in os.walk(folder):
        for path in (Path(inner, name) for name in names):
            try:
                kept = path.lstat()
                if stat.S_ISREG(kept.st_mode) and kept.st_size <= LARGEST and CANARY.encode() in path.read_bytes():
                    found.append(path)
            except OSError:
                continue
    return sorted(found)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test whose captured output or log holds the canary."""
    _logged.extend(f"{report.nodeid}: {name}" for name, text in report.sections if CANARY in text)


@pytest.fixture(scope="session", autouse=True)
def _keys_stay_inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Look, when all tests of this process are done, at what they have left."""
    yield
    found = [*map(ascii, map(str, find_canary(tmp_path_factory.getbasetemp()))), *_logged]
    if found:
        pytest.fail("a provider's key was left in\n" + "\n".join(found), pytrace=False)
