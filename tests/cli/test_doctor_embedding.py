"""What `doctor` says of an embedding model that is served elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import doctor_embedding
from bot.cli.doctor import diagnose
from bot.cli.doctor_report import report
from bot.cli.program_commands import _local_models
from bot.settings import Settings
from tests.embedding_server import Spoken, Trigrams, embedding_door


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("corpus", "index"):
        (tmp_path / name).mkdir()
    return Settings(home=tmp_path, cache=tmp_path / "cache", model="none", translator="none", embedding=Trigrams.name)


@pytest.mark.parametrize(
    ("spoken", "en", "ko"), [("TEI", "vectors of words", "낱말마다"), ("OpenAI", "sentences stand for words", "글마다")]
)
def test_each_address_says_its_protocol_and_what_it_tells_of(
    settings: Settings, spoken: Spoken, en: str, ko: str
) -> None:
    with embedding_door(spoken=spoken, key="k") as door, embedding_door() as gone:
        gone.die()
        named = replace(settings, embedding_urls=(door.url, gone.url))
        one, other, check, *_ = [
            found
            for found in diagnose(named, {"HAESEOL_EMBEDDING_KEY": "k"})
            if "mbed" in found.what.en or "check" in found.what.en
        ]
    assert one.ok
    assert f"{door.url}, {spoken}, 64 dimensions" in one.what.en
    assert en in one.what.en
    assert ko in one.what.ko
    assert not other.ok
    assert gone.url in other.what.en
    assert "응답하지 않아요" in other.what.ko
    assert check.ok
    assert "rules alone" in check.what.en
    assert "HAESEOL_EMBEDDING_URL= haeseol setup" in check.what.ko


def test_a_wrong_key_is_said_and_kept(settings: Settings) -> None:
    with embedding_door(key="right") as door:
        named = replace(settings, embedding_urls=(door.url,))
        (wrong,) = [found for found in diagnose(named, {"HAESEOL_EMBEDDING_KEY": "wrong-and-long"}) if not found.ok]
    assert "HTTP 401" in wrong.what.en
    assert wrong.what.ko != wrong.what.en


def test_our_own_model_beside_a_served_one_checks_the_answers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_embedding, "has_own_model", lambda settings: True)
    with embedding_door() as door:
        said = [found.what.en for found in diagnose(replace(settings, embedding_urls=(door.url,)), {})]
    assert any("reads each sentence beside its source" in words for words in said)


def test_nothing_of_a_served_model_is_fetched_or_missed(settings: Settings) -> None:
    assert _local_models(settings) == [settings.embedding]
    named = replace(settings, embedding_urls=("http://127.0.0.1:9",))
    assert _local_models(named) == []
    assert not any("to download" in found.what.en for found in diagnose(named, {}))


def test_a_report_has_no_address_of_it(settings: Settings) -> None:
    with embedding_door() as door:
        told = json.dumps(report(replace(settings, embedding_urls=(door.url,)), "en", {}))
    assert door.url not in told
    assert Trigrams.name not in told
    assert json.loads(told)["settings"]["embedding_urls"] == 1
