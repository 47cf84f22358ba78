"""How a model is asked for a sentence in the other language: as it was taught, or by examples."""

from typing import Any, cast

import pytest

from bot.answering.translating import ask_for_sentence
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel, ChatModel
from bot.models.llm.preemptible import make_preemptible
from bot.models.llm.prompts import CARRY
from bot.settings import DEFAULT_MODEL
from tests.fakes import ScriptedModel


def _model(*, taught: bool) -> ChatModel:
    return ChatModel(DEFAULT_MODEL, cast(Any, None), taught=["carrying"] if taught else [])


def _asked(model: AnsweringModel) -> list[Message]:
    return ask_for_sentence(model, "Arsenic enters the well.", "ko", None)


@pytest.mark.parametrize("in_background", [False, True])
def test_a_model_is_asked_as_it_was_taught_only_where_its_engine_has_taken_that(in_background: bool) -> None:
    taught, untaught = (_model(taught=each) for each in (True, False))
    for model, begins in ((taught, ("system", CARRY.ko)), (untaught, _asked(ScriptedModel())[0])):
        told = _asked(make_preemptible(model, lambda: True) if in_background else model)
        assert told[0] == begins
    asked = _asked(make_preemptible(untaught, lambda: True) if in_background else untaught)
    assert asked == _asked(ScriptedModel())
    assert asked[-1] == ("user", "Arsenic enters the well.")  # without meanings, of which it knows nothing


def test_nothing_is_taught_of_the_other_direction_and_of_other_models() -> None:
    assert _asked(ScriptedModel(name=DEFAULT_MODEL)) == _asked(ScriptedModel())
    assert ask_for_sentence(_model(taught=True), "비가 왔다.", "en", None)[0] != ("system", CARRY.en)
