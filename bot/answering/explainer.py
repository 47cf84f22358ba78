"""Question to answer: evidence at once, then each sentence as it is written, checked before it is believed."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from bot.answering.answer import AnswerDone, Draft, Event, EvidenceFound, SentenceChecked, Thinking
from bot.answering.answer_builder import Telling, finish, quote, refuse, settle
from bot.answering.answerability import holds_answer
from bot.answering.context import as_read, choose_excerpts, choose_main_points, title_as_read
from bot.answering.glosses import usual_spellings
from bot.answering.postprocessing import drop_marks, keeps_language, make_polite, spell_names
from bot.answering.verification import Checker, PreparedEvidence, SourceSentence, Verdict
from bot.answering.verification.entailment import confirms
from bot.answering.verification.reasons import NOT_CONFIRMED
from bot.bilingual import Language
from bot.errors import ModelAway
from bot.models.llm.chat_model import AnsweringModel, Message
from bot.models.llm.prompts import NO, YES, ReadingLevel, ask_again, ask_summary, ask_what, ask_whether, name_meaning
from bot.retrieval.definitions import find_asked_term, known_spellings
from bot.retrieval.evidence import Evidence
from bot.retrieval.followups import Conversation, understand
from bot.retrieval.question import PASSAGES, AnswerLanguage
from bot.retrieval.retriever import Searcher
from bot.text.aliases import TermPair, spellings
from bot.text.sentences import split_sentences

ANSWER_TOKENS = 220

# A sentence may have ended here: its last mark, closing quotes, then white space. `split_sentences` decides.
_MAYBE_ENDED = re.compile(r"[.!?。…][\"'”’)\]]*\s|\n")


class Explainer:
    """Answers questions from the evidence that a search finds."""

    def __init__(self, searcher: Searcher, checker: Checker, model: Callable[[], AnsweringModel | None]) -> None:
        self._searcher = searcher
        self._checker = checker
        self._model = model

    def read_ahead(self, model: AnsweringModel, language: Language) -> None:
        """Let the model read what all its conversations in a language begin with, so that no question waits for that.

        Raises ModelAway.
        """
        model.odds(ask_whether("", (), language, language), YES, NO)

    def ask(
        self,
        question: str,
        *,
        language: AnswerLanguage = "auto",
        conversation: Conversation = (),
        article_id: str | None = None,
        reading_level: ReadingLevel = "standard",
        passages: int = PASSAGES,
    ) -> Iterator[Event]:
        """Yield the events of an answer (see `bot.answering.answer`). Raises QuestionError before the first event.

        `passages` is how many of them the evidence has; `bot.answering.context` decides which of their sentences the model reads.
        Closing the iterator stops the model. A model that fails on the way leaves an answer made of quotes.
        """
        started = time.perf_counter()
        request = understand(question, language, conversation)
        find = self._searcher.find_main_points if request.summary else self._searcher.find_evidence
        evidence = find(request.question, request.language, passages, article_id=article_id)
        yield EvidenceFound(evidence)
        telling = Telling(
            request.question.text,
            request.told,
            request.question.language,
            request.language,
            reading_level,
            started,
            evidence,
        )
        if not evidence.sufficient:
            yield AnswerDone(refuse(telling))
            return
        model = self._model()
        if model is not None:
            try:
                yield from (self._summarise if request.summary else self._explain)(telling, model)
            except ModelAway:
                telling.sentences.clear()
        if telling.refused:
            yield AnswerDone(refuse(telling))
        elif model is not None and telling.backed:
            yield AnswerDone(finish(telling, model.name))
        else:
            yield AnswerDone(quote(telling))

    def _explain(self, telling: Telling, model: AnsweringModel) -> Iterator[Event]:
        """Ask the model whether there is an answer, then for it; once more, of the best excerpt alone, where none holds.

        What a term of the articles means is asked at once: they use it, and how they do is the answer.
        """
        terms, language, found = self._searcher.find_terms(telling.evidence), telling.language, telling.evidence
        said = [sentence.text for passage in found.passages for sentence in passage.sentences]
        about = known_spellings(find_asked_term(telling.told, telling.asked), terms, said)
        excerpts = choose_excerpts(found, terms, about)
        prepared = self._prepare(telling.evidence, terms)
        told, source = name_meaning(about, language) if about else telling.told, found.passages[0].language
        if not about:
            whether = ask_whether(told, excerpts, language, source)
            if not holds_answer(model, whether, (language, source), found.nearest):
                telling.refused = True
                return
        first = ask_what(told, excerpts, language, source, telling.level)
        again = ask_again(told, excerpts[:1], language, source)
        yield from self._tell(telling, model, first, prepared, terms)
        if not telling.backed:
            telling.sentences.clear()
            telling.drifted = False
            yield from self._tell(telling, model, again, prepared, terms)

    def _summarise(self, telling: Telling, model: AnsweringModel) -> Iterator[Event]:
        terms = self._searcher.find_terms(telling.evidence)
        prepared = self._prepare(telling.evidence, terms)
        source = telling.evidence.passages[0].language
        messages = ask_summary(choose_main_points(telling.evidence, terms), telling.language, source)
        yield from self._tell(telling, model, messages, prepared, terms)

    def _prepare(self, evidence: Evidence, terms: Sequence[TermPair]) -> PreparedEvidence:
        sources = _sources(evidence)
        usual = usual_spellings("\n".join(source.text for source in sources))
        return self._checker.prepare(sources, usual | spellings(terms))

    def _tell(
        self,
        telling: Telling,
        model: AnsweringModel,
        messages: Sequence[Message],
        prepared: PreparedEvidence,
        terms: Sequence[TermPair],
    ) -> Iterator[Event]:
        """Yield an answer as it is written. It ends, unbelieved, at the first sentence in another language.

        From the first sentence on that is to be read a second time, all stay drafts until the model has written the last.
        """
        written, checked, shown = "", 0, 0
        with closing(model.stream(messages, max_tokens=ANSWER_TOKENS)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if piece.thinking:
                    yield Thinking(piece.text)
                    continue
                if telling.first_token is None:
                    telling.first_token = time.perf_counter() - telling.started
                written += piece.text
                if _MAYBE_ENDED.search(written, checked):
                    finished = split_sentences(written)[:-1]
                    for span in (span for span in finished if span.start >= checked):
                        checked = span.end
                        yield from self._check(telling, written[span.start : span.end], prepared)
                        if telling.drifted:
                            return
                        if not telling.waiting:
                            shown = checked
                yield Draft(written[shown:].strip())
        for span in split_sentences(written):
            if span.start >= checked and not telling.drifted:
                yield from self._check(telling, written[span.start : span.end], prepared)
        yield from self._read_again(telling, model, prepared, terms)

    def _check(self, telling: Telling, text: str, prepared: PreparedEvidence) -> Iterator[SentenceChecked]:
        sentence = drop_marks(text)
        read = " ".join(source.text for source in prepared.sources)
        if not keeps_language(sentence, telling.language, read):
            telling.drifted = True
            telling.sentences.clear()
            telling.waiting.clear()
            return
        if telling.language == "ko":
            sentence = make_polite(spell_names(sentence, read))
        verdict = self._checker.check(sentence, telling.language, prepared)
        if telling.waiting or _is_across(telling, verdict, prepared):
            telling.waiting.append((sentence, verdict))
        else:
            yield settle(telling, sentence, verdict, prepared)

    def _read_again(
        self, telling: Telling, model: AnsweringModel, prepared: PreparedEvidence, terms: Sequence[TermPair]
    ) -> Iterator[SentenceChecked]:
        """Yield the sentences that waited; what is supported across languages needs the model's word for it as well."""
        for sentence, verdict in telling.waiting:
            if verdict.closest is not None and _is_across(telling, verdict, prepared):
                source, around = prepared.sources[verdict.closest], prepared.around(verdict.closest)
                text = as_read(around, source.language, source.published, telling.language, terms, sentence)
                if not confirms(model, sentence, text, (telling.language, source.language)):
                    verdict = replace(verdict, support="weak", citations=(), reason=NOT_CONFIRMED)
            yield settle(telling, sentence, verdict, prepared)
        telling.waiting.clear()


def _is_across(telling: Telling, verdict: Verdict, prepared: PreparedEvidence) -> bool:
    """Return whether a sentence counts as supported by a source in another language."""
    across = verdict.closest is not None and prepared.sources[verdict.closest].language != telling.language
    return across and verdict.support == "supported"


def _sources(evidence: Evidence) -> list[SourceSentence]:
    return [
        SourceSentence(passage.n, sentence.text, passage.language, passage.published, title_as_read(passage.title))
        for passage in evidence.passages
        for sentence in passage.sentences
    ]
