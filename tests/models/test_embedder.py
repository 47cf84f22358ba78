"""The real embedding model: shapes, order, and tokens that stand where they say."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from bot.models.embeddings.embedder import SentenceEmbedder

pytestmark = pytest.mark.models

TEXTS = ["독파모는 한국 정부의 사업이다.", "Rice grows in flooded paddies, 쌀은 논에서 자란다.", "짧다"]


def test_vectors_are_unit_length_and_in_order(embedder: SentenceEmbedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (3, embedder.identity.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.allclose(vectors, embedder.embed_passages(TEXTS[::-1])[::-1], atol=1e-3)
    assert embedder.embed_passages([]).shape == (0, embedder.identity.dimension)


def test_tokens_cover_the_text_from_its_first_letter_to_its_last(embedder: SentenceEmbedder) -> None:
    for text, encoded in zip(TEXTS, embedder.encode_passages(TEXTS), strict=True):
        covered = {i for start, end in encoded.spans for i in range(start, end)}
        assert {i for i, character in enumerate(text) if not character.isspace()} <= covered
        assert encoded.spans.min() == 0
        assert encoded.spans.max() == len(text)
        assert encoded.tokens.shape == (len(encoded.spans), embedder.identity.dimension)
        assert np.allclose(np.linalg.norm(encoded.tokens, axis=1), 1, atol=1e-4)
    question = embedder.encode_question(TEXTS[0])
    assert TEXTS[0][question.spans[0][0] : question.spans[0][1]].strip().startswith("독")


def test_encoding_and_embedding_agree(embedder: SentenceEmbedder) -> None:
    for encoded, vector in zip(embedder.encode_passages(TEXTS), embedder.embed_passages(TEXTS), strict=True):
        assert float(encoded.vector @ vector) > 0.999
    assert float(embedder.encode_question(TEXTS[0]).vector @ embedder.embed_questions([TEXTS[0]])[0]) > 0.999


def test_a_long_text_is_cut_not_refused(embedder: SentenceEmbedder) -> None:
    (encoded,) = embedder.encode_passages(["낱말 " * 2000])
    assert 0 < len(encoded.tokens) <= 512


def test_small_products_wake_no_other_threads(embedder: SentenceEmbedder) -> None:
    import torch

    embedder.load()
    blas = [
        library for library in threadpool_info() if library["user_api"] == "blas" and "numpy" in library["filepath"]
    ]
    assert [library["num_threads"] for library in blas] == [1] * len(blas)
    assert torch.get_num_threads() == 1
