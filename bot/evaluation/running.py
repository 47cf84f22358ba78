"""One measurement from its files to its results: a library to search, every question asked, nothing left behind."""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from json import dumps
from pathlib import Path
from typing import Literal

from bot.answering.answer import Answer, AnswerDone
from bot.errors import QuestionError
from bot.evaluation.answer_scores import judge
from bot.evaluation.cases import Case, DataFile, GivenPassage, read_cases, read_passages
from bot.evaluation.evaluation_errors import CaseGoldMissing
from bot.evaluation.results import SHOWN, Evaluation, Outcome, RunSettings, Shown
from bot.evaluation.retrieval_scores import Rank, rank_of
from bot.progress import Progress, Report, report_nothing
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings

Measure = Literal["retrieval", "refusal", "answers"]

# Passages looked at for each question. A long given passage is stored in several pieces, and the best one counts for it.
DEPTH = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure with which files; without passages the home's own articles are searched.

    `limit` takes that many questions from the fixed random order; None takes all.
    """

    cases: tuple[Path, ...]
    passages: tuple[Path, ...] = ()
    measures: tuple[Measure, ...] = ("retrieval", "refusal")
    limit: int | None = None


def evaluate(
    plan: Plan,
    settings: Settings,
    report: Report = report_nothing,
    open_service: Callable[[Settings], Haeseol] = Haeseol.open,
) -> Evaluation:
    """Measure and return the results. Nothing in the home is changed: given passages have a library of their own.

    Raises EvaluationError for what the files lack, ModelUnavailable where answers are wanted and the model does not load.
    """
    started = time.perf_counter()
    cases, case_files = _read_cases(plan)
    given, passage_files = read_passages(plan.passages)
    model = settings.model if "answers" in plan.measures else NO_MODEL
    with _library(given, replace(settings, model=model), report, open_service) as service:
        known = given or _own_articles(service)
        place = ", ".join(path.name for path in plan.passages) or str(settings.corpus)
        _check_gold(cases, known, place)
        service.load()
        asking = _Asking(service, known, plan.measures)
        outcomes = []
        for done, case in enumerate(cases, start=1):
            outcomes.append(asking.ask(case))
            report(Progress("read", case.source, done, len(cases)))
    run = RunSettings(
        version=version("haeseol"),
        measures=plan.measures,
        cases=tuple(case_files),
        passages=tuple(passage_files),
        home=None if plan.passages else str(settings.home),
        searched=len(known),
        embedding=settings.embedding,
        model=settings.model if "answers" in plan.measures else None,
        limit=plan.limit,
        depth=DEPTH,
        evidence_passages=SHOWN,
        seconds=round(time.perf_counter() - started, 1),
    )
    return Evaluation.of(run, outcomes)


def _read_cases(plan: Plan) -> tuple[list[Case], list[DataFile]]:
    read = [read_cases(path, "passage_id" if plan.passages else "article_id") for path in plan.cases]
    cases = [case for part, _ in read for case in part]
    if plan.limit is not None:
        cases = sorted(cases, key=lambda case: (case.order, case.source, case.line))[: plan.limit]
    return cases, [file for _, file in read]


@contextmanager
def _library(
    given: Mapping[str, GivenPassage],
    settings: Settings,
    report: Report,
    open_service: Callable[[Settings], Haeseol],
) -> Iterator[Haeseol]:
    """Yield the home's own library, or one of the given passages that is gone afterwards."""
    if not given:
        with open_service(settings) as service:
            yield service
        return
    with tempfile.TemporaryDirectory(prefix="haeseol-eval-") as folder:
        home = Path(folder).resolve()
        (home / "corpus").mkdir()
        _write_archive(home / "corpus" / "passages.jsonl", given.values())
        with open_service(settings.with_home(home)) as service:
            for failure in service.articles.sync(report).failed:
                raise failure.error
            yield service


