"""One sentence of an article told in the reader's language, checked against that sentence alone.

The small model mixes facts when it reads many sentences; given one, with its names in both spellings, its large numbers in words
and its days for dates, it says it rightly more often. What is confirmed stands as a sentence of the answer; what only may be
right stands beside the quotation, marked as that; what is known to be wrong is not shown (docs/measurements/answering.md).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from bot.answering.answer import AnswerSentence
from bot.answering.context import as_read
from bot.answering.glosses import usual_spellings
from bot.answering.large_numbers import with_large_numbers
from bot.answering.postprocessing import keeps_language, loops, make_polite, spell_names
from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.answering.verification.entailment import confirms
from bot.answering.verification.reasons import NOT_CONFIRMED, NOT_QUITE_SAID
from bot.bilingual import Language
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.prompts import ask_translation
from bot.text.aliases import TermPair, spellings

TOKENS = 200
# How well the words of a retelling meet those of its source, at least, where it stands as a sentence of the answer. Of 8 that
# the model confirmed, the 4 that were wrong lay below, with 1 of the 4 right ones; of 22 of news it confirmed none.
LEAST_SCORE = 0.59


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
        self._model = model
        self._checker = checker
        self._language = language
        self._terms = terms
        self._question = question

    def retell(self, source: SourceSentence) -> Iterator[AnswerSentence]:
        """Yield what to show in the place of a quoted sentence, as it is written and at last as it stays.

        That is the retelling where it is confirmed, the quotation with it where it is not, the quotation alone where it is wrong
        or cannot be made. Raises ModelUnavailable.
        """
        read = as_read(source.text, source.language, source.published, self._language, self._terms, self._question)
        asked = ask_translation(with_large_numbers(read, self._language, source.published), self._language)
        written = ""
        with closing(self._model.stream(asked, max_tokens=TOKENS)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if not piece.thinking:
                    written += piece.text
                    if loops(written):
                        break
                    yield replace(_quote(source), roughly=" ".join(written.split()))
        yield self._check(" ".join(written.split()), source, read)

    def _check(self, told: str, source: SourceSentence, read: str) -> AnswerSentence:
        if loops(told) or not keeps_language(told, self._language, source.text):
            return _quote(source)
        if self._language == "ko":
            told = make_polite(spell_names(told, read))
        evidence = self._checker.prepare([source], usual_spellings(source.text) | spellings(self._terms))
        verdict = self._checker.check(told, self._language, evidence)
        if (
            verdict.support in ("verbatim", "supported")
            and verdict.score >= LEAST_SCORE
            and confirms(self._model, told, read, (self._language, source.language))
        ):
            return AnswerSentence(told, verdict.support, verdict.citations)
        # A wrong name is the worst that a translation can do: 독파모 became "the Democratic People's Republic".
        if verdict.support == "unsupported" or verdict.reason not in (None, NOT_QUITE_SAID):
            return _quote(source)
        return replace(_quote(source), roughly=told, reason=(verdict.reason or NOT_CONFIRMED).in_(self._language))


def _quote(source: SourceSentence) -> AnswerSentence:
    return AnswerSentence(source.text, "verbatim", (source.n,), quoted=True)
