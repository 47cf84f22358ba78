"""The parts that other people's chains take, in chains of LangChain's own."""

import asyncio
import warnings
from collections.abc import Coroutine, Iterator
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, cast

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate

from bot.errors import QuestionEmpty
from bot.langchain import ArticleAnswerer, ArticleEmbeddings, ArticleRetriever, Scope
from bot.library.scope import EVERYTHING
from bot.library.store.stored_passage import StoredPassage
from bot.settings import Settings
from bot.text.sentences import Span
from tests.fakes import DIMENSION, FakeEmbedder
from tests.in_a_thread import in_a_thread
from tests.page_fakes import BORROWED, GOAL, SUGGESTED, SUPPORTS, ScriptedHaeseol

PASSAGE = StoredPassage(1, "a.md", 2, "Rice", "en", None, 3, 7, "text", (Span(3, 7),))
ENGLISH, KOREAN = SUGGESTED["en"][0], SUGGESTED["ko"][0]


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return in_a_thread(lambda: asyncio.run(work))


def test_the_retriever_returns_documents_with_their_source() -> None:
    asked: list[tuple[str, int, Scope]] = []

    def search(question: str, k: int, scope: Scope) -> list[tuple[StoredPassage, float]]:
        asked.append((question, k, scope))
        return [(PASSAGE, 0.5)]

    tagged = Scope(tags=("crops",))
    retriever = ArticleRetriever(search=search, k=3, scope=tagged)
    (document,) = retriever.invoke("rice?")
    assert asked == [("rice?", 3, tagged)]
    assert document.page_content == "text"
    assert document.id == "a.md@2:3-7"
    assert {key: document.metadata[key] for key in ("source", "article_id", "version", "start", "end", "score")} == {
        "source": "a.md",
        "article_id": "a.md",
        "version": 2,
        "start": 3,
        "end": 7,
        "score": 0.5,
    }
    assert _run(retriever.ainvoke("rice?")) == [document]


def test_the_embeddings_are_lists_in_order() -> None:
    embeddings = ArticleEmbeddings(FakeEmbedder())
    first, second = embeddings.embed_documents(["rice", "wheat"])
    assert len(first) == DIMENSION
    assert first != second
    assert embeddings.embed_query("rice") == first
    assert _run(embeddings.aembed_query("rice")) == first


@pytest.fixture
def service() -> ScriptedHaeseol:
    return ScriptedHaeseol()


@pytest.fixture
def answerer(service: ScriptedHaeseol) -> Iterator[ArticleAnswerer]:
    yield ArticleAnswerer(service.as_haeseol())


def _block(message: AIMessage) -> dict[str, Any]:
    (block,) = cast(list[Any], message.content)
    return dict(block)


def test_an_answer_carries_its_citations(answerer: ArticleAnswerer) -> None:
    message = answerer.invoke(ENGLISH)
    (block,) = message.content_blocks
    first = cast(Any, block)["annotations"][0]
    assert (first["type"], first["cited_text"], first["url"]) == (
        "citation",
        BORROWED,
        "https://example.org/deepseek?from=a&b",
    )
    assert message.text[first["start_index"] : first["end_index"]].endswith("from Stanford. [1]")
    assert first["extras"]["article_id"] == "sample-en"
    assert message.response_metadata["found"]


def test_an_article_that_is_removed_while_it_is_cited_has_no_address(
    answerer: ArticleAnswerer, service: ScriptedHaeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answerer.invoke(ENGLISH)
    articles = {name: text for name, text in service._articles.items() if name != "sample-en"}
    monkeypatch.setattr(service, "_articles", articles)
    message = answerer.invoke(ENGLISH)
    assert message.text == whole.text
    first = _block(message)["annotations"][0]
    assert (first["cited_text"], first.get("url")) == (BORROWED, None)


def test_each_sentence_cites_its_own_words_of_a_passage(answerer: ArticleAnswerer) -> None:
    message = answerer.invoke("What is 독파모?")
    (block,) = cast(list[Any], message.content_blocks)
    assert [citation["cited_text"] for citation in block["annotations"]] == [SUPPORTS, GOAL]


def test_it_stands_in_a_chain_and_knows_what_was_said_before(
    answerer: ArticleAnswerer, service: ScriptedHaeseol
) -> None:
    prompt = ChatPromptTemplate.from_messages([("system", "x"), ("human", "앞"), ("ai", "뒤"), ("human", "{question}")])
    assert "[1]" in (prompt | answerer | StrOutputParser()).invoke({"question": KOREAN})
    assert service.asked[-1] == (KOREAN, "auto", (("앞", "뒤"),), EVERYTHING)
    assert "[1]" in answerer.invoke([SystemMessage("x"), HumanMessage(KOREAN)]).text
    with pytest.raises(QuestionEmpty):
        answerer.invoke([SystemMessage("x")])


@pytest.mark.parametrize("question", [ENGLISH, KOREAN, "Who won the football match?"])
def test_its_chunks_add_up_to_the_answer(answerer: ArticleAnswerer, question: str) -> None:
    whole = _block(answerer.invoke(question))
    chunks = cast(list[AIMessageChunk], list(answerer.stream(question)))
    told = _block(reduce(add, chunks))
    assert told["text"] == whole["text"]
    for each, other in zip(told.get("annotations", []), whole["annotations"], strict=True):
        assert {**each, "id": ""} == {**other, "id": ""}

    async def stream() -> list[str]:
        return [chunk.text async for chunk in answerer.astream(question)]

    assert _run(stream()) == [chunk.text for chunk in chunks]
    assert _run(answerer.ainvoke(question)).text == whole["text"]


@pytest.mark.models
def test_a_home_is_opened_in_one_line(models: Settings, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "rice.txt").write_text("Rice grows in water. It is harvested in autumn.", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with ArticleRetriever.open(tmp_path, k=1) as retriever:
            (document,) = retriever.invoke("벼는 언제 거두나요?")
    assert document.metadata["source"] == "rice.txt"
    assert len(ArticleEmbeddings.open(tmp_path).embed_query("rice")) == 384
