"""Files of questions or claims, one a line, as `search`, `ask` and `check` take them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.articles.article_errors import ArchiveLineInvalid, ArticleMissing


def read_batch(path: Path, field: str) -> Iterator[dict[str, Any]]:
    """Yield `{"id", field}` of each line. Raises ArticleMissing and ArchiveLineInvalid, which name what is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ArticleMissing(source=path) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield {"id": row["id"], field: str(row[field])}
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveLineInvalid(source=path, line=number, reason=repr(error)) from error
