"""Haeseol's search, embedding and answers as LangChain parts, for chains of other people's own."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.content import create_citation
from langchain_core.prompt_values import PromptValue
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import PrivateAttr

from bot.answering.annotations import annotate, marked
from bot.answering.answer import Answer, AnswerDone, SentenceChecked
from bot.answering.ask_options import AS_USUAL, AskOptions
from bot.articles.article_errors import ArticleMissing
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.stored_passage import StoredPassage
from bot.models.embeddings.embedder import Embedder
from bot.models.embeddings.served.embedder_choice import open_embedder
from bot.models.llm.saved_choice import with_remembered
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol

__all__ = ["ArticleAnswerer", "ArticleEmbeddings", "ArticleRetriever", "AskOptions", "Scope"]

Search = Callable[[str, int, Scope], list[tuple[StoredPassage, float]]]
Asked = str | PromptValue | Sequence[BaseMessage]


def _settings(home: str | Path | None) -> Settings:
    return with_remembered(Settings.from_environment(os.environ, home=Path(home) if home is not None else None))


def _open(home: str | Path | None) -> "Haeseol":
    """Open a home, without one that of the environment, and bring what is new in its `corpus/` into its index."""
    from bot.service.haeseol import Haeseol

    service = Haeseol.open(_settings(home))
    service.articles.sync()
    return service


class ArticleEmbeddings(Embeddings):
    """An Embedder as LangChain's Embeddings: plain lists of floats, unit length, in input order."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @classmethod
    def open(cls, home: str | Path | None = None) -> "ArticleEmbeddings":
        """Return the embeddings of a home's settings. Raises as `open_embedder`, ModelMissing among others."""
        return cls(open_embedder(_settings(home)))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages."""
        return [[float(x) for x in vector] for vector in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return [float(x) for x in self._embedder.embed_questions([text])[0]]


class ArticleRetriever(BaseRetriever):
    """A search (`Haeseol.search`) as LangChain's BaseRetriever: up to `k` passages of a scope, best first.

    A document's `id` names its passage; its metadata hold source (the article's id: a path below `corpus/`), article_id, version,
    title, language, published (ISO or None), start, end and score.
    """

    search: Search
    k: int = 5
    scope: Scope = EVERYTHING
    _service: Any = PrivateAttr(default=None)

    @classmethod
    def open(cls, home: str | Path | None = None, *, k: int = 5, scope: Scope = EVERYTHING) -> "ArticleRetriever":
        """Return the retriever of a home, of which `corpus/` is read first; it is a context manager. Raises ModelMissing."""
        service = _open(home)
        retriever = cls(search=service.search, k=k, scope=scope)
        retriever._service = service
        return retriever

    def close(self) -> None:
        """Close the library, if it was opened here."""
        if self._service is not None:
            self._service.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(passage, score) for passage, score in self.search(query, self.k, self.scope)]


class ArticleAnswerer(Runnable[Asked, AIMessage]):
    """The whole of Haeseol as a Runnable: a question, or messages that end with one, to a message that cites its passages.

    The message's content is one text block with LangChain's citations as its `annotations`: title, url, cited_text and the
    indices of the sentence in the text, and as extras article_id, version, start and end. `response_metadata` has `found`.
    """

    def __init__(self, service: "Haeseol", options: AskOptions = AS_USUAL) -> None:
        self._service = service
        self._options = options

    @classmethod
    def open(cls, home: str | Path | None = None, options: AskOptions = AS_USUAL) -> "ArticleAnswerer":
        """Return the answerer of a home, of which `corpus/` is read first; it is a context manager. Raises ModelMissing."""
        return cls(_open(home), options)

    def close(self) -> None:
        """Close the library and its model."""
        self._service.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> AIMessage:
        """Return the whole answer. Raises QuestionError and ModelUnavailable."""
        return self._call_with_config(self._answer, input, config, run_type="chain", **kwargs)

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[AIMessage]:
        """Yield finished sentences as chunks, then the citations; added together they are what `invoke` returns."""
        yield from self._transform_stream_with_config(iter([input]), self._chunks, config, run_type="chain", **kwargs)

    async def astream(
        self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[AIMessage]:
        """Yield what `stream` does; the work is done in other threads."""
        chunks, end = self.stream(input, config, **kwargs), object()
        while (chunk := await run_in_executor(config, next, chunks, end)) is not end:
            yield chunk  # type: ignore[misc]

    def _answer(self, asked: Asked) -> AIMessage:
        answer = self._service.answer(*_question(asked, self._options))
        block = {"type": "text", "text": answer.answer, "annotations": self._citations(answer)}
        return AIMessage(content=[block], response_metadata=_metadata(answer))

    def _chunks(self, inputs: Iterator[Asked]) -> Iterator[AIMessage]:
        for asked in inputs:
            told = ""
            with closing(self._service.ask(*_question(asked, self._options))) as events:  # type: ignore[type-var]
                for event in events:
                    # What is told cannot be taken back, and quotations may still be translated or withdrawn.
                    if isinstance(event, SentenceChecked) and not event.sentence.quoted:
                        piece = f" {marked(event.sentence)}" if told else marked(event.sentence)
                        told += piece
                        yield _chunk(piece)
                    if isinstance(event, AnswerDone):
                        yield self._last_chunk(event.answer, told)

    def _last_chunk(self, answer: Answer, told: str) -> AIMessageChunk:
        kept = answer.answer.startswith(told)
        rest = answer.answer.removeprefix(told) if kept else f"\n\n{answer.answer}"
        citations = self._citations(answer, 0 if kept else len(told) + 2)
        return _chunk(rest, annotations=citations, response_metadata=_metadata(answer))

    def _citations(self, answer: Answer, moved: int = 0) -> list[Any]:
        return [
            create_citation(
                url=self._url(each.citation.article_id),
                title=each.citation.title,
                start_index=moved + each.start,
                end_index=moved + each.end,
                cited_text=each.quote,
                article_id=each.citation.article_id,
                version=each.citation.version,
                start=each.citation.start,
                end=each.citation.end,
            )
            for each in annotate(answer)
        ]

    def _url(self, article_id: str) -> str | None:
        """Return the web address where an article was found, None where it came from a file or was removed meanwhile."""
        try:
            return self._service.articles.get(article_id).url or None
        except ArticleMissing:
            return None


def _question(asked: Asked, options: AskOptions) -> tuple[str, AskOptions]:
    """Return the question, and the options with the conversation that comes before it."""
    if isinstance(asked, str):
        return asked, options
    messages = asked.to_messages() if isinstance(asked, PromptValue) else asked
    told = [message for message in messages if isinstance(message, HumanMessage | AIMessage)]
    before = [
        (str(question.text), str(answer.text))
        for question, answer in pairwise(told)
        if isinstance(question, HumanMessage) and isinstance(answer, AIMessage)
    ]
    words = str(told[-1].text) if told and isinstance(told[-1], HumanMessage) else ""
    return words, replace(options, conversation=before)


def _metadata(answer: Answer) -> dict[str, Any]:
    return {"model_name": answer.model or "haeseol", "found": answer.found, "language": answer.language}


def _chunk(text: str, annotations: Sequence[Any] = (), **fields: Any) -> AIMessageChunk:
    block: dict[str, Any] = {"type": "text", "text": text, "index": 0}
    return AIMessageChunk(content=[{**block, "annotations": list(annotations)} if annotations else block], **fields)


def _document(passage: StoredPassage, score: float) -> Document:
    metadata = {
        "source": passage.article_id,
        "article_id": passage.article_id,
        "version": passage.version,
        "title": passage.title,
        "language": passage.language,
        "published": passage.published.isoformat() if passage.published else None,
        "start": passage.start,
        "end": passage.end,
        "score": score,
    }
    place = f"{passage.article_id}@{passage.version}:{passage.start}-{passage.end}"
    return Document(id=place, page_content=passage.text, metadata=metadata)
