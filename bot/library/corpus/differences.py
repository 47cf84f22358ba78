"""Where two sequences agree, found in time that is bounded whatever they hold.

`difflib` alone takes the cube of their length where elements repeat, and the square where every second one has changed. So
elements that each sequence has exactly once are matched first, in the longest order that both have (patience diff, Bram Cohen,
https://bramcohen.livejournal.com/73318.html), and `difflib` sees only what lies between them, as far as that is little enough.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

# Steps that difflib may take in all, about a second's worth; what lies beyond them is told as replaced.
_STEPS = 5_000_000

Block = tuple[int, int, int]
"""`old[i : i + size] == new[j : j + size]`."""


def matching_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return the stretches that both have, in their order in both, none of them empty, none next to another."""
    found: list[Block] = []
    left = _STEPS
    i = j = 0
    for next_i, next_j in [*_anchors(old, new), (len(old), len(new))]:
        blocks, steps = _between(old, new, (i, next_i), (j, next_j), left)
        left -= steps
        for block in [*blocks, (next_i, next_j, int(next_i < len(old) or next_j < len(new)))]:
            _append(found, block)
        i, j = next_i + 1, next_j + 1
    return found


def _append(found: list[Block], block: Block) -> None:
    """Append a block, as a part of the one before where it follows that at once."""
    i, j, size = block
    if not size:
        return
    if found and found[-1][0] + found[-1][2] == i and found[-1][1] + found[-1][2] == j:
        found[-1] = (found[-1][0], found[-1][1], found[-1][2] + size)
    else:
        found.append(block)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest series of places of elements that each sequence has once, rising in both."""
    once = [{element for element, count in Counter(sequence).items() if count == 1} for sequence in (old, new)]
    common = once[0] & once[1]
    place = {element: j for j, element in enumerate(new) if element in common}
    pairs = [(i, place[element]) for i, element in enumerate(old) if element in common]
    # Patience sorting: the last element of the best rising series of each length, and what came before each.
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(at[length - 1] if length else None)
        ends[length : length + 1], at[length : length + 1] = [j], [number]
    series = []
    number_or_none = at[-1] if at else None
    while number_or_none is not None:
        series.append(pairs[number_or_none])
        number_or_none = before[number_or_none]
    return series[::-1]


def _between(
    old: Sequence[str], new: Sequence[str], a: tuple[int, int], b: tuple[int, int], left: int
) -> tuple[list[Block], int]:
    """Return the blocks between two anchors, `old[a[0]:a[1]]` against `new[b[0]:b[1]]`, and the steps that they took."""
    (i, i_end), (j, j_end) = a, b
    head = _same(zip(range(i, i_end), range(j, j_end), strict=False), old, new)
    tail_range = min(i_end - i, j_end - j) - head
    tail = _same(((i_end - n, j_end - n) for n in range(1, tail_range + 1)), old, new)
    inside = old[i + head : i_end - tail], new[j + head : j_end - tail]
    steps = len(inside[0]) * len(inside[1]) * min(len(inside[0]), len(inside[1]))
    blocks = [(i, j, head)]
    if 0 < steps <= left:
        matcher = SequenceMatcher(None, *inside, autojunk=False)
        blocks += [(i + head + m.a, j + head + m.b, m.size) for m in matcher.get_matching_blocks()]
    else:
        steps = 0
    return [*blocks, (i_end - tail, j_end - tail, tail)], steps


def _same(places: Iterator[tuple[int, int]], old: Sequence[str], new: Sequence[str]) -> int:
    """Return at how many of the places, from the first on, both have the same."""
    count = 0
    for i, j in places:
        if old[i] != new[j]:
            break
        count += 1
    return count
