"""Which rows of a library count: the newest row of its states says it, and writing that row is what commits a change."""

import base64
import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.library.milvus.collection_schema import NO_VECTOR, Series
from bot.library.milvus.milvus_server import MilvusServer

_CHANCE_BITS = 20


@dataclass(frozen=True, slots=True)
class LibraryState:
    """One state of a library.

    Rows that belong to a number up to `last` count, unless it is in `gone`, which has the time (milliseconds since 1970) when
    each was replaced: those that read meanwhile still see them, until they are swept out. `serial` counts the rows of states
    (`StateRows`), `generation` the changes that readers can see. `made_with` says by which model and rules the library was made.

    `writing` names a change that is being written: with numbers up to `upper`, of which the first `owners` have rows that belong
    to them. Where it was given up, those are there for nothing.

    `as_of` is the server's own time by which all was written that the state makes count, 0 where it tells none: a reader has to
    see what there was then, and need not wait for anything later.
    """

    series: Series
    made_with: Mapping[str, str]
    serial: int = 0
    generation: int = 0
    last: int = 0
    gone: Mapping[int, int] = field(default_factory=dict)
    written_at: int = 0
    writing: str = ""
    upper: int = 0
    owners: int = 0
    as_of: int = 0

    @property
    def coverage(self) -> tuple[str, int]:
        """What tells the state from all others that readers can see."""
        return self.series.series, self.generation

    def visible(self, name: str) -> str:
        """Return the expression that holds for rows that count, by the field that has their number."""
        hidden = f" and {name} not in {sorted(self.gone)}" if self.gone else ""
        return f"{name} <= {self.last}{hidden}"

    def to_row(self) -> dict[str, Any]:
        """Return the row of this state."""
        numbers = sorted(self.gone)
        steps = [number - before for before, number in zip([0, *numbers], numbers, strict=False)]
        gone = json.dumps([steps, [self.gone[number] for number in numbers]])
        data = {
            "series": self.series.series,
            "made_with": dict(self.made_with),
            # Steps and times repeat: forty thousand of them fit into the field.
            "gone": base64.b64encode(zlib.compress(gone.encode("ascii"), 9)).decode("ascii"),
            "as_of": self.as_of,
            **{name: getattr(self, name) for name in _AS_THEY_ARE},
        }
        return {"number": self.serial, "data": json.dumps(data), "vector": NO_VECTOR}

    @classmethod
    def from_row(cls, library: str, row: Mapping[str, Any]) -> "LibraryState":
        """Return the state that a row of a library tells."""
        data = json.loads(row["data"])
        steps, times = json.loads(zlib.decompress(base64.b64decode(data["gone"])))
        gone: dict[int, int] = {}
        number = 0
        for step, time in zip(steps, times, strict=True):
            number += step
            gone[number] = time
        return cls(
            Series(library, data["series"]),
            data["made_with"],
            row["number"],
            gone=gone,
            # States that were written before they told it have none.
            as_of=data.get("as_of", 0),
            **{name: data[name] for name in _AS_THEY_ARE},
        )


_AS_THEY_ARE = ("generation", "last", "written_at", "writing", "upper", "owners")


class StateRows:
    """The states of one library, in a collection of their own.

    Their numbers are serials with some bits of chance behind, so that two rows of one serial, by homes that do not know of each
    other, stay two.
    """

    def __init__(self, server: MilvusServer) -> None:
        self._server = server
        self._library = server.address.name

    def newest(self) -> LibraryState:
        """Return the newest state. Raises LookupError where the library has none yet."""
        rows = self._server.query(self._library, "number > 0", ("number", "data"))
        if not rows:
            raise LookupError(self._library)
        return LibraryState.from_row(self._library, max(rows, key=lambda row: int(row["number"])))

    def add(self, state: LibraryState) -> LibraryState:
        """Write a state as the one after its serial; return it with its own. Those before it are taken away, but for one.

        What it makes count, and what it no longer hides, has been written or taken out before.
        """
        step = (state.serial >> _CHANCE_BITS) + 1
        serial = step << _CHANCE_BITS | secrets.randbits(_CHANCE_BITS)
        state = replace(state, serial=serial, as_of=self._server.time())
        self._server.insert(self._library, [state.to_row()])
        self._server.delete(self._library, f"number < {step - 1 << _CHANCE_BITS}")
        return state

    def has_rival(self, state: LibraryState) -> bool:
        """Return whether there is another state as new as this one, or a newer one."""
        step = state.serial >> _CHANCE_BITS << _CHANCE_BITS
        rows = self._server.query(self._library, f"number >= {step}", ("number",))
        return any(row["number"] != state.serial for row in rows)

    def take_back(self, state: LibraryState) -> None:
        """Take away the row of a state that was added and that nobody has gone on from."""
        self._server.delete(self._library, f"number == {state.serial}")
