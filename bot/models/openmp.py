"""How the threads of torch and of the engine wait for each other: they look for the next work a while, then they sleep.

Both compute with OpenMP, whose runtime reads from the environment, when it is loaded, how its threads wait. By itself GNU's looks
for some 3 ms (300,000 looks, https://gcc.gnu.org/onlinedocs/libgomp/GOMP_005fSPINCOUNT.html), in which the threads of one runtime
take the cores from whoever has work: beside one busy process the engine then writes a fifth. Sleeping at once costs a quarter of
the writing where nobody else computes. Some thousand looks lose little in either case (`python -m bench.waiting`).
"""

import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

# Other runtimes than GNU's know the first alone; in GNU's the second decides.
WAITING = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "3000"}


def wait_briefly(environment: MutableMapping[str, str]) -> None:
    """Say in `environment` how threads wait, unless somebody has: a policy or a number of looks of his own is kept."""
    if not environment.keys() & WAITING.keys():
        environment.update(WAITING)


@contextmanager
def waiting_briefly() -> Iterator[None]:
    """Let a runtime that is loaded inside wait like this, whoever uses the package, and leave the environment as it was.

    One that was loaded before keeps what it read then.
    """
    named = WAITING.keys() & os.environ.keys()
    wait_briefly(os.environ)
    try:
        yield
    finally:
        for name in () if named else WAITING:
            os.environ.pop(name, None)
