"""Answers across the languages with a translator: written in the language of the article, where the small model is right more
often, each sentence checked there, then carried over into the reader's language and checked once more."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.answer import AnswerSentence
from bot.answering.answer_builder import AnswerBuilder
from bot.answering.glosses import usual_spellings
from bot.answering.postprocessing import make_polite
from bot.answering.translating import keeps_facts, translations
from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.bilingual import Language
from bot.models.model_errors import TranslatorUnavailable
from bot.models.translation import SentenceTranslator
from bot.retrieval.evidence import Evidence
from bot.retrieval.followups import Request
from bot.retrieval.question import Question
from bot.text.aliases import TermPair, spellings
from bot.text.names import names, unsaid_parts


def ask_in_source(request: Request, evidence: Evidence, terms: Sequence[TermPair]) -> Request | None:
    """Return the request in the language of the best passage, None where it cannot be put so without losing a name.

    It is the question itself where that is asked in this language and only the answer is wanted in the other one.
    """
    source = evidence.passages[0].language
    asked = request.question
    if asked.language == source:
        return replace(request, language=source)
    if not evidence.translation:
        return None
    known = usual_spellings(asked.subject) | spellings(terms)
    if any(unsaid_parts(name, evidence.translation, known) for name in names(asked.subject)):
        return None
    return Request(Question(evidence.translation, source, evidence.translation), source, request.kind)


def with_sources(
    written: AnswerBuilder, sources: Sequence[SourceSentence]
) -> Iterator[tuple[AnswerSentence, SourceSentence]]:
    """Yield the sentences of an answer that the evidence says, or nearly so, each with the one of `sources` that it rests on."""
    passages = {passage.n: passage for passage in written.evidence.passages}
    for sentence in written.sentences:
        for n in (*sentence.citations, sentence.closest)[:1]:
            if n is not None:
                quoted = written.quotes.get(n, passages[n].sentences[passages[n].best].text)
                yield sentence, next(source for source in sources if (source.n, source.text) == (n, quoted))


class AnswerCarrier:
    """Carries sentences of an answer over into `language`; `terms` are those of its articles."""

    def __init__(
        self,
        translator: SentenceTranslator,
        checker: FaithfulnessChecker,
        language: Language,
        terms: Sequence[TermPair],
    ) -> None:
        self._translator = translator
        self._checker = checker
        self._language = language
        self._terms = terms

    def carry(self, sentence: AnswerSentence, source: SourceSentence) -> str:
        """Return a sentence that rests on `source` in the other language.

        It is "" where the source does not quite say it, and where its names, numbers or words are others in the other language.
        """
        if not sentence.citations:
            return ""
        # The days in it are written out already: the excerpts that it was made of have them so.
        known = spellings(self._terms)
        evidence = self._checker.prepare([replace(source, text=sentence.text)], usual_spellings(sentence.text) | known)
        try:
            for told in translations(self._translator, sentence.text, self._language, None, self._terms):
                told = make_polite(told) if self._language == "ko" else told
                kept = keeps_facts(sentence.text, told, self._language, source.published, known)
                if kept and self._checker.check(told, self._language, evidence).citations:
                    return told
        except TranslatorUnavailable:
            pass
        return ""
