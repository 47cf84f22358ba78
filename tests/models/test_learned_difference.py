"""What an embedding model learned here is added to what it names, and its vectors are no longer those of the published model."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.models.embeddings.difference import LearnedDifference
from bot.models.embeddings.embedder import DTYPE, EmbeddingIdentity


def test_there_is_no_difference_without_a_file(tmp_path: Path) -> None:
    assert LearnedDifference.for_model("multilingual-e5-small", tmp_path) is None


def test_vectors_of_a_model_that_learned_bear_another_name() -> None:
    published = EmbeddingIdentity("e5", DTYPE, 384)
    assert published.name == "e5"
    assert replace(published, difference="try-1").name == "e5+try-1"
    assert str(replace(published, difference="try-1")).startswith("e5+try-1 (")


@pytest.mark.models
def test_a_difference_is_added_to_what_it_names(tmp_path: Path) -> None:
    import torch
    from safetensors.numpy import save_file

    from bench.train.byte_rows import quantized

    network = torch.nn.Linear(3, 2)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    change = torch.tensor([[0.5, -0.25, 0.0], [1e-4, 2e-4, -2e-4]])
    save_file(quantized({"weight": change}), tmp_path / "a.safetensors", metadata={"name": "try-1"})
    learned = LearnedDifference.for_model("a", tmp_path)
    assert learned is not None
    assert learned.name == "try-1"
    learned.apply(network)
    assert torch.allclose(network.weight - before["weight"], change, rtol=0.01, atol=1e-5)
    assert torch.equal(network.bias, before["bias"])
