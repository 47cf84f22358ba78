"""How fast a model is: the fastest that its engine told, and what that makes of another size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.llm.chat_model import ChatModel
from bot.models.llm.model_speed import LEAST_READ, LEAST_WRITTEN, ModelSpeed, SpeedGauge


def timings(read: int = 0, in_ms: float = 0, written: int = 0, out_ms: float = 0) -> dict[str, float]:
    return {"prompt_n": read, "prompt_ms": in_ms, "predicted_n": written, "predicted_ms": out_ms}


def test_nothing_is_known_before_something_was_read() -> None:
    assert SpeedGauge().fastest == ModelSpeed(0.0, 0.0)


def test_what_is_too_short_and_what_makes_no_sense_says_nothing() -> None:
    gauge = SpeedGauge()
    for told in ({}, timings(LEAST_READ - 1, 1, LEAST_WRITTEN - 1, 1), timings(500, 0, 500, 0), timings(500, -3)):
        gauge.note(told)
    assert gauge.fastest == ModelSpeed()


@given(st.lists(st.tuples(st.integers(LEAST_READ, 4000), st.floats(1, 1e6)), min_size=1))
def test_a_busy_moment_makes_nothing_slower(read: list[tuple[int, float]]) -> None:
    gauge = SpeedGauge()
    for tokens, milliseconds in read:
        before = gauge.fastest.reading
        gauge.note(timings(tokens, milliseconds))
        assert gauge.fastest.reading >= before
    assert gauge.fastest.reading == pytest.approx(max(1000 * n / ms for n, ms in read))
    assert gauge.fastest.writing == 0


def test_twice_the_bytes_take_twice_the_time() -> None:
    assert ModelSpeed(60, 24).scaled(1_000, 2_000) == ModelSpeed(30, 12)


@pytest.mark.models
def test_the_engine_tells_how_fast_it_was(answering_model: ChatModel) -> None:
    answering_model.odds([("user", "Barley ripens in June. " * 12)], "Yes", "No")
    list(answering_model.stream([("user", "Count from one to twenty in words.")], max_tokens=12))
    speed = answering_model.speed
    assert 1 < speed.writing < speed.reading < 100_000
