"""Which sentences of an article are seen as telling what is asked."""

import numpy as np
import pytest

from bot.answering.explanation import explain
from bot.answering.selection.sentence_features import sentence_features
from bot.answering.selection.sentence_odds import sentence_odds
from bot.answering.selection.sentence_ranker import SentenceRanker
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import understand
from bot.retrieval.sentence_directions import Directions

_TEXTS = (
    "The library in Harrow opened in 1921.",
    "It closed in March because the roof let the rain in.",
    "Repairs would have cost 2 million pounds.",
    "A bakery stands across the street.",
    "Its bread is known in three counties.",
)


_SCORES = (0.3, 0.4, 0.3, 0.15, 0.15)


def article_about_a_library(scores: tuple[float, ...] = _SCORES, gap: int = 1) -> tuple[Evidence, Directions]:
    """The sentences as one passage, in one paragraph where `gap` is 1; the first axis is what the question points at."""
    sentences, start = [], 0
    for text, score in zip(_TEXTS, scores, strict=True):
        sentences.append(EvidenceSentence(start, start + len(text), text, score))
        start += len(text) + gap
    passage = EvidencePassage(
        1, "a", 1, "A library closes", "en", None, 0, start, " ".join(_TEXTS), 1.0, tuple(sentences), 0
    )
    pointing = np.array([[score, 1 - score] for score in scores], dtype=np.float32)
    directions = Directions(
        np.array([1.0, 0.0], dtype=np.float32), pointing / np.linalg.norm(pointing, axis=1, keepdims=True)
    )
    return Evidence("Why did the library close?", "en", (passage,), True, (), 0.0), directions


def test_what_is_chosen_stands_in_the_order_of_the_article() -> None:
    request, (evidence, directions) = understand("Why did the library close?", "auto"), article_about_a_library()
    passage = evidence.passages[0]
    told = explain(request, evidence, sentence_odds(request, passage, passage.sentences, directions, None).odds)
    starts = [sentence.start for _, sentence in told.sentences]
    assert len(starts) > 1
    assert starts == sorted(starts)


@pytest.mark.parametrize("question", ["한 줄로 요약해 줘", "Summarize the article in a sentence."])
def test_one_sentence_about_a_whole_article_is_from_its_opening(question: str) -> None:
    evidence, _ = article_about_a_library()
    told = explain(understand(question, "auto"), evidence, np.array([0.0, 1.0, -1.0, 2.0, 3.0], dtype=np.float32))
    assert [sentence.text for _, sentence in told.sentences] == [_TEXTS[1]]


def test_a_gist_has_a_sentence_of_the_opening() -> None:
    evidence, _ = article_about_a_library()
    odds = np.array([-3.0, -4.0, -5.0, 2.0, 3.0], dtype=np.float32)
    told = explain(understand("Summarise it in two sentences.", "auto"), evidence, odds)
    assert [sentence.text for _, sentence in told.sentences] == [_TEXTS[0], _TEXTS[4]]
    told = explain(understand("In two sentences, why did the library close?", "auto"), evidence, odds)
    assert [sentence.text for _, sentence in told.sentences] == [_TEXTS[3], _TEXTS[4]]


def test_what_is_defined_begins_where_it_is_named() -> None:
    texts = (
        "Orsley is a suburb with one bus.",
        "Nobody asked why.",
        "Orsley Connects is an association of residents.",
        "It was founded when Orsley lost its second bus.",
    )
    starts = [sum(len(text) + 2 for text in texts[:n]) for n in range(len(texts))]
    sentences = tuple(
        EvidenceSentence(start, start + len(text), text, 0.5) for start, text in zip(starts, texts, strict=True)
    )
    passage = EvidencePassage(1, "a", 1, "Trams", "en", None, 0, 170, "  ".join(texts), 1.0, sentences, 0)
    evidence = Evidence("What is Orsley Connects?", "en", (passage,), True, (), 0.0)
    told = explain(understand(evidence.question, "auto"), evidence, np.array([2.0, -1.0, 1.0, 0.5], dtype=np.float32))
    assert [sentence.text for _, sentence in told.sentences] == [texts[2], texts[3]]


@pytest.mark.parametrize("question", ["Why did the library close?", "도서관은 왜 문을 닫았나요?", "요약해 줘"])
@pytest.mark.parametrize("scores", [_SCORES, (0.0,) * 5, (1.0,) * 5])
def test_every_sentence_has_finite_features_and_odds(question: str, scores: tuple[float, ...]) -> None:
    evidence, directions = article_about_a_library(scores)
    passage = evidence.passages[0]
    seen = sentence_features(understand(question, "auto"), directions, passage.title, "en", passage.sentences)
    odds = SentenceRanker.fitted().rank(seen)
    assert seen.shape == (len(_TEXTS), len(SentenceRanker.fitted().mean))
    assert np.isfinite(seen).all()
    assert odds.shape == (len(_TEXTS),)
    assert np.isfinite(odds).all()


def test_one_sentence_alone_can_be_ranked() -> None:
    evidence, directions = article_about_a_library()
    alone = Directions(directions.question, directions.sentences[:1])
    seen = sentence_features(understand("Why?", "auto"), alone, "", "en", evidence.passages[0].sentences[:1])
    assert np.isfinite(SentenceRanker.fitted().rank(seen)).all()


def test_paragraphs_are_seen() -> None:
    request = understand("Why did the library close?", "auto")
    one, apart = (
        sentence_features(request, directions, "", "en", evidence.passages[0].sentences)
        for evidence, directions in (article_about_a_library(), article_about_a_library(gap=2))
    )
    assert not np.array_equal(one, apart)
