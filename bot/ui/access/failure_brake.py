"""Wrong passwords make the next try wait: the longer, the more there were from one address, and from all together.

Whoever is in already is not held up; whoever comes anew while somebody guesses may have to wait.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

FREE_TRIES = 5
LONGEST_WAIT = 900.0
_FORGOTTEN_AFTER = 3600.0
_MOST_ADDRESSES = 10_000
# In sum: from so many failures within ten minutes on, one try in five seconds, wherever they come from.
SUM_TRIES = 60
SUM_WINDOW = 600.0
SUM_WAIT = 5.0


class FailureBrake:
    """Counts failures by address. A try counts as one from its beginning, so that many at once are no way around."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._all: deque[float] = deque(maxlen=SUM_TRIES)
        self._lock = threading.Lock()

    def begin(self, address: str) -> float:
        """Note a try from an address and return 0.0, or return how many seconds it has to wait and note nothing."""
        now, place = self._clock(), _network(address)
        with self._lock:
            count, last = self._failures.get(place, (0, now))
            if now - last > _FORGOTTEN_AFTER:
                count = 0
            wait = max(self._own_wait(count, last, now), self._common_wait(now))
            if wait > 0:
                return wait
            self._failures[place] = (count + 1, now)
            self._failures.move_to_end(place)
            while len(self._failures) > _MOST_ADDRESSES:
                self._failures.popitem(last=False)
            self._all.append(now)
            return 0.0

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address."""
        with self._lock:
            self._failures.pop(_network(address), None)
            if self._all:
                self._all.pop()

    @staticmethod
    def _own_wait(count: int, last: float, now: float) -> float:
        if count < FREE_TRIES:
            return 0.0
        return last + min(2.0 ** min(count - FREE_TRIES, 20), LONGEST_WAIT) - now

    def _common_wait(self, now: float) -> float:
        if len(self._all) < SUM_TRIES or now - self._all[0] > SUM_WINDOW:
            return 0.0
        return self._all[-1] + SUM_WAIT - now


def _network(address: str) -> str:
    """Return what stands for an address: of IPv6 its network, of which one computer has them all."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped) if found.ipv4_mapped else found.exploded[:19]
    return str(found)
