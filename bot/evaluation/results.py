"""What a measurement came to: every question's outcome, and the sums of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeVar

from bot.bilingual import Language
from bot.evaluation.answer_scores import AnswerQuality, JudgedAnswer, Times, summarise_answers, summarise_times
from bot.evaluation.cases import Case, DataFile
from bot.evaluation.explanation_scores import ExplanationQuality, summarise_explanations
from bot.evaluation.refusal_scores import Refusals, summarise_refusals
from bot.evaluation.retrieval_scores import BothLanguages, PairRanks, Rank, summarise_both, summarise_ranks

# What a reader is shown; a passage that comes later than this was not found for them.
SHOWN = 5

Fault = Literal["not found", "refused", "not refused", "expected words missing", "not cited", "wrong language", "error"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage or article that a question names or finds."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question. What was not measured is None, or empty.

    `ranked` tells a passage that was looked for and not found (`rank` None) from one that was not looked for. `copies` are
    the ranks of that passage in the question's language and in the other, where it is there in both.
    """

    case: Case
    wanted: Shown | None
    wanted_language: Language | None
    ranked: bool
    rank: Rank
    copies: tuple[Rank, Rank] | None
    came: tuple[Shown, ...]
    sufficient: bool | None
    evidence_seconds: float | None
    answer: JudgedAnswer | None
    error: str

    @property
    def refused(self) -> bool | None:
        """Whether the question was refused: by the answer where there is one, else by the evidence."""
        if self.answer is not None:
            return not self.answer.found
        return None if self.sufficient is None else not self.sufficient

    def faults(self) -> list[Fault]:
        """Return what went wrong, if anything."""
        answer = self.answer
        answered = answer is not None and answer.found and self.case.answerable
        found: list[tuple[bool, Fault]] = [
            (bool(self.error), "error"),
            (self.ranked and (self.rank is None or self.rank > SHOWN), "not found"),
            (self.case.answerable and self.refused is True, "refused"),
            (not self.case.answerable and self.refused is False, "not refused"),
            (answered and answer is not None and answer.contains is False, "expected words missing"),
            (answered and answer is not None and bool(answer.citations) and not answer.right_citations, "not cited"),
            (answered and answer is not None and answer.right_language is False, "wrong language"),
        ]
        return [fault for wrong, fault in found if wrong]

    def to_json(self) -> dict[str, Any]:
        """Return one question's line."""
        case, answer = self.case, self.answer
        line: dict[str, Any] = {"id": case.id, "file": case.source, "question": case.question}
        line |= {"question_lang": case.language, "answerable": case.answerable, "gold": case.gold}
        line |= {"gold_lang": self.wanted_language, "rank": self.rank, "refused": self.refused}
        line |= {"faults": self.faults(), "error": self.error or None}
        if self.copies is not None:
            line |= {"rank_same": self.copies[0], "rank_other": self.copies[1]}
        if answer is not None:
            line["answer"] = {name: value for name, value in asdict(answer).items() if name != "sentences"}
            line["answer"]["sentences"] = [asdict(sentence) for sentence in answer.sentences]
        return line


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What was measured, with what: `home` is None where passages were given, `model` where no answers were asked for."""

    version: str
    measures: tuple[str, ...]
    cases: tuple[DataFile, ...]
    passages: tuple[DataFile, ...]
    home: str | None
    searched: int
    embedding: str
    model: str | None
    limit: int | None
    depth: int
    evidence_passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured; parts that were not are empty."""

    settings: RunSettings
    retrieval: tuple[PairRanks, ...]
    both_languages: tuple[BothLanguages, ...]
    refusal: tuple[Refusals, ...]
    answers: tuple[AnswerQuality, ...]
    explanations: tuple[ExplanationQuality, ...]
    seconds: dict[str, Times]
    outcomes: tuple[Outcome, ...]

    @classmethod
    def of(cls, settings: RunSettings, outcomes: Sequence[Outcome]) -> "Evaluation":
        """Return the sums of `outcomes`, by the languages of questions and passages."""
        ranks = _grouped((_pair(o), o.rank) for o in outcomes if o.ranked)
        copies = _grouped((o.case.language, (o.case.question, o.copies)) for o in outcomes if o.copies)
        refused = _grouped((o.case.language, (o.case.answerable, o.refused)) for o in outcomes if o.refused is not None)
        explained = _grouped((_pair(o), o.answer.explanation) for o in outcomes if o.answer and o.answer.explanation)
        judged = _grouped((_pair(o), o.answer) for o in outcomes if o.answer and o.case.answerable)
        return cls(
            settings=settings,
            retrieval=tuple(summarise_ranks(asked, place, values) for (asked, place), values in ranks if place),
            # The same question may stand in two files, once for each language of its passage: it counts once here.
            both_languages=tuple(
                summarise_both(language, [pair for _, pair in dict.fromkeys(values) if pair])
                for language, values in copies
            ),
            refusal=tuple(
                summarise_refusals(language, [(answerable, bool(no)) for answerable, no in values])
                for language, values in refused
            ),
            answers=tuple(summarise_answers(*pair, values) for pair, values in judged),
            explanations=tuple(
                summarise_explanations(*pair, [one for one in values if one]) for pair, values in explained
            ),
            seconds=_times(outcomes),
            outcomes=tuple(outcomes),
        )

    def to_json(self) -> dict[str, Any]:
        """Return everything as one object; the sums are keyed "ko" by the question, "ko>en" by question and passage."""
        whole = {
            "settings": asdict(self.settings),
            "retrieval": {f"{row.question}>{row.passage}": _values(row) for row in self.retrieval},
            "both_languages": {row.question: _values(row) for row in self.both_languages},
            "refusal": {row.question: _values(row) for row in self.refusal},
            "answers": {f"{row.question}>{row.passage or '?'}": _values(row) for row in self.answers},
            "explanations": {f"{row.question}>{row.passage or '?'}": _values(row) for row in self.explanations},
            "seconds": {name: _values(times) for name, times in self.seconds.items()},
            "cases": [outcome.to_json() for outcome in self.outcomes],
        }
        return {name: _rounded(value) for name, value in whole.items()}


def _pair(outcome: Outcome) -> tuple[Language, Language | None]:
    return outcome.case.language, outcome.wanted_language


def _times(outcomes: Sequence[Outcome]) -> dict[str, Times]:
    asked = [outcome.answer.seconds for outcome in outcomes if outcome.answer]
    measured: dict[str, list[float | None]] = {
        "evidence": [outcome.evidence_seconds for outcome in outcomes],
        "first_word": [seconds.first_token for seconds in asked],
        "answer": [seconds.total for seconds in asked],
    }
    times = {name: summarise_times([s for s in values if s is not None]) for name, values in measured.items()}
    return {name: value for name, value in times.items() if value is not None}


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> list[tuple[_Key, list[_Value]]]:
    groups: dict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return sorted(groups.items(), key=lambda group: str(group[0]))


def _values(row: Any) -> dict[str, Any]:
    """Return a summary's values; its languages are its key already."""
    return {name: value for name, value in asdict(row).items() if name not in ("question", "passage")}


def _rounded(value: Any) -> Any:
    """Return a JSON value with four digits behind each point, which is more than any of them means."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value
