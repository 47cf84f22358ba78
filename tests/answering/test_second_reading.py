"""A claim read twice: by the network, then by the answering model, which is asked what nobody holds for impossible."""

from pathlib import Path

import numpy as np
import pytest

from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.answering.verification.second_reading import NUMBERS, ReadTwice
from bot.models.llm.linear_probe import LinearProbe
from bot.models.llm.prompts import ask_whether_true
from tests.fakes import FakeEmbedder, ScriptedModel, WordModel

LOCAL = "qwen2.5-coder-1.5b"
SOURCES = (
    SourceSentence(1, "Farmers flood the paddies in May .", "en", title="Rice"),
    SourceSentence(2, "No toll is charged .", "en", title="Bridge"),
)


def remembering(wanted: float) -> ScriptedModel:
    """Return a model whose memory of anything adds up to `wanted`."""
    probe = LinearProbe.for_model(LOCAL, NUMBERS)
    assert probe is not None
    direction = probe.weights / float(probe.weights @ probe.weights)
    return ScriptedModel(
        name=LOCAL, taught=["reading"], values=(direction * (wanted - probe.offset)).astype(np.float32)
    )


def twice(model: ScriptedModel) -> FaithfulnessChecker:
    """Return the checker that reads with `model` as well."""
    checker = FaithfulnessChecker(FakeEmbedder(), entailment=WordModel()).reading_twice(model)
    assert checker is not None
    return checker


@pytest.mark.parametrize(
    ("claim", "remembered", "support"),
    [
        ("Farmers flood the mill .", 3.0, "supported"),
        ("Farmers flood the mill .", -3.0, "weak"),
        ("In May farmers flood the paddies .", -3.0, "weak"),
        ("In May Samsung flood the paddies .", 3.0, "supported"),
        ("Toll is charged on bridges .", 3.0, "supported"),
        ("Toll is charged on bridges .", 0.0, "unsupported"),
        ("Farmers flood the paddies in 2031 .", 3.0, "unsupported"),
    ],
)
def test_the_second_reading_decides_and_only_a_number_outweighs_it(claim: str, remembered: float, support: str) -> None:
    checker = twice(remembering(remembered))
    assert checker.check(claim, "en", checker.prepare(SOURCES)).support == support


def test_what_stands_there_word_for_word_and_what_is_hopeless_is_not_read_again() -> None:
    model = remembering(3.0)
    checker = twice(model)
    assert checker.check("Farmers flood the paddies in May .", "en", checker.prepare(SOURCES)).support == "verbatim"
    checker.check("Snow fell yesterday", "en", checker.prepare(SOURCES))
    assert not model.doubted
    checker.check("Farmers flood the mill .", "en", checker.prepare(SOURCES[:1]))
    assert model.doubted == [ask_whether_true("Farmers flood the mill .", "Rice. Farmers flood the paddies in May .")]


def test_behind_a_source_that_says_it_none_is_read() -> None:
    pairs = [("Rice grows in May .", "Rice grows ."), ("Rice grows here .", "Rice grows .")]
    pairs += [("Rice grows here .", "Rice grows here in May .")]
    for wanted, read in ((9.0, 2), (-9.0, 3)):
        model = remembering(wanted)
        both = ReadTwice.with_model(WordModel(), model)
        assert both is not None
        first, second, other = both.read(pairs)
        assert first.supported == other.supported
        assert len(model.doubted) == read
        assert (first.supported > 0.9) is (wanted > 0) and second.supported < 0.1


def test_a_model_that_nothing_was_fitted_for_does_not_read() -> None:
    assert FaithfulnessChecker(FakeEmbedder(), entailment=WordModel()).reading_twice(ScriptedModel()) is None
    assert FaithfulnessChecker(FakeEmbedder()).reading_twice(remembering(1.0)) is None
    assert LinearProbe.for_model(LOCAL, Path("nowhere")) is None


def test_where_nothing_is_remembered_nothing_is_confirmed() -> None:
    first = WordModel()
    model = ReadTwice.with_model(first, ScriptedModel(name=LOCAL, taught=["reading"]))
    assert model is not None
    [alone], [both] = (each.read([("Rice grows .", "Rice grows .")]) for each in (first, model))
    assert (alone.supported, both.supported) == (1.0, 0.0)
    assert both.contradicted == alone.contradicted
    assert model.read([]) == []
    checker = twice(ScriptedModel(name=LOCAL, taught=["reading"]))
    assert checker.check("In May farmers flood the paddies .", "en", checker.prepare(SOURCES)).support == "weak"
