"""One question on its way to an answer, and the ways in which it ends: an answer, quotes, a refusal."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.answering.annotations import marked
from bot.answering.answer import Answer, AnswerSentence, Citation, Seconds, SentenceChecked, SentenceRevised
from bot.answering.glosses import find_glosses
from bot.answering.messages import (
    EXPLAINS,
    EXPLAINS_GIST,
    EXPLAINS_NEAREST,
    NO_ADVICE,
    NO_ARTICLES,
    QUOTES,
    REFUSAL,
    REFUSAL_MISSING,
    ROUGHLY,
)
from bot.answering.verification import PreparedEvidence, SourceSentence, SupportVerdict
from bot.answering.verification.reasons import READ_BY_MACHINE
from bot.bilingual import Language
from bot.retrieval.evidence import Evidence, EvidencePassage
from bot.retrieval.followups import Request
from bot.text.aliases import TermPair
from bot.text.instructions import speaks_to_model

QUOTED_SENTENCES = 3


@dataclass(slots=True)
class AnswerBuilder:
    """An answer on its way: what was asked, what was found, and the sentences that the model has written so far.

    `pending` are sentences about sources in the other language, which wait until the last is written. `drifted` says that the
    model fell into another language or a loop, `refused` that it read no answer in the evidence, of which it was so `certain`.
    `background` is told beside an answer (see `Answer`), and `translator` is the one that has put any of it into the reader's
    language, "" where none has.
    """

    request: Request
    evidence: Evidence
    started: float
    first_token: float | None = None
    certain: float = math.inf
    refused: bool = False
    drifted: bool = False
    pending: list[tuple[str, SupportVerdict]] = field(default_factory=list)
    sentences: list[AnswerSentence] = field(default_factory=list)
    quotes: dict[int, str] = field(default_factory=dict)
    background: str = ""
    translator: str = ""

    @property
    def language(self) -> Language:
        """The language of the answer."""
        return self.request.language

    @property
    def is_within_language(self) -> bool:
        """Whether what was found, a passage at least, is in the language of the answer."""
        return self.evidence.passages[0].language == self.language

    @property
    def backed(self) -> bool:
        """Whether the evidence says any sentence, or nearly so."""
        return any(sentence.support != "unsupported" for sentence in self.sentences)

    def add(self, sentence: str, verdict: SupportVerdict, prepared: PreparedEvidence) -> SentenceChecked:
        """Add a sentence with its last mark, and return what to show of it."""
        source = None if verdict.closest is None else prepared.sources[verdict.closest]
        if source is not None and verdict.citations:
            self.quotes.setdefault(source.n, source.text)
        reason = verdict.reason.in_(self.language) if verdict.reason else ""
        closest = source.n if source is not None and verdict.support == "weak" else None
        return self._add(AnswerSentence(sentence, verdict.support, verdict.citations, reason, closest))

    def add_translated(self, sentence: str, original: AnswerSentence, source: SourceSentence) -> SentenceChecked:
        """Add what is `original` in the articles' language and rests on `source`, and return what to show of it."""
        self.quotes.setdefault(source.n, source.text)
        return self._add(AnswerSentence(sentence, "supported", original.citations))

    def _add(self, sentence: AnswerSentence) -> SentenceChecked:
        self.sentences.append(self._as_far_as_read(sentence))
        return SentenceChecked(self.sentences[-1])

    def _as_far_as_read(self, sentence: AnswerSentence) -> AnswerSentence:
        """Return a sentence as weak where all that backs it was read by machine, which may have misread it."""
        by_machine = {passage.n for passage in self.evidence.passages if passage.page is not None}
        if sentence.support not in ("verbatim", "supported") or not by_machine.issuperset(sentence.citations or (0,)):
            return sentence
        return replace(sentence, support="weak", reason=READ_BY_MACHINE.in_(self.language))

    def begin(self) -> None:
        """Note that the model has written its first word, if it is the first."""
        if self.first_token is None:
            self.first_token = time.perf_counter() - self.started

    def drift(self) -> None:
        """Forget what the model has written, because it fell into another language or a loop."""
        self.reset()
        self.drifted = True

    def reset(self) -> None:
        """Forget what the model has written, so that it can be asked once more."""
        self.sentences.clear()
        self.pending.clear()
        self.drifted = False
        self.translator = ""

    def build(self, model: str) -> Answer:
        """Return the answer that `model` gave, as it was checked."""
        if any(sentence.quoted for sentence in self.sentences):
            wrote = any(sentence.roughly or not sentence.quoted for sentence in self.sentences)
            return self.explain(model if wrote else None)
        sentences = tuple(self.sentences)
        text = " ".join(marked(sentence) for sentence in sentences)
        citations = _citations(self.evidence.passages, sentences, self.quotes)
        return self._answer(text, sentences, citations, model=model)

    def quote(self, terms: Sequence[TermPair] = (), *, told: bool = False) -> Answer:
        """Return the sentences that fit the question best as they stand; `told` says that it was read that they answer it.

        Those in the other language have their words in the answer's below them; `terms` are those of their articles.
        """
        self.sentences.clear()
        self.quotes.clear()
        ranked = sorted(
            ((passage, sentence) for passage in self.evidence.passages for sentence in passage.sentences),
            key=lambda item: -item[1].score,
        )[:QUOTED_SENTENCES]
        for passage, each in sorted(ranked, key=lambda item: (item[0].n, item[1].start)):
            foreign = passage.language != self.language
            glosses = find_glosses(each.text, terms, self.request.question.text) if foreign else ()
            self._add(AnswerSentence(each.text, "verbatim", (passage.n,), quoted=True, glosses=glosses))
        return self._lines((EXPLAINS if told else QUOTES).in_(self.language))

    def quote_once(
        self, source: SourceSentence, foreign: list[tuple[int, SourceSentence]]
    ) -> Iterator[SentenceChecked]:
        """Quote a source that is not quoted yet; one in another language is noted in `foreign` with its place in the answer."""
        if not self._is_said(source.text):
            if source.language != self.language:
                foreign.append((len(self.sentences), source))
            yield self.add_quote(source.n, source.text)

    def foreign_source(self, verdict: SupportVerdict, prepared: PreparedEvidence) -> SourceSentence | None:
        """Return the source that a sentence rests on where that is in another language than the answer's."""
        source = None if verdict.closest is None else prepared.sources[verdict.closest]
        return source if source is not None and source.language != self.language else None

    def _is_said(self, text: str) -> bool:
        return any(each.text == text for each in self.sentences)

    def add_quote(self, n: int, text: str) -> SentenceChecked:
        """Add a sentence of passage `n` as it stands there, and return what to show of it."""
        self.quotes.setdefault(n, text)
        return self._add(AnswerSentence(text, "verbatim", (n,), quoted=True))

    def revise(self, index: int, sentence: AnswerSentence) -> SentenceRevised:
        """Put `sentence` in the place of another one, and return what to show of it."""
        self.sentences[index] = self._as_far_as_read(sentence)
        return SentenceRevised(index, self.sentences[index])

    def explain(self, model: str | None = None) -> Answer:
        """Return the explanation that the sentences make, a line each; `model` is the one that retold some of them.

        It begins with the words that the article does not have, where the request is about such, and a gist with the title.
        """
        words = ", ".join(f"‘{word}’" for word in self.evidence.unmentioned)
        titles = {passage.title for passage in self.evidence.passages}
        named = self.request.kind == "gist" and len(titles) == 1 and not speaks_to_model("".join(titles))
        opening = EXPLAINS_NEAREST if words else EXPLAINS_GIST if named else EXPLAINS
        return self._lines(opening.in_(self.language).format(words=words, title="".join(titles)), model)

    def _lines(self, opening: str, model: str | None = None) -> Answer:
        text = "\n".join([opening, *(self._line(sentence) for sentence in self.sentences)])
        citations = _citations(self.evidence.passages, self.sentences, self.quotes)
        return self._answer(text, tuple(self.sentences), citations, model=model)

    def _line(self, sentence: AnswerSentence) -> str:
        """Return a sentence with its marks, and below it what it roughly says or what its names are called."""
        if sentence.roughly:
            return f"{marked(sentence)}\n{ROUGHLY.in_(self.language).format(text=sentence.roughly)}"
        glosses = " · ".join(f"{own} {other}" for own, other in sentence.glosses)
        return f"{marked(sentence)}\n({glosses})" if glosses else marked(sentence)

    def refuse(self) -> Answer:
        """Return that nothing here answers the question, and what nothing is said about."""
        if self.request.kind == "advice":
            text = NO_ADVICE.in_(self.language)
        elif not self.evidence.passages:
            text = NO_ARTICLES.in_(self.language)
        elif self.evidence.missing:
            text = REFUSAL_MISSING.in_(self.language).format(missing=", ".join(self.evidence.missing))
        else:
            text = REFUSAL.in_(self.language)
        return self._answer(text, (), ())

    def _answer(
        self,
        text: str,
        sentences: tuple[AnswerSentence, ...],
        citations: tuple[Citation, ...],
        *,
        model: str | None = None,
    ) -> Answer:
        question, seconds = self.request.question.text, time.perf_counter() - self.started
        took = Seconds(self.evidence.seconds, self.first_token, seconds)
        return Answer(
            question,
            text,
            self.language,
            bool(sentences),
            sentences,
            citations,
            " + ".join(filter(None, (model, self.translator))) or None,
            took,
            self.request.kind,
            self.background if sentences else "",
        )


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
