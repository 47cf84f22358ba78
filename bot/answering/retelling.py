"""One sentence of an article told in the reader's language, checked against that sentence alone.

The small model mixes facts when it reads many sentences; given one, with its names in both spellings, its large numbers in words
and its days for dates, it says it rightly more often. What is confirmed stands as a sentence of the answer; what only may be
right stands beside the quotation, marked as that; what is known to be wrong is not shown (docs/measurements/answering.md).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from bot.answering.answer import Draft
from bot.answering.context import as_read, title_as_read
from bot.answering.glosses import usual_spellings
from bot.answering.large_numbers import with_large_numbers
from bot.answering.postprocessing import keeps_language, make_polite, spell_names
from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SourceSentence, SupportVerdict
from bot.answering.verification.entailment import confirms
from bot.answering.verification.reasons import NOT_QUITE_SAID
from bot.bilingual import Language
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.prompts import ask_translation
from bot.retrieval.evidence import EvidencePassage, EvidenceSentence
from bot.text.aliases import TermPair, spellings

TOKENS = 200
# How well the words of a retelling meet those of its source, at least, where it stands as a sentence of the answer. Of 11 that
# the model confirmed, the 4 that were wrong lay below, with 2 of the 7 right ones; of 22 of news it confirmed none.
LEAST_SCORE = 0.59
# Into which languages a model retells; any other model into both. What the built-in one makes of English in Korean is not fit to
# be read: of 30 sentences 4 were right, and loops and names of others were among the rest (docs/measurements/answering.md).
RETELLS: dict[str, frozenset[Language]] = {"qwen2.5-coder-1.5b": frozenset({"en"})}


@dataclass(frozen=True, slots=True)
class Retold:
    """A sentence in the reader's language. Its `verdict`, against the `evidence` that is the sentence it retells, is None where
    nothing confirms it."""

    text: str
    verdict: SupportVerdict | None
    evidence: PreparedEvidence


class Reteller:
    """Retells sentences for the answer in `language` to one `question`; `terms` are those of its articles."""

    def __init__(
        self,
        model: AnsweringModel,
        checker: FaithfulnessChecker,
        language: Language,
        terms: Sequence[TermPair],
        question: str,
    ) -> None:
        self.name = model.name
        self._model = model
        self._checker = checker
        self._language = language
        self._terms = terms
        self._question = question

    def retell(self, passage: EvidencePassage, sentence: EvidenceSentence) -> Iterator[Draft | Retold | None]:
        """Yield the sentence as it is written, last as a whole; None alone or last where nothing can be made of it.

        Raises ModelUnavailable.
        """
        if self._language not in RETELLS.get(self.name, (self._language,)):
            yield None
            return
        original = sentence.text
        read = as_read(original, passage.language, passage.published, self._language, self._terms, self._question)
        asked = ask_translation(with_large_numbers(read, self._language, passage.published), self._language)
        written = ""
        with closing(self._model.stream(asked, max_tokens=TOKENS)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if not piece.thinking:
                    written += piece.text
                    yield Draft(" ".join(written.split()))
        yield self._check(" ".join(written.split()), original, read, passage)

    def _check(self, told: str, original: str, read: str, passage: EvidencePassage) -> Retold | None:
        if not keeps_language(told, self._language, original):
            return None
        if self._language == "ko":
            told = make_polite(spell_names(told, read))
        source = SourceSentence(passage.n, original, passage.language, passage.published, title_as_read(passage.title))
        evidence = self._checker.prepare([source], usual_spellings(original) | spellings(self._terms))
        verdict = self._checker.check(told, self._language, evidence)
        if verdict.support == "unsupported" or verdict.reason not in (None, NOT_QUITE_SAID):
            return None
        pair = self._language, passage.language
        sure = verdict.support != "weak" and verdict.score >= LEAST_SCORE and confirms(self._model, told, read, pair)
        return Retold(told, verdict if sure else None, evidence)
