"""Calls done together: each gets its own result, none is lost, and those that wait share a batch."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.models.embeddings.embedder import BATCH, SentenceEmbedder
from bot.models.embeddings.micro_batcher import MicroBatcher


def test_a_call_alone_is_done_alone() -> None:
    batches: list[Sequence[int]] = []

    def double(items: Sequence[int]) -> list[int]:
        batches.append(items)
        return [2 * item for item in items]

    batcher = MicroBatcher(double, most=4, at_once=1)
    assert [batcher(3), batcher(4)] == [6, 8]
    assert batches == [[3], [4]]


def test_those_who_wait_are_done_together_and_in_order() -> None:
    batches: list[Sequence[int]] = []
    begun, go_on = threading.Event(), threading.Event()

    def double(items: Sequence[int]) -> list[int]:
        batches.append(items)
        begun.set()
        go_on.wait(10)
        return [2 * item for item in items]

    batcher = MicroBatcher(double, most=4, at_once=1)
    with ThreadPoolExecutor(11) as threads:
        first = threads.submit(batcher, 0)
        assert begun.wait(10)
        others = [threads.submit(batcher, n) for n in range(1, 11)]
        while len(batcher._waiting) < 10:
            pass
        go_on.set()
        assert [first.result(10), *(other.result(10) for other in others)] == [2 * n for n in range(11)]
    assert [len(batch) for batch in batches] == [1, 4, 4, 2]
    assert sorted(item for batch in batches for item in batch) == list(range(11))


def test_an_error_is_raised_where_it_was_caused_and_not_later() -> None:
    def refuse(items: Sequence[int]) -> list[int]:
        if 0 in items:
            raise ValueError("no")
        return list(items)

    batcher = MicroBatcher(refuse, most=4, at_once=1)
    with pytest.raises(ValueError, match="no"):
        batcher(0)
    assert batcher(1) == 1


@pytest.mark.models
def test_questions_of_many_readers_are_encoded_as_each_alone(embedder: SentenceEmbedder) -> None:
    asked = [f"{n}번째 독파모 사업은 언제 시작됐나요?" for n in range(2 * BATCH)]
    alone = [embedder.encode_question(text) for text in asked]
    with ThreadPoolExecutor(len(asked)) as threads:
        together = list(threads.map(embedder.encode_question, asked))
    for one, other in zip(alone, together, strict=True):
        assert float(one.vector @ other.vector) > 0.999
        assert one.spans.tolist() == other.spans.tolist()
