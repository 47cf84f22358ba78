import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.files import find_model, is_present
from bot.models.files.e5_weights import read_tensors, write_sentence_transformer
from bot.settings import DEFAULT_EMBEDDING, Settings
from tests.e5_file import SHAPE, Entry, e5_file, packed, tiny_entries


def test_every_tensor_comes_back_under_its_bert_name_and_shape(tmp_path: Path) -> None:
    path = tmp_path / "tiny.bin"
    entries = tiny_entries()
    path.write_bytes(e5_file(entries))
    shape, tensors = read_tensors(path)
    assert (shape.hidden, shape.layers, shape.feed_forward, shape.vocabulary) == (32, 1, 64, 5)
    assert shape.layer_norm_eps == pytest.approx(1e-12)
    assert len(tensors) == len(entries) == 21
    assert tensors["embeddings.word_embeddings.weight"].shape == (5, 32)
    assert tensors["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert tensors["encoder.layer.0.output.dense.weight"].shape == (32, 64)
    assert tensors["encoder.layer.0.output.dense.bias"].shape == (32,)
    word, bias = entries["emb.word"], entries["l0.q.b"]
    assert np.array_equal(tensors["embeddings.word_embeddings.weight"].reshape(-1), word.values)
    assert np.array_equal(tensors["encoder.layer.0.attention.self.query.bias"], bias.values)


def test_a_q4_block_by_hand(tmp_path: Path) -> None:
    # Scale 0.5; byte i holds i (its low nibble, value i) and 15 - i (its high nibble, value 16 + i).
    block = struct.pack("<e", 0.5) + bytes(i | (15 - i) << 4 for i in range(16))
    expected = [(i - 8) / 2 for i in range(16)] + [(15 - i - 8) / 2 for i in range(16)]
    path = tmp_path / "tiny.bin"
    path.write_bytes(e5_file({"emb.type": Entry(block, 32, np.array(expected, np.float32))}))
    _, tensors = read_tensors(path)
    assert tensors["embeddings.token_type_embeddings.weight"].tolist() == [expected]


@given(st.floats(-100, 100, width=16), st.lists(st.integers(0, 15), min_size=32, max_size=32))
def test_any_q4_block_comes_back(scale: float, quants: list[int]) -> None:
    entry = packed([scale], [quants])
    assert entry.values.tolist() == pytest.approx([(quant - 8) * scale for quant in quants])


@pytest.mark.parametrize("broken", ["other magic", "cut"])
def test_another_file_is_refused(tmp_path: Path, broken: str) -> None:
    content = e5_file(tiny_entries())
    path = tmp_path / "tiny.bin"
    path.write_bytes(b"GGUF" + content[4:] if broken == "other magic" else content[:-1])
    with pytest.raises(ValueError, match="begin with E5S1" if broken == "other magic" else "ends inside"):
        read_tensors(path)


def test_the_folder_is_what_sentence_transformers_reads(tmp_path: Path) -> None:
    weights, tokenizer, folder = tmp_path / "tiny.bin", tmp_path / "tokenizer.json", tmp_path / "folder"
    weights.write_bytes(e5_file(tiny_entries()))
    tokenizer.write_text("{}")
    folder.mkdir()
    write_sentence_transformer(weights, tokenizer, folder)
    configuration = json.loads((folder / "config.json").read_text())
    assert (configuration["hidden_size"], configuration["num_hidden_layers"]) == (SHAPE.hidden, SHAPE.layers)
    assert [module["path"] for module in json.loads((folder / "modules.json").read_text())] == [
        "",
        "1_Pooling",
        "2_Normalize",
    ]
    assert (folder / "tokenizer.json").read_text() == "{}"


@pytest.mark.models
def test_the_real_model_makes_unit_vectors_and_crosses_languages(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    cache = Settings(home=Path()).cache
    if not is_present(DEFAULT_EMBEDDING, cache):
        pytest.skip(f"{DEFAULT_EMBEDDING} is not in {cache}: run `haeseol setup`")
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_model(DEFAULT_EMBEDDING, cache)), device="cpu", local_files_only=True)
    said = capfd.readouterr()
    assert "MISSING" not in said.out + said.err + caplog.text
    question = model.encode_query(["딥시크는 어느 나라 회사인가요?"])
    passages = model.encode_document(["DeepSeek is a company from China.", "Boil the noodles for four minutes."])
    vectors = np.concatenate([question, passages])
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    about, aside = (question @ passages.T)[0]
    assert about > aside + 0.05
