"""Which model suits a machine: the best that fits and is not too slow, by figures that were passed in."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.files.catalogue import look_up
from bot.models.llm.model_speed import ModelSpeed
from bot.models.llm.recommendation import (
    LEAST_WRITING,
    LONGEST_FIRST_WORD,
    Forecast,
    Machine,
    forecast_ranked,
    measure_speed,
    recommend,
)
from bot.settings import DEFAULT_MODEL
from tests.fakes import ScriptedModel

BUILT_IN = look_up(DEFAULT_MODEL).size
GB = 1_000_000_000
FAST = Machine(32 * GB, 100 * GB, 8, ModelSpeed(300, 60), BUILT_IN)


def forecasts(machine: Machine, cache: Path) -> dict[str, Forecast]:
    return {each.model.name: each for each in forecast_ranked(machine, cache)}


def best(machine: Machine, cache: Path) -> str:
    found = recommend(forecast_ranked(machine, cache))
    return "" if found is None else found.model.name


def test_a_fast_machine_gets_the_best_model(tmp_path: Path) -> None:
    assert best(FAST, tmp_path) == "gemma-4-e4b"
    expected = forecasts(FAST, tmp_path)["qwen3-4b"]
    assert expected.speed.reading == pytest.approx(300 * BUILT_IN / expected.model.size)
    assert expected.speed.writing == pytest.approx(60 * BUILT_IN / expected.model.size)
    assert expected.first_word == pytest.approx(400 / expected.speed.reading)


@pytest.mark.parametrize(
    ("machine", "obstacle", "name"),
    [
        (replace(FAST, memory=8 * GB), "memory", "qwen3-4b"),
        (replace(FAST, free=4 * GB), "disk", "qwen3-4b"),
        (replace(FAST, speed=ModelSpeed(100, 60)), "reading", "qwen3-4b"),
        (replace(FAST, speed=ModelSpeed(300, 20)), "writing", "qwen3-4b"),
        (replace(FAST, memory=6 * GB), "memory", "gemma-4-e2b"),
        (replace(FAST, memory=4 * GB), "memory", ""),
        (replace(FAST, free=1 * GB), "disk", ""),
        # Two cores as the documentation measures them: the built-in model is what is quick enough there.
        (replace(FAST, speed=ModelSpeed(60, 24)), "reading", ""),
    ],
)
def test_what_does_not_fit_or_is_slow_is_passed_over(
    tmp_path: Path, machine: Machine, obstacle: str, name: str
) -> None:
    assert forecasts(machine, tmp_path)["gemma-4-e4b"].obstacle == obstacle
    assert best(machine, tmp_path) == name


def test_a_machine_that_does_not_tell_its_memory_is_believed(tmp_path: Path) -> None:
    assert best(replace(FAST, memory=None), tmp_path) == "gemma-4-e4b"


@given(
    st.integers(1, 64), st.integers(1, 200), st.floats(1, 2_000, allow_nan=False), st.floats(0.1, 500, allow_nan=False)
)
def test_nothing_is_recommended_that_does_not_fit_and_nothing_slow(
    memory: int, free: int, reading: float, writing: float
) -> None:
    cache = Path("/nowhere/at/all")
    found = recommend(
        forecast_ranked(Machine(memory * GB, free * GB, 2, ModelSpeed(reading, writing), BUILT_IN), cache)
    )
    if found is not None:
        assert found.model.memory < memory * GB
        assert found.model.size <= free * GB
        assert found.first_word <= LONGEST_FIRST_WORD
        assert found.speed.writing >= LEAST_WRITING


def test_only_what_is_not_known_is_measured() -> None:
    for known, read, written in ((ModelSpeed(60, 24), 0, 0), (ModelSpeed(60, 0), 0, 1), (ModelSpeed(), 2, 1)):
        model = ScriptedModel("An article tells what happened.")
        measure_speed(model, lambda known=known: known)  # type: ignore[misc]
        assert (len(model.doubted), len(model.asked)) == (read, written)


def test_the_machine_is_this_one_and_its_disk_that_of_the_cache(tmp_path: Path) -> None:
    machine = Machine.with_cache(tmp_path / "not" / "there", ModelSpeed(60, 24), DEFAULT_MODEL)
    assert (machine.speed, machine.measured) == (ModelSpeed(60, 24), BUILT_IN)
    assert machine.free > 0
    assert machine.cores >= 1
