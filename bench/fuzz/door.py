"""A door: a part of Haeseol that reads what others wrote, and how one input is put to it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from bench.fuzz.accidents import bend_json, bend_text
from bot.errors import HaeseolError

Check = Callable[[bytes], None]
Bend = Callable[[bytes, Random, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Door:
    """`check` returns for an input that is read or refused as it should be, and raises for any other; `open` makes it once.

    `seeds` are inputs that are read. `bend` makes another input of one, and of a second that lends pieces. `share` is how many
    of a hundred inputs this door gets. None is longer than `longest` bytes: a door of texts is put to more of them where they are
    short, and what a long one takes is held by tests of its own.
    """

    name: str
    share: int
    seeds: Sequence[bytes]
    open: Callable[[], Check]
    bend: Bend = bend_text
    longest: int = 20_000


def text_door(name: str, share: int, seeds: Sequence[str], check: Callable[[str], None]) -> Door:
    """Return a door for any text, surrogates without their other half among them."""
    return Door(
        name, share, [seed.encode() for seed in seeds], lambda: lambda data: check(as_text(data)), longest=1_000
    )


def json_door(name: str, share: int, seeds: Sequence[str], open: Callable[[], Check]) -> Door:
    """Return a door for what should be JSON."""
    return Door(name, share, [seed.encode() for seed in seeds], open, bend_json)


def as_text(data: bytes) -> str:
    """Return bytes as the text that they are, else one letter a byte."""
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8", "surrogatepass")
    return data.decode("utf-8", "replace")


def refused(run: Callable[[], object], *errors: type[Exception]) -> None:
    """Do what may be refused by an error of ours, or by one of `errors`; of ours each must speak both languages."""
    try:
        run()
    except HaeseolError as error:
        if not (error.message("ko").strip() and error.message("en").strip()):
            raise AssertionError(f"{type(error).__name__} says nothing") from error
    except errors:
        pass