def _write_archive(path: Path, passages: Iterable[GivenPassage]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for passage in passages:
            line = {"id": passage.id, "title": passage.title, "text": passage.text, "language": passage.language}
            file.write(dumps(line) + "\n")


def _own_articles(service: Haeseol) -> dict[str, GivenPassage]:
    return {row.id: GivenPassage(row.id, row.title, "", row.language) for row in service.articles.all()}


def _check_gold(cases: Iterable[Case], known: Mapping[str, GivenPassage], place: str) -> None:
    for case in cases:
        if case.answerable and case.gold is not None and case.gold not in known:
            raise CaseGoldMissing(source=case.source, line=case.line, gold=case.gold, place=place)


class _Asking:
    """Asks questions of one library. The same question in two files is searched once."""

    def __init__(self, service: Haeseol, known: Mapping[str, GivenPassage], measures: tuple[Measure, ...]) -> None:
        self._service = service
        self._known = known
        self._measures = measures
        self._found: dict[str, list[Shown]] = {}
        self._evidence: dict[str, tuple[bool, float]] = {}
        self._copies: dict[str, list[GivenPassage]] = {}
        for passage in known.values():
            if passage.pair is not None:
                self._copies.setdefault(passage.pair, []).append(passage)

    def ask(self, case: Case) -> Outcome:
        gold = self._known.get(case.gold) if case.gold is not None and case.answerable else None
        came = self._search(case.question) if "retrieval" in self._measures else []
        ranking = [shown.id for shown in came]
        ranked = gold is not None and "retrieval" in self._measures
        answer, error, sufficient, seconds = None, "", None, None
        if "answers" in self._measures:
            try:
                answer = judge(self._answer(case), case, self._same_as(gold))
                seconds = answer.seconds.evidence
            except QuestionError as problem:
                error = str(problem)
        elif "refusal" in self._measures:
            sufficient, seconds = self._suffices(case)
        return Outcome(
            case=case,
            wanted=Shown(gold.id, gold.title, gold.text) if gold else None,
            wanted_language=gold.language if gold else None,
            ranked=ranked,
            rank=rank_of(gold.id, ranking) if gold else None,
            copies=self._copies_ranks(case, gold, ranking) if gold and ranked else None,
            came=tuple(came[:3]),
            sufficient=sufficient,
            evidence_seconds=seconds,
            answer=answer,
            error=error,
        )

    def _search(self, question: str) -> list[Shown]:
        """Return the distinct passages or articles that are found, best first, each with its best piece."""
        if question not in self._found:
            hits = (passage for passage, _ in self._service.search(question, DEPTH))
            best: dict[str, Shown] = {}
            for hit in hits:
                # A title that was only made from the text would say it twice; `known` has the one that was given.
                title = self._known[hit.article_id].title if hit.article_id in self._known else hit.title
                best.setdefault(hit.article_id, Shown(hit.article_id, title, hit.text))
            self._found[question] = list(best.values())
        return self._found[question]

    def _suffices(self, case: Case) -> tuple[bool, float]:
        if case.question not in self._evidence:
            evidence = self._service.find_evidence(case.question, case.language, SHOWN)
            self._evidence[case.question] = evidence.sufficient, evidence.seconds
        return self._evidence[case.question]

    def _answer(self, case: Case) -> Answer:
        for event in self._service.ask(case.question):
            if isinstance(event, AnswerDone):
                return event.answer
        raise AssertionError("an answer ends with AnswerDone")

    def _same_as(self, gold: GivenPassage | None) -> set[str]:
        """Return the ids of a passage and of its translations."""
        if gold is None:
            return set()
        return {gold.id, *(copy.id for copy in self._copies.get(gold.pair or "", ()))}

    def _copies_ranks(self, case: Case, gold: GivenPassage, ranking: list[str]) -> tuple[Rank, Rank] | None:
        copies = self._copies.get(gold.pair or "", ())
        if {copy.language for copy in copies} != {"ko", "en"}:
            return None
        places = {copy.language: rank_of(copy.id, ranking) for copy in copies}
        other = places["en" if case.language == "ko" else "ko"]
        return places[case.language], other
