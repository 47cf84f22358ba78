"""Claims where a server tells of no tokens: what sentences cannot tell of single words is never taken for said."""

from collections.abc import Iterator

import pytest

from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.models.embeddings.alignment import LanguageAlignment
from bot.models.embeddings.encoder import Encoder
from bot.models.embeddings.served.served_embedder import ServedEmbedder
from tests.embedding_server import Trigrams, embedding_door
from tests.fakes import FakeEmbedder

SIGNED = "The mayor signed the contract for the new bridge on Monday."
NOT_SIGNED = "The mayor did not sign the contract for the new bridge on Monday."


@pytest.fixture
def served() -> Iterator[ServedEmbedder]:
    with embedding_door(spoken="OpenAI") as door:
        yield ServedEmbedder.open(Trigrams.name, [door.url])


def _mark(served: ServedEmbedder, claim: str, *sources: str) -> str:
    checker = FaithfulnessChecker(served)
    prepared = checker.prepare([SourceSentence(1, text, "en") for text in sources])
    return checker.check(claim, "en", prepared).support


def test_what_is_said_alike_is_supported(served: ServedEmbedder) -> None:
    assert _mark(served, SIGNED, SIGNED) == "verbatim"
    assert _mark(served, SIGNED.replace("the contract", "a contract"), SIGNED) == "supported"


def test_what_is_denied_is_not(served: ServedEmbedder) -> None:
    assert _mark(served, SIGNED, NOT_SIGNED) == "unsupported"
    assert _mark(served, NOT_SIGNED, SIGNED) == "unsupported"


def test_another_name_or_number_is_not(served: ServedEmbedder) -> None:
    source = "Minsu Park signed the contract for 300 million won."
    assert _mark(served, "Minsu Kim signed the contract for 300 million won.", source) == "weak"
    assert _mark(served, "Minsu Park signed the contract for 400 million won.", source) == "unsupported"


def test_nothing_near_is_unsupported(served: ServedEmbedder) -> None:
    assert _mark(served, "Rice grows in water.", SIGNED) == "unsupported"


def test_how_near_a_sentence_is_counts_as_by_tokens_for_our_model_alone(served: ServedEmbedder) -> None:
    ours = LanguageAlignment.for_model("multilingual-e5-small", 384, parts="sentences")
    encoder = Encoder(FakeEmbedder(), ours)
    assert encoder.nearness(0.26, "ko", "ko") == pytest.approx(0.34, abs=0.01)
    assert encoder.nearness(-1.0, "ko", "ko") == -1.0
    assert Encoder.for_embedder(served).nearness(0.26, "ko", "ko") == 0.26
    by_tokens = LanguageAlignment.for_model("multilingual-e5-small", 384)
    assert Encoder(FakeEmbedder(), by_tokens).nearness(0.26, "ko", "ko") == 0.26
    assert (ours.token_matrix == by_tokens.matrix).all()
    assert ours.name == f"{by_tokens.name}, sentences"
