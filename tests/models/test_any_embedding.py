"""Any sentence-transformers model as the embedding: tiny ones with random weights, of the very classes that real ones have."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.model_errors import EmbeddingUnusable
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings

pytestmark = pytest.mark.models

TEXTS = ["Rice grows in water.", "벼는 물에서 자란다", "a"]


def _transformer(folder: Path, **tokenizer: Any) -> Any:
    """Return a Bert of two layers over letters, with random weights."""
    import torch
    from sentence_transformers.base.modules import Transformer

    transformers: Any = import_module("transformers")
    torch.manual_seed(7)
    letters = sorted(
        {letter for text in [*TEXTS, "해설 explains query: passage:"] for letter in text.lower() if letter != " "}
    )
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    made = transformers.BertTokenizerFast(
        vocab=str(folder / "vocab.txt"), model_max_length=64, tokenize_chinese_chars=False, **tokenizer
    )
    configuration = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    transformers.BertModel(configuration).save_pretrained(folder / "bert")
    made.save_pretrained(folder / "bert")
    return Transformer(str(folder / "bert"))


def dense(folder: Path, **tokenizer: Any) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling

    modules = [_transformer(folder, **tokenizer), Pooling(16, pooling_mode="mean"), Dense(16, 24)]
    SentenceTransformer(
        modules=modules, prompts={"query": "query: ", "passage": "passage: "}, device="cpu"
    ).save_pretrained(str(folder / "model"))
    return folder / "model"


def late_interaction(folder: Path) -> Path:
    from sentence_transformers import MultiVectorEncoder
    from sentence_transformers.base.modules import Dense, Normalize
    from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask

    of_tokens: Any = {"module_input_name": "token_embeddings"}
    modules = [
        _transformer(folder),
        Dense(16, 8, bias=False, module_output_name="token_embeddings", **of_tokens),
        MultiVectorMask(skiplist_words=["."]),
        Normalize(**of_tokens),
    ]
    MultiVectorEncoder(modules=modules, device="cpu").save_pretrained(str(folder / "model"))
    return folder / "model"


def _words(text: str, spans: Any) -> str:
    return "".join(text[start:end] for start, end in spans)


def test_a_dense_model_with_vectors_of_another_size_than_its_tokens(tmp_path: Path) -> None:
    embedder = SentenceEmbedder.from_folder(dense(tmp_path), name=str(tmp_path / "model"))
    assert (embedder.identity.dimension, embedder.identity.token_dimension) == (24, 16)
    model: Any = embedder.load()
    expected = model.encode_document(TEXTS, normalize_embeddings=True)
    assert np.allclose(embedder.embed_passages(TEXTS), expected, atol=0.02)
    asked = embedder.encode_question(TEXTS[0])
    assert np.allclose(asked.vector, model.encode_query(TEXTS[0], normalize_embeddings=True), atol=0.02)
    assert _words(TEXTS[0], asked.spans) == "Ricegrowsinwater."


def test_tokens_keep_their_places_where_texts_are_padded_on_the_left(tmp_path: Path) -> None:
    embedder = SentenceEmbedder.from_folder(dense(tmp_path, padding_side="left"), name=str(tmp_path / "model"))
    for text, encoded in zip(TEXTS, embedder.encode_passages(TEXTS), strict=True):
        assert _words(text, encoded.spans) == text.replace(" ", "")
        assert len(encoded.tokens) == len(encoded.spans)


def test_a_model_of_late_interaction(tmp_path: Path) -> None:
    embedder = SentenceEmbedder.from_folder(late_interaction(tmp_path), name=str(tmp_path / "model"))
    assert (embedder.identity.dimension, embedder.identity.token_dimension) == (8, None)
    model: Any = embedder.load()
    assert type(model).__name__ == "MultiVectorEncoder"
    encoded, *_ = embedder.encode_passages(TEXTS)
    assert _words(TEXTS[0], encoded.spans) == "Ricegrowsinwater"  # without what the model itself leaves out
    real = model.encode_document(TEXTS[0], convert_to_numpy=True)
    assert np.allclose(encoded.tokens, real[1:-1], atol=0.02)  # and without its own marks


@pytest.mark.parametrize("make", [dense, late_interaction])
def test_a_library_stands_on_either(make: Any, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", cache=tmp_path, model=NO_MODEL, embedding=str(make(tmp_path)))
    settings.corpus.mkdir(parents=True)
    (settings.corpus / "rice.txt").write_text("Rice grows in water. It is cut in autumn.", encoding="utf-8")
    (settings.corpus / "벼.txt").write_text("벼는 물에서 자란다. 가을에 거둔다.", encoding="utf-8")
    with Haeseol.open(settings) as service:
        assert len(service.articles.sync().added) == 2
        assert {hit.article_id for hit, _ in service.search("Rice grows in water.", 2)} == {"rice.txt", "벼.txt"}
        assert service.answer("Where does rice grow?").question
    with Haeseol.open(settings) as again:
        assert again.articles.sync().unchanged


def test_one_that_cannot_be_had_says_which_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EmbeddingUnusable, match="no/such-model"):
        SentenceEmbedder.from_folder("no/such-model", name="no/such-model")
