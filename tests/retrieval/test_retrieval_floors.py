"""The search on public questions in both languages whose passage is known: no number may fall below its floor.

The floors are in `bench/retrieval_floors.json`, by what is searched: Korean passages, English ones, both together. 289 questions
have to be fetched (`python -m bench.data`); 60 of them lie in `tests/data`, so that a floor is always there. Each floor is one
question and a half below what was measured: 0.005 of 289 questions, 0.025 of 60. The embedding model gives the same vectors on
every machine but for their last digits, which turn over the place of two passages of nearly the same score, now and then.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import pytest

from bot.evaluation import Plan, evaluate
from bot.library.store.library import Library
from bot.models.embeddings.embedder import EmbeddingIdentity, EncodedText, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from tests.places import ROOT, measuring_data

SLICE = ROOT / "tests" / "data" / "belebele"
FLOORS: dict[str, Any] = json.loads((ROOT / "bench" / "retrieval_floors.json").read_text(encoding="utf-8"))

# In one process, which encodes each text once for all libraries.
pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]


class RememberingEmbedder:
    """The real embedder, which encodes the same text once: each passage and question here is searched in two libraries."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._passages: dict[str, EncodedText] = {}
        self._questions: dict[str, EncodedText] = {}

    @property
    def identity(self) -> EmbeddingIdentity:
        return self._embedder.identity

    def load(self) -> None:
        self._embedder.load()

    def encode_question(self, text: str) -> EncodedText:
        if text not in self._questions:
            self._questions[text] = self._embedder.encode_question(text)
        return self._questions[text]

    def encode_passages(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> list[EncodedText]:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._passages]
        self._passages.update(zip(fresh, self._embedder.encode_passages(fresh, on_done), strict=True))
        return [self._passages[text] for text in texts]


@pytest.fixture(scope="module")
def open_service(embedder: SentenceEmbedder) -> Callable[[Settings], Haeseol]:
    remembering = cast(SentenceEmbedder, RememberingEmbedder(embedder))
    encoder = Encoder.for_embedder(remembering)
    return lambda settings: Haeseol(settings, Library.open(settings.index, encoder.identity), encoder, remembering)


@pytest.fixture(
    scope="module",
    params=[(name, searched) for name in ("belebele_dev", "belebele_60") for searched in FLOORS[name]["searched"]],
    ids=lambda param: ", ".join(param),
)
def measured(
    request: pytest.FixtureRequest, models: Settings, open_service: Callable[[Settings], Haeseol]
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
    return evaluate(plan, models, open_service=open_service).to_json(), floors


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
