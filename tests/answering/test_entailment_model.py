"""The entailment model: what the check makes of what it reads, and that what is stored is what was trained."""

from pathlib import Path

import numpy as np
import pytest

from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.answering.verification.entailment_model import CrossEncoderEntailment, EntailmentLimits
from bot.bilingual import Language
from bot.models.embeddings.embedder import SentenceEmbedder
from tests.fakes import FakeEmbedder, WordModel

LANGUAGES: tuple[Language, ...] = ("ko", "en")


SOURCES = (
    SourceSentence(1, "Farmers flood the paddies in May .", "en", title="Rice"),
    SourceSentence(1, "The harvest begins in autumn .", "en", title="Rice"),
    SourceSentence(2, "No toll is charged .", "en", title="Bridge"),
)


@pytest.mark.parametrize(
    ("claim", "support", "citations"),
    [
        ("In May farmers flood the paddies .", "supported", (1,)),
        ("Farmers flood the mill .", "weak", ()),
        ("Toll is charged on bridges .", "unsupported", ()),
        ("Farmers flood the paddies in 2031 .", "unsupported", ()),
        ("In May Samsung flood the paddies .", "weak", ()),
    ],
)
def test_the_reading_decides_and_the_rules_take_away(claim: str, support: str, citations: tuple[int, ...]) -> None:
    checker = FaithfulnessChecker(FakeEmbedder(), entailment=WordModel())
    verdict = checker.check(claim, "en", checker.prepare(SOURCES))
    assert (verdict.support, verdict.citations) == (support, citations)
    assert (verdict.reason is None) == (support == "supported")


def test_a_source_is_read_with_its_title_and_neighbours_and_only_the_best_two_passages_are() -> None:
    model = WordModel()
    checker = FaithfulnessChecker(FakeEmbedder(), entailment=model)
    checker.check(
        "In May farmers flood the paddies .", "en", checker.prepare([*SOURCES, SourceSentence(3, "Snow .", "en")])
    )
    assert model.read_pairs[0][0] == "Rice. Farmers flood the paddies in May . The harvest begins in autumn ."
    assert len(model.read_pairs) == 2


def test_there_is_no_entailment_model_for_another_embedder() -> None:
    assert CrossEncoderEntailment.for_embedder(FakeEmbedder()) is None


@pytest.mark.models
def test_what_is_stored_is_read_and_leaves_the_embedder_as_it_was(embedder: SentenceEmbedder, tmp_path: Path) -> None:
    import torch
    from safetensors.numpy import save_file

    from bench.train.byte_rows import quantized
    from bot.answering.verification.cross_encoder import CrossEncoder
    from bot.models.embeddings.lower_layers import LowerLayers

    before = embedder.encode_passages(["쌀은 논에서 자란다."])[0].vector
    torch.manual_seed(1)
    network = CrossEncoder(LowerLayers.of_embedder(embedder, kept=1))
    path = tmp_path / "entailment.safetensors"
    limits = {f"{claim}-{source}": "[0.7, 0.9]" for claim in LANGUAGES for source in LANGUAGES}
    save_file(quantized(network.state_dict()), path, metadata={"embedder": embedder.identity.model, **limits})
    assert path.stat().st_size < 12_000_000
    model = CrossEncoderEntailment.for_embedder(embedder, path)
    assert model is not None
    assert model.limits["ko", "en"] == EntailmentLimits(0.7, 0.9)
    pairs = [("Rice grows in paddies.", "쌀은 논에서 자란다."), ("쌀은 논에서 자란다. " * 200, "A mill."), ("", "쌀.")]
    together, alone = model.read(pairs), [model.read([pair])[0] for pair in pairs]
    assert [one.supported for one in together] == pytest.approx([one.supported for one in alone], abs=0.02)
    assert all(0 <= one.supported + one.contradicted <= 1.001 for one in together)
    assert model.read([]) == []
    assert np.array_equal(before, embedder.encode_passages(["쌀은 논에서 자란다."])[0].vector)
