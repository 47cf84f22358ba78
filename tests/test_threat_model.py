"""The threat model names its tests; each is there."""

import re

import pytest

from tests.places import ROOT

TOLD = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
TESTS = {path: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
NAMES = {path.name for path in TESTS}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+(?:\.py)?)`", TOLD))))
def test_what_the_threat_model_names_is_there(name: str) -> None:
    assert name in NAMES if name.endswith(".py") else any(f"def {name}(" in text for text in TESTS.values())


def test_every_line_of_its_tables_names_one() -> None:
    lines = [line for line in TOLD.splitlines() if line.startswith("| ") and not line.endswith(("| shown by |", "| |"))]
    assert len(lines) > 15
    assert [line for line in lines if "`test_" not in line] == []
