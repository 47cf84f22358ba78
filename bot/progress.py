"""How long work says how far it is. Work reports; the command line and the page each show it their own way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Step = Literal[
    "wait",
    "download",
    "verify",
    "assemble",
    "build",
    "load",
    "read",
    "embed",
    "store",
    "recognise",
    "group",
    "match",
    "compare",
]
Unit = Literal["bytes", "passages", "articles", "files", "pages", "topics", "pairs", "sentences", ""]


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` `unit`s of one step on one subject; a total of 0 means that nobody knows yet."""

    step: Step
    subject: str
    done: int = 0
    total: int = 0
    unit: Unit = ""


Report = Callable[[Progress], None]


class Cancelled(Exception):
    """Raised where work reports how far it is, so that it ends soon after somebody said so. What it has stored stays."""


def report_nothing(progress: Progress) -> None:
    """Ignore progress: for callers that have nobody to show it to."""
