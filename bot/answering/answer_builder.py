"""One question on its way to an answer, and the ways in which it ends: an answer, quotes, a refusal."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.answering.answer import Answer, AnswerSentence, Citation, Seconds, SentenceChecked
from bot.answering.messages import NO_ARTICLES, QUOTES, REFUSAL, REFUSAL_MISSING
from bot.answering.verification import PreparedEvidence, Verdict
from bot.bilingual import Language
from bot.models.llm.prompts import ReadingLevel
from bot.retrieval.evidence import Evidence, EvidencePassage

QUOTED_SENTENCES = 3


@dataclass(slots=True)
class Telling:
    """One question on its way to an answer; `told` is how the model hears it, `asked` the language it was asked in.

    `waiting` are sentences to be read a second time, and those after them.
    """

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
    waiting: list[tuple[str, Verdict]] = field(default_factory=list)
    sentences: list[AnswerSentence] = field(default_factory=list)
    quotes: dict[int, str] = field(default_factory=dict)

    @property
    def backed(self) -> bool:
        """Whether the evidence says any sentence, or nearly so."""
        return any(sentence.support != "unsupported" for sentence in self.sentences)


def settle(telling: Telling, sentence: str, verdict: Verdict, prepared: PreparedEvidence) -> SentenceChecked:
    """Take a sentence into the answer with its last mark, and return what to show of it."""
    source = None if verdict.closest is None else prepared.sources[verdict.closest]
    if source is not None and verdict.citations:
        telling.quotes.setdefault(source.n, source.text)
    reason = verdict.reason.in_(telling.language) if verdict.reason else ""
    closest = source.n if source is not None and verdict.support == "weak" else None
    checked = AnswerSentence(sentence, verdict.support, verdict.citations, reason, closest)
    telling.sentences.append(checked)
    return SentenceChecked(checked)


def refuse(telling: Telling) -> Answer:
    """Return that nothing here answers the question, and what nothing is said about."""
    missing = telling.evidence.missing
    if not telling.evidence.passages:
        text = NO_ARTICLES.in_(telling.language)
    elif missing:
        text = REFUSAL_MISSING.in_(telling.language).format(missing=", ".join(missing))
    else:
        text = REFUSAL.in_(telling.language)
    return _answer(telling, text, found=False, sentences=(), citations=(), model=None)


def quote(telling: Telling) -> Answer:
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


def finish(telling: Telling, model: str) -> Answer:
    """Return the answer that `model` gave, as it was checked."""
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
    telling: Telling,
    text: str,
    *,
    found: bool,
    sentences: tuple[AnswerSentence, ...],
    citations: tuple[Citation, ...],
    model: str | None,
) -> Answer:
    seconds = Seconds(telling.evidence.seconds, telling.first_token, time.perf_counter() - telling.started)
    return Answer(telling.question, text, telling.language, found, sentences, citations, model, seconds)
