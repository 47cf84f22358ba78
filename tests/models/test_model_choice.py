"""Choosing the answering model: the seat, the fetch and what is remembered, with real files from a hub on this machine."""

import gc
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.doctor import diagnose
from bot.cli.main import main
from bot.errors import HaeseolError, PreferencesNotWritable
from bot.models.files import setup_model
from bot.models.files.catalogue import catalogue
from bot.models.llm import active_model
from bot.models.llm.active_model import NO_MODEL, ActiveModel
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.model_choice import ModelChoice
from bot.models.llm.priority import IdleGate
from bot.models.llm.saved_choice import answering_models, gone_model, remember, remembered, with_remembered
from bot.models.model_errors import HubFileMissing, ModelMissing, ModelUnavailable, ModelUnknown
from bot.settings import DEFAULT_MODEL, PREFERENCES, Settings
from tests.fakes import ScriptedModel
from tests.model_servers import Server, eventually, file_of, hub_path, model_of, noise, on_hub, serving

CONTENT = noise(900_000)
FAR = "qwen3-4b"


class NamedModel(ScriptedModel):
    """A scripted model under the name that it was opened as, which says how many of them are open at once."""

    open = 0

    def __init__(self, name: str) -> None:
        super().__init__("ok")
        self.name = name
        NamedModel.open += 1

    def __del__(self) -> None:
        NamedModel.open -= 1


