"""What the answering model learns to read claims by: texts, each with claims about it, so that it is read once for all."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.faithfulness.articles import claims_of, read_articles
from bench.faithfulness.dense_claims import read_claims
from bench.selection import articles_apart

# Claims about one text that are read at once.
_AT_ONCE = 12
_NLI_SETS = ("klue_nli_train_a", "klue_nli_train_b")


@dataclass(frozen=True, slots=True)
class ReadingLesson:
    """A text and claims about it with whether it says them. `group` is what it is counted with."""

    group: str
    text: str
    claims: tuple[tuple[str, bool], ...]


def learned_lessons(
    train: Path, windows: int, premises: int, luck: random.Random, least: int = 3
) -> list[ReadingLesson]:
    """Return lessons about the articles for fitting, about `windows` of dense articles and `premises` of KLUE-NLI, shuffled.

    Windows have at least so many claims: with one a claim costs three times as much. None of KLUE-NLI where the folder `train`
    lacks it.
    """
    lessons = list(_of_articles("fitting", luck))
    dense = [one for one in _of_windows(apart=False) if len(one.claims) >= least]
    lessons += luck.sample(dense, min(windows, len(dense)))
    entailed = list(_of_premises(train))
    lessons += luck.sample(entailed, min(premises, len(entailed)))
    luck.shuffle(lessons)
    return lessons


def held_lessons(count: int, luck: random.Random) -> list[ReadingLesson]:
    """Return `count` lessons about the articles for the limits and half as many about dense articles held apart."""
    made = list(_of_articles("calibration", luck))
    return luck.sample(made, count) + luck.sample(list(_of_windows(apart=True)), count // 2)


def _of_articles(half: str, luck: random.Random) -> Iterator[ReadingLesson]:
    for article in read_articles(half):
        by_text: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
        for case in claims_of(article, 0):
            by_text[case.source_language, case.source].append((case.claim, case.label == "supported"))
        for (language, text), claims in by_text.items():
            yield from _in_parts(f"made {language}", text, claims, luck)


def _of_windows(*, apart: bool) -> Iterator[ReadingLesson]:
    held = articles_apart()
    by_text: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for one in read_claims():
        if (one.article in held) is apart:
            by_text[one.source_language, one.source].append((one.claim, one.true))
    for (language, text), claims in by_text.items():
        yield ReadingLesson(f"dense {language}", text, tuple(claims))


def _of_premises(folder: Path) -> Iterator[ReadingLesson]:
    by_premise: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name in _NLI_SETS:
        for row in _read(folder / f"{name}.jsonl"):
            by_premise[row["premise"]].append((row["hypothesis"], row["label"] == "entailment"))
    for premise, claims in by_premise.items():
        yield ReadingLesson("klue_nli", premise, tuple(claims))


def _in_parts(
    group: str, text: str, claims: Iterable[tuple[str, bool]], luck: random.Random
) -> Iterator[ReadingLesson]:
    shuffled = list(claims)
    luck.shuffle(shuffled)
    for begin in range(0, len(shuffled), _AT_ONCE):
        yield ReadingLesson(group, text, tuple(shuffled[begin : begin + _AT_ONCE]))


def _read(path: Path) -> Sequence[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
