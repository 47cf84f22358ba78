"""Names and terms whose other spelling must be known, read from `names.txt` beside this file."""

from functools import cache
from pathlib import Path

Pair = tuple[tuple[str, ...], tuple[str, ...]]
"""The Korean and the English spellings of one name, the usual one first."""


@cache
def _sections() -> dict[str, tuple[Pair, ...]]:
    sections: dict[str, list[Pair]] = {}
    for line in (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            pairs = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            korean, english = line.split(": ")
            pairs.append((tuple(korean.split("|")), tuple(english.split("|"))))
    return {name: tuple(found) for name, found in sections.items()}


def organisations() -> tuple[Pair, ...]:
    """Return organisations that news keeps naming."""
    return _sections()["organisations"]


def places() -> tuple[Pair, ...]:
    """Return places that news keeps naming."""
    return _sections()["places"]


def terms() -> tuple[Pair, ...]:
    """Return technical terms with their usual translation."""
    return _sections()["terms"]


def translated_names() -> tuple[Pair, ...]:
    """Return names that are translated rather than sounded out: countries, their people, some cities and institutions."""
    return _sections()["other names"]


@cache
def other_names() -> dict[str, frozenset[str]]:
    """Return, by name in lower case, what it is called in the other language where it is translated, not sounded out."""
    table: dict[str, set[str]] = {}
    for korean, english in translated_names():
        for names, others in ((korean, english), (english, korean)):
            for name in names:
                table.setdefault(name.lower(), set()).update(others)
    return {name: frozenset(others) for name, others in table.items()}
