"""The units that Korean and English articles count and measure in, read from `units.toml`, and which of them say the same."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a unit measures, and how much of it one is: a kilometre is 1,000 of "length"."""

    name: str
    factor: float = 1.0


COUNTED = frozenset(["", "thing", "person", "times", "ordinal"])
"""Units that count. Two of them are the same kind where one says no more than that something is counted."""

# A pound is money or weight, and only the article knows; an age is a number of years.
_ALSO = {
    ("pound", "GBP"),
    ("pound", "lb"),
    ("age", "year"),
    ("age", ""),
    ("fold", "times"),
    ("month", "thing"),
    ("points", ""),
    ("degree", ""),
    ("clock", "clock face"),
    ("clock face", ""),
    ("clock", ""),
}


@cache
def dimension(unit: str) -> Dimension:
    """Return what `unit` measures; a unit that nothing is converted to is a dimension of its own."""
    measured = {name: factor for name, factor in _units().get(unit, {}).items() if name not in _SPELLINGS}
    return next((Dimension(name, factor) for name, factor in measured.items()), Dimension(unit))


def is_same_kind(unit: str, other: str) -> bool:
    """Return whether numbers in the two units can say the same."""
    if dimension(unit).name == dimension(other).name or (unit, other) in _ALSO or (other, unit) in _ALSO:
        return True
    if unit not in COUNTED or other not in COUNTED:
        return False
    if "ordinal" in (unit, other):
        return "" in (unit, other)
    return bool({"", "thing"} & {unit, other})


@cache
def units_behind() -> tuple[re.Pattern[str], ...]:
    """Return what may stand behind a Korean and behind an English number; the group that matches is the unit."""
    return (
        re.compile(rf" ?(?:{_alternatives('ko')})"),
        re.compile(rf"(?: of |[ -]?)(?:{_alternatives('en')})(?![A-Za-z0-9])"),
    )


@cache
def money_before() -> dict[str, re.Pattern[str]]:
    """Return what stands before an amount, by its unit."""
    return {name: re.compile(unit["before"]) for name, unit in _units().items() if "before" in unit}


_SPELLINGS = ("ko", "en", "before")


@cache
def _units() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "units.toml").read_text(encoding="utf-8"))


def _alternatives(language: str) -> str:
    return "|".join(f"(?P<{name}>{unit[language]})" for name, unit in _units().items() if language in unit)
