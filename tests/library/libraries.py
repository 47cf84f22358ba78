"""Libraries for the tests, of each kind that there is, and what is put into them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.articles import Article
from bot.bilingual import Language
from bot.library.chunking import split_article
from bot.library.library import Library
from bot.library.milvus.milvus_library import MilvusLibrary
from bot.library.milvus.server_address import ServerAddress
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder, EncodingIdentity
from tests.fakes import FakeEmbedder

KOREAN = Article("ko.md", "ko.md", "딥시크", "딥시크는 R1을 공개했다. 비용은 적었다.", "ko", date(2026, 1, 26))
ENGLISH = Article("en.md", "en.md", "Rice", "Rice grows in paddies. Farmers flood the fields.", "en", None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one library is kept. `open` and `empty` are those of its kind, with the same options."""

    kind: str
    folder: Path
    open: Callable[..., Library]
    empty: Callable[..., None]

    @classmethod
    def in_folder(cls, folder: Path) -> "Place":
        """Return a place for a library in SQLite and FAISS."""

        def open_one(identity: EncodingIdentity, **options: Any) -> Library:
            return SqliteLibrary.open(folder, identity, **options)

        def empty(identity: EncodingIdentity, **options: Any) -> None:
            SqliteLibrary.empty(folder, identity, **options)

        return cls("sqlite", folder, open_one, empty)

    @classmethod
    def on_server(cls, address: ServerAddress, folder: Path, grace: float = 1.0) -> "Place":
        """Return a place for a library on a Milvus server, whose writers take turns in a folder."""

        def open_one(identity: EncodingIdentity, **options: Any) -> Library:
            return MilvusLibrary.open(address, folder, identity, grace=grace, **options)

        def empty(identity: EncodingIdentity, **options: Any) -> None:
            MilvusLibrary.empty(address, folder, identity, **options)

        return cls("milvus", folder, open_one, empty)


def fake_encoder() -> Encoder:
    """Return an encoder that needs no model."""
    return Encoder.for_embedder(FakeEmbedder())


def put(library: Library, article: Article, encoder: Encoder, **options: Any) -> int:
    """Store an article; its terms are its words as they stand."""
    passages = split_article(article)
    texts = [article.text[p.start : p.end] for p in passages]
    codes = encoder.encode_passages(texts, [article.language] * len(texts))
    moved = [code.moved(passage.start) for code, passage in zip(codes, passages, strict=True)]
    return library.put(article, passages, moved, [text.lower() for text in texts], **options)


def vector(text: str, encoder: Encoder) -> Floats:
    """Return where a question points."""
    return encoder.encode_question(text, "en").vector


def nearest(library: Library, wanted: Floats, k: int) -> list[tuple[int, float]]:
    """Return the nearest passages of both languages together."""
    languages: list[Language] = ["ko", "en"]
    found = [pair for language in languages for pair in library.search_vectors(wanted, k, language)]
    return sorted(found, key=lambda pair: -pair[1])[:k]
