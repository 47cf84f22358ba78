"""The search on 289 public questions in both languages whose passage is known: no number may fall below its floor.

The floors are in `bench/retrieval_floors.json`, by what is searched: Korean passages, English ones, both together.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from bot.evaluation import Plan, evaluate
from bot.library.store.library import Library
from bot.models.embeddings.embedder import EmbeddingIdentity, EncodedText, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.models.files import find_model
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from tests.places import ROOT

FLOORS: dict[str, Any] = json.loads((ROOT / "bench" / "retrieval_floors.json").read_text(encoding="utf-8"))

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
def data(shared: Path) -> Path:
    folder = shared / "eval"
    missing = [name for name in FLOORS["data"] if not (folder / name).is_file()]
    if missing:
        pytest.skip(f"not in {folder}: {', '.join(missing)}")
    return folder


@pytest.fixture(scope="module")
def open_service(models: Settings) -> Callable[[Settings], Haeseol]:
    folder = find_model(models.embedding, models.cache)
    embedder = cast(SentenceEmbedder, RememberingEmbedder(SentenceEmbedder.from_folder(folder, name=models.embedding)))
    encoder = Encoder.for_embedder(embedder)
    return lambda settings: Haeseol(settings, Library.open(settings.index, encoder.identity), encoder, embedder)


@pytest.fixture(scope="module", params=list(FLOORS["searched"]))
def measured(
    request: pytest.FixtureRequest, data: Path, models: Settings, open_service: Callable[[Settings], Haeseol]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was measured in one library, and its floors."""
    floors = FLOORS["searched"][request.param]
    plan = Plan(
        cases=tuple(data / name for name in floors["cases"]),
        passages=tuple(data / name for name in floors["passages"]),
        measures=("retrieval",),
    )
    return evaluate(plan, models, open_service=open_service).to_json(), floors


def test_the_data_are_those_the_floors_were_measured_on(data: Path) -> None:
    found = {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in FLOORS["data"]}
    assert found == FLOORS["data"]


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
