"""What came of taking articles in or out."""

from dataclasses import dataclass

from bot.articles import ReadingWarning
from bot.errors import HaeseolError


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be taken in, and why."""

    source: str
    error: HaeseolError


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an addition, a removal or a comparison with the folder came to: ids of articles, and what failed.

    `twins` are pairs of ids: the first has the very content of the second, which is stored once. They are among the
    unchanged too. `warned` has for the articles that were read, in the order of reading, what their readers want known.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    twins: tuple[tuple[str, str], ...] = ()
    warned: tuple[tuple[str, tuple[ReadingWarning, ...]], ...] = ()
    seconds: float = 0.0
