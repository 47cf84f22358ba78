"""The library as a model, through OpenAI's own client."""

from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI

from bot.library.scope import Scope
from tests.doors import Doors
from tests.page_fakes import BORROWED, SUGGESTED

pytestmark = pytest.mark.slow

ENGLISH, KOREAN = SUGGESTED["en"][0], SUGGESTED["ko"][0]


@pytest.fixture(scope="module")
def client(doors: Doors) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{doors.url}v1", api_key="none", max_retries=0) as client:
        yield client


def test_there_is_one_model(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["haeseol"]
    assert client.models.retrieve("haeseol").id == "haeseol"
    with pytest.raises(openai.NotFoundError, match="haeseol"):
        client.models.retrieve("gpt-4")


def test_a_question_can_be_put_to_some_articles(client: OpenAI, doors: Doors) -> None:
    client.chat.completions.create(
        model="haeseol",
        messages=[{"role": "user", "content": ENGLISH}],
        extra_body={"scope": {"articles": ["sample-en"]}},
    )
    assert doors.service.asked[-1][3] == Scope.of_article("sample-en")


def test_an_answer_has_its_citations_as_annotations(client: OpenAI, doors: Doors) -> None:
    told = client.chat.completions.create(
        model="haeseol",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "앞 질문"},
            {"role": "assistant", "content": "앞 답"},
            {"role": "user", "content": [{"type": "text", "text": ENGLISH}]},
        ],
    )
    message = told.choices[0].message
    assert message.content is not None
    assert message.annotations is not None
    cited = message.annotations[0].url_citation
    assert message.content[cited.start_index : cited.end_index].endswith("from Stanford. [1]")
    assert cited.url == "https://example.org/deepseek?from=a&b"
    assert cited.to_dict()["cited_text"] == BORROWED
    assert told.to_dict()["haeseol"]["evidence"]["passages"][0]["n"] == 1  # type: ignore[index]
    assert doors.service.asked[-1][2] == (("앞 질문", "앞 답"),)


@pytest.mark.parametrize("question", [ENGLISH, KOREAN, "Who won the football match?"])
def test_a_stream_comes_to_the_same(client: OpenAI, question: str) -> None:
    whole = client.chat.completions.create(model="haeseol", messages=[{"role": "user", "content": question}])
    chunks = list(
        client.chat.completions.create(model="haeseol", messages=[{"role": "user", "content": question}], stream=True)
    )
    deltas = [chunk.choices[0].delta for chunk in chunks]
    text = "".join(delta.content or "" for delta in deltas)
    message = whole.choices[0].message
    assert message.content is not None
    assert text.endswith(message.content)
    annotations = [each for delta in deltas for each in delta.to_dict().get("annotations", [])]  # type: ignore[attr-defined]
    assert len(annotations) == len(message.annotations or [])
    for each, other in zip(annotations, message.annotations or [], strict=True):
        at, of = each["url_citation"], other.url_citation
        assert text[at["start_index"] : at["end_index"]] == message.content[of.start_index : of.end_index]
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].to_dict()["haeseol"]["answer"]["question"] == question  # type: ignore[index]


def test_what_goes_wrong_is_an_error_of_that_protocol(client: OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="비어 있어요"):
        client.chat.completions.create(model="haeseol", messages=[{"role": "system", "content": "Nobody asks."}])
    with pytest.raises(openai.UnprocessableEntityError, match="messages"):
        client.post("/chat/completions", cast_to=object, body={"model": "haeseol"})
