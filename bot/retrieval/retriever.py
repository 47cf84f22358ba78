"""From a question to passages: found by meaning and by words, ranked by how well each word of the question is met."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.library.library import Library
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.stored_article import ArticleText
from bot.library.store.stored_passage import StoredPassage
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.encoder import Encoder
from bot.models.embeddings.late_interaction import score_span
from bot.models.translation import FindTranslator, find_none
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.question import PASSAGES, Question
from bot.retrieval.question_translation import put_in_words, translate_question
from bot.retrieval.reranker import Candidate, join_translated, rerank
from bot.retrieval.sentence_directions import Directions, SentenceDirections
from bot.retrieval.sufficiency import is_about_others, is_near, lacks_number, missing_years, unmentioned
from bot.text.aliases import TermPair, mine_terms, says, spellings
from bot.text.instructions import find_instructions
from bot.text.keywords import ContentWord, extract_terms, named_words
from bot.text.names import find_name, names, opens_sentence

# Words of a title in quotation marks: two at least, for a single one is quoted for other reasons.
_QUOTED = re.compile(r"(?<!\w)['\"‘“「『《]((?=[^'\"’”」』》]* )[^\"’”」』》]{4,}?)['\"’”」』》](?!\w)")

LANGUAGES: tuple[Language, ...] = ("ko", "en")

# Passages of each language that are compared token by token: 20 do nearly as well, 50 no better.
NEAREST = 30
# Passages of each language that the search by words adds.
BY_WORDS = 10
# An article in the language of the answer is taken where it fits by this share of the best one's score.
_NEARLY = 0.6
# More passages of one article than are compared: all of them.
_WHOLE = 1_000
# Characters of an article whose terms are looked for when it is asked about, in a tenth of a second.
_MINED = 200_000
# A word of the question is missing from the evidence where no token of the best passages comes this near. Across the languages
# that tells nothing (조치 is .29 from "embargo"): there only names count, which are also looked for by their letters and sounds.
MISSING = 0.35
# Of 200 questions each that a passage answers, in Korean, in English and across both ways, it says a name of 5, 3, 7 and 3 in no
# spelling that is found, and further away than this.
NAME_MISSING = 0.45


@dataclass(frozen=True, slots=True)
class _AskedQuestion:
    """A question with its code, and the same in the other language: as a translator has put it there, else by its words."""

    question: Question
    encoded: AlignedText
    translated: "_AskedQuestion | None" = None
    by_words: bool = False

    @property
    def language(self) -> Language:
        return self.question.language

    def met_by(self, candidate: Candidate) -> "_AskedQuestion":
        """Return the one of the two that a passage meets better."""
        return self if self.translated is None or candidate.met_translated is None else self.translated


class Retriever:
    """Searches one library. `translator` returns what puts questions into the other language, None where there is none."""

    def __init__(self, library: Library, encoder: Encoder, translator: FindTranslator = find_none) -> None:
        self._library = library
        self._encoder = encoder
        self._translator = translator
        # What was translated last: a question is searched for twice where a fact of one article is asked for.
        self._translated: tuple[object, Question] | None = None
        self._sentences = SentenceDirections(encoder)

    def search(self, question: Question, k: int, *, scope: Scope = EVERYTHING) -> list[tuple[StoredPassage, float]]:
        """Return up to `k` passages in a scope, best first; none where there are none.

        A score is in standard deviations above passages that have nothing to do with the question.
        """
        return self._search(self._encode(question, scope), k, scope)

    def _search(self, asked: _AskedQuestion, k: int, scope: Scope) -> list[tuple[StoredPassage, float]]:
        with self._library.reading():
            ranked = self._rank(asked, scope)[:k]
            scores = {candidate.id: candidate.score for candidate in ranked}
            return [(passage, scores[passage.id]) for passage in self._library.passages(list(scores))]

    def find_evidence(
        self,
        question: Question,
        language: Language,
        k: int = PASSAGES,
        *,
        scope: Scope = EVERYTHING,
        every_name: bool = False,
        of_one: bool = False,
    ) -> Evidence:
        """Return the `k` best passages for a question, every sentence scored, and whether they may hold an answer.

        Only what is in `scope` is searched, and with `every_name` articles that do not say one of the names of the
        question hold none. `language` is the answer's. With `of_one` they mostly need to be less near where one article is asked
        about: the only one of the scope, or the one that the search leads to.
        """
        started = time.perf_counter()
        asked = self._encode(question, scope)
        return self._find_evidence(asked, language, k, scope, started, every_name=every_name, of_one=of_one)

    def _find_evidence(
        self,
        asked: _AskedQuestion,
        language: Language,
        k: int,
        scope: Scope,
        started: float,
        *,
        every_name: bool = False,
        of_one: bool = False,
    ) -> Evidence:
        question = asked.question
        with self._library.reading():
            ranked = self._rank(asked, scope)
            best = {candidate.id: candidate for candidate in ranked[:k]}
            found = [passage for passage in self._library.passages(list(best)) if _telling(passage)]
        passages = tuple(
            _evidence_passage(n, passage, best[passage.id], asked, self._encoder)
            for n, passage in enumerate(found, start=1)
        )
        asked_in = [asked.met_by(best[passage.id]).language for passage in found]
        of_one = of_one and (self.is_one_article(scope) or _leading(found) is not None)
        years = missing_years(question, (f"{p.title}\n{p.published}\n{p.text}" for p in passages), date.today())
        nearness = _Nearness(asked.encoded, ranked[:k])
        unsaid = self._unsaid_names(question, nearness, passages)
        own = bool(passages) and passages[0].language == question.language
        far = nearness.far_from(named_words(question.subject), MISSING) if own else []
        words = [word for word in far if not is_about_others(word) and not any(word in name for name in unsaid)]
        return Evidence(
            question=question.text,
            language=language,
            passages=passages,
            sufficient=not years
            and not (every_name and unsaid)
            and _suffices(question, passages, asked_in, of_one=of_one),
            missing=tuple(dict.fromkeys((*years, *unsaid, *words))),
            seconds=time.perf_counter() - started,
            translation=asked.translated.question.text
            if asked.translated and not asked.by_words and asked_in[:1] != [question.language]
            else "",
        )

    def find_whole(
        self, question: Question, language: Language, *, scope: Scope = EVERYTHING, of_one: bool = False
    ) -> Evidence:
        """Return the evidence of one article as far as it was compared with the question: what an explanation is chosen from.

        It is the article of `scope` that fits the question best, one in `language` where it fits nearly as well and may
        hold an answer: a sentence that can be read beats one that must be translated. An empty scope has no passages.
        `of_one` is as in `find_evidence`.
        """
        started = time.perf_counter()
        asked = self._encode(question, scope)
        found = [(passage, score) for passage, score in self._search(asked, PASSAGES, scope) if _telling(passage)]
        own = [
            passage
            for passage, score in found
            if passage.language == language
            and score >= _NEARLY * found[0][1]
            and _names_as_much(passage, found[0][0], question)
        ]
        alone, leading = self.is_one_article(scope), _leading([passage for passage, _ in found])
        articles = dict.fromkeys(passage.article_id for passage in [*own[:1], *(passage for passage, _ in found[:1])])
        whole = None
        for article_id in articles:
            one, asked_for = scope.narrowed_to(article_id), of_one and (alone or article_id == leading)
            evidence = self._find_evidence(asked, language, _WHOLE, one, started, every_name=True, of_one=asked_for)
            # It may have been removed since the search.
            if evidence.passages and (whole is None or evidence.sufficient):
                whole = evidence
            if whole is not None and whole.sufficient:
                break
        if whole is None:
            return self._find_evidence(asked, language, PASSAGES, scope, started)
        same = whole.passages[0].language == question.language
        return replace(whole, unmentioned=unmentioned(question, self._text(whole.passages)) if same else ())

    def find_directions(self, asked: str, sentences: Sequence[str]) -> Directions:
        """Return where a question that stands alone points, and sentences of an article, one at least."""
        return self._sentences.find(asked, sentences)

    def is_one_article(self, scope: Scope) -> bool:
        """Return whether a scope is one article alone."""
        return self._library.is_one_article(scope)

    def find_named_article(self, text: str, *, quoted: bool = False, scope: Scope = EVERYTHING) -> str | None:
        """Return the id of the article in a scope whose title, or words of it in quotation marks, `text` has; None for none.

        With `quoted` only what stands in quotation marks counts: a title in the text may just be what the text is about.
        """
        return self._library.titled("" if quoted else text, _QUOTED.findall(text), scope)

    def find_terms(self, passages: Sequence[EvidencePassage]) -> list[TermPair]:
        """Return how the articles of the passages spell their own terms, wherever in the article they say so."""
        return [pair for article in self._articles(passages) for pair in mine_terms(article.text[:_MINED])]

    def _articles(self, passages: Sequence[EvidencePassage]) -> Iterator[ArticleText]:
        for article_id in dict.fromkeys(passage.article_id for passage in passages):
            # An article may have been removed since its passages were found.
            with suppress(ArticleMissing):
                yield self._library.article(article_id)

    def _text(self, passages: Sequence[EvidencePassage]) -> str:
        """Return all that the articles of the passages say: what none of the passages says may stand between them."""
        return "\n".join(f"{article.title}\n{article.text}" for article in self._articles(passages))

    def _unsaid_names(
        self, question: Question, nearness: "_Nearness", passages: Sequence[EvidencePassage]
    ) -> list[str]:
        """Return the names of a question that the articles say in no spelling, and the passages nothing near them."""
        named = [name for name in names(question.subject) if not opens_sentence(question.subject, name)]
        far = nearness.far_from([ContentWord(name.text, name.start, name.end) for name in named], NAME_MISSING)
        if not far or not passages:
            return []
        text, known = self._text(passages), spellings(self.find_terms(passages))
        return [name for name in far if not find_name(name, text, known)]

    def _encode(self, question: Question, scope: Scope) -> _AskedQuestion:
        """Return a question with its code, put into the other language where the scope has anything in that."""
        encoded = self._encoder.encode_question(question.subject, question.language)
        other: Language = "en" if question.language == "ko" else "ko"
        if scope.language == question.language or not self._library.has_articles(replace(scope, language=other)):
            return _AskedQuestion(question, encoded)
        sentence = self._translate(question)
        put = sentence or put_in_words(question)
        if put is None:
            return _AskedQuestion(question, encoded)
        translated = _AskedQuestion(put, self._encoder.encode_question(put.subject, put.language))
        return _AskedQuestion(question, encoded, translated, by_words=sentence is None)

    def _translate(self, question: Question) -> Question | None:
        """Return a question in the other language, translated once where it is asked for twice."""
        last, translator = self._translated, self._translator()
        asked = translator, question.language, question.subject.rstrip("?!. ")
        if last is not None and last[0] == asked:
            return last[1]
        sentence = translate_question(question, translator)
        self._translated = last if sentence is None else (asked, sentence)
        return sentence

    def _rank(self, asked: _AskedQuestion, scope: Scope = EVERYTHING) -> list[Candidate]:
        question, translated = asked.question, asked.translated
        by_words = self._by_words(question, scope)
        other_words = self._by_words(translated.question, scope) if translated else {}
        near: dict[Language, list[int]] = {}
        for language in LANGUAGES:
            # In the other language too: names and numbers are often written alike, and terms under both of their spellings.
            found = [self._near(asked.encoded, by_words, language, scope)]
            if translated and translated.question.language == language:
                found.append(self._near(translated.encoded, other_words, language, scope))
            near[language] = list(dict.fromkeys(i for ids in found for i in ids))
        every = [i for ids in near.values() for i in ids]
        tokens = dict(zip(every, self._library.passage_tokens(every), strict=True))
        ranked = rerank(asked.encoded, question.language, near, tokens, by_words, self._encoder)
        if translated is None:
            return ranked
        language = translated.question.language
        there = {language: near[language]}
        own = {i: tokens[i] for i in near[language]}
        again = rerank(translated.encoded, language, there, own, other_words, self._encoder)
        return join_translated(ranked, again, by_words=asked.by_words)

    def _by_words(self, question: Question, scope: Scope) -> dict[int, float]:
        return dict(self._library.search_keywords(extract_terms(question.subject), BY_WORDS * 5, scope))

    def _near(self, encoded: AlignedText, by_words: Mapping[int, float], language: Language, scope: Scope) -> list[int]:
        """Return the passages in a language that are nearest, and those that share words."""
        ids = [i for i, _ in self._library.search_vectors(encoded.vector, NEAREST, language, scope)]
        return [*ids, *(i for i in self._library.of_language(list(by_words), language)[:BY_WORDS] if i not in ids)]


def _leading(found: Sequence[StoredPassage]) -> str | None:
    """Return the id of the article that a search leads to: the best passage and another of the best are its. None for none."""
    first = found[0].article_id if found else None
    return first if first in [passage.article_id for passage in found[1:]] else None


def _names_as_much(passage: StoredPassage, other: StoredPassage, question: Question) -> bool:
    """Return whether a passage says every name of the question in Latin letters (R1, RoPE) that the other one says."""
    own, others = (f"{each.title}\n{each.text}" for each in (passage, other))
    latin = [re.sub("['’]s$", "", word.form) for word in named_words(question.subject) if word.form.isascii()]
    return all(says(own, word) for word in latin if says(others, word))


def _suffices(
    question: Question, passages: Sequence[EvidencePassage], asked_in: Sequence[Language], *, of_one: bool = False
) -> bool:
    """Return whether any passage may answer; `asked_in` is the language of the question that each was compared with."""
    near = [
        p
        for p, asked in zip(passages, asked_in, strict=True)
        if is_near(asked, p.language, p.sentences[p.best].score, of_one=of_one)
    ]
    # In the question's language the number stands in the best passage, across the languages that is often not the first.
    told = [p for p in near if p.language != question.language] or near[:1]
    return any(not lacks_number(question, p.text, p.language) for p in told)


class _Nearness:
    """How near each token of a question comes to any token of the passages found for it."""

    def __init__(self, question: AlignedText, found: Sequence[Candidate]) -> None:
        self._spans = question.spans
        cosines = [candidate.met.cosines.max(axis=1) for candidate in found]
        self._nearest = np.max(cosines, axis=0) if cosines else np.ones(len(question.spans), dtype=np.float32)

    def far_from(self, words: Sequence[ContentWord], least: float) -> list[str]:
        """Return the words whose every token stays below `least`, in order, each once; none where nothing was found."""
        far = []
        for word in words:
            inside = (self._spans[:, 0] < word.end) & (self._spans[:, 1] > word.start)
            if inside.any() and self._nearest[inside].max() < least:
                far.append(word.form)
        return list(dict.fromkeys(far))


def _telling(passage: StoredPassage) -> list[int]:
    """Return which sentences of a passage tell something: those that speak to a model are no evidence of anything."""
    texts = passage.sentence_texts()
    instructions = find_instructions(texts)
    return [n for n in range(len(texts)) if n not in instructions]


def _evidence_passage(
    n: int, passage: StoredPassage, candidate: Candidate, asked: _AskedQuestion, encoder: Encoder
) -> EvidencePassage:
    spans, texts = passage.sentences, passage.sentence_texts()
    sentences = tuple(
        EvidenceSentence(
            spans[i].start,
            spans[i].end,
            texts[i],
            encoder.nearness(
                _sentence_score(candidate, asked, spans[i].start, spans[i].end),
                asked.met_by(candidate).language,
                passage.language,
            ),
        )
        for i in _telling(passage)
    )
    return EvidencePassage(
        n=n,
        article_id=passage.article_id,
        version=passage.version,
        title=passage.title,
        language=passage.language,
        published=passage.published,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=candidate.score,
        sentences=sentences,
        best=max(range(len(sentences)), key=lambda i: sentences[i].score),
        page=passage.page,
    )


def _sentence_score(candidate: Candidate, asked: _AskedQuestion, start: int, end: int) -> float:
    """Return how near a sentence is to the question; as near as the question and its words in the other language in the mean."""
    met = candidate.met_translated or candidate.met
    score = score_span(asked.met_by(candidate).encoded, candidate.tokens, met.cosines, start, end)
    if candidate.met_words is None or asked.translated is None:
        return score
    by_words = score_span(asked.translated.encoded, candidate.tokens, candidate.met_words.cosines, start, end)
    return (score + by_words) / 2
