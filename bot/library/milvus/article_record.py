"""What is known of an article, of a twin, and of a file: a row each, which is never changed but replaced by another."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal

from bot.articles import Article, tag_key
from bot.articles.article import host_of, site_key
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.milvus.collection_schema import NO_VECTOR, key
from bot.library.store.stored_warnings import warnings_json

Kind = Literal["article", "twin", "file"]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article, or a twin, whose content is stored under another id already.

    `warnings` are JSON, as `warnings_json` writes it; `published` is ISO 8601. What belongs to the content, from `title` on, is
    empty for a twin. `body` is the number that its text and passages have, 0 for a twin.
    """

    kind: Kind
    id: str
    version: int
    source: str
    author: str
    url: str
    content_hash: str
    warnings: str
    tags: tuple[str, ...]
    title: str = ""
    language: str = ""
    published: str | None = None
    characters: int = 0
    passages: int = 0
    indexed_at: str = ""
    body: int = 0
    number: int = 0

    @classmethod
    def of_twin(cls, article: Article, version: int) -> "ArticleRecord":
        """Return the record of an article whose content is there already."""
        return cls(
            kind="twin",
            id=article.id,
            version=version,
            source=article.source,
            author=article.author,
            url=article.url,
            content_hash=article.content_hash,
            warnings=warnings_json(article.warnings),
            tags=tuple(sorted(article.tags)),
        )

    @classmethod
    def from_row(cls, row: dict[str, Any], facts: str) -> "ArticleRecord":
        """Return the record in a row, with its facts as they were kept."""
        told = json.loads(facts)
        return cls(**{**told, "tags": tuple(told["tags"])}, kind=row["kind"], body=row["body"], number=row["number"])

    @property
    def facts(self) -> str:
        """Everything that no filter asks for, and what filters know only by its digest."""
        told = asdict(self)
        return json.dumps({name: told[name] for name in _FACTS}, ensure_ascii=False)

    def to_row(self) -> dict[str, Any]:
        """Return the row without its facts."""
        host = site_key(host_of(self.url))
        sites = [host, *(host[dot + 1 :] for dot, letter in enumerate(host) if letter == ".")]
        return {
            "number": self.number,
            "kind": self.kind,
            "id_key": key(self.id),
            "content": key(self.content_hash),
            "source_key": key(self.source),
            "tag_keys": sorted({key(tag_key(tag)) for tag in self.tags}),
            "folders": sorted({key(folder) for folder in folders_of(self.source)}),
            "sites": sorted({key(site) for site in sites}),
            "language": self.language,
            "day": date.fromisoformat(self.published).toordinal() if self.published else 0,
            "body": self.body,
            "vector": NO_VECTOR,
        }


_FACTS = [field.name for field in fields(ArticleRecord) if field.name not in ("kind", "body", "number")]


def folders_of(source: str) -> Sequence[str]:
    """Return what may stand before a slash in the name of a file."""
    return [source[:slash] for slash, letter in enumerate(source) if letter == "/"]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """How a file looked when all of its articles were stored."""

    source: str
    look: FileFingerprint
    number: int = 0

    @classmethod
    def from_row(cls, row: dict[str, Any], facts: str) -> "FileRecord":
        """Return the record in a row, with its facts as they were kept."""
        told = json.loads(facts)
        return cls(told["source"], FileFingerprint(**told["look"]), row["number"])

    @property
    def facts(self) -> str:
        """The file's name and look."""
        return json.dumps({"source": self.source, "look": asdict(self.look)}, ensure_ascii=False)

    def to_row(self) -> dict[str, Any]:
        """Return the row without its facts."""
        nothing: dict[str, Any] = dict.fromkeys(("id_key", "content", "language"), "")
        return {
            **nothing,
            "number": self.number,
            "kind": "file",
            "source_key": key(self.source),
            "tag_keys": [],
            "folders": [],
            "sites": [],
            "day": 0,
            "body": 0,
            "vector": NO_VECTOR,
        }
