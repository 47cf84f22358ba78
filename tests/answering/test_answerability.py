"""How certain an answer is: what the engine remembers of a question, and what that weighs."""

import json
import shutil
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fit_answerability import RIDGE, Readings, draw, fit, left_out, main, platt
from bench.refusal import _read_withheld
from bot.answering.answerability import (
    LEAST_ANSWERABILITY,
    NUMBERS,
    answerability,
    holds_answer,
)
from bot.answering.selection.sentence_odds import READ_EVEN
from bot.models.files import find_model
from bot.models.llm.adapters import AdapterName
from bot.models.llm.chat_model import ChatModel
from bot.models.llm.linear_probe import LinearProbe
from bot.models.llm.llama_server import KVLocation, read_values
from bot.models.llm.prompts import NO, YES, Excerpt, ask_whether, ask_whether_answered
from bot.settings import Settings
from tests.fakes import ScriptedModel

LOCAL = "qwen2.5-coder-1.5b"
READING: tuple[AdapterName, ...] = ("reading",)


def write_state(path: Path, rows: np.ndarray) -> None:
    """Write a state as llama.cpp does: something else first, then for each layer the type and size of its rows, and they."""
    blocks = [struct.pack("<iQ", 1, 2 * rows.shape[2]) + layer.astype("<f2").tobytes() for layer in rows]
    path.write_bytes(b"keys and the like" + b"".join(blocks))


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 8), st.data())
def test_the_values_of_a_layer_are_those_of_the_last_token(
    tmp_path_factory: pytest.TempPathFactory, tokens: int, depth: int, width: int, data: st.DataObject
) -> None:
    layers = tuple(data.draw(st.lists(st.integers(0, depth - 1), min_size=1, max_size=3)))
    rows = np.arange(depth * tokens * width, dtype=np.float32).reshape(depth, tokens, width)
    path = tmp_path_factory.mktemp("state") / "state"
    write_state(path, rows)
    values = read_values(path, tokens, KVLocation(depth, layers, width))
    assert values.dtype == np.float32
    assert values.tolist() == [value for layer in layers for value in rows[layer, -1].tolist()]


def test_a_state_that_holds_something_else_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "state"
    write_state(path, np.zeros((2, 3, 4)))
    with pytest.raises(ValueError, match="too short"):
        read_values(path, 300, KVLocation(2, (0,), 4))
    with pytest.raises(ValueError, match="not 16 of half floats"):
        read_values(path, 3, KVLocation(2, (1,), 8))


EXCERPTS = [Excerpt("Mill", "The mill was sold in 1950.")]


def test_a_model_that_nothing_is_known_about_is_taken_at_its_word() -> None:
    assert LinearProbe.for_model("ollama:any", NUMBERS) is None
    assert holds_answer(ScriptedModel(odds=0.0), "Who?", EXCERPTS, ("en", "en"))
    assert not holds_answer(ScriptedModel(odds=-20.0), "Who?", EXCERPTS, ("en", "en"))


def test_a_model_whose_engine_has_not_taken_what_it_was_taught_is_asked_as_any_other() -> None:
    model = ScriptedModel(name=LOCAL, odds=0.5, values=np.ones(3, np.float32))
    assert answerability(model, "Who sold it?", EXCERPTS, ("en", "en")) == 0.5
    assert model.doubted == [ask_whether("Who sold it?", EXCERPTS, "en", "en")]
    assert holds_answer(ScriptedModel(name=LOCAL, odds=0.1), "Who sold it?", EXCERPTS, ("ko", "ko"))
    assert not holds_answer(ScriptedModel(name=LOCAL, odds=-0.1), "Who sold it?", EXCERPTS, ("ko", "ko"))


def test_where_the_engine_cannot_tell_what_it_remembers_its_yes_or_no_counts() -> None:
    model = ScriptedModel(name=LOCAL, odds=0.5, taught=READING)
    assert answerability(model, "Who sold it?", EXCERPTS, ("en", "en"), READ_EVEN["en", "en"]) == 0.5
    assert model.doubted == [ask_whether_answered("Who sold it?", EXCERPTS)]


def test_a_known_model_has_to_be_certain() -> None:
    weights = LinearProbe.for_model(LOCAL, NUMBERS)
    assert weights is not None
    assert weights.weights.shape == (len(weights.place.layers) * weights.place.width,)
    # The shortest memory whose weighted sum is `wanted`.
    direction = weights.weights / float(weights.weights @ weights.weights)
    for pair, bound in LEAST_ANSWERABILITY[LOCAL].items():
        for wanted, holds in ((bound + 0.1, True), (bound - 0.1, False)):
            values = direction * (wanted - weights.offset)
            model = ScriptedModel(name=LOCAL, values=values, taught=READING)
            certain = answerability(model, "Who sold it?", EXCERPTS, pair)
            assert certain == pytest.approx(wanted, abs=1e-3)
            assert holds_answer(model, "Who sold it?", EXCERPTS, pair) is holds
            assert model.doubted[0] == ask_whether_answered("Who sold it?", EXCERPTS)


