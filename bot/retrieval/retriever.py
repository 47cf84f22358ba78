"""From a question to passages: found by meaning and by words, ranked by how well each word of the question is met."""

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import numpy as np

from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.library.store.library import Library
from bot.library.store.stored_passage import StoredPassage
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.encoder import Encoder
from bot.models.embeddings.late_interaction import score_span
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.question import PASSAGES, Question
from bot.retrieval.reranker import Candidate, rerank
from bot.retrieval.sufficiency import is_near, lacks_number, missing_years
from bot.text.aliases import TermPair, mine_terms, says
from bot.text.keywords import extract_terms, named_words

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
# A word of the question is missing from the evidence where no token of the best passages comes this near.
MISSING = 0.35


class Retriever:
    """Searches one library."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self._library = library
        self._encoder = encoder

    def search(self, question: Question, k: int, *, article_id: str | None = None) -> list[tuple[StoredPassage, float]]:
        """Return up to `k` passages, best first, of one article where one is named; none where there are none.

        A score is in standard deviations above passages that have nothing to do with the question.
        """
        encoded = self._encode(question)
        with self._library.reading():
            ranked = self._rank(question, encoded, article_id)[:k]
            scores = {candidate.id: candidate.score for candidate in ranked}
            return [(passage, scores[passage.id]) for passage in self._library.passages(list(scores))]

    def find_evidence(
        self, question: Question, language: Language, k: int = PASSAGES, *, article_id: str | None = None
    ) -> Evidence:
        """Return the `k` best passages for a question, every sentence scored, and whether they may hold an answer.

        With `article_id` only that article is searched. `language` is the answer's.
        """
        started = time.perf_counter()
        encoded = self._encode(question)
        with self._library.reading():
            ranked = self._rank(question, encoded, article_id)
            best = {candidate.id: candidate for candidate in ranked[:k]}
            found = self._library.passages(list(best))
        passages = tuple(
            _evidence_passage(n, passage, best[passage.id], encoded) for n, passage in enumerate(found, start=1)
        )
        years = missing_years(question, (f"{p.title}\n{p.published}\n{p.text}" for p in passages), date.today())
        return Evidence(
            question=question.text,
            language=language,
            passages=passages,
            sufficient=not years and _suffices(question, passages),
            missing=(*years, *_missing(question, encoded, ranked[:k])),
            seconds=time.perf_counter() - started,
        )

    def find_whole(self, question: Question, language: Language, *, article_id: str | None = None) -> Evidence:
        """Return the evidence of one article as far as it was compared with the question: what an explanation is chosen from.

        Without `article_id` it is the article that fits the question best, one in `language` where it fits nearly as well: a
        sentence that can be read beats one that must be translated. An empty library has no passages.
        """
        found = self.search(question, PASSAGES, article_id=article_id)
        own = [
            (passage, score)
            for passage, score in found
            if passage.language == language
            and score >= _NEARLY * found[0][1]
            and _names_as_much(passage, found[0][0], question)
        ]
        for passage, _ in (own or found)[:1]:
            return self.find_evidence(question, language, _WHOLE, article_id=passage.article_id)
        return self.find_evidence(question, language, article_id=article_id)

    def find_named_article(self, text: str, *, quoted: bool = False) -> str | None:
        """Return the id of the article that `text` names by its title, or by words of it in quotation marks; None for none.

        With `quoted` only what stands in quotation marks counts: a title in the text may just be what the text is about.
        """
        return self._library.titled("" if quoted else text, _QUOTED.findall(text))

    def find_terms(self, evidence: Evidence) -> list[TermPair]:
        """Return how the articles of the evidence spell their own terms, wherever in the article they say so."""
        pairs: list[TermPair] = []
        for article_id in dict.fromkeys(passage.article_id for passage in evidence.passages):
            # An article may have been removed since its passages were found.
            with suppress(ArticleMissing):
                pairs += mine_terms(self._library.article(article_id).text[:_MINED])
        return pairs

    def _encode(self, question: Question) -> AlignedText:
        return self._encoder.encode_question(question.subject, question.language)

    def _rank(self, question: Question, encoded: AlignedText, article_id: str | None = None) -> list[Candidate]:
        by_words = dict(self._library.search_keywords(extract_terms(question.subject), BY_WORDS * 5, article_id))
        near: dict[Language, list[int]] = {}
        for language in LANGUAGES:
            ids = [i for i, _ in self._library.search_vectors(encoded.vector, NEAREST, language, article_id)]
            # In the other language too: names and numbers are often written alike, and terms under both of their spellings.
            ids += [i for i in self._library.of_language(list(by_words), language)[:BY_WORDS] if i not in ids]
            near[language] = ids
        every = [i for ids in near.values() for i in ids]
        tokens = dict(zip(every, self._library.passage_tokens(every), strict=True))
        return rerank(encoded, question.language, near, tokens, by_words, self._encoder)


def _names_as_much(passage: StoredPassage, other: StoredPassage, question: Question) -> bool:
    """Return whether a passage says every name of the question in Latin letters (R1, RoPE) that the other one says."""
    own, others = (f"{each.title}\n{each.text}" for each in (passage, other))
    latin = [re.sub("['’]s$", "", word.form) for word in named_words(question.subject) if word.form.isascii()]
    return all(says(own, word) for word in latin if says(others, word))


def _suffices(question: Question, passages: Sequence[EvidencePassage]) -> bool:
    near = [p for p in passages if is_near(question.language, p.language, p.sentences[p.best].score)]
    return bool(near) and not lacks_number(question, near[0].text, near[0].language)


def _missing(question: Question, encoded: AlignedText, ranked: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the words that name what the question is about and that no token of the best passages comes near, in order."""
    if not ranked:
        return ()
    nearest = np.max([candidate.met.cosines.max(axis=1) for candidate in ranked], axis=0)
    missing = []
    for word in named_words(question.subject):
        inside = (encoded.spans[:, 0] < word.end) & (encoded.spans[:, 1] > word.start)
        if inside.any() and nearest[inside].max() < MISSING:
            missing.append(word.form)
    return tuple(dict.fromkeys(missing))


def _evidence_passage(n: int, passage: StoredPassage, candidate: Candidate, encoded: AlignedText) -> EvidencePassage:
    sentences = tuple(
        EvidenceSentence(
            span.start,
            span.end,
            text,
            score_span(encoded, candidate.tokens, candidate.met.cosines, span.start, span.end),
        )
        for span, text in zip(passage.sentences, passage.sentence_texts(), strict=True)
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
    )
