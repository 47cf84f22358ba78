"""The replicas of one model: which address each request goes to, and how those that fail are left alone and found again.

Least outstanding requests, with passive health checks, as load balancers have them. Nothing runs beside the requests: how an
address is doing is known from what was last asked there.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

from bot.models.llm.broken_replies import is_requests_fault

Client = TypeVar("Client")

# How long an address that failed is left alone, in seconds: one, which lets a burst go by, and twice as long each time that it
# fails again. At most a minute: a server that was started again reads a model of some gigabytes in that time, and one that hangs
# costs one reader in so much time a wait.
FIRST_REST = 1.0
LONGEST_REST = 60.0


@dataclass(eq=False, slots=True)
class Replica(Generic[Client]):
    """An address, what asks there, and how it is doing; times count events, so that what was before what is never in doubt.

    `rest` is how long it is left alone since it `failed_at` (seconds of the clock), 0 where it answered last. Of those who try
    an address that failed there is one at a time (`trials`).
    """

    address: str
    client: Client
    under_way: int = 0
    trials: int = 0
    taken: int = 0
    failed: int = 0
    failed_at: float = 0.0
    rest: float = 0.0

    def may_be_asked(self, now: float) -> bool:
        """Return whether it answered last, or has had its rest and nobody tries it."""
        return not self.rest or (now >= self.failed_at + self.rest and not self.trials)


class NoReplicaAnswers(Exception):
    """A request that failed at each address where it was tried: `failures` by address, in their order."""

    def __init__(self, failures: Mapping[str, Exception]) -> None:
        self.failures = dict(failures)
        told = (f"{address} ({str(error) or type(error).__name__})" for address, error in failures.items())
        super().__init__(", ".join(told))


class Replicas(Generic[Client]):
    """Gives out addresses, to any number of threads at once."""

    def __init__(
        self, clients: Mapping[str, Client], seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clients` by address, one or more. A request that has taken `seconds` without a word is not tried elsewhere."""
        self._replicas = [Replica(address, client) for address, client in clients.items()]
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._events = 0

    @property
    def patience(self) -> float:
        """Seconds that one address may take to the first word: half where there are others, so that time is left for them."""
        return self._seconds / 2 if len(self._replicas) > 1 else self._seconds

    def answering(self) -> dict[str, bool]:
        """Return of each address whether it answered when it was last asked, True where it was not asked yet."""
        return {replica.address: not replica.rest for replica in self._replicas}

    def attempts(self) -> "Attempts[Client]":
        """Return the attempts at one request, to be gone through until one of them has not failed."""
        return Attempts(self)

    def _choose(self, tried: Mapping[str, object]) -> Replica[Client] | None:
        """Return the replica that may be asked and has the fewest requests, of those the one that was taken longest ago.

        Where none may be asked any is better than none. None where all were `tried`.
        """
        now = self._clock()
        left = [replica for replica in self._replicas if replica.address not in tried]
        return min(left, key=lambda each: (not each.may_be_asked(now), each.under_way, each.taken), default=None)

    def _next_event(self) -> int:
        self._events += 1
        return self._events


class Attempts(Generic[Client]):
    """One request: an attempt at each address, until one answers or the time is over."""

    def __init__(self, replicas: Replicas[Client]) -> None:
        self._replicas = replicas
        self._until = replicas._clock() + replicas._seconds
        self._failures: dict[str, Exception] = {}

    def __iter__(self) -> Iterator["Attempt[Client]"]:
        """Yield attempts, each to be entered with `with`, which takes in a failure that another address may mend."""
        while self._replicas._clock() < self._until or not self._failures:
            with self._replicas._lock:
                replica = self._replicas._choose(self._failures)
                if replica is None:
                    return
                attempt = Attempt(self._replicas, replica, self._failures)
            yield attempt

    @property
    def failure(self) -> NoReplicaAnswers:
        """What there is to say when all attempts are over."""
        return NoReplicaAnswers(self._failures)


class Attempt(Generic[Client]):
    """A request at one address, under way from its making to the end of its `with`.

    A failure before `note_word` is taken in where there are other addresses, and noted in `failures`. What is the request's own
    fault, a failure after its first word and whatever ends it from outside goes on; the last says nothing of the address.
    """

    def __init__(self, replicas: Replicas[Client], replica: Replica[Client], failures: dict[str, Exception]) -> None:
        """The caller holds the lock of `replicas`."""
        self._replicas = replicas
        self._replica = replica
        self._failures = failures
        self._has_word = False
        self._is_trial = bool(replica.rest)
        self._begun = replica.taken = replicas._next_event()
        replica.under_way += 1
        replica.trials += self._is_trial

    def note_word(self) -> None:
        """Note that words have come: what follows is this address's, however it ends."""
        if not self._has_word:
            self._has_word = True
            with self._replicas._lock:
                self._note_answer()

    def __enter__(self) -> Client:
        return self._replica.client

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        replica, replicas = self._replica, self._replicas
        with replicas._lock:
            replica.under_way -= 1
            replica.trials -= self._is_trial
            if error is None or (isinstance(error, Exception) and is_requests_fault(error)):
                self._note_answer()
            elif isinstance(error, Exception):
                self._note_failure()
                if not self._has_word and len(replicas._replicas) > 1:
                    self._failures[replica.address] = error
                    return True
        return False

    def _note_answer(self) -> None:
        """An answer to what was asked before the address failed says nothing of how it is since."""
        if self._begun > self._replica.failed:
            self._replica.rest = 0.0

    def _note_failure(self) -> None:
        """Requests that were under way together and fail together are one failure."""
        replica = self._replica
        if self._begun > replica.failed:
            replica.rest = min(replica.rest * 2 or FIRST_REST, LONGEST_REST)
            replica.failed, replica.failed_at = self._replicas._next_event(), self._replicas._clock()
