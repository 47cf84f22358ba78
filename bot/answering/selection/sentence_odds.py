"""How likely a full answer tells each sentence of an article: what is seen of it, and what is read beside the request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.selection.sentence_features import sentence_features
from bot.answering.selection.sentence_ranker import SentenceRanker
from bot.answering.selection.sentence_reader import SentenceReader
from bot.answering.selection.typed_request import as_typed
from bot.bilingual import Language
from bot.models.embeddings.embedder import Floats
from bot.retrieval.evidence import EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request
from bot.retrieval.request_kind import Kind
from bot.retrieval.sentence_directions import Directions

# How much the reader's log odds weigh beside the ranker's (docs/measurements/answering.md).
READER_WEIGHT = 1.0
# What the reader must find of an answer in all sentences together, or the article does not say what is asked, by language of the
# request and of the article: below lie three in a hundred of the requests that were tried and are answered
# (docs/measurements/answering.md).
LEAST_READ: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): -0.1,
    ("ko", "en"): -0.6,
    ("en", "ko"): -0.6,
    ("en", "en"): -0.3,
}
# A fact, or who somebody is, takes half a line of an article, in a caption too: such lines the reader finds less than others.
# Below these lie two in a hundred that are answered within a language; across them a long article's lie lower.
LEAST_READ_OF_HALF_A_LINE: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): -1.0,
    ("ko", "en"): -1.8,
    ("en", "ko"): -1.8,
    ("en", "en"): -0.9,
}
_HALF_A_LINE: frozenset[Kind] = frozenset(["fact", "definition"])
# Where it speaks neither for an answer nor against one, by language of the request and of the article: about halfway between what
# is found of facts that an article tells and of those that it does not (docs/measurements/answering.md).
READ_EVEN: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): -0.3,
    ("ko", "en"): -1.0,
    ("en", "ko"): -1.5,
    ("en", "en"): -0.3,
}
# So much less than that counts at most beside another word: from there on it hardly tells more.
LEAST_COUNTED = -2.0
# From where on it is sure of an answer. Between the two another word counts, where there is one that can be asked.
SURELY_READ = 0.7
# Who asks for so many things at once is answered in part at least: of nine such requests in `bench/selection` all are.
_SEVERAL = 3
_ASKED: dict[Language, re.Pattern[str]] = {
    "ko": re.compile("언제|어디|누가|누구|무엇|뭐|뭔|얼마|몇|왜|어떻게|어떤|무슨|어느"),
    "en": re.compile(r"\b(?:who|whose|what|which|when|where|why|how)\b"),
}
# Letters of a request from which on it may be too long to be read whole (64 tokens): then nothing is said against its article.
_LONG = 120


@dataclass(frozen=True, slots=True, eq=False)
class SentenceOdds:
    """The log odds that a full answer tells each sentence of an article (sentences,), and whether it tells any at all.

    `tells` is None where that is not judged, or may be one or the other. `found` are the log odds that any sentence is told,
    as far as they count beside another word; None where they say nothing of the article. `likely` says whether more speaks for an
    answer than against one.
    """

    odds: Floats
    tells: bool | None = None
    found: float | None = None
    likely: bool = False


def sentence_odds(
    request: Request,
    first: EvidencePassage,
    sentences: Sequence[EvidenceSentence],
    directions: Directions,
    reader: SentenceReader | None,
) -> SentenceOdds:
    """Return how likely a full answer tells each sentence; without a reader it is not judged whether any does.

    `first` is a passage of their article, and `sentences`, one at least, stand in its order, as do `directions`.
    """
    seen = sentence_features(request, directions, first.title, first.language, sentences)
    ranked = SentenceRanker.fitted().rank(seen)
    if reader is None:
        return SentenceOdds(ranked)
    order = np.argsort(-ranked, kind="stable").tolist()
    pair = request.question.language, first.language
    # Who or what somebody or something is cannot be asked without the name.
    title = "" if request.kind == "definition" else first.title
    asked = as_typed(request.standalone_question, title, pair)
    read = reader.read(asked, [each.text for each in sentences], order)
    found = float(np.logaddexp.reduce(read[~np.isnan(read)]))
    # What of a long article is not read seemed unlikely before.
    read = np.where(np.isnan(read), np.nanmin(read), read)
    odds = np.asarray((ranked + READER_WEIGHT * read) / (1 + READER_WEIGHT), dtype=np.float32)
    # "그럼 왜?" may be about anything, what is too long is not read whole, and of several things one may be told: the bounds
    # are for other requests.
    if len(request.standalone_question) > _LONG or request.before or _asks_several(request):
        return SentenceOdds(odds)
    tells = _judge(found, request, first.language)
    return SentenceOdds(odds, tells, max(found, LEAST_COUNTED), likely=tells is not False and found >= READ_EVEN[pair])


def _asks_several(request: Request) -> bool:
    asked = _ASKED[request.question.language].findall(request.question.text.lower())
    return len(set(asked)) >= _SEVERAL


def _judge(found: float, request: Request, language: Language) -> bool | None:
    """Return whether what the reader finds of an answer in an article in `language` is one, None where it may be."""
    least = (LEAST_READ_OF_HALF_A_LINE if request.kind in _HALF_A_LINE else LEAST_READ)[
        request.question.language, language
    ]
    return True if found >= SURELY_READ else False if found < least else None
