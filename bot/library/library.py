"""The library: SQLite is what it knows, FAISS is how it finds by meaning, FTS5 how it finds by words."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from bot.articles import Article
from bot.embedding import Floats
from bot.encoding import EncodingIdentity, PassageCode
from bot.errors import ArticleMissing, LibraryBusy, LibraryCorrupt, LibraryOfOtherModel
from bot.late_interaction import PassageTokens
from bot.library.schema import SCHEMA_VERSION, connect, create_tables
from bot.library.vectors import Ids, VectorIndex
from bot.passages import PASSAGE_RULES, Passage
from bot.records import ArticleRow, ArticleText
from bot.sentences import Span
from bot.words import Language

DATABASE = "library.sqlite"
# One index a language, because every question takes the nearest passages of each.
VECTORS: dict[Language, str] = {"ko": "vectors.ko.faiss", "en": "vectors.en.faiss"}


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what is needed to show it: `text == article.text[start:end]`, sentences as offsets into the article."""

    id: int
    article_id: str
    version: int
    title: str
    language: Language
    published: date | None
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]

    def sentence_texts(self) -> list[str]:
        """Return the passage's sentences in order."""
        return [self.text[s.start - self.start : s.end - self.start] for s in self.sentences]


class Library:
    """All articles of one home. Safe to use from several threads; each write is one transaction."""

    def __init__(
        self,
        folder: Path,
        connection: sqlite3.Connection,
        vectors: dict[Language, VectorIndex],
        identity: EncodingIdentity,
    ) -> None:
        self.folder = folder
        self._dimension = identity.dimension
        self._token_dimension = identity.token_dimension
        self._connection = connection
        self._vectors = vectors
        self._generation = -1
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path, identity: EncodingIdentity) -> "Library":
        """Open the library in `folder`, making an empty one where there is none.

        Raises LibraryOfOtherModel where its vectors were made with another model or by other rules,
        LibraryCorrupt where its files are damaged. A missing or outdated vector index is made from the database again.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / DATABASE
        with _sqlite_errors(path):
            connection = connect(path)
            try:
                _check_manifest(connection, identity)
            except BaseException:
                connection.close()
                raise
        vectors = {
            language: VectorIndex.load(folder / name, identity.dimension) or VectorIndex.empty(identity.dimension)
            for language, name in VECTORS.items()
        }
        library = cls(folder, connection, vectors, identity)
        library._catch_up()
        return library

    @classmethod
    def delete(cls, folder: Path) -> None:
        """Delete the library in `folder`, so that the next `open` begins with an empty one. Other files there stay."""
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", *VECTORS.values()):
            (folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Save the vector index and let the files go."""
        with self._lock:
            self.save()
            self._connection.close()

    def save(self) -> None:
        """Write the vector indexes. Without them the next start makes them from the database: slower, never wrong."""
        with self._lock:
            self._catch_up()
            for language, name in VECTORS.items():
                self._vectors[language].save(self.folder / name)

    # What is in it

    def articles(self) -> list[ArticleRow]:
        """Return what there is to list, newest indexed first."""
        rows = self._select(
            "SELECT id, title, language, published, source, length(text) AS characters, indexed_at,"
            " (SELECT count(*) FROM passage WHERE article_id = article.id) AS passages"
            " FROM article ORDER BY indexed_at DESC, id"
        )
        return [ArticleRow(**{**dict(row), "published": _date(row["published"])}) for row in rows]

    def article(self, article_id: str) -> ArticleText:
        """Return one article with its text. Raises ArticleMissing."""
        rows = self._select(
            "SELECT id, version, title, language, published, source, text FROM article WHERE id = ?", article_id
        )
        if not rows:
            raise ArticleMissing(source=article_id)
        return ArticleText(**{**dict(rows[0]), "published": _date(rows[0]["published"])})

    def content_hashes(self) -> dict[str, tuple[str, str]]:
        """Return the source and content hash of every article, by article id."""
        rows = self._select("SELECT id, source, content_hash FROM article")
        return {row["id"]: (row["source"], row["content_hash"]) for row in rows}

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return these passages in the order asked for; ids that are gone are left out."""
        rows = self._select(
            "SELECT passage.id, article_id, version, title, language, published, start_at, end_at, sentences,"
            " substr(text, start_at + 1, end_at - start_at) AS text"
            " FROM passage JOIN article ON article.id = article_id"
            " WHERE passage.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        by_id = {row["id"]: _stored_passage(row) for row in rows}
        return [by_id[i] for i in ids if i in by_id]

    def passage_codes(self, article_id: str) -> dict[str, PassageCode]:
        """Return how an article's passages are encoded, by passage text, so that unchanged ones need no embedding.

        Their token spans are those of the stored version of the article.
        """
        rows = self._select(
            "SELECT substr(text, start_at + 1, end_at - start_at) AS text, start_at, vector, tokens"
            " FROM passage JOIN article ON article.id = article_id WHERE article_id = ?",
            article_id,
        )
        return {row["text"]: self._code(row).moved(-row["start_at"]) for row in rows}

    def passage_tokens(self, ids: Sequence[int]) -> list[PassageTokens]:
        """Return the tokens of these passages in the order asked for. Raises KeyError for an id that is gone."""
        rows = self._select(
            "SELECT id, tokens FROM passage WHERE id IN (SELECT value FROM json_each(?))", json.dumps(list(ids))
        )
        by_id = {row["id"]: PassageTokens.from_bytes(row["tokens"], self._token_dimension) for row in rows}
        return [by_id[i] for i in ids]

    # Finding

    def search_vectors(
        self, vector: Floats, k: int, language: Language, article_id: str | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) pairs of one language, nearest first, from one article where one is named."""
        with self._lock:
            self._catch_up()
            among = None if article_id is None else self._passage_ids(language, article_id)
            return self._vectors[language].search(vector, k, among)

    def search_keywords(self, terms: Sequence[str], k: int, article_id: str | None = None) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, BM25 score) pairs for passages with any of `terms`; higher is better."""
        if not terms:
            return []
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in dict.fromkeys(terms))
        within = "" if article_id is None else " AND rowid IN (SELECT id FROM passage WHERE article_id = ?)"
        rows = self._select(
            f"SELECT rowid, -bm25(keyword) AS score FROM keyword WHERE keyword MATCH ?{within} ORDER BY rank LIMIT ?",
            *([match, k] if article_id is None else [match, article_id, k]),
        )
        return [(row["rowid"], row["score"]) for row in rows]

    def of_language(self, ids: Sequence[int], language: Language) -> list[int]:
        """Return those of the passages that are in `language`, in the order given."""
        rows = self._select(
            "SELECT passage.id FROM passage JOIN article ON article.id = article_id"
            " WHERE language = ? AND passage.id IN (SELECT value FROM json_each(?))",
            language,
            json.dumps(list(ids)),
        )
        present = {row["id"] for row in rows}
        return [i for i in ids if i in present]

    # Changing it

    def put(
        self, article: Article, passages: Sequence[Passage], codes: Sequence[PassageCode], terms: Sequence[str]
    ) -> int:
        """Store an article with its passages, how each is encoded, and its keyword terms (one string a passage).

        An article of the same id is replaced, and the version grows. All of it happens or none. Returns the version.
        """
        if any(code.vector.shape != (self._dimension,) for code in codes):
            raise ValueError(f"vectors of {self._dimension} dimensions expected")
        published = article.published.isoformat() if article.published else None
        with self._writing() as connection:
            row = connection.execute("SELECT version FROM article WHERE id = ?", (article.id,)).fetchone()
            version = row["version"] + 1 if row else 1
            self._delete(connection, article.id)
            connection.execute(
                "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    article.id,
                    version,
                    article.source,
                    article.title,
                    article.language,
                    published,
                    article.text,
                    article.content_hash,
                    datetime.now(UTC).isoformat(timespec="milliseconds"),
                ),
            )
            for passage, code, passage_terms in zip(passages, codes, terms, strict=True):
                sentences = json.dumps([[s.start, s.end] for s in passage.sentences], separators=(",", ":"))
                cursor = connection.execute(
                    "INSERT INTO passage (article_id, start_at, end_at, sentences, vector, tokens)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        article.id,
                        passage.start,
                        passage.end,
                        sentences,
                        code.vector.astype("<f4").tobytes(),
                        code.tokens.to_bytes(),
                    ),
                )
                connection.execute(
                    "INSERT INTO keyword (rowid, terms) VALUES (?, ?)", (cursor.lastrowid, passage_terms)
                )
        return int(version)

    def remove(self, article_id: str) -> None:
        """Remove an article with all that was made of it. Raises ArticleMissing."""
        with self._writing() as connection:
            if not self._delete(connection, article_id):
                raise ArticleMissing(source=article_id)

    # Inside

    def _code(self, row: sqlite3.Row) -> PassageCode:
        tokens = PassageTokens.from_bytes(row["tokens"], self._token_dimension)
        return PassageCode(np.frombuffer(row["vector"], dtype="<f4"), tokens)

    @staticmethod
    def _delete(connection: sqlite3.Connection, article_id: str) -> bool:
        connection.execute(
            "DELETE FROM keyword WHERE rowid IN (SELECT id FROM passage WHERE article_id = ?)", (article_id,)
        )
        return connection.execute("DELETE FROM article WHERE id = ?", (article_id,)).rowcount > 0

    def _select(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock, _sqlite_errors(self.folder / DATABASE):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that also moves the generation on, by which every other reader sees that something changed."""
        with self._lock, _sqlite_errors(self.folder / DATABASE):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("UPDATE manifest SET value = value + 1 WHERE key = 'generation'")
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _catch_up(self) -> None:
        """Bring the vector index in step with the database, whoever changed it."""
        with self._lock:
            generation = int(self._select("SELECT value FROM manifest WHERE key = 'generation'")[0]["value"])
            if generation == self._generation:
                return
            for language, vectors in self._vectors.items():
                vectors.match(self._passage_ids(language), self._fetch_vectors)
            self._generation = generation

    def _passage_ids(self, language: Language, article_id: str | None = None) -> Ids:
        rows = self._select(
            "SELECT passage.id FROM passage JOIN article ON article.id = article_id"
            " WHERE language = ? AND (? IS NULL OR article_id = ?)",
            language,
            article_id,
            article_id,
        )
        return np.fromiter((row["id"] for row in rows), dtype=np.int64, count=len(rows))

    def _fetch_vectors(self, ids: Sequence[int]) -> Floats:
        rows = self._select(
            "SELECT id, vector FROM passage WHERE id IN (SELECT value FROM json_each(?))", json.dumps(list(ids))
        )
        by_id = {row["id"]: np.frombuffer(row["vector"], dtype=np.float32) for row in rows}
        return np.stack([by_id[i] for i in ids])