@pytest.fixture
def hub() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, hub: Server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home whose catalogue has two small models on the hub; the built-in one is on the machine."""
    for name, filename, content in ((DEFAULT_MODEL, "near.gguf", b"near"), (FAR, "far.gguf", CONTENT)):
        file = file_of(content, on_hub(hub, content, filename=filename), name=filename)
        model = replace(model_of(file), name=name, place=filename)
        monkeypatch.setitem(catalogue(), name, model)
    made = Settings(home=tmp_path, cache=tmp_path / "cache", hub=hub.url)
    setup_model(DEFAULT_MODEL, made.cache, hub=hub.url)
    hub.asked.clear()
    NamedModel.open = 0
    monkeypatch.setattr(active_model, "open_model", lambda settings: NamedModel(settings.model))
    return made


class Chosen:
    """A choice with its seat, which is filled while the caller waits."""

    def __init__(self, settings: Settings, quiet_seconds: float = 0.0) -> None:
        self.idle_gate = IdleGate(quiet_seconds)
        self.active_model = ActiveModel(settings, self.idle_gate)
        self.choice = ModelChoice(settings, self.active_model, lambda: None)

    def answers(self) -> str | None:
        model = self.active_model.take()
        return None if model is None else model.name

    def problem(self) -> HaeseolError | None:
        return self.choice.offers().problem


def test_offers_begin_with_the_built_in_model_and_end_with_none(settings: Settings) -> None:
    offers = Chosen(settings).choice.offers()
    assert [offer.name for offer in offers.offers] == [*answering_models(), NO_MODEL]
    assert offers.offers[0].name == offers.chosen == DEFAULT_MODEL
    sizes = {offer.name: (offer.ready, offer.size, offer.missing) for offer in offers.offers}
    assert sizes[DEFAULT_MODEL] == (True, 4, 0)
    assert sizes[FAR] == (False, len(CONTENT), len(CONTENT))
    assert sizes[NO_MODEL] == (True, 0, 0)


def test_what_is_here_answers_next_and_after_a_restart(settings: Settings, hub: Server) -> None:
    setup_model(FAR, settings.cache, hub=hub.url)
    hub.asked.clear()
    one = Chosen(settings)
    assert one.answers() == DEFAULT_MODEL
    one.choice.choose(FAR)
    assert (one.active_model.name, one.active_model.state) == (FAR, "loading")
    assert (one.answers(), one.active_model.state) == (FAR, "ready")
    assert with_remembered(settings).model == FAR
    assert with_remembered(replace(settings, model="ollama:x", model_named=True)).model == "ollama:x"
    one.choice.choose(NO_MODEL)
    assert (one.answers(), one.active_model.state) == (None, "none")
    assert with_remembered(settings).model == NO_MODEL
    assert hub.asked == []


def test_an_answer_under_way_keeps_its_model_and_no_second_one_is_opened_beside_it(settings: Settings) -> None:
    one = Chosen(settings)
    working = one.active_model.take()
    assert working is not None
    one.active_model.choose(FAR)
    opened: list[AnsweringModel | None] = []
    next_question = threading.Thread(target=lambda: opened.append(one.active_model.take()))
    next_question.start()
    next_question.join(0.2)
    assert (opened, NamedModel.open, one.active_model.state) == ([], 1, "loading")
    assert "".join(piece.text for piece in working.stream([], max_tokens=9)) == "ok"
    del working
    gc.collect()
    next_question.join(5)
    assert [model and model.name for model in opened] == [FAR]
    assert NamedModel.open == 1


def test_of_many_choices_the_last_counts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Chosen(settings)
    opening, go_on = threading.Event(), threading.Event()

    def open_slowly(settings: Settings) -> AnsweringModel:
        opening.set()
        assert go_on.wait(5)
        return NamedModel(settings.model)

    monkeypatch.setattr(active_model, "open_model", open_slowly)
    filling = threading.Thread(target=one.active_model.take)
    filling.start()
    assert opening.wait(5)
    one.active_model.choose(NO_MODEL)
    one.active_model.choose(FAR)  # neither waits for the one that is being opened
    go_on.set()
    filling.join(5)
    assert (one.answers(), NamedModel.open) == (FAR, 1)


def test_choosing_disturbs_what_is_made_in_the_background(settings: Settings) -> None:
    one = Chosen(settings, quiet_seconds=3600.0)
    assert one.idle_gate.is_idle
    one.active_model.choose(FAR)
    assert not one.idle_gate.is_idle
    assert not one.idle_gate.reader_waits


def test_a_model_that_does_not_open_is_away_until_it_is_chosen_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(settings: Settings) -> AnsweringModel:
        raise ModelUnavailable(name=settings.model, reason="broken")

    one = Chosen(settings)
    with monkeypatch.context() as patch:
        patch.setattr(active_model, "open_model", fail)
        assert (one.answers(), one.active_model.state) == (None, "away")
        assert "broken" in one.active_model.problem
    one.active_model.choose(DEFAULT_MODEL)
    assert (one.active_model.state, one.active_model.problem) == ("loading", "")
    assert (one.answers(), one.active_model.state) == (DEFAULT_MODEL, "ready")


def test_what_is_not_here_is_fetched_only_when_that_is_allowed(settings: Settings, hub: Server) -> None:
    one = Chosen(settings)
    with pytest.raises(ModelMissing):
        one.choice.choose(FAR)
    one.choice.offers()
    assert hub.asked == []
    one.choice.choose(FAR, fetch=True)
    assert eventually(lambda: one.choice.offers().fetching is None)
    assert (one.problem(), one.answers(), remembered(settings.home)) == (None, FAR, FAR)
    assert hub.paths() == [hub_path("far.gguf")]


def test_a_fetch_is_given_up_and_goes_on_where_it_stopped(settings: Settings, hub: Server) -> None:
    hub.manners[hub_path("far.gguf")] = "hang"
    one = Chosen(settings)
    one.choice.choose(FAR, fetch=True)
    assert eventually(lambda: one.choice.offers().offers[1].missing < len(CONTENT))
    fetching = one.choice.offers().fetching
    assert fetching is not None
    assert (fetching.step, fetching.subject, fetching.total) == ("download", FAR, len(CONTENT))
    assert one.answers() == DEFAULT_MODEL
    fetchers = [thread for thread in threading.enumerate() if thread.name == "fetching a model"]
    assert fetchers
    one.choice.give_up_fetch()
    offers = one.choice.offers()
    assert (offers.fetching, offers.problem, offers.chosen) == (None, None, DEFAULT_MODEL)
    # The line is silent still; the thread that waits on it ends all the same, and the next fetch need not wait for it.
    assert eventually(lambda: not any(thread.is_alive() for thread in fetchers), seconds=5)
    hub.manners[hub_path("far.gguf")] = "well"
    one.choice.choose(FAR, fetch=True)
    assert eventually(lambda: one.choice.offers().fetching is None)
    assert (one.problem(), one.answers()) == (None, FAR)
    assert hub.asked[-1][1].startswith("bytes=")


def test_a_fetch_that_fails_says_why_and_leaves_the_old_model(settings: Settings, hub: Server) -> None:
    del hub.files[hub_path("far.gguf")]
    one = Chosen(settings)
    one.choice.choose(FAR, fetch=True)
    assert eventually(lambda: one.choice.offers().fetching is None)
    assert isinstance(one.problem(), HubFileMissing)
    assert one.choice.offers().failed == FAR
    assert (one.answers(), remembered(settings.home)) == (DEFAULT_MODEL, "")
    one.choice.choose(DEFAULT_MODEL)
    assert one.problem() is None
    assert one.choice.offers().failed == ""


def test_only_what_is_offered_can_be_chosen(settings: Settings, hub: Server) -> None:
    one = Chosen(settings)
    for name in ("openai:gpt", "http://evil.example", "multilingual-e5-small", "../../etc/passwd", ""):
        with pytest.raises(ModelUnknown):
            one.choice.choose(name, fetch=True)
    assert (one.active_model.name, hub.asked) == (DEFAULT_MODEL, [])


def test_the_model_of_the_start_can_be_chosen_back_and_is_not_remembered(settings: Settings) -> None:
    started = replace(settings, model="ollama:qwen3", model_named=True)
    one = Chosen(started)
    assert one.choice.offers().started_with == "ollama:qwen3"
    one.choice.choose(DEFAULT_MODEL)
    assert one.answers() == DEFAULT_MODEL
    assert with_remembered(started).model == "ollama:qwen3"
    one.choice.choose("ollama:qwen3")
    assert one.answers() == "ollama:qwen3"
    assert with_remembered(settings).model == DEFAULT_MODEL


def test_a_remembered_model_that_is_gone_is_named_and_the_built_in_one_answers(settings: Settings, hub: Server) -> None:
    place = setup_model(FAR, settings.cache, hub=hub.url)
    remember(settings.home, FAR)
    assert (with_remembered(settings).model, gone_model(settings)) == (FAR, "")
    Path(place).unlink()
    assert with_remembered(settings).model == DEFAULT_MODEL
    one = Chosen(with_remembered(settings))
    assert (one.choice.offers().gone, one.answers()) == (FAR, DEFAULT_MODEL)
    (finding,) = [finding for finding in diagnose(settings, {}) if FAR in finding.what.en]
    assert (finding.ok, finding.fix) == (False, f"haeseol setup --model {FAR}")
    one.choice.choose(DEFAULT_MODEL)
    assert (one.choice.offers().gone, gone_model(settings)) == ("", "")
    assert not [finding for finding in diagnose(settings, {}) if FAR in finding.what.en]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff\xfe", b'{"answering_model": "multilingual-e5-small"}', b'{"answering_model": 7}']
)
def test_anything_else_in_the_place_of_the_choice_is_no_choice(settings: Settings, content: bytes) -> None:
    (settings.home / PREFERENCES).write_bytes(content)
    assert remembered(settings.home) == ""
    assert with_remembered(settings) == settings


def test_a_choice_that_cannot_be_remembered_changes_nothing(settings: Settings) -> None:
    (settings.home / PREFERENCES).mkdir()
    one = Chosen(settings)
    with pytest.raises(PreferencesNotWritable):
        one.choice.choose(NO_MODEL)
    assert one.answers() == DEFAULT_MODEL


def test_the_command_line_follows_the_choice(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(settings.home, NO_MODEL)
    monkeypatch.setenv("HAESEOL_CACHE", str(settings.cache))
    monkeypatch.delenv("HAESEOL_MODEL", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    main(["--home", str(settings.home), "doctor"])
    assert "No answering model" in capsys.readouterr().out
    monkeypatch.setenv("HAESEOL_MODEL", DEFAULT_MODEL)
    main(["--home", str(settings.home), "doctor"])
    assert f"Answering model {DEFAULT_MODEL}: verified" in capsys.readouterr().out
