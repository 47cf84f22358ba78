"""What is run: how many of each, for how long, and what is killed when."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kill:
    """What is killed after so many `seconds`, "page", "worker" or "model", and started again after `away` more."""

    what: str
    seconds: float
    away: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. `pause` is how many seconds a reader reads an answer, `between` how many pass between changes of the articles.

    With `open_pages` each reader's page looks what the server is doing, as a page that is open does; `small` has the tests'
    embedder in the place of a model.
    """

    readers: int = 200
    seconds: float = 180.0
    pages: int = 3
    workers: int = 2
    pause: float = 30.0
    between: float = 4.0
    parallel: int = 16
    articles_before: int = 12
    open_pages: bool = True
    small: bool = False
    kills: tuple[Kill, ...] = ()


def usual_kills(seconds: float) -> tuple[Kill, ...]:
    """Return the three kills of a run of so many seconds: after a quarter, a half and three quarters of it."""
    away = min(10.0, seconds / 12)
    return Kill("page", seconds / 4, away), Kill("worker", seconds / 2, away), Kill("model", 3 * seconds / 4, away)
