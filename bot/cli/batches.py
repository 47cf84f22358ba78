"""Files of questions or claims, one a line, as `search`, `ask` and `check` take them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.errors import BatchLineInvalid, BatchUnreadable
from bot.text.json_text import read_json

# Characters of a line that an error shows.
_SHOWN = 80


def read_batch(path: Path, field: str) -> Iterator[dict[str, Any]]:
    """Yield `{"id", field}` of each line, the field as text. Raises BatchUnreadable and BatchLineInvalid, which say why."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        raise BatchUnreadable(source=path, reason=getattr(error, "strerror", None) or error) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = read_json(line)
            asked = {"id": row["id"], field: row[field]}
            if not isinstance(asked[field], str):
                raise TypeError(field)
        except (ValueError, KeyError, TypeError) as error:
            raise BatchLineInvalid(source=path, line=number, field=field, text=line[:_SHOWN]) from error
        yield asked
