"""An explanation on its way: sentences of the articles at once, then told in the reader's language where they are in the other.

What is asked for in one word is answered by `bot.answering.explainer` itself.
"""

import math
import os
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

from bot.answering.answer import AnswerDone, Event
from bot.answering.answer_builder import AnswerBuilder
from bot.answering.answerability import holds_answer, is_fitted
from bot.answering.ask_options import AskOptions
from bot.answering.background import Term
from bot.answering.context import choose_shown, title_as_read
from bot.answering.explanation import Explanation, explain, in_order, join, join_whole
from bot.answering.glosses import Spelling, find_glosses
from bot.answering.retelling import Reteller
from bot.answering.selection.sentence_odds import SentenceOdds, sentence_odds
from bot.answering.selection.sentence_reader import SentenceReader
from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.bilingual import Language
from bot.library.scope import Scope
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.profiles import ModelProfile
from bot.models.llm.prompts import Excerpt
from bot.models.model_errors import ModelUnavailable
from bot.models.translation import FindTranslator
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request, understand
from bot.retrieval.request_kind import Kind
from bot.retrieval.retriever import Retriever
from bot.retrieval.sentence_directions import Directions
from bot.retrieval.sufficiency import is_near

# Answered by sentences of the articles, one by one.
EXPLAINED: frozenset[Kind] = frozenset(
    ["compare", "definition", "explain", "gist", "how", "list", "position", "timeline", "why", "yesno"]
)
# The model is less sure of an explanation than of a fact: by so much the bound is lower. With it three of five
# requests of `bench/unseen_requests` that are not answered and that the reader is not sure of are refused, none of ten others.
EXPLAINED_MARGIN = 1.3
# Of a model without weights, where an explanation is near.
MARGIN_OF_OTHERS = 1.0


@dataclass(frozen=True, slots=True)
class WholeReading:
    """What an article was read to say of a request: whether anything, and the log odds that each sentence is told, by its place.

    `tells` is None where that is not judged, or may be, or there is no article; `found` and `likely` are as in `SentenceOdds`. A
    place is an article and an offset in it. `evidence` is all of the article with the probabilities that its sentences are told
    as their scores.
    """

    tells: bool | None = None
    found: float | None = None
    likely: bool = False
    odds: Mapping[tuple[str, int], float] = field(default_factory=dict)
    evidence: Evidence | None = None

    def about(self, evidence: Evidence) -> "WholeReading":
        """Return this where its article is the best passage's, or its likeliest sentence is among the evidence; else nothing."""
        read = {article_id for article_id, _ in self.odds}
        return self if evidence.passages[0].article_id in read or self.score(evidence) is not None else WholeReading()

    def score(self, evidence: Evidence) -> Evidence | None:
        """Return evidence with the probabilities that its sentences are told as their scores; None without the likeliest one."""
        likeliest = max(self.odds, key=lambda place: self.odds[place], default=None)
        passages = tuple(self._score(passage) for passage in evidence.passages)
        places = {(passage.article_id, sentence.start) for passage in passages for sentence in passage.sentences}
        return replace(evidence, passages=passages) if likeliest in places else None

    def _score(self, passage: EvidencePassage) -> EvidencePassage:
        odds = [self.odds.get((passage.article_id, sentence.start), -math.inf) for sentence in passage.sentences]
        scored = tuple(
            replace(sentence, score=1 / (1 + math.exp(-one)) if one > -math.inf else 0.0)
            for sentence, one in zip(passage.sentences, odds, strict=True)
        )
        best = odds.index(max(odds)) if max(odds) > -math.inf else passage.best
        return replace(passage, sentences=scored, best=best)


