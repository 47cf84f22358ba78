"""Fetch the public sets that the floors of the search and of refusing are measured on: `python -m bench.data [SET ...]`.

Each is fetched from where its makers publish it (HF_ENDPOINT names another model hub), turned into our format, and taken
into `data/` beside `bench/` only where its content is what the floors were measured on. Sets that are there are left alone.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.measuring_set import content_digest
from bench.published import SETS, Files, PublishedSet
from bot.evaluation.evaluation_errors import EvaluationError
from bot.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent / "data"
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class NotTaken(Exception):
    """A set that was not taken, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


def main(arguments: Sequence[str] | None = None, sets: Sequence[PublishedSet] = SETS) -> int:
    """Fetch what is missing and say what became of each set; return 1 where one was not taken."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.data", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="SET", help=", ".join(one.name for one in sets) + " (all)")
    parser.add_argument("--into", type=Path, default=FOLDER, metavar="FOLDER", help="data/ beside bench/")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - {one.name for one in sets}:
        parser.error(f"no set is called {', '.join(sorted(unknown))}")
    hub = Settings.from_environment(os.environ).hub
    right = True
    with httpx.Client(follow_redirects=True, timeout=_PATIENCE) as client:
        for one in sets:
            if options.names and one.name not in options.names:
                continue
            try:
                said = fetch(one, options.into, lambda address: _read(client, address.format(hub=hub)))
            except NotTaken as error:
                right = False
                print(f"{error}", file=sys.stderr)
            else:
                print(f"{one.name}: {said} ({one.licence})")
    return 0 if right else 1


def fetch(wanted: PublishedSet, folder: Path, read: Callable[[str], bytes]) -> str:
    """Have `folder` hold the files of a set, made from what `read` returns for an address, and return what was done.

    Raises NotTaken, and then `folder` is as it was.
    """
    if _is_right(wanted, folder):
        return "there already"
    try:
        files = wanted.rows([read(address) for address in wanted.addresses])
    except httpx.HTTPError as error:
        raise NotTaken(wanted.name, f"could not be fetched: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotTaken(wanted.name, f"is published in another form now: {error!r}") from error
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as new:
        _write(files, Path(new))
        if not _is_right(wanted, Path(new)):
            raise NotTaken(wanted.name, "its content is not what the floors were measured on")
        for name in files:
            shutil.move(Path(new) / name, folder / name)
    return f"{sum(map(len, files.values()))} lines in {len(files)} files"


def _read(client: httpx.Client, address: str) -> bytes:
    return client.get(address).raise_for_status().content


def _write(files: Files, folder: Path) -> None:
    for name, rows in files.items():
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text("".join(lines), encoding="utf-8", newline="\n")


def _is_right(wanted: PublishedSet, folder: Path) -> bool:
    try:
        return content_digest(wanted.measures, folder) == wanted.measures.content
    except EvaluationError:  # such as a file that is not there
        return False


if __name__ == "__main__":
    sys.exit(main())
