"""What a quantity is, and when one backs another."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.quantities.units import dimension, is_same_kind

ABOUT = 0.05
"""How far "about 350 million" may be from what it stands for."""

_EXACT = 1e-6
_CONVERTED = 0.02  # "85 mph (136 km/h)": who converts, rounds


@dataclass(frozen=True, slots=True)
class When:
    """The parts of a date that are said; 0 or "" where they are not.

    `part` is Q1 to Q4, H1 or H2 (the halves of a year), "decade" (of the ten years from `year`) or "century" (the
    hundred years from `year`).
    """

    year: int = 0
    month: int = 0
    day: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is counted, measured or dated: `text` stands at [start, end) of the text that it was read from.

    `low` and `high` are the ends of a range, the same number where there is none, in `unit` (see `units`; "" where
    nothing says what is counted). A `vague` quantity is one of a size: hundreds lie between 100 and 1,000. A date has
    `when`, and its numbers mean nothing. One said in `passing` (a year, both sides, the first) can back a claim but is
    hardly one: another language often leaves it out.
    """

    text: str
    start: int
    end: int
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    approximate: bool = False
    vague: bool = False
    passing: bool = False
    when: When | None = None


def find_unsupported(claims: Sequence[Quantity], known: Sequence[Quantity]) -> Quantity | None:
    """Return the first of `claims` that none of `known` supports, None where all are; passing mentions are left out."""
    return next((claim for claim in claims if not claim.passing and not supports(claim, known)), None)


def supports(claim: Quantity, evidence: Sequence[Quantity]) -> bool:
    """Return whether what `claim` says is said by `evidence`, perhaps with more detail.

    A claim of January is backed by January 26, one of "about 350 million" by 348 million, one of 3 to 5 % by 3 % and
    5 %; another unit never backs.
    """
    if claim.when is not None:
        return _supports_date(claim.when, evidence)
    if any(_backs(claim, one) for one in evidence):
        return True
    if claim.vague or claim.low == claim.high:
        return False
    return all(any(_backs(_only(claim, end), one) for one in evidence) for end in (claim.low, claim.high))


def _only(claim: Quantity, value: float) -> Quantity:
    return Quantity(claim.text, claim.start, claim.end, value, value, claim.unit, claim.approximate)


def _backs(claim: Quantity, one: Quantity) -> bool:
    if one.when is not None:
        return _date_backs_number(claim, one.when)
    if not is_same_kind(claim.unit, one.unit):
        return False
    if claim.vague or one.vague:
        return claim.vague and claim.low <= one.low and one.high <= claim.high
    if claim.unit.startswith("clock") or one.unit.startswith("clock"):
        return _clock_backs(claim, one)
    mine, theirs = dimension(claim.unit), dimension(one.unit)
    tolerance = _EXACT if claim.unit == one.unit or mine.factor == theirs.factor else _CONVERTED
    if claim.approximate:
        tolerance = ABOUT
    ends = (claim.low * mine.factor, claim.high * mine.factor)
    other = (one.low * theirs.factor, one.high * theirs.factor)
    if ends[0] == ends[1]:
        return any(_is_near(ends[0], value, tolerance) for value in other)
    return all(_is_near(a, b, tolerance) for a, b in zip(ends, other, strict=True))


def _clock_backs(claim: Quantity, one: Quantity) -> bool:
    """Minutes of the day, or of a clock's face where one of the two does not say which half of the day; "at six" is 6:00."""
    said, known = (
        quantity.low if quantity.unit.startswith("clock") else 60 * quantity.low for quantity in (claim, one)
    )
    if claim.unit == one.unit == "clock":
        return said == known
    return said % 720 == known % 720


def _is_near(value: float, other: float, tolerance: float) -> bool:
    return abs(value - other) <= tolerance * abs(other) + 1e-9


def _date_backs_number(claim: Quantity, when: When) -> bool:
    """A bare 2025 is a year as often as not, and the 26th a day."""
    if claim.low != claim.high or claim.unit not in ("", "ordinal"):
        return False
    if claim.unit == "ordinal":
        return claim.low == when.day or (when.part == "century" and claim.low == when.year // 100 + 1)
    return claim.low == when.year and not when.part


def _supports_date(claim: When, evidence: Sequence[Quantity]) -> bool:
    dates = [one.when for one in evidence if one.when is not None]
    if any(_date_backs(claim, when) for when in dates):
        return True
    if claim.year and not (claim.month or claim.day or claim.part):
        return any(one.low == claim.year and one.unit == "" for one in evidence if one.when is None)
    if claim.day and not (claim.year or claim.month or claim.part):
        return any(one.low == claim.day and one.unit == "ordinal" for one in evidence if one.when is None)
    # "In 2025 ... on December 30": the year may be said elsewhere, unless the day has a year of its own.
    yearless = When(0, claim.month, claim.day, claim.part)
    return bool(claim.year and (claim.month or claim.part in _MONTHS_OF)) and (
        any(when.year == claim.year for when in dates)
        and any(not when.year and _date_backs(yearless, when) for when in dates)
    )


_MONTHS_OF = {
    **{f"Q{n}": range(3 * n - 2, 3 * n + 1) for n in range(1, 5)},
    **{f"H{n}": range(6 * n - 5, 6 * n + 1) for n in (1, 2)},
}


def _date_backs(claim: When, when: When) -> bool:
    """Return whether `when` says all that `claim` does: a decade is backed by its years, a quarter by its months."""
    if claim.part in ("decade", "century"):
        span = 10 if claim.part == "decade" else 100
        return claim.year <= when.year < claim.year + span and (when.part == claim.part or not when.part)
    if claim.part and claim.part != when.part and when.month not in _MONTHS_OF[claim.part]:
        return False
    if when.part in ("decade", "century"):
        return False
    return all(
        not said or said == known
        for said, known in ((claim.year, when.year), (claim.month, when.month), (claim.day, when.day))
    )
