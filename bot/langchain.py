"""Haeseol's search and embedding as LangChain parts, for chains of other people's own."""

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from bot.library.store.stored_passage import StoredPassage
from bot.models.embeddings.embedder import Embedder

Search = Callable[[str, int], list[tuple[StoredPassage, float]]]


class ArticleEmbeddings(Embeddings):
    """An Embedder as LangChain's Embeddings: plain lists of floats, unit length, in input order."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages."""
        return [[float(x) for x in vector] for vector in self._embedder.embed_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return [float(x) for x in self._embedder.embed_questions([text])[0]]


class ArticleRetriever(BaseRetriever):
    """A search (`Haeseol.search`) as LangChain's BaseRetriever: up to `k` passages, best first.

    A document's metadata hold article_id, version, title, language, published (ISO or None), start, end and score.
    """

    search: Search
    k: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(passage, score) for passage, score in self.search(query, self.k)]


def _document(passage: StoredPassage, score: float) -> Document:
    metadata = {
        "article_id": passage.article_id,
        "version": passage.version,
        "title": passage.title,
        "language": passage.language,
        "published": passage.published.isoformat() if passage.published else None,
        "start": passage.start,
        "end": passage.end,
        "score": score,
    }
    return Document(page_content=passage.text, metadata=metadata)
