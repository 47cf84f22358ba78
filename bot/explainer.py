"""Question to answer: evidence at once, then each sentence as it is written, checked before it is believed."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from bot.answers import (
    Answer,
    AnswerDone,
    AnswerSentence,
    Citation,
    Draft,
    Event,
    Evidence,
    EvidenceFound,
    EvidencePassage,
    Seconds,
    SentenceChecked,
    Thinking,
)
from bot.checking import Checker, PreparedEvidence, SourceSentence
from bot.errors import ModelAway
from bot.excerpts import choose_excerpts, choose_main_points
from bot.followups import Conversation, understand
from bot.llm import AnsweringModel, Message
from bot.meanings import find_asked_term, known_spellings
from bot.prompts import NO, YES, ask_again, ask_summary, ask_what, ask_whether, name_meaning
from bot.questions import PASSAGES, AnswerLanguage, ReadingLevel
from bot.refusal import reads_answer
from bot.replies import NO_ARTICLES, QUOTES, REFUSAL, REFUSAL_MISSING
from bot.retrieval import Searcher
from bot.sentences import split_sentences
from bot.terms import spellings
from bot.wording import drop_marks, keeps_language, make_polite
from bot.words import Language

ANSWER_TOKENS = 220
QUOTED_SENTENCES = 3

# A sentence may have ended here: its last mark, closing quotes, then white space. `split_sentences` decides.
_MAYBE_ENDED = re.compile(r"[.!?。…][\"'”’)\]]*\s|\n")


@dataclass(slots=True)
class _Telling:
    """One question on its way to an answer; `told` is how the model hears it, `asked` the language it was asked in."""

    question: str
    told: str
    asked: Language
    language: Language
    level: ReadingLevel
    started: float
    evidence: Evidence
    first_token: float | None = None
    refused: bool = False
    drifted: bool = False
    sentences: list[AnswerSentence] = field(default_factory=list)
    quotes: dict[int, str] = field(default_factory=dict)

    @property
    def backed(self) -> bool:
        """Whether the evidence says any sentence, or nearly so."""
        return any(sentence.support != "unsupported" for sentence in self.sentences)


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
        model.odds(ask_whether("", (), language), YES.in_(language), NO.in_(language))

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
        """Yield the events of an answer (see `bot.answers`). Raises QuestionError before the first event.

        `passages` is how many of them the evidence has; which of their sentences the model reads, `bot.excerpts` decides.
        Closing the iterator stops the model. A model that fails on the way leaves an answer made of quotes.
        """
        started = time.perf_counter()
        request = understand(question, language, conversation)
        find = self._searcher.find_main_points if request.summary else self._searcher.find_evidence
        evidence = find(request.question, request.language, passages, article_id=article_id)
        yield EvidenceFound(evidence)
        telling = _Telling(
            request.question.text,
            request.told,
            request.question.language,
            request.language,
            reading_level,
            started,
            evidence,
        )
        if not evidence.sufficient:
            yield AnswerDone(_refuse(telling))
            return
        model = self._model()
        if model is not None:
            try:
                yield from (self._summarise if request.summary else self._explain)(telling, model)
            except ModelAway:
                telling.sentences.clear()
        if telling.refused:
            yield AnswerDone(_refuse(telling))
        elif model is not None and telling.backed:
            yield AnswerDone(_finish(telling, model.name))
        else:
            yield AnswerDone(_quote(telling))

    def _explain(self, telling: _Telling, model: AnsweringModel) -> Iterator[Event]:
        """Ask the model whether there is an answer, then for it; once more, of the best excerpt alone, where none holds.

        What a term of the articles means is asked at once: they use it, and how they do is the answer.
        """
        terms, language, found = self._searcher.find_terms(telling.evidence), telling.language, telling.evidence
        said = [sentence.text for passage in found.passages for sentence in passage.sentences]
        about = known_spellings(find_asked_term(telling.told, telling.asked), terms, said)
        excerpts = choose_excerpts(found, terms, about)
        whether = ask_whether(name_meaning(about, language) if about else telling.told, excerpts, language)
        if not about:
            odds = model.odds(whether, YES.in_(language), NO.in_(language))
            if not reads_answer(model.name, language, found.passages[0].language, odds, found.nearest):
                telling.refused = True
                return
        prepared = self._checker.prepare(_sources(telling.evidence), spellings(terms))
        yield from self._tell(telling, model, ask_what(whether, language, telling.level), prepared)
        if not telling.backed:
            telling.sentences.clear()
            telling.drifted = False
            whether = ask_whether(name_meaning(about, language) if about else telling.told, excerpts[:1], language)
            yield from self._tell(telling, model, ask_again(whether, language), prepared)

    def _summarise(self, telling: _Telling, model: AnsweringModel) -> Iterator[Event]:
        terms = self._searcher.find_terms(telling.evidence)
        prepared = self._checker.prepare(_sources(telling.evidence), spellings(terms))
        messages = ask_summary(choose_main_points(telling.evidence, terms), telling.language)
        yield from self._tell(telling, model, messages, prepared)

    def _tell(
        self, telling: _Telling, model: AnsweringModel, messages: Sequence[Message], prepared: PreparedEvidence
    ) -> Iterator[Event]:
        """Yield an answer as it is written. It ends, unbelieved, at the first sentence in another language."""
        written, checked = "", 0
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
                yield Draft(written[checked:].strip())
        for span in split_sentences(written):
            if span.start >= checked and not telling.drifted:
                yield from self._check(telling, written[span.start : span.end], prepared)

    def _check(self, telling: _Telling, text: str, prepared: PreparedEvidence) -> Iterator[SentenceChecked]:
        sentence = drop_marks(text)
        if not keeps_language(sentence, telling.language, "".join(source.text for source in prepared.sources)):
            telling.drifted = True
            telling.sentences.clear()
            return
        if telling.language == "ko":
            sentence = make_polite(sentence)
        verdict = self._checker.check(sentence, telling.language, prepared)
        source = None if verdict.closest is None else prepared.sources[verdict.closest]
        if source is not None and verdict.citations:
            telling.quotes.setdefault(source.n, source.text)
        reason = verdict.reason.in_(telling.language) if verdict.reason else ""
        closest = source.n if source is not None and verdict.support == "weak" else None
        checked = AnswerSentence(sentence, verdict.support, verdict.citations, reason, closest)
        telling.sentences.append(checked)
        yield SentenceChecked(checked)


def _sources(evidence: Evidence) -> list[SourceSentence]:
    return [
        SourceSentence(passage.n, sentence.text, passage.language, passage.published, None)
        for passage in evidence.passages
        for sentence in passage.sentences
    ]


def _refuse(telling: _Telling) -> Answer:
    missing = telling.evidence.missing
    if not telling.evidence.passages:
        text = NO_ARTICLES.in_(telling.language)
    elif missing:
        text = REFUSAL_MISSING.in_(telling.language).format(missing=", ".join(missing))
    else:
        text = REFUSAL.in_(telling.language)
    return _answer(telling, text, found=False, sentences=(), citations=(), model=None)


def _quote(telling: _Telling) -> Answer:
    """Return the sentences that fit the question best as they stand: the answer when no model can be believed."""
    ranked = sorted(
        (
            (sentence.score, passage.n, sentence)
            for passage in telling.evidence.passages
            for sentence in passage.sentences
        ),
        key=lambda item: -item[0],
    )[:QUOTED_SENTENCES]
    chosen = sorted(ranked, key=lambda item: (item[1], item[2].start))
    sentences = tuple(AnswerSentence(sentence.text, "verbatim", (n,)) for _, n, sentence in chosen)
    quotes = {n: sentence.text for _, n, sentence in chosen}
    text = "\n".join([QUOTES.in_(telling.language), *(_marked(sentence) for sentence in sentences)])
    citations = _citations(telling.evidence.passages, sentences, quotes)
    return _answer(telling, text, found=True, sentences=sentences, citations=citations, model=None)


def _finish(telling: _Telling, model: str) -> Answer:
    sentences = tuple(telling.sentences)
    text = " ".join(_marked(sentence) for sentence in sentences)
    citations = _citations(telling.evidence.passages, sentences, telling.quotes)
    return _answer(telling, text, found=True, sentences=sentences, citations=citations, model=model)


def _marked(sentence: AnswerSentence) -> str:
    return sentence.text + "".join(f" [{n}]" for n in sentence.citations)


def _citations(
    passages: Sequence[EvidencePassage], sentences: Sequence[AnswerSentence], quotes: dict[int, str]
) -> tuple[Citation, ...]:
    cited = {n for sentence in sentences for n in sentence.citations}
    return tuple(
        Citation(
            n=passage.n,
            article_id=passage.article_id,
            version=passage.version,
            title=passage.title,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            quote=quotes.get(passage.n, passage.sentences[passage.best].text),
        )
        for passage in passages
        if passage.n in cited
    )


def _answer(
    telling: _Telling,
    text: str,
    *,
    found: bool,
    sentences: tuple[AnswerSentence, ...],
    citations: tuple[Citation, ...],
    model: str | None,
) -> Answer:
    seconds = Seconds(telling.evidence.seconds, telling.first_token, time.perf_counter() - telling.started)
    return Answer(telling.question, text, telling.language, found, sentences, citations, model, seconds)
