"""How good answers are: what they say, what they cite, how much of them is supported, their language and their times."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.answering.answer import Answer, AnswerSentence, Seconds
from bot.answering.verification.support import Support
from bot.bilingual import Language
from bot.evaluation.cases import Case
from bot.evaluation.explanation_scores import JudgedExplanation, judge_explanation
from bot.evaluation.gold_match import contains, contains_groups, token_f1
from bot.text.language import detect_language

_BACKED: tuple[Support, ...] = ("verbatim", "supported")


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """One answer and what is right about it.

    `contains` and `f1` are None where nothing is known that it should say, `right_language` where no model wrote it.
    Of the `citations` shown, `right_citations` are the passage that answers the question, or that passage in the other
    language; both are 0 where that passage is not known. `explanation` is None where no facts are known that it should tell.
    """

    text: str
    found: bool
    written: bool
    contains: bool | None
    f1: float | None
    citations: int
    right_citations: int
    sentences: tuple[AnswerSentence, ...]
    right_language: bool | None
    seconds: Seconds
    explanation: JudgedExplanation | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuality:
    """The answerable questions in one language about passages in one (None where that is not known), all shares 0 to 1.

    `answered` were not refused; `written` of them by the model, the others are quotes. `contains` and `f1` are over all
    questions with a known answer, so that a refusal counts as wrong. `citation_precision` is over the citations shown,
    `supported_share` over the sentences that the model wrote, `right_language` over the answers that it wrote. A share
    of nothing is None.
    """

    question: Language
    passage: Language | None
    questions: int
    answered: int
    written: int
    contains: float | None
    f1: float | None
    citations: int
    citation_precision: float | None
    marks: dict[Support, int]
    supported_share: float | None
    right_language: float | None


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from the question: the median, and what 95 of 100 questions stay within. `questions` had such a time."""

    questions: int
    p50: float
    p95: float


def judge(answer: Answer, case: Case, gold: Collection[str]) -> JudgedAnswer:
    """Compare an answer with what is known about its question; `gold` are the ids that it may rightly cite."""
    said = " ".join(sentence.text for sentence in answer.sentences) or answer.answer
    written = answer.model is not None
    return JudgedAnswer(
        text=said,
        found=answer.found,
        written=written,
        contains=_says(said, case) and answer.found if case.answers or case.must_contain else None,
        f1=(token_f1(said, case.answers) if answer.found else 0.0) if case.answers else None,
        citations=len(answer.citations) if gold else 0,
        right_citations=sum(citation.article_id in gold for citation in answer.citations),
        sentences=answer.sentences,
        right_language=detect_language(answer.written) == case.language if written else None,
        seconds=answer.seconds,
        explanation=judge_explanation(answer, case),
    )


def summarise_answers(question: Language, passage: Language | None, judged: Sequence[JudgedAnswer]) -> AnswerQuality:
    """Return what the answers to at least one answerable question come to."""
    written = [answer for answer in judged if answer.written]
    counts = Counter(sentence.support for answer in written for sentence in answer.sentences)
    marks: dict[Support, int] = {support: counts[support] for support in get_args(Support)}
    cited = sum(answer.citations for answer in judged)
    return AnswerQuality(
        question=question,
        passage=passage,
        questions=len(judged),
        answered=sum(answer.found for answer in judged),
        written=len(written),
        contains=_mean([float(answer.contains) for answer in judged if answer.contains is not None]),
        f1=_mean([answer.f1 for answer in judged if answer.f1 is not None]),
        citations=cited,
        citation_precision=sum(answer.right_citations for answer in judged) / cited if cited else None,
        marks=marks,
        supported_share=sum(marks[mark] for mark in _BACKED) / counts.total() if counts else None,
        right_language=_mean([float(answer.right_language) for answer in judged if answer.right_language is not None]),
    )


def summarise_times(seconds: Sequence[float]) -> Times | None:
    """Return the median and the 95th percentile (nearest rank), None of nothing."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    return Times(len(ordered), *(ordered[math.ceil(share * len(ordered)) - 1] for share in (0.50, 0.95)))


def _says(said: str, case: Case) -> bool:
    return contains_groups(said, case.must_contain) and (not case.answers or contains(said, case.answers))


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
