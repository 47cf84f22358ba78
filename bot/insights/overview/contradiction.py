"""Which numbers and dates of two sentences about one thing cannot both be true."""

import re
from collections.abc import Sequence

from bot.text.quantities import Quantity, supports
from bot.text.quantities.units import dimension, is_same_kind

# A fifth of a cake and 20% of it are the same, but "a quarter of a point" is not 25%: words decide, which we do not read.
_NEVER = frozenset(["fraction", "ordinal", "fold"])
# Who translates a range may turn it round or split it ("4.2-3.9 million years"), and then its ends are compared with others.
_RANGE = re.compile(r"\d\s?[-~∼–]\s?\d")
# "About 400" and 430 do not contradict each other.
_CLEARLY_OTHER = 0.2


def contradicting(
    ko: Sequence[Quantity], en: Sequence[Quantity], all_ko: Sequence[Quantity], all_en: Sequence[Quantity]
) -> list[tuple[Quantity, Quantity]]:
    """Return the pairs of quantities that two sentences state otherwise, in the order of the Korean one.

    A quantity takes part where nothing in the whole other article (`all_ko`, `all_en`) says it, and it is the only one of
    its kind in its sentence for which that holds: of two it would be a guess which stands against which.
    """
    open_ko = [one for one in ko if _counts(one) and not supports(one, all_en)]
    open_en = [one for one in en if _counts(one) and not supports(one, all_ko)]
    pairs = []
    for one in open_ko:
        against = [other for other in open_en if _is_same_question(one, other)]
        rivals = [other for other in open_ko if any(_is_same_question(other, each) for each in against)]
        if len(against) == 1 and len(rivals) == 1 and _is_clearly_other(one, against[0]):
            pairs.append((one, against[0]))
    return pairs


def _counts(one: Quantity) -> bool:
    is_name = one.when is None and one.text[:1].isupper()  # the Three Kingdoms
    is_range = one.low != one.high or _RANGE.search(one.text)
    return not (one.passing or one.vague or is_name or is_range or one.unit in _NEVER)


def _is_same_question(one: Quantity, other: Quantity) -> bool:
    """Return whether both answer the same question, such as how many people, how many metres or on which day."""
    if one.when is not None and other.when is not None:
        said = [(bool(when.year), bool(when.month), bool(when.day), bool(when.part)) for when in (one.when, other.when)]
        return said[0] == said[1]
    if one.when is not None or other.when is not None:
        return False
    if one.unit.startswith("clock") != other.unit.startswith("clock"):
        return False
    return is_same_kind(one.unit, other.unit)


def _is_clearly_other(one: Quantity, other: Quantity) -> bool:
    # The same figure with units that are not known to be one: 48년, 48-year-old.
    if one.when is None and one.low == other.low:
        return False
    if one.when is not None or not (one.approximate or other.approximate):
        return True
    a, b = (each.low * dimension(each.unit).factor for each in (one, other))
    return abs(a - b) > _CLEARLY_OTHER * max(abs(a), abs(b))
