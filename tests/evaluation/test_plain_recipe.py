"""The plain recipe that we are measured beside: asked as its makers ask it, judged as we are."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field

from bench.plain_recipe import PIECE, PIECES, PlainRecipe, does_not_know
from bench.recipe import QUESTIONS, ask_recipe
from bot.evaluation.gold_match import contains_groups
from bot.library.corpus.samples import sample_articles
from tests.fakes import FakeEmbedder

ROW = {"question": "When was R1 released?", "question_lang": "en", "answer_must_contain": [["2025"]]}
TEXTS = ["R1 was released in January 2025. " * 80, "The festival in Busan had 620,000 visitors. " * 80]


class RecordingChat(FakeListChatModel):
    """LangChain's own stand-in, which says its replies letter by letter, and what it was asked."""

    asked: list[str] = Field(default_factory=list)

    def _stream(self, messages: list[BaseMessage], *others: Any, **options: Any) -> Iterator[ChatGenerationChunk]:
        self.asked += [message.text for message in messages]
        return super()._stream(messages, *others, **options)


def recipe(reply: str) -> tuple[PlainRecipe, RecordingChat]:
    chat = RecordingChat(responses=[reply])
    return PlainRecipe(TEXTS, FakeEmbedder(), chat), chat


def test_the_nearest_pieces_stand_in_the_prompt() -> None:
    plain, chat = recipe("In January 2025.")
    pieces = plain.find("R1 was released in January 2025.")
    assert len(pieces) == PIECES
    assert all(len(piece) <= PIECE for piece in pieces)
    assert "R1 was released" in pieces[0]
    assert "".join(plain.answer("When?", pieces)) == "In January 2025."
    (asked,) = chat.asked
    assert f"Question: When? \nContext: {pieces[0]}" in asked
    assert all(piece in asked for piece in pieces)


@pytest.mark.parametrize(
    ("said", "row", "refused", "right"),
    [
        ("It was released in 2025. That was a year ago.", ROW, False, True),
        ("It was released in 2024.", ROW, False, False),
        ("2025년에 나왔습니다.", ROW, False, False),
        ("I don't know.", ROW, True, False),
        ("I don't know.", {**ROW, "answerable": False}, True, True),
        ("In 2025.", {**ROW, "answerable": False}, False, False),
    ],
)
def test_it_is_judged_as_we_are(said: str, row: dict[str, object], refused: bool, right: bool) -> None:
    plain, _ = recipe(said)
    outcome = ask_recipe(plain, row)
    assert (outcome.refused, outcome.written, outcome.right) == (refused, not refused, right)
    evidence, first, sentence, whole, _ = outcome.seconds
    assert 0 < evidence < first <= sentence <= whole


@pytest.mark.parametrize(
    "said",
    [
        "The context does not mention its price.",
        "The price is not specified in the context.",
        "There is no information on that.",
        "기사에는 그 내용이 언급되지 않았습니다.",
        "죄송하지만 알 수 없습니다.",
    ],
)
def test_whatever_says_that_it_does_not_know_is_taken_for_a_refusal(said: str) -> None:
    assert does_not_know(said)
    assert not does_not_know("The minister gave the welcome. 부총리가 환영사를 맡았다.")


def test_the_sample_questions_ask_for_what_the_samples_say() -> None:
    samples = "\n".join(path.read_text("utf-8") for path in sample_articles())
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert {row["question_lang"] for row in rows} == {"ko", "en"}
    asked_for = [row["answer_must_contain"] for row in rows if row["answerable"]]
    assert len(asked_for) == 16
    # Where it was held is told in Korean and asked in English.
    assert [groups for groups in asked_for if not contains_groups(samples, groups)] == [[["coex", "gangnam"]]]
