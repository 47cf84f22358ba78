"""One Milvus server, as far as a library needs it. The only file that imports pymilvus, and only when a library is opened."""

import copy
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from bot.library.milvus.collection_schema import Collection
from bot.library.milvus.server_address import ServerAddress
from bot.library.milvus.server_errors import LibraryClientMissing, LibraryRefused, LibraryUnreachable

Row = dict[str, Any]
_Result = TypeVar("_Result")

# How long a request may take; within it the client asks again while the server is away.
_SECONDS = 20.0
# Rows that are sent at once: of the largest, pieces of 60 kB, 6 MB, where Milvus takes 64.
_SENT = 100
# Numbers in one list of a filter.
LISTED = 1_000
# Of so many numbers in a row, the rows are read at once: of articles alone some 30 MB.
_WINDOW = 50_000
# Milvus returns at most so many of the nearest.
_NEAREST_MOST = 16_384
# What the nearest are looked for among, at least; more finds more of them (https://arxiv.org/abs/1603.09320).
_LEAST_EF = 128
# More Milvus does not take.
_MOST_EF = 32_768

# Its client asks every ten seconds whether a server is still there, also where nothing is under way. A server that has gRPC's own
# limit, the small one among them, then ends the connection ("Too many pings"), and what is asked at that moment fails. Whether a
# server is away is told by the time that a request takes.
_KEEPALIVE = {"grpc.keepalive_time_ms": 1_000 * int(3 * _SECONDS), "grpc.keepalive_permit_without_calls": False}

_NOT_LOADED = 101
# What pymilvus says where it cannot connect, and gRPC where the server is away.
_AWAY_CODE = 2
_AWAY_STATUS = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED"}


