"""How full explanations are: which of the key facts of a request an answer tells, in the reader's language, and from where."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answering.answer import Answer
from bot.bilingual import Language
from bot.evaluation.cases import Case
from bot.evaluation.gold_match import contains_groups

# An answer is Korean where more of its letters than this are Hangul: Korean answers keep names in Latin letters.
_KOREAN = 0.4
_PLAIN = str.maketrans("–—’‘“”", "--''\"\"")


@dataclass(frozen=True, slots=True)
class ExplanationQuality:
    """The answerable requests with known facts in one language about articles in one (None where that is not known).

    `facts` is the share of all their facts that was told, 0 for a refusal or an answer in the other language; `full` counts
    answers with every fact in enough sentences. `cited` is the share of sentences shown that have a citation, None of none.
    `kinds` has the share of the facts by kind of request.
    """

    question: Language
    passage: Language | None
    questions: int
    facts: float
    full: int
    answered: int
    sentences: float
    cited: float | None
    kinds: dict[str, float]


@dataclass(frozen=True, slots=True)
class JudgedExplanation:
    """What became of one request with known facts."""

    kind: str
    facts: int
    told: int
    full: bool
    found: bool
    sentences: int
    cited: int


def judge_explanation(answer: Answer, case: Case) -> JudgedExplanation | None:
    """Compare an answer with the facts that it should tell; None where none are known."""
    if not case.facts:
        return None
    plain = " ".join(answer.answer.translate(_PLAIN).split())
    counts = answer.found and is_korean(plain) == (case.language == "ko")
    told = sum(contains_groups(plain, fact) for fact in case.facts) if counts else 0
    return JudgedExplanation(
        kind=case.kind,
        facts=len(case.facts),
        told=told,
        full=told == len(case.facts) and len(answer.sentences) >= case.least_sentences,
        found=answer.found,
        sentences=len(answer.sentences),
        cited=sum(bool(sentence.citations) for sentence in answer.sentences),
    )


def is_korean(text: str) -> bool:
    """Return whether an answer counts as Korean."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum("가" <= letter <= "힣" for letter in letters) > _KOREAN * len(letters)


def summarise_explanations(
    question: Language, passage: Language | None, judged: Sequence[JudgedExplanation]
) -> ExplanationQuality:
    """Return what the answers to at least one request come to."""
    kinds: dict[str, list[JudgedExplanation]] = defaultdict(list)
    for one in judged:
        kinds[one.kind].append(one)
    shown = sum(one.sentences for one in judged)
    return ExplanationQuality(
        question=question,
        passage=passage,
        questions=len(judged),
        facts=_share(judged),
        full=sum(one.full for one in judged),
        answered=sum(one.found for one in judged),
        sentences=statistics.median(one.sentences for one in judged),
        cited=sum(one.cited for one in judged) / shown if shown else None,
        kinds={kind: _share(ones) for kind, ones in sorted(kinds.items())},
    )


def _share(judged: Iterable[JudgedExplanation]) -> float:
    ones = list(judged)
    return sum(one.told for one in ones) / sum(one.facts for one in ones)
