"""Claims by themselves, from a summary, a post or another chatbot: do the articles say them?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.answering.context import evidence_sources
from bot.answering.glosses import usual_spellings
from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SupportVerdict
from bot.answering.verification.reasons import NOTHING_LIKE_IT, READ_BY_MACHINE
from bot.answering.verification.support import Support
from bot.bilingual import Language
from bot.errors import (
    ClaimEmpty,
    ClaimLanguageUnknown,
    ClaimsTooLong,
    ClaimTooLong,
    QuestionEmpty,
    QuestionError,
    QuestionLanguageUnknown,
    QuestionTooLong,
)
from bot.library.scope import EVERYTHING, Scope
from bot.models.llm.chat_model import AnsweringModel
from bot.models.model_errors import ModelUnavailable
from bot.retrieval.question import read_question
from bot.retrieval.retriever import Retriever
from bot.text.aliases import spellings
from bot.text.language import has_hangul, normalize
from bot.text.sentences import split_sentences

# A page of text: about 40 sentences, which are compared in a few seconds.
TEXT_LIMIT = 8000
# What stands before and behind a sentence of a list or of another chatbot, and is no part of what it claims.
_LIST_MARK = re.compile(r"^(?:[-*•·▪◦‣]|\d{1,2}[.)])\s+")
_CITED = re.compile(r"\s*(?:\[\d{1,3}(?:\s*,\s*\d{1,3})*\]|【[^】]*】)")
_LETTERS = re.compile(r"[^\W\d_]{2}|[가-힣]")

# A claim is read as a question is; what is wrong with it is told of a claim.
_AS_CLAIM: dict[type[QuestionError], type[QuestionError]] = {
    QuestionEmpty: ClaimEmpty,
    QuestionTooLong: ClaimTooLong,
    QuestionLanguageUnknown: ClaimLanguageUnknown,
}


@dataclass(frozen=True, slots=True)
class ClaimCitation:
    """Where an article says a claim: the sentence of it, word for word, and where it begins in that version's text."""

    article_id: str
    title: str
    quote: str
    version: int
    start: int

    def to_json(self) -> dict[str, Any]:
        """Return the citation as the command line writes it."""
        return {"article_id": self.article_id, "title": self.title, "quote": self.quote}


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
        told = {"claim": self.claim, "support": self.support, "citations": [one.to_json() for one in self.citations]}
        return told | {"closest": self.closest and self.closest.to_json(), "reason": self.reason}


def split_claims(text: str) -> list[str]:
    """Return the sentences of a text, each without the mark of a list before it and citations of others behind it.

    What has no letters, or ends in a colon to announce what follows, claims nothing and is left out. Raises ClaimsTooLong,
    and ClaimEmpty where nothing is left.
    """
    clean = normalize(text).strip()
    if len(clean) > TEXT_LIMIT:
        raise ClaimsTooLong(length=len(clean), limit=TEXT_LIMIT)
    bare = (_CITED.sub("", _LIST_MARK.sub("", clean[one.start : one.end])) for one in split_sentences(clean))
    claims = [claim.strip() for claim in bare if _LETTERS.search(claim) and not claim.endswith((":", "："))]
    if not claims:
        raise ClaimEmpty
    return claims


class ClaimChecker:
    """Finds what articles say of a claim, and compares; the answering model, where there is one that can, reads it as well.

    `model` returns it, loaded, and `on_failure` hears why it did not read a claim, which is then checked without it.
    """

    def __init__(
        self,
        retriever: Retriever,
        checker: FaithfulnessChecker,
        model: Callable[[], AnsweringModel | None] = lambda: None,
        on_failure: Callable[[ModelUnavailable], None] = lambda error: None,
    ) -> None:
        self._retriever = retriever
        self._checker = checker
        self._model = model
        self._on_failure = on_failure

    def check_text(self, text: str, scope: Scope = EVERYTHING) -> Iterator[CheckedClaim]:
        """Yield each sentence of a text with its mark, in order. Raises ClaimEmpty and ClaimsTooLong before the first.

        A sentence that cannot be read as a claim is unsupported, for the reason that the error tells.
        """
        for claim in split_claims(text):
            try:
                yield self.check(claim, scope)
            except QuestionError as error:
                reason = error.message("ko" if has_hangul(claim) else "en")
                yield CheckedClaim(claim, "unsupported", (), None, reason)

    def check(self, claim: str, scope: Scope = EVERYTHING) -> CheckedClaim:
        """Return the mark of a claim by the articles of a scope. Raises QuestionError where it cannot be read."""
        try:
            read = read_question(claim)
        except QuestionError as error:
            raise _AS_CLAIM[type(error)](**error.facts) from error
        evidence = self._retriever.find_evidence(read, read.language, scope=scope)
        sources = evidence_sources(evidence)
        if not sources:
            return CheckedClaim(read.text, "unsupported", (), None, NOTHING_LIKE_IT.in_(read.language))
        terms = spellings(self._retriever.find_terms(evidence.passages))
        usual = usual_spellings("\n".join(source.text for source in sources))
        verdict = self._compare(read.text, read.language, self._checker.prepare(sources, usual | terms))
        passages = {passage.n: passage for passage in evidence.passages}

        def cite(n: int) -> ClaimCitation:
            passage = passages[n]
            near = None if verdict.closest is None else sources[verdict.closest]
            told = passage.sentences[passage.best]
            if near is not None and near.n == n:
                told = next(sentence for sentence in passage.sentences if sentence.text == near.text)
            return ClaimCitation(passage.article_id, passage.title, told.text, passage.version, told.start)

        if verdict.support in ("verbatim", "supported") and all(
            passages[n].page is not None for n in verdict.citations
        ):
            verdict = replace(verdict, support="weak", reason=READ_BY_MACHINE)
        closest = None if verdict.citations or verdict.closest is None else cite(sources[verdict.closest].n)
        reason = "" if verdict.reason is None else verdict.reason.in_(read.language)
        return CheckedClaim(read.text, verdict.support, tuple(map(cite, verdict.citations)), closest, reason)

    def _compare(self, claim: str, language: Language, evidence: PreparedEvidence) -> SupportVerdict:
        verdict = self._checker.check(claim, language, evidence)
        if verdict.support == "verbatim":
            return verdict
        model = self._model()
        twice = None if model is None else self._checker.reading_twice(model)
        if twice is None:
            return verdict
        try:
            return twice.check(claim, language, evidence)
        except ModelUnavailable as error:
            self._on_failure(error)
            return verdict
