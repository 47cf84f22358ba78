"""What is longer than a field takes, in several rows."""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.library.milvus.collection_schema import NO_VECTOR

# Of UTF-8 at most four bytes a character, and of base64 four characters for three bytes: 60,000 bytes both.
_CHARACTERS = 15_000
PIECE_BYTES = 45_000


def pieces_of_text(text: str) -> list[str]:
    """Return a text in pieces, one at least."""
    return [text[first : first + _CHARACTERS] for first in range(0, max(len(text), 1), _CHARACTERS)]


def pieces_of_bytes(data: bytes) -> list[str]:
    """Return bytes in pieces of letters, one at least."""
    parts = [data[first : first + PIECE_BYTES] for first in range(0, max(len(data), 1), PIECE_BYTES)]
    return [base64.b64encode(part).decode("ascii") for part in parts]


def bytes_of(pieces: Iterable[str]) -> bytes:
    """Return what `pieces_of_bytes` was given."""
    return b"".join(map(base64.b64decode, pieces))


def piece_rows(pieces: Sequence[str], first: int, owner: int, body: int) -> list[dict[str, Any]]:
    """Return the rows of pieces, with numbers from `first` on; they count as long as `body` does."""
    return [
        {"number": first + place, "owner": owner, "body": body, "place": place, "data": piece, "vector": NO_VECTOR}
        for place, piece in enumerate(pieces)
    ]


def by_owner(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each owner's pieces in their order."""
    found: dict[int, dict[int, str]] = {}
    for row in rows:
        found.setdefault(row["owner"], {})[row["place"]] = row["data"]
    for owner, places in found.items():
        yield owner, [places[place] for place in sorted(places)]
