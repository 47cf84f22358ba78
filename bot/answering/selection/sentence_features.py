"""What is seen of each sentence of an article beside a request: how near it is and what stands around it, the words they share,
how it hangs together with its neighbours, and what it is there for. `sentence_ranker` has learned what that is worth.
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from bot.answering.selection.sentence_cues import GIVES_REASON, find_cues
from bot.bilingual import Language
from bot.models.embeddings.embedder import Floats
from bot.retrieval.evidence import EvidenceSentence
from bot.retrieval.followups import Request
from bot.retrieval.request_kind import Kind
from bot.retrieval.sentence_directions import Directions
from bot.text.aliases import says
from bot.text.cohesion import leans, needs_antecedent, opens_paragraph
from bot.text.keywords import extract_terms, named_words
from bot.text.names import names
from bot.text.salience import salience

KINDS: tuple[Kind, ...] = tuple(sorted(get_args(Kind)))
# Sentences that follow each other with more than a blank between them belong to two paragraphs.
_BLANK = 1
_FADES = 0.9
_ENDS = 3
# A sentence of about this length is an ordinary one, and more than three times as long counts as that.
_LENGTH: dict[Language, int] = {"ko": 60, "en": 130}
_SHORT = 15
_TINY = 1e-6
# How much more the nearest sentences say what the request is about than the others.
_SHARPNESS = 1.5

_Places = npt.NDArray[np.int64]
_Numbers = npt.NDArray[np.floating[Any]]


def sentence_features(
    request: Request, directions: Directions, title: str, language: Language, sentences: Sequence[EvidenceSentence]
) -> Floats:
    """Return what is seen of each sentence of an article in `language`, in their order, shape (sentences, features).

    `directions` are those of the question and of the sentences, of which there is one at least.
    """
    texts = [each.text for each in sentences]
    scores = np.array([each.score for each in sentences], dtype=np.float64)
    paragraph = _paragraphs(sentences)
    near = (scores - np.median(scores)) / (scores.max() - np.median(scores) + _TINY)
    columns = [
        *_nearness(scores, near, paragraph),
        *_meaning(directions, scores, paragraph),
        *_shared_words(request, title, texts, near, paragraph),
        *_cohesion(texts, near, paragraph),
        *_form(texts, language),
        *_of_request(request, language, texts),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _nearness(scores: _Numbers, near: _Numbers, paragraph: _Places) -> list[_Numbers]:
    """How near a sentence is to the request, and so are those around it, its paragraph, and the nearest of all."""
    rank = np.argsort(np.argsort(-scores, kind="stable"))
    top = int(scores.argmax())
    distance = np.arange(len(scores)) - top
    best, mean = _by_paragraph(near, paragraph)
    return [
        near,
        _standard(scores),
        scores,
        1 / (1 + rank),
        *(_beside(near, paragraph, step) for step in (-1, 1, -2)),
        best,
        mean,
        _sizes(paragraph) / 5,
        1 / (1 + np.abs(distance)),
        ((distance > 0) & (distance <= 2) & (paragraph == paragraph[top])).astype(float),
    ]


def _meaning(directions: Directions, scores: _Numbers, paragraph: _Places) -> list[_Numbers]:
    """What a sentence as a whole means beside the question, the nearest sentences, and the one before and behind it."""
    sentences = directions.sentences.astype(np.float64)
    met = sentences @ directions.question
    apart = sentences - sentences.mean(axis=0)
    apart /= np.linalg.norm(apart, axis=1, keepdims=True) + _TINY
    both = _standard(met) + _standard(scores)
    nearest = apart @ apart[np.argsort(-both, kind="stable")[:3]].T
    weights = np.exp((both - both.max()) * _SHARPNESS)
    about = weights @ apart
    before = np.append(0.0, (apart[1:] * apart[:-1]).sum(axis=1))
    return [
        _standard(met),
        (met - np.median(met)) / (met.max() - np.median(met) + _TINY),
        *(_beside(_standard(met), paragraph, step) for step in (-1, 1)),
        nearest[:, 0],
        nearest.max(axis=1),
        nearest.mean(axis=1),
        apart @ about / (np.linalg.norm(about) + _TINY),
        before,
        np.append(before[1:], 0.0),
    ]


def _shared_words(
    request: Request, title: str, texts: Sequence[str], near: _Numbers, paragraph: _Places
) -> list[_Numbers]:
    """How much of the words of the request, of the title, and of the nearest sentences a sentence has."""
    terms = [set(extract_terms(text)) for text in texts]
    counts = Counter(term for each in terms for term in each)
    asked = set(extract_terms(request.about.subject))
    weights = {term: math.log((len(texts) + 1) / (counts[term] + 0.5)) for term in asked}
    total = sum(weights.values()) + _TINY
    hit = np.array([sum(weights[term] for term in asked & each) / total for each in terms])
    named = [word.form for word in named_words(request.about.subject)]
    in_title = set(extract_terms(title))
    carried = np.array(salience(texts, title))
    nearest = [terms[i] for i in np.argsort(-near, kind="stable")[:3]]
    overlap = np.array([[_overlap(each, other) for other in nearest] for each in terms])
    return [
        hit,
        np.array([len(asked & each) / 3 for each in terms]),
        np.array([sum(says(text, word) for word in named) / max(len(named), 1) for text in texts]),
        *(_beside(hit, paragraph, step) for step in (-1, 1)),
        _by_paragraph(hit, paragraph)[0],
        np.array([len(in_title & each) / max(len(in_title), 1) for each in terms]),
        carried / (carried.max() + _TINY),
        overlap[:, 0],
        overlap.max(axis=1),
        np.full(len(texts), len(asked) / 6),
    ]


def _cohesion(texts: Sequence[str], near: _Numbers, paragraph: _Places) -> list[_Numbers]:
    """How a sentence leans on the one before it, and what opened the paragraph for it."""
    leaning = np.array([leans(text) for text in texts], dtype=float)
    opening = [opens_paragraph(text) for text in texts]
    opened = np.zeros(len(texts))
    for i in range(1, len(texts)):
        if paragraph[i] == paragraph[i - 1]:
            opened[i] = max(near[i - 1] if opening[i - 1] else 0.0, opened[i - 1] * _FADES)
    first = np.ones(len(texts))
    first[1:] = paragraph[1:] != paragraph[:-1]
    place = np.arange(len(texts))
    return [
        leaning,
        leaning * _beside(near, paragraph, -1),
        np.array([needs_antecedent(text) for text in texts], dtype=float),
        np.array(opening, dtype=float),
        opened,
        first,
        place / max(len(texts) - 1, 1),
        (place < _ENDS).astype(float),
        (place >= len(texts) - _ENDS).astype(float),
    ]


def _form(texts: Sequence[str], language: Language) -> list[_Numbers]:
    """How long a sentence is, how many names it has, and what its words say that it is there for."""
    cues = find_cues(texts)
    behind = np.append(cues[1:, GIVES_REASON], 0.0)
    return [
        np.minimum([len(text) / _LENGTH[language] for text in texts], 3.0),
        np.array([len(text) < _SHORT for text in texts], dtype=float),
        np.array([text.rstrip().endswith("?") for text in texts], dtype=float),
        np.array([len({name.text for name in names(text)}) / 4 for text in texts]),
        *cues.T,
        behind,
    ]


def _of_request(request: Request, language: Language, texts: Sequence[str]) -> list[_Numbers]:
    """What is asked for, which is the same for all, and how much of the sides that are asked for a sentence tells."""
    same = [
        *(request.kind == kind for kind in KINDS),
        request.is_about_article,
        language == "ko",
        request.question.language == language,
        len(texts) / 40,
    ]
    aspects = request.aspects
    told = np.array([max((aspect.tells(text) for aspect in aspects), default=0.0) for text in texts])
    return [told, *(np.full(len(texts), float(each)) for each in same)]


def _paragraphs(sentences: Sequence[EvidenceSentence]) -> _Places:
    """Return the number of each sentence's paragraph."""
    apart = [each.start - before.end > _BLANK for before, each in pairwise(sentences)]
    return np.cumsum([0, *apart])


def _beside(values: _Numbers, paragraph: _Places, step: int) -> _Numbers:
    """Return the value of the sentence `step` places on, 0 where that is in another paragraph."""
    places = np.arange(len(values)) + step
    inside = np.clip(places, 0, len(values) - 1)
    found: _Numbers = np.where((places == inside) & (paragraph[inside] == paragraph), values[inside], 0.0)
    return found


def _by_paragraph(values: _Numbers, paragraph: _Places) -> tuple[_Numbers, _Numbers]:
    """Return for each sentence the greatest and the mean value of its paragraph."""
    best = np.full(paragraph[-1] + 1, -np.inf)
    np.maximum.at(best, paragraph, values)
    mean = np.bincount(paragraph, weights=values) / np.bincount(paragraph)
    return best[paragraph], mean[paragraph]


def _standard(values: _Numbers) -> _Numbers:
    """Return values in standard deviations from their mean."""
    standard: _Numbers = (values - values.mean()) / (values.std() + _TINY)
    return standard


def _sizes(paragraph: _Places) -> _Numbers:
    sizes: _Numbers = np.bincount(paragraph)[paragraph].astype(np.float64)
    return sizes


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(min(len(one), len(other)), 1)