def test_what_the_reader_of_sentences_finds_tips_a_known_model_over() -> None:
    weights = LinearProbe.for_model(LOCAL, NUMBERS)
    assert weights is not None
    pair, bound = next(iter(LEAST_ANSWERABILITY[LOCAL].items()))
    direction = weights.weights / float(weights.weights @ weights.weights)
    even = ScriptedModel(name=LOCAL, values=direction * (bound - weights.offset), taught=READING)
    found = [None, READ_EVEN[pair] - 0.1, READ_EVEN[pair] + 0.1]
    # The 0.001 is for the rounding of a sum that is the bound itself.
    told = [holds_answer(even, "Who?", EXCERPTS, pair, each, margin=0.001) for each in found]
    assert told == [True, False, True]
    word = ScriptedModel(odds=0.1)
    assert [holds_answer(word, "Who?", EXCERPTS, pair, each) for each in found] == [True, True, True]


def test_the_weights_are_those_of_ridge_regression() -> None:
    draw_ = np.random.default_rng(7)
    values, answered = draw_.normal(size=(12, 20)), np.arange(12) % 2 == 0
    values[answered] += 0.5
    weights, offset = fit(values, answered)
    truth = np.where(answered, 1.0, -1.0)
    even = (values - values.mean(axis=0)) / values.std(axis=0) / np.sqrt(values.shape[1])
    # The textbook's form, on as many numbers as there are: (X'X + r)^-1 X'y.
    textbook = np.linalg.solve(even.T @ even + RIDGE * np.eye(even.shape[1]), even.T @ (truth - truth.mean()))
    assert values @ weights + offset == pytest.approx(even @ textbook + truth.mean(), abs=1e-4)


def test_an_article_is_judged_by_what_the_others_teach() -> None:
    # What is told of one article is the opposite of what the others say.
    article = np.repeat(np.array(["a", "b", "c", "d"]), 4)
    answered = np.tile([True, False], 8)
    values = np.where(answered, 1.0, -1.0)[:, None] * np.where(article == "d", -1.0, 1.0)[:, None]
    sums = left_out(values, answered, article)
    assert ((sums > 0) == answered)[article != "d"].all()
    assert ((sums > 0) != answered)[article == "d"].all()


def test_sums_become_log_odds() -> None:
    draw_ = np.random.default_rng(3)
    sums = draw_.normal(size=20_000)
    answered = draw_.random(20_000) < 1 / (1 + np.exp(-(3 * sums - 1)))
    assert platt(sums, answered) == pytest.approx((3, -1), abs=0.15)


def test_what_is_asked_of_an_article_is_the_same_in_every_run_and_of_both_kinds() -> None:
    once, again = list(draw(3)), list(draw(3))
    assert once == again
    for name, asked in once:
        assert {each.article for each in asked} == {name}
        assert {each.answered for each in asked} == {True, False}
        assert len({each.text for each in asked}) == 1


def test_readings_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "readings.npz"
    assert Readings.from_file(path) is None
    about = np.array(["a", "b"])
    Readings(np.ones((2, 3)), np.array([True, False]), np.array([False, True]), about, about).keep(path)
    kept = Readings.from_file(path)
    assert kept is not None
    assert kept.values.tolist() == np.ones((2, 3)).tolist()
    assert kept.twin.tolist() == [False, True]


def test_what_cannot_be_written_is_said_before_half_an_hour_of_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out.npz")
    for arguments in ([str(tmp_path / "nowhere" / "out.npz")], [out, "--readings", str(tmp_path / "readings")]):
        assert main(arguments) == 1
        assert "There is no folder for" in capsys.readouterr().err
    assert main([out, "--articles", "1"]) == 1
    assert "--articles takes 2 at least" in capsys.readouterr().err


def test_an_answer_that_was_taken_out_is_known_by_its_question(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    rows = [{"id": "out", "withheld_answers": ["단군왕검"]}, {"id": "never"}, {"id": "none", "withheld_answers": []}]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    assert _read_withheld(path) == {"out": ["단군왕검"]}


@pytest.mark.models
def test_the_engine_remembers_the_question_and_not_what_was_asked_before(
    models: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    chat = ChatModel.from_gguf(Path(find_model(models.model, models.cache)), name=models.model)
    weights = LinearProbe.for_model(models.model, NUMBERS)
    assert weights is not None
    excerpts = [Excerpt("", "독도새우는 한국 동해에서 잡히는 새우다. 2017년 11월 청와대 만찬에 올라 널리 알려졌다.")]

    def remembered(question: str) -> np.ndarray:
        reading = chat.read(ask_whether_answered(question, excerpts), YES, NO, weights.place)
        assert reading.values is not None
        return reading.values

    answered = remembered("독도새우는 언제 널리 알려졌나요?")
    unanswered = remembered("독도새우는 한 마리에 얼마인가요?")
    (folder,) = tmp_path.iterdir()
    shutil.rmtree(folder)  # as what cleans up old files does
    again = remembered("독도새우는 언제 널리 알려졌나요?")
    assert np.corrcoef(answered, again)[0, 1] > 0.99 > np.corrcoef(answered, unanswered)[0, 1]
    assert weights.sum(answered) > weights.sum(unanswered)
    assert chat.read([("user", "Hello.")], YES, NO, None).values is None
