"""The parts that other people's chains take."""

from bot.langchain import ArticleEmbeddings, ArticleRetriever
from bot.library.store.stored_passage import StoredPassage
from bot.text.sentences import Span
from tests.fakes import DIMENSION, FakeEmbedder

PASSAGE = StoredPassage(1, "a.md", 2, "Rice", "en", None, 3, 7, "text", (Span(3, 7),))


def test_the_retriever_returns_documents_with_their_source() -> None:
    asked: list[tuple[str, int]] = []

    def search(question: str, k: int) -> list[tuple[StoredPassage, float]]:
        asked.append((question, k))
        return [(PASSAGE, 0.5)]

    (document,) = ArticleRetriever(search=search, k=3).invoke("rice?")
    assert asked == [("rice?", 3)]
    assert document.page_content == "text"
    assert {key: document.metadata[key] for key in ("article_id", "version", "start", "end", "score")} == {
        "article_id": "a.md",
        "version": 2,
        "start": 3,
        "end": 7,
        "score": 0.5,
    }


def test_the_embeddings_are_lists_in_order() -> None:
    embeddings = ArticleEmbeddings(FakeEmbedder())
    first, second = embeddings.embed_documents(["rice", "wheat"])
    assert len(first) == DIMENSION
    assert first != second
    assert embeddings.embed_query("rice") == first
