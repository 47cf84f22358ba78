"""Two articles about one story side by side: which sentences agree, which differ, what only one of them tells.

Sentences are aligned by late interaction; what agrees is decided by the check that answers pass, what differs by numbers and
dates that cannot both be true. Where neither is certain, nothing is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SourceSentence
from bot.articles import Article
from bot.insights.overview.contradiction import contradicting
from bot.insights.overview.overview import Comparison, Pairing, Said
from bot.library.chunking import split_article
from bot.library.store.stored_article import ArticleText
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.embedder import Floats
from bot.progress import Progress
from bot.text.quantities import Quantity, quantities
from bot.text.sentences import Span

# Sentences are about one thing where each is the other's nearest and their likeness is at least ALIGNED; from AGREED on they may
# say the same; a sentence below ALONE is told by nobody else. `python -m bench.overview comparing` shows what they cost; AGREED
# is where the sample articles of `corpus/` stop being paired with sentences that only share their subject.
ALIGNED = 0.3
AGREED = 0.37
ALONE = 0.25
# So many sentences of each article are compared, from its beginning: all of them are embedded.
MOST_SENTENCES = 200
_SHORTEST = 8
_REPORT_EVERY = 5


@dataclass(frozen=True, slots=True)
class _Side:
    """One article: its sentences, what each counts, and how each is encoded."""

    article: ArticleText
    spans: tuple[Span, ...]
    texts: tuple[str, ...]
    quantities: tuple[tuple[Quantity, ...], ...]
    prepared: PreparedEvidence
    unread: int

    def counted(self) -> list[Quantity]:
        return [one for sentence in self.quantities for one in sentence]

    def said(self, i: int, facts: Sequence[Quantity] = ()) -> Said:
        span = self.spans[i]
        marks = tuple((one.start, one.end) for one in facts)
        return Said(self.article.id, self.article.version, span.start, span.end, self.texts[i], marks)


def compare(ko: ArticleText, en: ArticleText, checker: FaithfulnessChecker) -> Iterator[Progress | Comparison]:
    """Yield how far the comparison has come, last the comparison."""
    yield Progress("compare", ko.title)
    sides = _read(ko, checker), _read(en, checker)
    likeness = _likeness(sides[0].prepared.encoded, sides[1].prepared.encoded)
    aligned = _aligned(likeness)
    differ = _differing(aligned, *sides)
    agree: set[tuple[int, int]] = set()
    for done, pair in enumerate(aligned):
        if done % _REPORT_EVERY == 0:
            yield Progress("compare", ko.title, done, len(aligned), "sentences")
        if pair not in differ and likeness[pair] >= AGREED and _agrees(pair, *sides, checker):
            agree.add(pair)
    only_ko = [i for i in range(len(likeness)) if likeness[i].max(initial=-1.0) < ALONE]
    only_en = [j for j in range(likeness.shape[1]) if likeness[:, j].max(initial=-1.0) < ALONE]
    told = 2 * (len(agree) + len(differ)) + len(only_ko) + len(only_en)
    yield Comparison(
        ko=ko.id,
        en=en.id,
        agree=tuple(Pairing(sides[0].said(i), sides[1].said(j)) for i, j in sorted(agree)),
        differ=tuple(
            Pairing(sides[0].said(i, [a for a, _ in facts]), sides[1].said(j, [b for _, b in facts]))
            for (i, j), facts in sorted(differ.items())
        ),
        only_ko=tuple(sides[0].said(i) for i in only_ko),
        only_en=tuple(sides[1].said(j) for j in only_en),
        unsure=sum(likeness.shape) - told,
        unread=sides[0].unread + sides[1].unread,
    )


def _read(article: ArticleText, checker: FaithfulnessChecker) -> _Side:
    spans = _sentences(article)
    kept = tuple(spans[:MOST_SENTENCES])
    texts = tuple(article.text[span.start : span.end] for span in kept)
    return _Side(
        article=article,
        spans=kept,
        texts=texts,
        quantities=tuple(tuple(quantities(text, article.language, article.today)) for text in texts),
        prepared=checker.prepare(
            [SourceSentence(n, text, article.language, article.today) for n, text in enumerate(texts)]
        ),
        unread=len(spans) - len(kept),
    )


def _sentences(article: ArticleText) -> list[Span]:
    """Return the sentences of an article as its passages have them, without headings and scraps such as bylines."""
    whole = Article(article.id, article.source, article.title, article.text, article.language, article.published)
    spans = [span for passage in split_article(whole) for span in passage.sentences]
    texts = (article.text[span.start : span.end] for span in spans)
    return [
        span
        for span, text in zip(spans, texts, strict=True)
        if not text.startswith("#") and sum(letter.isalpha() for letter in text) >= _SHORTEST
    ]


def _likeness(ko: Sequence[AlignedText], en: Sequence[AlignedText]) -> Floats:
    """Return how alike each two sentences are, shape (Korean, English): the mean over the tokens of both of the best cosine."""
    table = np.full((len(ko), len(en)), -1.0, dtype=np.float32)
    for i, one in enumerate(ko):
        for j, other in enumerate(en):
            if len(one.tokens) and len(other.tokens):
                cosines = one.tokens @ other.tokens.T
                table[i, j] = (cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2
    return table


def _aligned(likeness: Floats) -> list[tuple[int, int]]:
    """Return the pairs of sentences that are each other's nearest and near enough."""
    if not likeness.size:
        return []
    nearest = likeness.argmax(axis=1)
    return [
        (i, int(j)) for i, j in enumerate(nearest) if likeness[i, j] >= ALIGNED and int(likeness[:, j].argmax()) == i
    ]


def _differing(
    aligned: Sequence[tuple[int, int]], ko: _Side, en: _Side
) -> dict[tuple[int, int], list[tuple[Quantity, Quantity]]]:
    all_ko, all_en = ko.counted(), en.counted()
    found = {(i, j): contradicting(ko.quantities[i], en.quantities[j], all_ko, all_en) for i, j in aligned}
    return {pair: facts for pair, facts in found.items() if facts}


def _agrees(pair: tuple[int, int], ko: _Side, en: _Side, checker: FaithfulnessChecker) -> bool:
    """Return whether the check of answers finds one sentence supported by the other article, and by that sentence first."""
    i, j = pair
    for claim, language, evidence, source in (
        (ko.texts[i], ko.article.language, en.prepared, j),
        (en.texts[j], en.article.language, ko.prepared, i),
    ):
        verdict = checker.check(claim, language, evidence)
        if verdict.support in ("supported", "verbatim") and verdict.closest == source:
            return True
    return False
