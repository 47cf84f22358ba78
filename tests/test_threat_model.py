"""The threat model names its tests; each is there."""

import re

import pytest

from tests.places import ROOT

TOLD = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
# Two folders may have a file of one name.
TESTS = [(path.name, path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py")]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+(?:\.py)?)`", TOLD))))
def test_what_the_threat_model_names_is_there(name: str) -> None:
    assert any(name == file if name.endswith(".py") else f"def {name}(" in text for file, text in TESTS)


def test_every_line_of_its_tables_names_one() -> None:
    lines = [line for line in TOLD.splitlines() if line.startswith("| ") and not line.endswith("| shown by |")]
    assert len(lines) > 15
    assert [line for line in lines if "`test_" not in line] == []
