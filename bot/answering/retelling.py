"""One sentence of an article told in the reader's language, checked against that sentence alone.

A translator tells it where there is one, else the answering model. The small model mixes facts when it reads many sentences;
given one, with names in both spellings, large numbers in words and days for dates, it says it rightly more often. What is
confirmed stands as a sentence of the answer; what only may be right stands beside the quotation, marked as that; what is known to
be wrong is not shown (docs/measurements/answering.md).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from bot.answering.answer import AnswerSentence
from bot.answering.context import as_read
from bot.answering.glosses import usual_spellings
from bot.answering.postprocessing import keeps_language, loops, make_polite, spell_names
from bot.answering.translating import ask_for_sentence, keeps_facts, translations
from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.answering.verification.entailment import read_claim
from bot.answering.verification.reasons import NOT_CONFIRMED, NOT_QUITE_SAID
from bot.bilingual import Language
from bot.models.llm.chat_model import AnsweringModel
from bot.models.model_errors import TranslatorUnavailable
from bot.models.translation import SentenceTranslator
from bot.text.aliases import TermPair, spellings

TOKENS = 200
# How well the words of a retelling meet those of its source, at least, where it stands as a sentence of the answer. Of 8 that
# the model confirmed, the 4 that were wrong lay below, with 1 of the 4 right ones; of 22 of news it confirmed none.
LEAST_SCORE = 0.59


class Reteller:
    """Retells sentences for the answer in `language` to one `question`; `terms` are those of its articles."""

    def __init__(
        self,
        translator: SentenceTranslator | None,
        checker: FaithfulnessChecker,
        language: Language,
        terms: Sequence[TermPair],
        question: str,
    ) -> None:
        self._translator = translator
        self._checker = checker
        self._language = language
        self._terms = terms
        self._question = question

    def translate(self, source: SourceSentence) -> AnswerSentence:
        """Return a sentence as a quotation, with what the translator makes of it where nothing of that is known to be wrong.

        Without a translator, and where it fails, it is the quotation alone.
        """
        if self._translator is None:
            return _quote(source)
        try:
            for told in translations(self._translator, source.text, self._language, source.published, self._terms):
                if keeps_facts(source.text, told, self._language, source.published, spellings(self._terms)):
                    polite = make_polite(told) if self._language == "ko" else told
                    shown = self._shown(polite, source, None, by_translator=True)
                    if shown.roughly:
                        return shown
        except TranslatorUnavailable:
            pass
        return _quote(source)

    def retell(
        self, model: AnsweringModel, source: SourceSentence, translated: str, *, writes: bool
    ) -> Iterator[AnswerSentence]:
        """Yield what to show in the place of a quoted sentence, as it is written and at last as it stays.

        That is what is told of it where `model` confirms it, the quotation with it where it does not, the quotation alone where
        it is wrong or cannot be made. Where nothing is `translated` the model tells it, if it `writes`. Raises ModelUnavailable.
        """
        if translated:
            yield self._shown(translated, source, model, by_translator=True)
            return
        if not writes:
            return
        read = self._read(source)
        asked = ask_for_sentence(model, read, self._language, source.published)
        written = ""
        with closing(model.stream(asked, max_tokens=TOKENS)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if not piece.thinking:
                    written += piece.text
                    if loops(written):
                        break
                    yield replace(_quote(source), roughly=" ".join(written.split()))
        told = " ".join(written.split())
        if self._language == "ko":
            told = make_polite(spell_names(told, read))
        yield self._shown(told, source, model)

    def _shown(
        self, told: str, source: SourceSentence, model: AnsweringModel | None, *, by_translator: bool = False
    ) -> AnswerSentence:
        """Return what to show of a sentence that is `told` so: as one of the answer only where `model` confirms it.

        What the model has written itself and then hardly finds in its source is not shown at all.
        """
        if loops(told) or not keeps_language(told, self._language, source.text):
            return _quote(source)
        evidence = self._checker.prepare([source], usual_spellings(source.text) | spellings(self._terms))
        verdict = self._checker.check(told, self._language, evidence)
        # A wrong name is the worst that a translation can do: 독파모 became "the Democratic People's Republic".
        if verdict.support == "unsupported" or verdict.reason not in (None, NOT_QUITE_SAID):
            return _quote(source)
        near = verdict.support != "weak" and verdict.score >= LEAST_SCORE
        if model is not None and (near or not by_translator):
            reading = read_claim(model, told, self._read(source), (self._language, source.language))
            if near and reading == "confirmed":
                return AnswerSentence(told, verdict.support, verdict.citations)
            if reading == "unlikely" and not by_translator:
                return _quote(source)
        return replace(_quote(source), roughly=told, reason=(verdict.reason or NOT_CONFIRMED).in_(self._language))

    def _read(self, source: SourceSentence) -> str:
        return as_read(source.text, source.language, source.published, self._language, self._terms, self._question)


def _quote(source: SourceSentence) -> AnswerSentence:
    return AnswerSentence(source.text, "verbatim", (source.n,), quoted=True)
