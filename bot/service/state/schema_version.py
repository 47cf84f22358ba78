"""Which steps make the tables of this version, and which of them a database has had."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.service.state.state_errors import StateNewer, StateNotMigrated


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: a file of SQL, known by its number. Numbers may have gaps, and each step stands for itself."""

    number: int
    name: str
    sql: str


@cache
def migrations() -> tuple[Migration, ...]:
    """Return the steps of this version, by number."""
    files = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
    return tuple(Migration(int(file.stem[:4]), file.stem, file.read_text(encoding="utf-8")) for file in files)


def compare_version(applied: Mapping[int, str], address: str) -> None:
    """Return where a database has had exactly the steps of this version, `applied` by number.

    Raises StateNewer where it has had others, and StateNotMigrated where some are still to be done.
    """
    if newer := find_newer(applied):
        raise StateNewer(address=address, newer=newer)
    if missing := [each.name for each in migrations() if each.number not in applied]:
        raise StateNotMigrated(address=address, missing=", ".join(missing))


def find_newer(applied: Mapping[int, str]) -> str:
    """Return the names of those steps that this version does not know, "" where there are none."""
    known = {migration.number for migration in migrations()}
    return ", ".join(applied[number] for number in sorted(applied.keys() - known))
