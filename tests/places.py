"""Where the checkout is, and where the data for measuring lie, which the wheel does not contain."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What `python -m bench.data` has fetched, and what someone keeps beside the checkout.
_BESIDE = ROOT.parent / "shared"
_FOLDERS = (ROOT / "data", _BESIDE / "eval", _BESIDE / "articles")


def measuring_data(*names: str) -> Path:
    """Return the first folder that holds all of `names`, and skip the test where none does."""
    for folder in _FOLDERS:
        if all((folder / name).is_file() for name in names):
            return folder
    pytest.skip(f"no {', '.join(names)}: `python -m bench.data` fetches what is published")
