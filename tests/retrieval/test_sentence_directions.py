"""Where sentences of whole articles point: embedded once, kept, and given to the evidence."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.models.embeddings.embedder import Floats
from bot.retrieval import sentence_directions
from bot.retrieval.sentence_directions import SentenceDirections


class _Encoder:
    """Points at the length of a text; notes what it was asked for."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def embed_question(self, question: str) -> Floats:
        return np.array([len(question)], dtype=np.float32)

    def embed_sentences(self, sentences: Sequence[str]) -> Floats:
        self.read += sentences
        return np.array([[len(sentence)] for sentence in sentences], dtype=np.float32)


def test_each_sentence_is_embedded_once_and_the_question_every_time() -> None:
    encoder = _Encoder()
    directions = SentenceDirections(encoder)  # type: ignore[arg-type]
    first = directions.find("why?", ["one", "three", "one"])
    second = directions.find("how come?", ["three", "seventeen"])
    assert encoder.read == ["one", "three", "seventeen"]
    assert first.sentences[:, 0].tolist() == [3, 5, 3]
    assert second.sentences[:, 0].tolist() == [5, 9]
    assert (float(first.question[0]), float(second.question[0])) == (4, 9)


def test_what_was_asked_for_last_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_directions, "_KEPT", 3)
    encoder = _Encoder()
    directions = SentenceDirections(encoder)  # type: ignore[arg-type]
    for text in ("0", "1", "2", "0", "3", "0", "1"):
        directions.find("?", [text])
    assert len(directions._kept) == 3
    # "0" was asked for again before "3" came, so that "1" had to go.
    assert encoder.read == ["0", "1", "2", "3", "1"]


def test_what_is_kept_holds_no_other_sentence_in_memory() -> None:
    directions = SentenceDirections(_Encoder())  # type: ignore[arg-type]
    directions.find("?", ["one", "three"])
    assert [direction.base for direction in directions._kept.values()] == [None, None]