class MilvusServer:
    """A connection to one server, which any number of threads may use.

    Every request sees all that was written before it (consistency level "Strong", which the collections have), and waits until
    the server knows what that is; or, made by `as_of`, all that was written before that time. Raises LibraryUnreachable where
    the server is away, and LibraryRefused where it answers something else than asked.
    """

    def __init__(self, address: ServerAddress) -> None:
        """Connect. Raises LibraryClientMissing too, where pymilvus is not installed."""
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise LibraryClientMissing(address=address) from error
        # It writes every refusal with its traceback to standard error; ours say it in a sentence.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        self.address = address
        self._client: Any = self._asked(
            lambda: MilvusClient(
                uri=address.uri, token=address.token, timeout=_SECONDS, dedicated=True, grpc_options=_KEEPALIVE
            )
        )
        # What tells a request which time to wait for: nothing is the newest.
        self._seeing: dict[str, Any] = {}

    def as_of(self, time: int) -> "MilvusServer":
        """Return the same connection for requests that see all that was written before `time`; 0 stands for the newest.

        On a server of its own a request that waits for the newest takes 200 ms more: so often Milvus says what its time is.
        """
        seeing = copy.copy(self)
        seeing._seeing = {"consistency_level": "Customized", "guarantee_timestamp": time} if time else {}
        return seeing

    def time(self) -> int:
        """Return the server's own time: all that it has confirmed was written before. 0 where it does not tell it."""
        # The client has no call of its own for it.
        return int(self._asked(lambda: self._client._get_connection().alloc_timestamp(timeout=_SECONDS)))

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def collections(self) -> list[str]:
        """Return the names of all collections that there are, of this library and of others."""
        return [str(name) for name in self._asked(lambda: self._client.list_collections(timeout=_SECONDS))]

    def create(self, collection: Collection) -> None:
        """Make a collection, empty and ready to be searched."""
        schema, index = collection.described(self._client)
        name = collection.name
        self._asked(
            lambda: self._client.create_collection(name, schema=schema, consistency_level="Strong", timeout=_SECONDS)
        )
        # Nothing is in it yet: the client would wait half a second for each index.
        self._asked(lambda: self._client.create_index(name, index, timeout=_SECONDS, sync=False))
        self._asked(lambda: self._client.load_collection(name, timeout=_SECONDS))

    def drop(self, name: str) -> None:
        """Take a collection away with all that is in it; one that is not there is none."""
        self._asked(lambda: self._client.drop_collection(name, timeout=_SECONDS))

    def insert(self, name: str, rows: Iterable[Row]) -> None:
        """Add rows, a hundred at a time."""
        left = iter(rows)
        while some := list(islice(left, _SENT)):
            self._on(name, lambda some=some: self._client.insert(name, some, timeout=_SECONDS))  # type: ignore[misc]

    def delete(self, name: str, expression: str) -> None:
        """Take out the rows for which an expression holds."""
        self._on(name, lambda: self._client.delete(name, filter=expression, timeout=_SECONDS))

    def query(self, name: str, expression: str, fields: Sequence[str], most: int | None = None) -> list[Row]:
        """Return these fields of the rows for which an expression holds, in no order; `most` of them where that is given."""
        limit = {} if most is None else {"limit": most}
        found = self._on(
            name,
            lambda: self._client.query(
                name, filter=expression, output_fields=list(fields), timeout=_SECONDS, **limit, **self._seeing
            ),
        )
        return [dict(row) for row in found]

    def query_listed(
        self,
        name: str,
        field: str,
        values: Sequence[int] | Sequence[str],
        fields: Sequence[str],
        also: str = "",
        at_once: int = LISTED,
    ) -> list[Row]:
        """Return rows whose `field` is one of `values`, numbers or keys, and for which `also` holds, in no order.

        They are asked for `at_once` values at a time.
        """
        rows: list[Row] = []
        for first in range(0, len(values), at_once):
            listed = f"{field} in {json.dumps(values[first : first + at_once])}"
            rows += self.query(name, f"{listed} and {also}" if also else listed, fields)
        return rows

    def query_all(self, name: str, expression: str, fields: Sequence[str], last: int) -> Iterator[Row]:
        """Yield rows whose `number` is up to `last` and for which an expression holds, ascending by some thousands."""
        for first in range(0, last + 1, _WINDOW):
            window = f"number >= {first} and number < {min(first + _WINDOW, last + 1)}"
            yield from self.query(name, f"{window} and {expression}", fields)

    def count(self, name: str, expression: str) -> int:
        """Return for how many rows an expression holds."""
        (row,) = self.query(name, expression, ["count(*)"])
        return int(row["count(*)"])

    def nearest(
        self, name: str, vector: Sequence[float], expression: str, k: int, effort: float = 1.0
    ) -> list[tuple[int, float]]:
        """Return up to `k` (number, inner product) pairs of the rows for which an expression holds, best first.

        They are looked for among so many times as many as usual as `effort` says.
        """
        k = min(k, _NEAREST_MOST)
        looked_at = min(round(max(2 * k, _LEAST_EF) * effort), _MOST_EF)
        return self._best(name, "vector", vector, expression, k, {"metric_type": "IP", "params": {"ef": looked_at}})

    def matching(self, name: str, words: str, expression: str, k: int) -> list[tuple[int, float]]:
        """Return up to `k` (number, BM25 score) pairs of the rows that have any of the words, best first."""
        asked: dict[str, Any] = {"metric_type": "BM25", "params": {}}
        found = self._best(name, "sparse", words, expression, min(k, _NEAREST_MOST), asked)
        # The small server's scores are the same below zero.
        return [(number, abs(score)) for number, score in found]

    def _best(
        self, name: str, field: str, wanted: object, expression: str, k: int, asked: dict[str, Any]
    ) -> list[tuple[int, float]]:
        (hits,) = self._on(
            name,
            lambda: self._client.search(
                name,
                data=[wanted],
                anns_field=field,
                filter=expression,
                limit=k,
                search_params=asked,
                timeout=_SECONDS,
                **self._seeing,
            ),
        )
        return [(int(hit["number"]), float(hit["distance"])) for hit in hits]

    def _on(self, name: str, ask: Callable[[], _Result]) -> _Result:
        """Ask something of a collection. The small server forgets when it ends which ones were ready: then make it so again."""
        from pymilvus import MilvusException

        try:
            return self._asked(ask)
        except LibraryRefused as refused:
            cause = refused.__cause__
            if not isinstance(cause, MilvusException) or cause.code != _NOT_LOADED:
                raise
        self._asked(lambda: self._client.load_collection(name, timeout=_SECONDS))
        return self._asked(ask)

    def _asked(self, ask: Callable[[], _Result]) -> _Result:
        """Give the errors of pymilvus and gRPC the words of ours."""
        from grpc import RpcError
        from pymilvus import MilvusException

        try:
            return ask()
        except RpcError as error:
            raise self._error(error.code().name, error.details() or error.code().name) from error
        except MilvusException as error:
            status = "UNAVAILABLE" if error.code == _AWAY_CODE else getattr(error.code, "name", "")
            raise self._error(status, str(error.message)) from error

    def _error(self, status: str, reason: str) -> LibraryUnreachable | LibraryRefused:
        if status in _AWAY_STATUS:
            return LibraryUnreachable(address=self.address, reason=status)
        return LibraryRefused(address=self.address, reason=" ".join(reason.split())[:300])
