"""The search on public questions in both languages whose passage is known: no number may fall below its floor.

The floors are in `bench/retrieval_floors.json`, by what is searched: Korean passages, English ones, both together. 289 questions
have to be fetched (`python -m bench.data`); 60 of them lie in `tests/data`, so that a floor is always there. Each floor is one
question and a half below what was measured: 0.005 of 289 questions, 0.025 of 60. The embedding model gives the same vectors on
every machine but for their last digits, which turn over the place of two passages of nearly the same score, now and then.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.evaluation import Plan, evaluate
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.settings import Settings
from tests.places import ROOT, measuring_data
from tests.remembering_embedder import RememberingEmbedder

SLICE = ROOT / "tests" / "data" / "belebele"
FLOORS: dict[str, Any] = json.loads((ROOT / "bench" / "retrieval_floors.json").read_text(encoding="utf-8"))

# In one process, which encodes each text once for all libraries.
pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def remembering(embedder: SentenceEmbedder) -> RememberingEmbedder:
    return RememberingEmbedder(embedder)


@pytest.fixture(
    scope="module",
    params=[(name, searched) for name in ("belebele_dev", "belebele_60") for searched in FLOORS[name]["searched"]],
    ids=lambda param: ", ".join(param),
)
def measured(
    request: pytest.FixtureRequest, models: Settings, remembering: RememberingEmbedder
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was measured in one library, and its floors."""
    name, searched = request.param
    floors = FLOORS[name]["searched"][searched]
    folder = SLICE if name == "belebele_60" else measuring_data(*floors["cases"], *floors["passages"])
    plan = Plan(
        cases=tuple(folder / name for name in floors["cases"]),
        passages=tuple(folder / name for name in floors["passages"]),
        measures=("retrieval",),
    )
    remembering.ask(*plan.cases)
    return evaluate(plan, models, open_service=remembering.open_service).to_json(), floors


def test_no_number_is_below_its_floor(measured: tuple[dict[str, Any], dict[str, Any]]) -> None:
    found, floors = dict(_numbers(measured[0])), dict(_numbers(measured[1]))
    assert floors
    assert {name: (found[name], floor) for name, floor in floors.items() if found[name] < floor} == {}


def _numbers(tables: dict[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number in the tables with the names that lead to it."""
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _numbers(value, f"{above}{name} ")
        elif isinstance(value, int | float):
            yield above + name, value
