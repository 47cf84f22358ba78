"""Offering a better model than the built-in one: only where it suits the machine, the hub has it, and nobody ever chose."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from bot.models.files import setup_model
from bot.models.files.catalogue import catalogue
from bot.models.llm import active_model
from bot.models.llm.active_model import ActiveModel
from bot.models.llm.chat_model import ChatModel
from bot.models.llm.model_choice import ModelChoice
from bot.models.llm.model_speed import SpeedGauge
from bot.models.llm.priority import IdleGate
from bot.models.llm.replicas import Replicas
from bot.models.llm.saved_choice import remembered
from bot.settings import DEFAULT_MODEL, Settings
from tests.model_servers import Server, eventually, file_of, hub_path, model_of, noise, on_hub, serving

CONTENT = noise(900_000)
FAR = "qwen3-4b"
ASKED = f"HEAD {hub_path('far.gguf')}"


@pytest.fixture
def hub() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, hub: Server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home whose catalogue recommends one small model, on the hub; the built-in one is on the machine and fast."""
    for name, filename, content, rank in (
        (DEFAULT_MODEL, "near.gguf", b"n" * 900_000, 0),
        (FAR, "far.gguf", CONTENT, 1),
    ):
        file = file_of(content, on_hub(hub, content, filename=filename), name=filename)
        monkeypatch.setitem(catalogue(), name, replace(model_of(file), name=name, place=filename, rank=rank))
    for model in [model for model in catalogue().values() if model.rank and model.name != FAR]:
        monkeypatch.setitem(catalogue(), model.name, replace(model, rank=0))
    made = Settings(home=tmp_path, cache=tmp_path / "cache", hub=hub.url, ask_hub=True)
    setup_model(DEFAULT_MODEL, made.cache, hub=hub.url)
    hub.asked.clear()
    monkeypatch.setattr(active_model, "open_model", lambda settings: measured_model(settings.model))
    return made


def measured_model(name: str, reading: float = 60.0, writing: float = 24.0) -> ChatModel:
    """A model whose engine has told how fast it is."""
    gauge = SpeedGauge()
    gauge.note({"prompt_n": 100, "prompt_ms": 100_000 / reading, "predicted_n": 10, "predicted_ms": 10_000 / writing})
    return ChatModel(name, Replicas({"": FakeListChatModel(responses=["ok"])}, 9), gauge=gauge)


def choice_of(settings: Settings) -> ModelChoice:
    active = ActiveModel(settings, IdleGate(0.0))
    active.take()
    return ModelChoice(settings, active, lambda: None)


def test_what_the_hub_has_and_suits_the_machine_is_offered_and_fetched_in_one_press(
    settings: Settings, hub: Server
) -> None:
    choice = choice_of(settings)
    assert (choice.better, hub.asked) == ("", [])
    choice.look_for_better()
    assert hub.paths() == [ASKED]  # one question, and nothing is fetched unasked
    offers = choice.offers()
    assert (offers.better, offers.chosen) == (FAR, DEFAULT_MODEL)
    (offer,) = [offer for offer in offers.offers if offer.name == FAR]
    assert (offer.licence, offer.size, offer.ready) == ("MIT", len(CONTENT), False)
    assert offer.first_word == pytest.approx(400 / 60)
    assert offer.writing == pytest.approx(24)
    choice.choose(FAR, fetch=True)
    assert eventually(lambda: choice.offers().chosen == FAR)
    assert (choice.better, remembered(settings.home)) == ("", FAR)


def test_keeping_the_built_in_model_ends_the_offer_for_good(settings: Settings, hub: Server) -> None:
    choice = choice_of(settings)
    choice.look_for_better()
    choice.choose(DEFAULT_MODEL)
    assert choice.offers().better == ""
    hub.asked.clear()
    again = choice_of(settings)
    again.look_for_better()
    assert (again.better, hub.asked) == ("", [])


@pytest.mark.parametrize(
    "changes", [{"ask_hub": False}, {"model_named": True}, {"model": "none", "model_named": True}], ids=str
)
def test_the_hub_is_not_asked_where_that_is_not_wanted(
    settings: Settings, hub: Server, changes: dict[str, bool | str]
) -> None:
    choice = choice_of(replace(settings, **changes))  # type: ignore[arg-type]
    choice.look_for_better()
    assert (choice.better, hub.asked) == ("", [])


def test_without_a_hub_nothing_is_offered(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as gone:
        away = replace(settings, hub=gone.url)
    choice = choice_of(away)
    with monkeypatch.context() as patch:
        patch.setattr(ActiveModel, "measure", lambda *_: pytest.fail("nothing is measured for nothing"))
        choice.look_for_better()
    assert choice.offers().better == ""


def test_a_hub_whose_file_is_another_offers_nothing(settings: Settings, hub: Server) -> None:
    hub.files[hub_path("far.gguf")] = b"something else"
    choice = choice_of(settings)
    choice.look_for_better()
    assert choice.better == ""


def test_a_slow_machine_is_offered_nothing(settings: Settings, hub: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(active_model, "open_model", lambda settings: measured_model(settings.model, reading=10))
    choice = choice_of(settings)
    choice.look_for_better()
    assert (choice.better, hub.paths()) == ("", [ASKED])


def test_where_nothing_fits_nobody_is_asked(settings: Settings, hub: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogue(), FAR, replace(catalogue()[FAR], memory=99 * 10**12))
    choice = choice_of(settings)
    choice.look_for_better()
    assert (choice.better, hub.asked) == ("", [])


def test_what_is_on_the_machine_already_is_offered_without_asking(settings: Settings, hub: Server) -> None:
    setup_model(FAR, settings.cache, hub=hub.url)
    hub.asked.clear()
    choice = choice_of(settings)
    choice.look_for_better()
    assert (choice.better, hub.asked) == (FAR, [])


def test_what_cannot_be_measured_is_not_offered(
    settings: Settings, hub: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        active_model,
        "open_model",
        lambda settings: ChatModel(settings.model, Replicas({"": FakeListChatModel(responses=["ok"])}, 9)),
    )
    choice = choice_of(settings)
    choice.look_for_better()
    assert (choice.better, hub.paths()) == ("", [ASKED])
    assert choice.offers().offers[1].writing == 0.0


def test_nothing_is_looked_for_after_the_end(settings: Settings, hub: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = ChatModel(DEFAULT_MODEL, Replicas({"": FakeListChatModel(responses=["ok"])}, 9))
    monkeypatch.setattr(active_model, "open_model", lambda settings: slow)
    gate = IdleGate(3600.0)
    active = ActiveModel(settings, gate)
    active.take()
    choice = ModelChoice(settings, active, lambda: None)
    with gate.reader():
        pass  # from here on a measurement would wait for an hour
    choice.close()
    choice.look_for_better()
    assert (choice.better, hub.paths()) == ("", [ASKED])
