"""How well passages are found: recall, nDCG and ranks for each pair of a question's and its passage's language."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bot.bilingual import Language

# A rank is a place in the list of distinct passages or articles, from 1; None where it is not among those looked at.
Rank = int | None

BUCKETS: tuple[tuple[str, int, int], ...] = (("1", 1, 1), ("2-5", 2, 5), ("6-10", 6, 10), ("11-", 11, 10**9))
NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class PairRanks:
    """The questions in one language whose passage is in another or the same; shares are 0 to 1.

    With one right passage a question, nDCG@10 is 1 / log2(rank + 1) down to rank 10 and 0 below (Järvelin, Kekäläinen
    2002). `ranks` counts questions by the place of their passage.
    """

    question: Language
    passage: Language
    questions: int
    recall_1: float
    recall_5: float
    ndcg_10: float
    ranks: dict[str, int]


@dataclass(frozen=True, slots=True)
class RankSummary:
    """Where a kind of passage comes: share among the first ten, and the median rank, None where it is not found."""

    top_10: float
    median_rank: float | None


@dataclass(frozen=True, slots=True)
class BothLanguages:
    """The questions in one language whose passage is there in both: where each of the two comes, and the first of them."""

    question: Language
    questions: int
    same: RankSummary
    other: RankSummary
    either: RankSummary


def rank_of(wanted: str, ranking: Sequence[str]) -> Rank:
    """Return the place of `wanted` in a list of distinct ids."""
    return ranking.index(wanted) + 1 if wanted in ranking else None


def ndcg_10(rank: Rank) -> float:
    """Return the gain of one right passage at `rank`."""
    return 1 / math.log2(rank + 1) if rank is not None and rank <= 10 else 0.0


def bucket(rank: Rank) -> str:
    """Return the name of the group of ranks that `rank` is in."""
    return next((name for name, first, last in BUCKETS if rank is not None and first <= rank <= last), NOT_FOUND)


def summarise_ranks(question: Language, passage: Language, ranks: Sequence[Rank]) -> PairRanks:
    """Return what the ranks of at least one question come to."""
    counts = {name: 0 for name in [*(name for name, _, _ in BUCKETS), NOT_FOUND]}
    for rank in ranks:
        counts[bucket(rank)] += 1
    return PairRanks(
        question=question,
        passage=passage,
        questions=len(ranks),
        recall_1=share_within(ranks, 1),
        recall_5=share_within(ranks, 5),
        ndcg_10=sum(map(ndcg_10, ranks)) / len(ranks),
        ranks=counts,
    )


def summarise_both(question: Language, ranks: Sequence[tuple[Rank, Rank]]) -> BothLanguages:
    """Return where the passages of at least one question come; `ranks` are those in its own and in the other language."""
    first = [min((rank for rank in pair if rank is not None), default=None) for pair in ranks]
    same, other = [rank for rank, _ in ranks], [rank for _, rank in ranks]
    return BothLanguages(question, len(ranks), _place(same), _place(other), _place(first))


def share_within(ranks: Sequence[Rank], last: int) -> float:
    """Return the share of ranks from 1 to `last`."""
    return sum(rank is not None and rank <= last for rank in ranks) / len(ranks)


def _place(ranks: Sequence[Rank]) -> RankSummary:
    median = statistics.median(math.inf if rank is None else rank for rank in ranks)
    return RankSummary(share_within(ranks, 10), None if math.isinf(median) else median)
