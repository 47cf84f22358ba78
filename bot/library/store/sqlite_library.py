"""The library in one folder: SQLite is what it knows, FAISS is how it finds by meaning, FTS5 how it finds by words."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bot.articles import Article
from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.errors import LibraryCorrupt
from bot.library.chunking import Passage
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.scope import EVERYTHING, Scope
from bot.library.store import keyword_search, queries, scope_filter, writes
from bot.library.store.connections import Connections, make_folder, sqlite_errors
from bot.library.store.faiss_index import FLAT_MOST, Coverage
from bot.library.store.schema import connect, empty_tables, prepare
from bot.library.store.stored_article import ArticleRow, ArticleText, StoredArticle, StoredFile
from bot.library.store.stored_passage import StoredPassage
from bot.library.store.vector_search import article_vectors, coverage, search_within
from bot.library.store.vector_snapshots import COMPACT_AT, VECTORS, VectorSnapshots
from bot.library.store.writer_lock import WriterLock
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import EncodingIdentity, PassageCode
from bot.models.embeddings.late_interaction import PassageTokens
from bot.text.sentences import Span

DATABASE = "library.sqlite"
# How long another process is waited for before it is named.
PATIENCE_SECONDS = 20.0


class SqliteLibrary:
    """All articles of one home. Safe to use from several threads and processes; each write is one transaction.

    Whoever reads sees the last committed state and waits for no writer.
    """

    def __init__(
        self, folder: Path, connections: Connections, snapshots: VectorSnapshots, identity: EncodingIdentity
    ) -> None:
        self.folder = folder
        self._connections = connections
        self._snapshots = snapshots
        self._dimension = identity.dimension
        self._token_dimension = identity.token_dimension
        self._scoped = scope_filter.ScopedPassages()

    @classmethod
    def open(
        cls,
        folder: Path,
        identity: EncodingIdentity,
        *,
        patience: float = PATIENCE_SECONDS,
        compact_at: int = COMPACT_AT,
        flat_most: int = FLAT_MOST,
    ) -> "SqliteLibrary":
        """Open the library in `folder`, making an empty one where there is none.

        Raises LibraryOfOtherModel where its vectors were made with another model or by other rules, LibraryCorrupt where
        its files are damaged, LibraryNotWritable. A missing or outdated vector index is made from the database again.
        `patience` is how many seconds a writer waits for another process, `compact_at` and `flat_most` see
        `VectorSnapshots`.
        """
        make_folder(folder)
        connections = Connections(folder / DATABASE, WriterLock(folder, patience))
        try:
            with sqlite_errors(connections.path):
                prepare(connections.writer, identity)
            return cls(
                folder, connections, VectorSnapshots(folder, connections, identity, compact_at, flat_most), identity
            )
        except BaseException:
            connections.close()
            raise

    @classmethod
    def empty(cls, folder: Path, identity: EncodingIdentity, *, patience: float = PATIENCE_SECONDS) -> None:
        """Make the library in `folder` an empty one, whatever it was made with; other processes see it at once.

        Raises LibraryBusy while another process writes into it.
        """
        make_folder(folder)
        path = folder / DATABASE
        with WriterLock(folder, patience).held():
            try:
                with sqlite_errors(path):
                    connection = connect(path)
                    try:
                        empty_tables(connection, identity)
                    finally:
                        connection.close()
            except LibraryCorrupt:
                for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
                    (folder / name).unlink(missing_ok=True)
            for name in VECTORS.values():
                (folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Let the files go. What was stored is on disk already."""
        self._connections.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Make everything that this thread reads inside come from one state of the library."""
        with self._connections.reading() as connection, self._snapshots.held(connection):
            yield

    @contextmanager
    def changing(self) -> Iterator[WriterLock]:
        """Keep other writers out for a whole run, or until it lets them in between; single changes do so by themselves.

        Other threads wait. Raises LibraryBusy when another process does not finish in time.
        """
        with self._connections.lock.held():
            yield self._connections.lock

    # What is in it

    def articles(self, scope: Scope = EVERYTHING) -> list[ArticleRow]:
        """Return what there is to list in a scope, newest indexed first."""
        with self._connections.reading() as connection:
            return queries.articles(connection, scope)

    def titled(self, text: str, parts: Sequence[str], scope: Scope = EVERYTHING) -> str | None:
        """Return the id of the article in a scope that `text` names by its title, or by a part of one; None for none."""
        with self._connections.reading() as connection:
            return queries.titled(connection, text, parts, scope)

    def has_articles(self, scope: Scope = EVERYTHING) -> bool:
        """Return whether any article is in a scope."""
        with self._connections.reading() as connection:
            return scope_filter.has_articles(connection, scope)

    def is_one_article(self, scope: Scope) -> bool:
        """Return whether a scope is one article alone."""
        with self._connections.reading() as connection:
            return scope_filter.is_one_article(connection, scope)

    def article(self, article_id: str) -> ArticleText:
        """Return one article with its text; for a twin, the one whose content it shares. Raises ArticleMissing."""
        with self._connections.reading() as connection:
            return queries.article(connection, article_id)

    def stored(self, article_id: str) -> StoredArticle | None:
        """Return what is known of an article without its text, None where there is none of that id."""
        with self._connections.reading() as connection:
            return queries.stored(connection, article_id)

    def with_content(self, content_hash: str) -> str | None:
        """Return the id of the article that has this content, None where it is new."""
        with self._connections.reading() as connection:
            return queries.with_content(connection, content_hash)

    def file(self, source: str) -> StoredFile:
        """Return the articles that came from one file, and how it looked; none where it is unknown."""
        with self._connections.reading() as connection:
            return queries.file(connection, source)

    def files(self) -> dict[str, StoredFile]:
        """Return every file that articles came from, by its name in the folder."""
        with self._connections.reading() as connection:
            return queries.files(connection)

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return these passages in the order asked for; ids that are gone are left out.

        Where only the day of saving is known, `published` is None: no "last year" is counted from it.
        """
        rows = self._select(
            "SELECT passage.id, article_id, version, title, article.language, start_at, end_at, sentences, warnings,"
            """ CASE WHEN warnings LIKE '%"saved_day"%' THEN NULL ELSE published END AS published,"""
            " substr(text, start_at + 1, end_at - start_at) AS text"
            " FROM passage JOIN article ON article.id = article_id"
            " WHERE passage.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        by_id = {row["id"]: StoredPassage.from_row(row) for row in rows}
        return [by_id[i] for i in ids if i in by_id]

    def cuts(self, article_id: str) -> list[Passage]:
        """Return how an article is cut into passages, in order; nothing for an unknown one."""
        rows = self._select(
            "SELECT start_at, end_at, sentences FROM passage WHERE article_id = ? ORDER BY start_at, id", article_id
        )
        return [
            Passage(row["start_at"], row["end_at"], tuple(Span(*span) for span in json.loads(row["sentences"])))
            for row in rows
        ]

    def passage_codes(self, article_id: str) -> dict[str, PassageCode]:
        """Return how an article's passages are encoded, by passage text, so that unchanged ones need no embedding.

        Their token spans count from the passage's first character.
        """
        rows = self._select(
            "SELECT text, start_at, end_at, vector.data AS vector, tokens.data AS tokens FROM passage"
            " JOIN article ON article.id = article_id JOIN vector ON vector.passage_id = passage.id"
            " JOIN tokens ON tokens.passage_id = passage.id WHERE article_id = ?",
            article_id,
        )
        return {row["text"][row["start_at"] : row["end_at"]]: self._code(row) for row in rows}

    def passage_tokens(self, ids: Sequence[int]) -> list[PassageTokens]:
        """Return the tokens of these passages in the order asked for. Raises KeyError for an id that is gone."""
        rows = self._select(
            "SELECT passage_id AS id, data FROM tokens WHERE passage_id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        by_id = {row["id"]: PassageTokens.from_bytes(row["data"], self._token_dimension) for row in rows}
        return [by_id[i] for i in ids]

    def terms(self, article_id: str) -> list[str]:
        """Return the keyword terms of an article's passages as `put` got them, in the order of `cuts`."""
        rows = self._select(
            "SELECT terms FROM keyword JOIN passage ON passage.id = keyword.rowid WHERE article_id = ?"
            " ORDER BY start_at, passage.id",
            article_id,
        )
        return [row["terms"] for row in rows]

    def written_at(self) -> int:
        """Return when the library was written last, in milliseconds; it asks only the files, so it waits for nobody."""
        return self._connections.written_at()

    def coverage(self) -> Coverage:
        """Return what tells one committed state from all others: after any change it is another."""
        with self._connections.reading() as connection:
            return coverage(connection)

    # Finding

    def article_vectors(self, ids: Sequence[str]) -> Floats:
        """Return the mean of each article's vectors, unit length, shape (len(ids), dimension); zeros for one that is gone."""
        with self._connections.reading() as connection:
            return article_vectors(connection, ids, self._dimension)

    def search_vectors(
        self, vector: Floats, k: int, language: Language, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) pairs of one language in a scope, nearest first."""
        with self._connections.reading() as connection, self._snapshots.held(connection) as snapshot:
            search = snapshot.searches[language]
            within = self._scoped.find(connection, snapshot.covers, scope, language)
            if within is None:
                return search.search(vector, k)
            return search_within(connection, search, vector, k, within)

    def search_keywords(self, terms: Sequence[str], k: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, BM25 score) pairs for passages in a scope with any of `terms`; higher is better."""
        with self._connections.reading() as connection:
            within = self._scoped.find(connection, coverage(connection), scope)
            return keyword_search.search(connection, terms, k, within)

    def of_language(self, ids: Sequence[int], language: Language) -> list[int]:
        """Return those of the passages that are in `language`, in the order given."""
        rows = self._select(
            "SELECT id FROM passage WHERE language = ? AND id IN (SELECT value FROM json_each(?))",
            language,
            json.dumps(list(ids)),
        )
        present = {row["id"] for row in rows}
        return [i for i in ids if i in present]

    # Changing it

    def put(
        self,
        article: Article,
        passages: Sequence[Passage],
        codes: Sequence[PassageCode],
        terms: Sequence[str],
        version: int = 1,
        *,
        again: bool = False,
    ) -> int:
        """Store an article with its passages, how each is encoded, and its keyword terms (one string a passage).

        An article of the same id is replaced, and the version grows; `version` is that of an id that is new. With `again` the
        same content gets the passages anew, and its version stays. All of it happens or none. Returns the version. Raises
        LibraryBusy, LibraryFull and LibraryNotWritable.
        """
        if any(code.vector.shape != (self._dimension,) for code in codes):
            raise ValueError(f"vectors of {self._dimension} dimensions expected")
        with self._connections.writing() as connection:
            return writes.put_article(connection, article, passages, codes, terms, version, again=again)

    def put_facts(self, article: Article) -> None:
        """Note which file an article is in now, who wrote it and where on the web it is; its content stays as it is."""
        with self._connections.writing() as connection:
            writes.put_facts(connection, article)

    def put_tags(self, tags: Mapping[str, Sequence[str]]) -> None:
        """Give articles, by their ids, these tags in place of those that they have; all of it happens or none."""
        if not tags:
            return
        with self._connections.writing() as connection:
            for article_id, names in tags.items():
                scope_filter.put_tags(connection, article_id, names)

    def differing_tags(self, chosen: Mapping[str, Sequence[str]]) -> list[str]:
        """Return the ids of those articles that have other tags than are `chosen`; ids that are unknown are left out."""
        with self._connections.reading() as connection:
            return queries.chosen_tags_differ(connection, chosen)

    def put_twin(self, article: Article, version: int = 1) -> None:
        """Note an article whose content is stored under another id already. It takes over when that one goes."""
        with self._connections.writing() as connection:
            writes.put_twin(connection, article, version)

    def remove(self, article_id: str) -> str | None:
        """Remove an article with all that was made of it. Raises ArticleMissing.

        Returns the id of the article that has the same content and now stands for it, None where there is none.
        """
        with self._connections.writing() as connection:
            there, heir = writes.take_out(connection, article_id)
            if not there:
                raise ArticleMissing(source=article_id)
        return heir

    def put_fingerprints(self, looks: dict[str, FileFingerprint | None]) -> None:
        """Note how files look whose articles are all stored, so that they need not be read again; None forgets a file."""
        if looks:
            with self._connections.writing() as connection:
                for source, look in looks.items():
                    writes.put_fingerprint(connection, source, look)

    def tidy(self, *, purge: bool = False) -> None:
        """Fold what has changed into the saved vector indexes, where it has become much; with `purge` in any case.

        With `purge` also the words of what was removed are swept out. Raises LibraryFull and LibraryNotWritable, and then
        nothing is lost: the indexes are made again from the database.
        """
        self._snapshots.compact(purge=purge)
        if purge:
            with self._connections.alone() as connection:
                keyword_search.purge(connection)
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # Inside

    def _code(self, row: sqlite3.Row) -> PassageCode:
        tokens = PassageTokens.from_bytes(row["tokens"], self._token_dimension)
        return PassageCode(np.frombuffer(row["vector"], dtype="<f4"), tokens).moved(-row["start_at"])

    def _select(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._connections.reading() as connection:
            return connection.execute(sql, values).fetchall()
