"""How much a reader may ask, upload and send, and all readers together: so much at once, and so much again with time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["questions", "uploads", "bytes"]

_MB = 1024 * 1024
_MOST_READERS = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """So much at once, and so much a second after that."""

    at_once: float
    a_second: float


# A question takes the machine some seconds, so that nobody who reads the answers meets these limits.
EACH: Mapping[Kind, Allowance] = {
    "questions": Allowance(30, 0.5),
    "uploads": Allowance(200, 1.0),
    "bytes": Allowance(500 * _MB, 0.5 * _MB),
}
TOGETHER: Mapping[Kind, Allowance] = {
    "questions": Allowance(300, 5.0),
    "uploads": Allowance(1_000, 5.0),
    "bytes": Allowance(2_000 * _MB, 4 * _MB),
}


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class ReaderLimits:
    """What is left to each reader, and to all."""

    def __init__(
        self,
        each: Mapping[Kind, Allowance] = EACH,
        together: Mapping[Kind, Allowance] = TOGETHER,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._each = each
        self._together = together
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, Kind], _Bucket] = OrderedDict()
        self._all: dict[Kind, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, reader: str, kind: Kind, amount: float = 1.0) -> float:
        """Take `amount` from what is left and return 0.0, or take nothing and return the seconds after which it would do."""
        now = self._clock()
        with self._lock:
            own = self._buckets.setdefault((reader, kind), _Bucket(self._each[kind].at_once, now))
            common = self._all.setdefault(kind, _Bucket(self._together[kind].at_once, now))
            self._buckets.move_to_end((reader, kind))
            while len(self._buckets) > _MOST_READERS:
                self._buckets.popitem(last=False)
            wait = max(_wait(own, self._each[kind], amount, now), _wait(common, self._together[kind], amount, now))
            if wait <= 0:
                own.left -= amount
                common.left -= amount
            return wait


def _wait(bucket: _Bucket, allowance: Allowance, amount: float, now: float) -> float:
    bucket.left = min(allowance.at_once, bucket.left + (now - bucket.at) * allowance.a_second)
    bucket.at = now
    return max(0.0, (amount - bucket.left) / allowance.a_second)