def _check_manifest(connection: sqlite3.Connection, identity: EncodingIdentity) -> None:
    current = {
        "schema": str(SCHEMA_VERSION),
        "model": identity.model,
        "dtype": identity.dtype,
        "dimension": f"{identity.dimension}, {identity.token_dimension} for tokens",
        "balance": identity.balance,
        "passage_rules": str(PASSAGE_RULES),
    }
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'manifest'").fetchone()[0]
    if not has_tables:
        create_tables(connection)
        rows = [*current.items(), ("generation", "0")]
        connection.executemany("INSERT INTO manifest VALUES (?, ?)", rows)
        return
    stored = {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM manifest")}
    different = [key for key, value in current.items() if stored.get(key) != value]
    if different:
        raise LibraryOfOtherModel(
            stored=", ".join(f"{key} {stored.get(key, 'unknown')}" for key in different),
            current=", ".join(f"{key} {current[key]}" for key in different),
        )


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    """Give SQLite's errors the words of ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise LibraryBusy(holder="unknown") from error
        raise LibraryCorrupt(path=path, folder=path.parent, reason=error) from error
    except sqlite3.DatabaseError as error:
        raise LibraryCorrupt(path=path, folder=path.parent, reason=error) from error


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _stored_passage(row: sqlite3.Row) -> StoredPassage:
    return StoredPassage(
        id=row["id"],
        article_id=row["article_id"],
        version=row["version"],
        title=row["title"],
        language=row["language"],
        published=_date(row["published"]),
        start=row["start_at"],
        end=row["end_at"],
        text=row["text"],
        sentences=tuple(Span(start, end) for start, end in json.loads(row["sentences"])),
    )
