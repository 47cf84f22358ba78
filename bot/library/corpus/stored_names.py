"""Which files of a corpus go into a store, and by which names."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from bot.library.corpus.chosen_tags import TAGS
from bot.library.corpus.folder import PART, REMOVED, VERSIONS, may_hold_article

# What was here and lost against the store.
KEPT = ".kept"
_OURS = {VERSIONS, REMOVED, KEPT}
# What no store takes as a name, and what a folder as a store takes for a file that is still being written.
_NOT_A_NAME = re.compile(r"[\x00-\x1f\x7f\\]|#\d+(/|$)")
_MOST_NAME_BYTES = 900
_MOST_PART_BYTES = 255


def belongs(name: str) -> bool:
    """Return whether a file belongs into the store: articles and what is kept of them, no file that is being written."""
    parts = PurePosixPath(name).parts
    if not parts or any(PART.fullmatch(part) for part in parts):
        return False
    return name == TAGS or parts[0] in _OURS or may_hold_article(Path("/"), Path("/") / name)


def may_go(name: str) -> bool:
    """Return whether a file belongs into the store and may have this name there and here."""
    try:
        encoded = name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    parts = name.split("/")
    return (
        belongs(name)
        and len(encoded) <= _MOST_NAME_BYTES
        and not _NOT_A_NAME.search(name)
        and not any(part in {"", ".", ".."} or len(part.encode("utf-8")) > _MOST_PART_BYTES for part in parts)
    )


def meeting(names: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return those of the names that lie below one of the others as in a folder, or have one of them below."""
    files, folders = set(others), {str(parent) for other in others for parent in PurePosixPath(other).parents}
    return [
        name for name in names if name in folders or any(str(above) in files for above in PurePosixPath(name).parents)
    ]


def name_aside(name: str, digest: str) -> str:
    """Return the name under which a file is kept aside: the same file always has the same."""
    path = PurePosixPath(name)
    if path.parts[0] == KEPT:
        path = path.relative_to(KEPT)
    inner = f"{digest[:12]}-{path.name}"
    if len(inner.encode("utf-8")) > _MOST_PART_BYTES:
        inner = f"{digest[:12]}{path.suffix if len(path.suffix) < 12 else ''}"
    return str(path.with_name(inner))
