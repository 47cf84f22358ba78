"""The doors under fuzzing hold for a few inputs each, and what fails is noticed; a million are tried by command."""

import json
from pathlib import Path
from random import Random

import pytest

from bench.fuzz.accidents import bend_json, bend_text
from bench.fuzz.door import json_door
from bench.fuzz.stored_doors import stored_doors
from bench.fuzz.text_doors import text_doors
from bench.fuzz.trying import recorded, try_inputs
from bench.fuzz.web_doors import web_doors

pytestmark = pytest.mark.slow

DOORS = {door.name: door for door in (*web_doors(), *stored_doors(), *text_doors())}
DEEP = b"[" * 100_000


@pytest.mark.parametrize("name", DOORS)
def test_a_few_inputs_are_read_or_refused_as_they_should_be(name: str) -> None:
    door, chance = DOORS[name], Random(19)
    check = door.open()
    for data in (b"", b"\xff\xfe\0", DEEP, *door.seeds):
        check(data)
    for _ in range(12):
        check(door.bend(chance.choice(door.seeds), chance, chance.choice(door.seeds)))


def test_an_input_is_the_same_for_the_same_seed() -> None:
    for bend, seed in ((bend_text, "눈이 온다.".encode()), (bend_json, b'{"a": [1, "b"]}')):
        assert [bend(seed, Random(n), seed) for n in range(20)] == [bend(seed, Random(n), seed) for n in range(20)]


def test_what_fails_is_counted_kept_and_does_not_end_the_trying(tmp_path: Path) -> None:
    def check(data: bytes) -> None:
        if not isinstance(json.loads(data or b"{}"), dict):
            raise TypeError("no object")

    try_inputs(json_door("bad", 1, ["{}"], lambda: check), 60, tmp_path / "bad", seed=1, blind=True)
    runs = recorded(tmp_path / "bad")
    assert runs.inputs == 60
    assert any(why.startswith("TypeError at ") for why in runs.failures)
    kept = [path.read_bytes() for path in (tmp_path / "bad").glob("failed-*")]
    assert len(kept) == len(set(runs.failures)) >= 1
    for data in kept:
        with pytest.raises((TypeError, ValueError)):
            check(data)
    try_inputs(json_door("bad", 1, ["{}"], lambda: check), 5, tmp_path / "bad", seed=1, blind=True)
    assert recorded(tmp_path / "bad").inputs == 65
