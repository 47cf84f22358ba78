"""One pass of many patterns over a text: what begins first is read first, and of those the pattern that is listed first."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Read = TypeVar("Read")
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Read | None]]


def scan(text: str, rules: Sequence[Rule[Read]]) -> Iterator[Read]:
    """Yield what the rules read, in order and without overlaps.

    A rule that reads None gives its place to the next one.
    """
    found = sorted(
        ((match.start(), order, match) for order, (pattern, _) in enumerate(rules) for match in pattern.finditer(text)),
        key=lambda item: item[:2],
    )
    at = 0
    for start, order, match in found:
        if start < at:
            continue
        reading = rules[order][1](match)
        if reading is not None:
            at = match.end()
            yield reading
