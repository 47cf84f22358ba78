"""A claim by itself, from a summary, a post or another chatbot: do the articles say it?"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.answering.context import evidence_sources
from bot.answering.glosses import usual_spellings
from bot.answering.verification import FaithfulnessChecker
from bot.answering.verification.reasons import NOTHING_LIKE_IT, READ_BY_MACHINE
from bot.answering.verification.support import Support
from bot.errors import (
    ClaimEmpty,
    ClaimLanguageUnknown,
    ClaimTooLong,
    QuestionEmpty,
    QuestionError,
    QuestionLanguageUnknown,
    QuestionTooLong,
)
from bot.retrieval.question import read_question
from bot.retrieval.retriever import Retriever
from bot.text.aliases import spellings

# A claim is read as a question is; what is wrong with it is told of a claim.
_AS_CLAIM: dict[type[QuestionError], type[QuestionError]] = {
    QuestionEmpty: ClaimEmpty,
    QuestionTooLong: ClaimTooLong,
    QuestionLanguageUnknown: ClaimLanguageUnknown,
}


@dataclass(frozen=True, slots=True)
class ClaimCitation:
    """Where an article says a claim: the sentence of it, word for word."""

    article_id: str
    title: str
    quote: str


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its mark. `citations` are the sentences that back it, best first; none where nothing does.

    `closest` is the sentence to look at where the claim is weak or unsupported, None where no article is near; `reason` says,
    in the language of the claim, why it has no better mark, and is "" where it is supported or word for word.
    """

    claim: str
    support: Support
    citations: tuple[ClaimCitation, ...]
    closest: ClaimCitation | None
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Return the claim as the command line writes it."""
        return asdict(self)


class ClaimChecker:
    """Finds what articles say of a claim, and compares."""

    def __init__(self, retriever: Retriever, checker: FaithfulnessChecker) -> None:
        self._retriever = retriever
        self._checker = checker

    def check(self, claim: str, article_id: str | None = None) -> CheckedClaim:
        """Return the mark of a claim by all articles, or by one. Raises QuestionError where it cannot be read."""
        try:
            read = read_question(claim)
        except QuestionError as error:
            raise _AS_CLAIM[type(error)](**error.facts) from error
        evidence = self._retriever.find_evidence(read, read.language, article_id=article_id)
        sources = evidence_sources(evidence)
        if not sources:
            return CheckedClaim(read.text, "unsupported", (), None, NOTHING_LIKE_IT.in_(read.language))
        terms = spellings(self._retriever.find_terms(evidence.passages))
        usual = usual_spellings("\n".join(source.text for source in sources))
        verdict = self._checker.check(read.text, read.language, self._checker.prepare(sources, usual | terms))
        passages = {passage.n: passage for passage in evidence.passages}

        def cite(n: int) -> ClaimCitation:
            passage = passages[n]
            near = None if verdict.closest is None else sources[verdict.closest]
            quote = near.text if near is not None and near.n == n else passage.sentences[passage.best].text
            return ClaimCitation(passage.article_id, passage.title, quote)

        if verdict.support in ("verbatim", "supported") and all(
            passages[n].page is not None for n in verdict.citations
        ):
            verdict = replace(verdict, support="weak", reason=READ_BY_MACHINE)
        closest = None if verdict.citations or verdict.closest is None else cite(sources[verdict.closest].n)
        reason = "" if verdict.reason is None else verdict.reason.in_(read.language)
        return CheckedClaim(read.text, verdict.support, tuple(map(cite, verdict.citations)), closest, reason)
