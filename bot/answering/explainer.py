"""Question to answer: evidence at once, then each sentence as it is written, checked before it is believed."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from bot.answering.answer import Answer, AnswerDone, Draft, Event, EvidenceFound, SentenceChecked, Thinking
from bot.answering.answer_builder import AnswerBuilder
from bot.answering.answerability import answerability, is_fitted, least_answerability
from bot.answering.ask_options import AS_USUAL, AskOptions
from bot.answering.background import Term, find_term
from bot.answering.carrying_over import AnswerCarrier, ask_in_source, with_sources
from bot.answering.context import (
    AnswerContext,
    as_read,
    choose_excerpts,
    choose_likeliest,
    choose_told,
    evidence_sources,
    number_passages,
)
from bot.answering.explanation_writer import EXPLAINED, ExplanationWriter, WholeReading, is_close
from bot.answering.glosses import usual_spellings
from bot.answering.postprocessing import drop_marks, keeps_language, loops, make_polite, spell_names, unquoted
from bot.answering.selection.sentence_reader import SentenceReader
from bot.answering.translating import ask_for_sentence
from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SourceSentence, SupportVerdict
from bot.answering.verification.entailment import confirms
from bot.answering.verification.reasons import NOT_CONFIRMED
from bot.bilingual import Language
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.profiles import SMALL, ModelProfile
from bot.models.llm.prompts import (
    NO,
    YES,
    ReadingLevel,
    ask_again,
    ask_explanation,
    ask_what,
    ask_whether,
    name_meaning,
)
from bot.models.model_errors import ModelUnavailable
from bot.models.translation import FindTranslator, SentenceTranslator, find_none
from bot.retrieval.definitions import find_asked_term, known_spellings
from bot.retrieval.evidence import Evidence
from bot.retrieval.followups import Request, understand
from bot.retrieval.retriever import Retriever
from bot.text.aliases import spellings
from bot.text.instructions import speaks_to_model
from bot.text.sentence_stream import SentenceStream


class Explainer:
    """Answers questions from the evidence that a search finds.

    `model` returns the answering model, loaded, None where there is none, and `profile` how it is asked. `term_named` finds the
    term that a question names, and `translator` the translator, None where there is none. `on_failure` hears why a model left an
    answer that is then made of quotes. `reader` reads which sentences of an article explain what is asked; where there is none,
    what is seen of them decides.
    """

    def __init__(
        self,
        retriever: Retriever,
        checker: FaithfulnessChecker,
        model: Callable[[], AnsweringModel | None],
        profile: Callable[[], ModelProfile] = lambda: SMALL,
        term_named: Callable[[str], Term | None] = find_term,
        translator: FindTranslator = find_none,
        on_failure: Callable[[ModelUnavailable], None] = lambda error: None,
        reader: SentenceReader | None = None,
    ) -> None:
        self._on_failure = on_failure
        self._retriever = retriever
        self._checker = checker
        self._model = model
        self._profile = profile
        self._translator = translator
        self.explanations = ExplanationWriter(
            retriever, checker, model, profile, term_named, translator, on_failure, reader
        )

    def warm_up(self, model: AnsweringModel, language: Language) -> None:
        """Let the model read what all its conversations in a language begin with, so that no question waits for that.

        Raises ModelUnavailable.
        """
        model.odds(ask_whether("", (), language, language), YES, NO)
        if language in self._profile().retells:
            model.odds(ask_for_sentence(model, "", language, None), YES, NO)

    def ask(self, question: str, options: AskOptions = AS_USUAL) -> Iterator[Event]:
        """Yield the events of an answer (see `bot.answering.answer`). Raises QuestionError before the first event.

        Closing the iterator stops the model. A model that fails on the way leaves an answer made of quotes.
        """
        started = time.perf_counter()
        request = understand(question, options.language, options.conversation)
        if not (yield from self._answer_whole(request, options, started)):
            yield from self._answer_fact(request, options, started)

    def _answer_whole(self, request: Request, options: AskOptions, started: float) -> Generator[Event, None, bool]:
        """Answer from whole articles where that is what is asked for; return False before any event where it is not."""
        explains = self._profile().explains
        if request.kind in EXPLAINED or len(request.parts) > 1:
            if explains and (yield from self._explain(request, options, started)):
                return True
            return (yield from self._quote_whole(request, options, started))
        if request.fuller is None or explains:
            return False
        # Across the languages one sentence that the model tells of the best passages reads better than five quotations.
        return (yield from self._quote_whole(request.fuller, options, started, within_language=True))

    def _answer_fact(self, request: Request, options: AskOptions, started: float) -> Iterator[Event]:
        """Answer from the passages that fit best: in the model's words, or by quotations."""
        alone = self._retriever.is_one_article(options.scope)
        evidence = self._retriever.find_evidence(
            request.question,
            request.language,
            options.passages,
            scope=options.scope,
            every_name=request.kind in EXPLAINED,
            of_one=True,
        )
        yield EvidenceFound(evidence, request.kind)
        builder = AnswerBuilder(request, evidence, started)
        if not evidence.sufficient or request.kind == "advice":
            yield AnswerDone(builder.refuse())
            return
        # An article that is asked about, or that the search leads to, may be less near; whether all of it says what is asked is
        # read, which takes another search. Of many articles a near one is left to the model, which misleading questions mislead
        # less (docs/measurements/answering.md).
        model, close = self._model(), is_close(request, evidence)
        left_to_model = model is not None and close and not alone
        reading = WholeReading() if left_to_model else self.explanations.read_whole(request, options).about(evidence)
        untold = reading.tells is False or not (alone or close or reading.likely)
        if untold and model is None:  # a model reads for itself
            yield AnswerDone(builder.refuse())
            return
        # What is quoted is what was read to be likeliest, as far as it is among what is near.
        builder.evidence = reading.score(evidence) or evidence
        told = builder.evidence if reading.tells else None
        if model is None or (builder.is_within_language and not self._profile().explains):
            # The sentences themselves tell more than a small model says of them (docs/measurements/answering.md).
            whole = reading.evidence if model is not None and is_fitted(model) else None
            read = choose_excerpts(evidence) if whole is None else choose_likeliest(whole)
            holds = told is not None or self.explanations.holds(request, whole or evidence, read, reading.found)
            yield AnswerDone(self._quote(builder, told=told is not None) if holds else builder.refuse())
            return
        context = replace(self._prepare(evidence), told=told, found=reading.found, read=reading.evidence)
        try:
            yield from self._answer(builder, model, context, options.reading_level)
        except ModelUnavailable as error:
            self._on_failure(error)
            builder.reset()
        if builder.refused:
            yield AnswerDone(builder.refuse())
        elif builder.backed:
            yield AnswerDone(builder.build(model.name))
        else:
            yield AnswerDone(self._quote(builder))

    def _quote_whole(
        self, request: Request, options: AskOptions, started: float, *, within_language: bool = False
    ) -> Generator[Event, None, bool]:
        """Quote the sentences of whole articles that explain what is asked; return False before any event where none is near.

        Where they are near and none says it, that is told.
        """
        explanation = self.explanations.choose(request, options, within_language=within_language)
        if explanation is None:
            return False
        yield EvidenceFound(explanation.evidence, request.kind)
        builder = AnswerBuilder(request, explanation.evidence, started)
        if explanation.tells is not False:
            yield from self.explanations.write(builder, explanation)
        else:
            yield AnswerDone(builder.refuse())
        return True

    def _explain(self, request: Request, options: AskOptions, started: float) -> Generator[Event, None, bool]:
        """Have the model explain whole articles; return False before any event where there is no model or nothing fits.

        Where nothing holds of what it writes, or it fails, the nearest sentences are quoted.
        """
        evidence = self.explanations.choose_whole(request, options)
        model = self._model() if evidence is not None else None
        if evidence is None or model is None:
            return False
        yield EvidenceFound(evidence, request.kind)
        builder = AnswerBuilder(request, evidence, started, background=self.explanations.background(request))
        if not request.is_about_article and not self.explanations.holds(request, evidence, choose_excerpts(evidence)):
            yield AnswerDone(builder.refuse())
            return True
        profile, context = self._profile(), self._prepare(evidence)
        read = number_passages(evidence, context.terms, profile.evidence_tokens)
        pair = request.language, evidence.passages[0].language
        messages = ask_explanation(request.standalone_question, read, *pair, options.reading_level)
        try:
            yield from self._write(builder, model, messages, context, profile.answer_tokens)
        except ModelUnavailable as error:
            self._on_failure(error)
            builder.reset()
        yield AnswerDone(builder.build(model.name) if builder.backed else self._quote(builder))
        return True

    def _quote(self, builder: AnswerBuilder, *, told: bool = False) -> Answer:
        foreign = [passage for passage in builder.evidence.passages if passage.language != builder.language]
        return builder.quote(self._retriever.find_terms(foreign), told=told)

    def _prepare(self, evidence: Evidence) -> AnswerContext:
        terms = self._retriever.find_terms(evidence.passages)
        sources = evidence_sources(evidence)
        usual = usual_spellings("\n".join(source.text for source in sources))
        return AnswerContext(evidence, tuple(terms), self._checker.prepare(sources, usual | spellings(terms)))

    def _answer(
        self, builder: AnswerBuilder, model: AnsweringModel, context: AnswerContext, level: ReadingLevel
    ) -> Iterator[Event]:
        """Ask the model for an answer, unless it reads none; once more, of the best excerpt alone, where none holds.

        What a term of the articles means is asked at once: they use it, and how they do is the answer.
        """
        request, evidence, language = builder.request, context.evidence, builder.language
        question, source = request.standalone_question, evidence.passages[0].language
        translator = self._translator() if source != language and not self._profile().explains else None
        in_source = ask_in_source(request, evidence, context.terms) if translator is not None else None
        if translator is not None and in_source is not None:
            yield from self._carry_over(builder, model, context, level, in_source, translator)
            return
        said = [sentence.text for passage in evidence.passages for sentence in passage.sentences]
        about = known_spellings(find_asked_term(question, request.question.language), context.terms, said)
        excerpts = choose_excerpts(evidence, context.terms, about, self._profile().excerpt_tokens)
        if about:
            question = name_meaning(about, language)
        elif context.told is not None:
            excerpts = choose_told(context.told, context.terms)
        else:
            whole = context.read if is_fitted(model) else None
            judged = excerpts if whole is None else choose_likeliest(whole, context.terms)
            pair = language, (whole or evidence).passages[0].language
            builder.certain = answerability(model, question, judged, pair, context.found)
            if builder.certain < least_answerability(model, pair):
                builder.refused = True
                return
        yield from self._write(builder, model, ask_what(question, excerpts, language, source, level), context)
        if not builder.backed and not builder.refused:
            builder.reset()
            yield from self._write(builder, model, ask_again(question, excerpts[:1], language, source), context)
        if not builder.backed:
            builder.refused = _is_unsure(builder, model, context)

    def _carry_over(
        self,
        builder: AnswerBuilder,
        model: AnsweringModel,
        context: AnswerContext,
        level: ReadingLevel,
        request: Request,
        translator: SentenceTranslator,
    ) -> Iterator[Event]:
        """Have the model answer in the articles' language, `request`'s, and yield what it is sure of in the reader's.

        Where a sentence cannot be carried over rightly, the one of the article that it is from is quoted and told instead.
        """
        context = context.asked_as(request)
        written = AnswerBuilder(request, context.evidence, builder.started)
        for event in self._answer(written, model, context, level):
            if isinstance(event, Thinking):
                yield event
        builder.first_token, builder.refused = written.first_token, written.refused
        carrier = AnswerCarrier(translator, self._checker, builder.language, context.terms)
        foreign: list[tuple[int, SourceSentence]] = []
        for sentence, source in with_sources(written, context.prepared.sources):
            told = None if source.language == builder.language else carrier.carry(sentence, source)
            if told:
                builder.translator = translator.name
                yield builder.add_translated(told, sentence, source)
            else:
                yield from builder.quote_once(source, foreign)
        yield from self.explanations.retell(builder, foreign)

    def _write(
        self,
        builder: AnswerBuilder,
        model: AnsweringModel,
        messages: Sequence[Message],
        context: AnswerContext,
        tokens: int = SMALL.answer_tokens,
    ) -> Iterator[Event]:
        """Yield an answer as it is written. It ends, unbelieved, at the first sentence in another language, or in a loop.

        From the first sentence on that rests on one in the other language, or is to be read twice, all stay drafts until the
        model has written the last.
        """
        sentences, shown = SentenceStream(), 0
        twice = self._checker.reading_twice(model) is not None
        with closing(model.stream(messages, max_tokens=tokens)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if piece.thinking:
                    yield Thinking(piece.text)
                    continue
                builder.begin()
                ended = sentences.feed(piece.text)
                if loops(sentences.written):
                    builder.drift()
                    return
                for sentence in ended:
                    yield from self._check(builder, sentence, context.prepared, twice=twice)
                    if builder.drifted:
                        return
                if not builder.pending:
                    shown = sentences.told
                yield Draft(sentences.written[shown:].strip())
        for sentence in sentences.finish():
            if not builder.drifted:
                yield from self._check(builder, sentence, context.prepared, twice=twice)
        yield from self._settle(builder, model, context)

    def _check(
        self, builder: AnswerBuilder, text: str, prepared: PreparedEvidence, *, twice: bool
    ) -> Iterator[SentenceChecked]:
        sentence = drop_marks(text)
        if not sentence or speaks_to_model(unquoted(sentence)):
            return
        read = " ".join(source.text for source in prepared.sources)
        if not keeps_language(sentence, builder.language, read):
            builder.drift()
            return
        if builder.language == "ko":
            sentence = make_polite(spell_names(sentence, read))
        verdict = self._checker.check(sentence, builder.language, prepared)
        waits = verdict.support != "verbatim" and (twice or not self._profile().explains)
        if builder.pending or waits or builder.foreign_source(verdict, prepared) is not None:
            builder.pending.append((sentence, verdict))
        else:
            yield builder.add(sentence, verdict, prepared)

    def _settle(self, builder: AnswerBuilder, model: AnsweringModel, context: AnswerContext) -> Iterator[Event]:
        """Yield the sentences that waited: the model that wrote them reads each beside its source, where it can.

        What is supported across the languages needs its word for it as well.

        Where a model does not explain in its own words, the source of an unconfirmed sentence is quoted in its place and told in
        the language of the answer. Where nothing is confirmed, and the model was not certain enough of an answer, there is none.
        """
        prepared, quoting = context.prepared, not self._profile().explains
        told = [
            (sentence, self._confirm(builder, sentence, verdict, model, context))
            for sentence, verdict in builder.pending
        ]
        builder.pending.clear()
        confirmed = builder.backed or any(verdict.support in ("verbatim", "supported") for _, verdict in told)
        weak = any(verdict.support == "weak" for _, verdict in told)
        if quoting and weak and not confirmed and _is_unsure(builder, model, context):
            builder.refused = True
            return
        foreign: list[tuple[int, SourceSentence]] = []
        for sentence, verdict in told:
            if verdict.closest is not None and verdict.support == "weak" and quoting:
                yield from builder.quote_once(prepared.sources[verdict.closest], foreign)
            else:
                yield builder.add(sentence, verdict, prepared)
        yield from self.explanations.retell(builder, foreign)

    def _confirm(
        self,
        builder: AnswerBuilder,
        sentence: str,
        verdict: SupportVerdict,
        model: AnsweringModel,
        context: AnswerContext,
    ) -> SupportVerdict:
        source = builder.foreign_source(verdict, context.prepared)
        twice = self._checker.reading_twice(model)
        if source is None and twice is not None and verdict.support != "verbatim":
            return twice.check(sentence, builder.language, context.prepared)
        if source is None or verdict.closest is None or verdict.support != "supported":
            return verdict
        around = context.prepared.around(verdict.closest)
        text = as_read(around, source.language, source.published, builder.language, context.terms, sentence)
        if confirms(model, sentence, text, (builder.language, source.language)):
            return verdict
        return replace(verdict, support="weak", citations=(), reason=NOT_CONFIRMED)


def _is_unsure(builder: AnswerBuilder, model: AnsweringModel, context: AnswerContext) -> bool:
    """Return whether the model was too little certain of an answer for one that nothing confirms."""
    pair = builder.language, context.evidence.passages[0].language
    return builder.certain < least_answerability(model, pair, unconfirmed=True)