class ExplanationWriter:
    """Explains from whole articles; its arguments are those of `bot.answering.explainer.Explainer`."""

    def __init__(
        self,
        retriever: Retriever,
        checker: FaithfulnessChecker,
        model: Callable[[], AnsweringModel | None],
        profile: Callable[[], ModelProfile],
        term_named: Callable[[str], Term | None],
        translator: FindTranslator,
        on_failure: Callable[[ModelUnavailable], None],
        reader: SentenceReader | None = None,
    ) -> None:
        self._retriever = retriever
        self._checker = checker
        self._model = model
        self._profile = profile
        self._term_named = term_named
        self._translator = translator
        self._on_failure = on_failure
        self._reader = reader
        # Articles are read by as many threads as there are cores: more would only keep others from their evidence.
        self._reading = threading.BoundedSemaphore(os.cpu_count() or 1)

    def choose(self, request: Request, options: AskOptions, *, within_language: bool = False) -> Explanation | None:
        """Return the sentences that explain what is asked, None where there are none to be had.

        With `within_language` none are where an article is in another language than the answer.
        """
        whole = self.find(request, options)
        if within_language and any(evidence.passages[0].language != request.language for _, evidence in whole):
            return None
        ranked = [self._rank(part, evidence) for part, evidence in whole]
        # Of several requests those that the article does not answer are left out; of one that it does not answer is told so.
        told = [seen.tells is not False for seen in ranked]
        if any(told):
            whole, ranked = list(compress(whole, told)), list(compress(ranked, told))
        found = [explain(part, evidence, seen.odds) for (part, evidence), seen in zip(whole, ranked, strict=True)]
        if not any(each.sentences for each in found):
            return None
        explanation = join(found) if len(found) > 1 else found[0]
        words = (word for part, evidence in whole if not part.is_about_article for word in evidence.unmentioned)
        evidence = replace(explanation.evidence, unmentioned=tuple(dict.fromkeys(words)))
        return replace(explanation, evidence=evidence, tells=_together(ranked), found=_found_together(ranked))

    def read_whole(self, request: Request, options: AskOptions) -> "WholeReading":
        """Return what the nearest article was read to say of a request that stands alone."""
        if self._reader is None or request.before:
            return WholeReading()
        found = [
            (part, evidence, self._rank(part, evidence)) for part, evidence, _ in self.find_nearest(request, options)
        ]
        odds = {
            (evidence.passages[0].article_id, sentence.start): float(one)
            for _, evidence, seen in found
            for sentence, one in zip(in_order(evidence), seen.odds, strict=True)
        }
        ranked = [seen for _, _, seen in found]
        read = WholeReading(_together(ranked), _found_together(ranked), any(seen.likely for seen in ranked), odds)
        return replace(read, evidence=read.score(found[0][1])) if found else read

    def is_told(self, question: str, language: Language, scope: Scope) -> bool | None:
        """Return whether the article of a scope says what is asked, None where that is not judged. Raises QuestionError."""
        return self.read_whole(understand(question, language), AskOptions(scope=scope)).tells

    def find_directions(self, part: Request, evidence: Evidence) -> Directions:
        """Return where a request and the sentences of an article's evidence, in its order, point."""
        return self._retriever.find_directions(part.standalone_question, [each.text for each in in_order(evidence)])

    def _rank(self, part: Request, evidence: Evidence) -> SentenceOdds:
        with self._reading:
            directions = self.find_directions(part, evidence)
            seen = sentence_odds(part, evidence.passages[0], in_order(evidence), directions, self._reader)
        # Of an article as a whole there is always something to tell.
        return SentenceOdds(seen.odds) if part.is_about_article else seen

    def choose_whole(self, request: Request, options: AskOptions) -> Evidence | None:
        """Return all of the articles that a model is to explain in its own words, None where none fits what is asked."""
        found = [evidence for _, evidence in self.find(request, options)]
        return join_whole(found) if found else None

    def find(self, request: Request, options: AskOptions) -> list[tuple[Request, Evidence]]:
        """Return each part of a request with all of the article that it is about; those are left out that fit none.

        One that may fit does where what is read of it speaks for an answer.
        """
        return [
            (part, evidence)
            for part, evidence, fits in self.find_nearest(request, options)
            if fits or (fits is None and self._rank(part, evidence).likely)
        ]

    def find_nearest(self, request: Request, options: AskOptions) -> Iterator[tuple[Request, Evidence, bool | None]]:
        """Yield each part of a request with all of the article that is nearest to it, and whether it is about that one.

        A part is left out where there is no article. It may be about (None) the one article that is asked, however far the words
        are, and of several about the one that the search leads to, where they are a little further away than they must be.
        """
        named = self._retriever.find_named_article(request.question.text, scope=options.scope)
        quoted = self._retriever.find_named_article(request.question.text, quoted=True, scope=options.scope)
        scope = options.scope if named is None else options.scope.narrowed_to(named)
        alone = self._retriever.is_one_article(scope)
        for part in request.parts:
            evidence = self._retriever.find_whole(part.about, part.language, scope=scope, of_one=True)
            if not evidence.passages:
                continue
            of_article = part.kind == "gist" or (part.is_about_article and (alone or part.continues))
            near = evidence.sufficient and (alone or is_close(part, evidence))
            maybe = None if alone or evidence.sufficient else False
            yield part, evidence, of_article or quoted is not None or near or maybe

    def write(self, builder: AnswerBuilder, explanation: Explanation) -> Iterator[Event]:
        """Quote the sentences at once, and have those in another language than the answer's told in it, one by one.

        What was quoted is withdrawn where the model reads no answer in it. It is not asked where the reader of sentences is sure,
        nor about a gist, which is always there (docs/measurements/answering.md).
        """
        passages = {passage.n: passage for passage in explanation.evidence.passages}
        builder.background = self.background(builder.request)
        for n, sentence in explanation.sentences:
            yield builder.add_quote(n, sentence.text)
        foreign = [
            (index, _as_source(passages[n], sentence))
            for index, (n, sentence) in enumerate(explanation.sentences)
            if passages[n].language != builder.language
        ]
        if self._translator() is None:  # which would tell them sooner than they could be read
            yield from self._gloss(builder, self._find_glosses(builder, foreign))
        if self._is_sure_of(builder.request, explanation):
            yield AnswerDone(builder.explain((yield from self.retell(builder, foreign))))
        else:
            yield AnswerDone(builder.refuse())

    def retell(
        self, builder: AnswerBuilder, foreign: Sequence[tuple[int, SourceSentence]]
    ) -> Generator[Event, None, str | None]:
        """Have the sentences at these places told in the language of the answer, and return the model that did, None for none.

        A translator tells them all before the model reads the first one. What nobody has told has its words in the language of
        the answer below it meanwhile, as the model takes many seconds a sentence, and keeps them.
        """
        if not foreign:
            return None
        return (yield from self._tell(builder, foreign, self._find_glosses(builder, foreign)))

    def _find_glosses(
        self, builder: AnswerBuilder, foreign: Sequence[tuple[int, SourceSentence]]
    ) -> dict[int, tuple[Spelling, ...]]:
        terms = self._retriever.find_terms(builder.evidence.passages) if foreign else []
        return {index: find_glosses(source.text, terms, builder.request.question.text) for index, source in foreign}

    def _gloss(self, builder: AnswerBuilder, glosses: Mapping[int, tuple[Spelling, ...]]) -> Iterator[Event]:
        """Yield with their glosses the quoted sentences that lack them and that nobody has told."""
        for index, own in glosses.items():
            shown = builder.sentences[index]
            if shown.quoted and not shown.roughly and shown.glosses != own:
                yield builder.revise(index, replace(shown, glosses=own))

    def _tell(
        self,
        builder: AnswerBuilder,
        foreign: Sequence[tuple[int, SourceSentence]],
        glosses: Mapping[int, tuple[Spelling, ...]],
    ) -> Generator[Event, None, str | None]:
        translator, writes = self._translator(), builder.language in self._profile().retells
        if translator is None and not writes:
            yield from self._gloss(builder, glosses)
            return None
        question, terms = builder.request.question.text, self._retriever.find_terms(builder.evidence.passages)
        reteller = Reteller(translator, self._checker, builder.language, terms, question)
        translated: set[int] = set()
        for index, source in foreign:
            if (told := reteller.translate(source)).roughly:
                translated.add(index)
                builder.begin()
                yield builder.revise(index, told)
        yield from self._gloss(builder, glosses)
        model = self._model()
        if model is not None:
            for index, source in foreign:
                quoted = builder.sentences[index]
                try:
                    for told in reteller.retell(model, source, quoted.roughly, writes=writes):
                        builder.begin()
                        yield builder.revise(index, told)
                except ModelUnavailable as error:
                    self._on_failure(error)
                    yield builder.revise(index, quoted)
                    break
                yield from self._gloss(builder, {index: glosses[index]})
        shown = {index for index, each in enumerate(builder.sentences) if each.roughly or not each.quoted}
        if translator is not None and shown & translated:
            builder.translator = translator.name
        return model.name if model is not None and shown - translated else None

    def background(self, request: Request) -> str:
        """Return what the word that is asked about means in general, "" where none is or nothing is known."""
        term = self._term_named(request.question.text) if request.kind == "definition" else None
        return "" if term is None else f"{term.spelled_in(request.language)}: {term.meaning.in_(request.language)}"

    def _is_sure_of(self, request: Request, explanation: Explanation) -> bool:
        if explanation.tells or request.is_about_article:
            return True
        evidence = explanation.evidence
        shown = choose_shown(evidence, explanation.sentences, self._retriever.find_terms(evidence.passages))
        return self.holds(request, evidence, shown, explanation.found)

    def holds(
        self, request: Request, evidence: Evidence, excerpts: Sequence[Excerpt], found: float | None = None
    ) -> bool:
        """Return whether the model reads an answer in excerpts of the evidence; without a model what was found is believed.

        `found` is what the reader of sentences finds of one (`SentenceOdds.found`).
        """
        model = self._model()
        if model is None:
            return True
        pair = request.language, evidence.passages[0].language
        margin = 0.0
        if request.kind in EXPLAINED or len(request.parts) > 1:
            # How near it is tells nothing beside the weights for a model, and much beside the yes or no of another.
            margin = EXPLAINED_MARGIN if is_fitted(model) else MARGIN_OF_OTHERS * is_close(request, evidence)
        try:
            return holds_answer(model, request.standalone_question, excerpts, pair, found, margin)
        except ModelUnavailable as error:
            self._on_failure(error)
            return True


def is_close(request: Request, evidence: Evidence) -> bool:
    """Return whether the nearest sentence is as near as it must be in any article of a library."""
    return is_near(request.question.language, evidence.passages[0].language, evidence.nearest)


def _together(seen: Sequence[SentenceOdds]) -> bool | None:
    """Return whether what was read for a request tells anything: yes or no where that is judged of every part."""
    tells = [each.tells for each in seen]
    return None if not tells or None in tells else any(tells)


def _found_together(seen: Sequence[SentenceOdds]) -> float | None:
    """Return the most that was found for any part of a request, None where that is not judged of every part."""
    found = [each.found for each in seen if each.found is not None]
    return max(found) if found and len(found) == len(seen) else None


def _as_source(passage: EvidencePassage, sentence: EvidenceSentence) -> SourceSentence:
    return SourceSentence(passage.n, sentence.text, passage.language, passage.published, title_as_read(passage.title))
