"""What is read of sentences beside a request: the network on the embedding model's layers, and what its word weighs."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.answering.selection.sentence_odds import LEAST_COUNTED, LEAST_READ, sentence_odds
from bot.answering.selection.sentence_reader import FILE, LearnedReader
from bot.models.embeddings.embedder import DTYPE, EmbeddingIdentity, Floats, SentenceEmbedder
from bot.retrieval.followups import understand
from tests.answering.test_sentence_ranking import article_about_a_library
from tests.fakes import FakeEmbedder

HANDOVER = (
    "The ferry to Sorn stopped running on Monday.",
    "Its engine is forty years old.",
    "The last mechanic who knew it has retired.",
    "A café at the pier sells waffles.",
)


class OneSentenceMatters:
    """A reader to which one sentence is all, and that does not read the last one."""

    def __init__(self, matters: int) -> None:
        self._matters = matters

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        assert sorted(order) == list(range(len(sentences)))
        odds = np.where(np.arange(len(sentences)) == self._matters, 9.0, -9.0).astype(np.float32)
        odds[-1] = np.nan
        return odds


@pytest.mark.parametrize("matters", [0, 1, 2, 3])
def test_what_is_read_weighs_beside_what_is_seen_and_what_is_not_read_ranks_low(matters: int) -> None:
    evidence, directions = article_about_a_library()
    passage = evidence.passages[0]
    request = understand("Why did the library close?", "auto")
    seen = sentence_odds(request, passage, passage.sentences, directions, OneSentenceMatters(matters))
    odds = seen.odds
    assert seen.tells == (matters < len(odds) - 1)
    assert np.isfinite(odds).all()
    assert int(odds.argmax()) == matters
    assert odds[-1] < 0


class Hears:
    """A reader that notes what it is asked."""

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        self.heard = request
        return np.zeros(len(sentences), dtype=np.float32)


def test_an_english_request_is_read_as_people_type_it() -> None:
    evidence, directions = article_about_a_library()
    passage, reader = evidence.passages[0], Hears()
    sentence_odds(understand("Why did the library close?", "auto"), passage, passage.sentences, directions, reader)
    assert reader.heard == "why did the library close"
    named = replace(passage, title="The library of Sorn")
    for asked, heard in (("Why did Sorn close it?", "why did it close it"), ("What is Sorn?", "what is sorn")):
        sentence_odds(understand(asked, "auto"), named, passage.sentences, directions, reader)
        assert reader.heard == heard


class SaysOdds:
    """A reader to which each sentence has the same log odds."""

    def __init__(self, odds: float) -> None:
        self._odds = odds

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        return np.full(len(sentences), self._odds, dtype=np.float32)


@pytest.mark.parametrize(
    ("text", "before", "judged", "told"),
    [
        ("Why did the library close?", "", True, False),
        # Of a fact the reader finds less: it may be there.
        ("When did the library close?", "", True, None),
        # What it may not have read whole, and what leans on another question, it does not judge.
        ("Why did the library close, which the people of the old town had built with their own hands and their own money, "
         "and where they met?", "", False, None),
        ("Why did it close?", "What is the library?", False, None),
        # Of several things one may be told.
        ("When and why did the library close, and who closed it?", "", False, None),
    ],
)  # fmt: skip
def test_just_below_its_bound_a_request_is_no_answer_but_for_facts_and_what_is_not_judged(
    text: str, before: str, judged: bool, told: bool | None
) -> None:
    evidence, directions = article_about_a_library()
    passage = evidence.passages[0]
    request = understand(text, "auto", ((before, "A house."),) if before else ())
    reader = SaysOdds(LEAST_READ["en", passage.language] - math.log(len(passage.sentences)) - 0.1)
    seen = sentence_odds(request, passage, passage.sentences, directions, reader)
    assert seen.tells is told
    finds_none, finds_it = (
        sentence_odds(request, passage, passage.sentences, directions, SaysOdds(odds)).tells for odds in (-20.0, 2.0)
    )
    assert (finds_none, finds_it) == ((False, True) if judged else (None, None))
    assert sentence_odds(request, passage, passage.sentences, directions, None).tells is None


def test_what_is_found_counts_only_as_far_as_it_tells_more() -> None:
    evidence, directions = article_about_a_library()
    passage = evidence.passages[0]
    request = understand("When did the library close?", "auto")
    found = [
        sentence_odds(request, passage, passage.sentences, directions, SaysOdds(odds)).found
        for odds in (-20.0, -9.0, 1.0)
    ]
    assert found[0] == found[1] == LEAST_COUNTED
    assert found[2] is not None
    assert found[2] > 1.0


def test_there_is_no_reader_for_another_embedder_nor_without_its_file(tmp_path: Path) -> None:
    ours, other = (
        SentenceEmbedder(str(tmp_path), EmbeddingIdentity(name, DTYPE, 384))
        for name in ("multilingual-e5-small", "another")
    )
    assert LearnedReader.for_embedder(ours) is not None
    assert LearnedReader.for_embedder(ours, tmp_path / "none.safetensors") is None
    assert LearnedReader.for_embedder(other) is None
    assert LearnedReader.for_embedder(FakeEmbedder()) is None


@pytest.mark.models
def test_the_texts_that_were_read_last_stay_in_memory(embedder: SentenceEmbedder) -> None:
    from bot.models.embeddings.lower_layers import LowerLayers

    lower = LowerLayers.of_embedder(embedder, kept=2)
    rice, mill = lower.read(["Rice.", "A mill."], 16)
    lower.read(["Rice."], 16)
    lower.read(["Snow."], 16)
    assert lower.read(["Rice."], 16)[0] is rice
    assert lower.read(["A mill."], 16)[0] is not mill
    assert len(rice) == lower.count("Rice.", 16)


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < 12_000_000


@pytest.mark.models
def test_the_reader_finds_reasons_that_share_no_word_with_the_request(embedder: SentenceEmbedder) -> None:
    reader = LearnedReader.for_embedder(embedder)
    assert reader is not None
    before = embedder.encode_passages(["쌀은 논에서 자란다."])[0].vector
    odds = reader.read("Why is there no boat any more?", HANDOVER, [0, 1, 2, 3])
    assert odds.shape == (4,)
    assert int(odds.argmax()) in (1, 2)
    assert reader.read("Why?", [], []).shape == (0,)
    assert np.isfinite(reader.read("", ["", "쌀은 논에서 자란다. " * 100], [1, 0])).all()
    assert np.array_equal(before, embedder.encode_passages(["쌀은 논에서 자란다."])[0].vector)


@pytest.mark.models
def test_of_a_long_article_the_likeliest_sentences_are_read(embedder: SentenceEmbedder) -> None:
    reader = LearnedReader.for_embedder(embedder)
    assert reader is not None
    long = [f"{n}번째 배는 항구를 떠나 {n}시간 뒤에 섬에 닿았다." for n in range(200)]
    odds = reader.read("배는 언제 섬에 닿았나?", long, list(reversed(range(200))))
    read = ~np.isnan(odds)
    assert read[-1]
    assert not read[0]
    assert 20 < read.sum() < 100
