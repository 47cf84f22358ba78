"""How well it is known what the articles do not answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bilingual import Language


@dataclass(frozen=True, slots=True)
class Refusals:
    """The questions in one language: of those without an answer, and of those with one, how many were refused.

    The shares (0 to 1) are None where there was no such question.
    """

    question: Language
    unanswerable: int
    refused_rightly: int
    answerable: int
    refused_wrongly: int
    right_share: float | None
    wrong_share: float | None


def summarise_refusals(question: Language, results: Sequence[tuple[bool, bool]]) -> Refusals:
    """Return what (answerable, refused) pairs come to."""
    unanswerable = [refused for answerable, refused in results if not answerable]
    answerable = [refused for answerable, refused in results if answerable]
    return Refusals(
        question=question,
        unanswerable=len(unanswerable),
        refused_rightly=sum(unanswerable),
        answerable=len(answerable),
        refused_wrongly=sum(answerable),
        right_share=sum(unanswerable) / len(unanswerable) if unanswerable else None,
        wrong_share=sum(answerable) / len(answerable) if answerable else None,
    )
