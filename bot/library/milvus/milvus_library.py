"""The library on a Milvus server: its collections are what it knows, and how it finds by meaning and by words."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bot.articles import Article
from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.library.chunking import Passage
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.milvus.collection_schema import SCHEMA_VERSION
from bot.library.milvus.indexed_words import WordCutter
from bot.library.milvus.library_state import LibraryState, StateRows
from bot.library.milvus.milvus_change import MilvusChange
from bot.library.milvus.milvus_server import MilvusServer
from bot.library.milvus.new_body import NewBody
from bot.library.milvus.passage_reading import PassageReader
from bot.library.milvus.record_reading import RecordReader, listed
from bot.library.milvus.remembered_records import RememberedRecords
from bot.library.milvus.series_making import begin_series, find_state
from bot.library.milvus.server_address import ServerAddress
from bot.library.milvus.server_errors import LibraryRefused
from bot.library.milvus.sweeping import give_up, sweep
from bot.library.milvus.titles import first_titled
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.connections import make_folder
from bot.library.store.library_identity import made_with, require_same
from bot.library.store.stored_article import ArticleRow, ArticleText, StoredArticle, StoredFile
from bot.library.store.stored_passage import StoredPassage
from bot.library.store.writer_lock import ProcessLock, WriterLock
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import EncodingIdentity, PassageCode
from bot.models.embeddings.late_interaction import PassageTokens

# How long another process is waited for before it is named.
PATIENCE_SECONDS = 20.0
# How long what was replaced stays for those who began to read before: many times what a question reads for.
GRACE_SECONDS = 5.0
# Of so many replaced rows the oldest are swept out at once: each search names them all.
_GONE_MOST = 20_000


class MilvusLibrary:
    """All articles of one home, on a server. Safe to use from several threads, processes and machines.

    Each change happens as a whole or not at all, also where its process or the server ends in between: new rows count only when
    one last row says so. Writers of one home take turns by a lock in its `index/`, which machines share as they share the home's
    folder. Two homes must not write into one library: the second of two that do so at once hears LibraryBusy, as far as that can
    be seen from outside.

    `grace` is how many seconds what was replaced stays readable.
    """

    def __init__(
        self, server: MilvusServer, identity: EncodingIdentity, lock: WriterLock, grace: float = GRACE_SECONDS
    ) -> None:
        self._server = server
        self._states = StateRows(server)
        self._identity = identity
        self._made_with = made_with(identity, SCHEMA_VERSION)
        self._lock = lock
        self._grace_ms = round(grace * 1_000)
        self._words = WordCutter()
        self._here = threading.local()
        self._remembered = RememberedRecords()

    @classmethod
    def open(
        cls,
        address: ServerAddress,
        folder: Path,
        identity: EncodingIdentity,
        *,
        patience: float = PATIENCE_SECONDS,
        grace: float = GRACE_SECONDS,
        among: tuple[ProcessLock, ProcessLock] | None = None,
    ) -> "MilvusLibrary":
        """Open the library at an address, making an empty one where there is none; `folder` is where writers take turns.

        Those of several machines share no folder: `among` are locks that they do (`WriterLock`).

        Raises LibraryUnreachable, LibraryRefused, LibraryClientMissing, LibraryNotWritable for the folder, and
        LibraryOfOtherModel where its vectors were made with another model or by other rules. `patience` is how many seconds a
        writer waits for another process.
        """
        make_folder(folder)
        server = MilvusServer(address)
        try:
            lock, states = WriterLock(folder, patience, among), StateRows(server)
            state = find_state(server, states)
            if state is None:
                with lock.held():
                    state = find_state(server, states) or begin_series(server, states, identity, None)
            require_same(state.made_with, made_with(identity, SCHEMA_VERSION))
            return cls(server, identity, lock, grace)
        except BaseException:
            server.close()
            raise

    @classmethod
    def empty(
        cls,
        address: ServerAddress,
        folder: Path,
        identity: EncodingIdentity,
        *,
        patience: float = PATIENCE_SECONDS,
        among: tuple[ProcessLock, ProcessLock] | None = None,
    ) -> None:
        """Make the library at an address an empty one, whatever it was made with; other processes see it at once.

        Whoever is in the middle of reading may hear LibraryRefused. Raises LibraryBusy while another process writes into it.
        """
        make_folder(folder)
        server = MilvusServer(address)
        try:
            states = StateRows(server)
            with WriterLock(folder, patience, among).held():
                try:
                    before = find_state(server, states)
                except LibraryRefused:
                    before = None
                begin_series(server, states, identity, before)
        finally:
            server.close()

    def close(self) -> None:
        """Let the connection go. What was stored is on the server already."""
        self._server.close()
        self._words.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Make everything that this thread reads inside come from one state of the library.

        That holds for `grace` seconds. After that, what was replaced meanwhile may be gone: it is then left out of what is
        found, or raises KeyError as every id that is gone. Never are two versions of an article seen, nor a part of one.
        """
        with self._reading():
            yield

    @contextmanager
    def changing(self) -> Iterator[WriterLock]:
        """Keep other writers of this home out for a whole run, or until it lets them in between."""
        with self._lock.held():
            yield self._lock

    # What is in it

    def articles(self, scope: Scope = EVERYTHING) -> list[ArticleRow]:
        """Return what there is to list in a scope, newest indexed first."""
        with self._reading() as state:
            reader = self._reader(state)
            if scope == EVERYTHING:
                every = self._remembered.all(reader, state)
                found = [record for record in every if record.kind == "article"]
                twins = [record for record in every if record.kind == "twin"]
            else:
                found = reader.within(scope)
                twins = reader.of_content((record.content_hash for record in found), "twin")
        tags: dict[str, set[str]] = {}
        for twin in twins:
            tags.setdefault(twin.content_hash, set()).update(twin.tags)
        return listed(found, tags)

    def titled(self, text: str, parts: Sequence[str], scope: Scope = EVERYTHING) -> str | None:
        """Return the id of the newest article in a scope whose title stands in `text` or has one of `parts` in it."""
        with self._reading() as state:
            reader = self._reader(state)
            every = self._remembered.all(reader, state) if scope == EVERYTHING else reader.within(scope)
        return first_titled((record for record in every if record.kind == "article"), text, parts)

    def has_articles(self, scope: Scope = EVERYTHING) -> bool:
        """Return whether any article is in a scope."""
        with self._reading() as state:
            return self._reader(state).count(scope, 1) == 1

    def is_one_article(self, scope: Scope) -> bool:
        """Return whether a scope is one article alone."""
        with self._reading() as state:
            return self._reader(state).count(scope, 2) == 1

    def article(self, article_id: str) -> ArticleText:
        """Return one article with its text; for a twin, the one whose content it shares. Raises ArticleMissing."""
        with self._reading() as state:
            return self._reader(state).article(article_id)

    def stored(self, article_id: str) -> StoredArticle | None:
        """Return what is known of an article without its text, None where there is none of that id."""
        with self._reading() as state:
            return self._reader(state).stored(article_id)

    def with_content(self, content_hash: str) -> str | None:
        """Return the id of the article that has this content, None where it is new."""
        with self._reading() as state:
            return next((record.id for record in self._reader(state).of_content([content_hash], "article")), None)

    def file(self, source: str) -> StoredFile:
        """Return the articles that came from one file, and how it looked; none where it is unknown."""
        with self._reading() as state:
            return self._reader(state).file(source)

    def files(self) -> dict[str, StoredFile]:
        """Return every file that articles came from, by its name in the folder."""
        with self._reading() as state:
            return self._reader(state).files()

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return these passages in the order asked for; ids that are gone are left out."""
        with self._reading() as state:
            return self._passages(state).passages(ids)

    def cuts(self, article_id: str) -> list[Passage]:
        """Return how an article is cut into passages, in order; nothing for an unknown one."""
        with self._reading() as state:
            return self._passages(state).cuts(self._body(state, article_id))

    def passage_codes(self, article_id: str) -> dict[str, PassageCode]:
        """Return how an article's passages are encoded, by passage text; token spans count from its first character."""
        with self._reading() as state:
            return self._passages(state).codes(self._body(state, article_id), self._identity.token_dimension)

    def passage_tokens(self, ids: Sequence[int]) -> list[PassageTokens]:
        """Return the tokens of these passages in the order asked for. Raises KeyError for an id that is gone."""
        with self._reading() as state:
            return self._passages(state).tokens(ids, self._identity.token_dimension)

    def terms(self, article_id: str) -> list[str]:
        """Return the keyword terms of an article's passages as `put` got them, in the order of `cuts`."""
        with self._reading() as state:
            return self._passages(state).terms(self._body(state, article_id))

    def written_at(self) -> int:
        """Return when the library was written last, in milliseconds since 1970, by the clock of whoever wrote."""
        with self._reading() as state:
            return state.written_at

    def coverage(self) -> tuple[str, int]:
        """Return what tells one committed state from all others: after any change it is another."""
        with self._reading() as state:
            return state.coverage

    # Finding

    def article_vectors(self, ids: Sequence[str]) -> Floats:
        """Return the mean of each article's vectors, unit length, shape (len(ids), dimension); zeros for one that is gone."""
        with self._reading() as state:
            found = self._reader(state).of_ids(ids)
            bodies = {record.id: record.body for record in found if record.kind == "article"}
            return self._passages(state).mean_vectors([bodies.get(each, 0) for each in ids], self._identity.dimension)

    def search_vectors(
        self, vector: Floats, k: int, language: Language, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) pairs of one language in a scope, nearest first."""
        with self._reading() as state:
            bodies = self._bodies(state, scope)
            if k <= 0 or bodies == []:
                return []
            return self._passages(state).nearest(np.asarray(vector, np.float32), k, language, bodies)

    def search_keywords(self, terms: Sequence[str], k: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, BM25 score) pairs for passages in a scope with any of `terms`; higher is better."""
        words = self._words.asked(terms)
        with self._reading() as state:
            bodies = self._bodies(state, scope)
            if k <= 0 or not words or bodies == []:
                return []
            return self._passages(state).matching(words, k, bodies)

    def of_language(self, ids: Sequence[int], language: Language) -> list[int]:
        """Return those of the passages that are in `language`, in the order given."""
        with self._reading() as state:
            return self._passages(state).of_language(ids, language)

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
        """Store an article with its passages, how each is encoded, and its keyword terms; return its version."""
        if any(code.vector.shape != (self._identity.dimension,) for code in codes):
            raise ValueError(f"vectors of {self._identity.dimension} dimensions expected")
        if not len(passages) == len(codes) == len(terms):
            raise ValueError("a code and terms for each passage expected")
        with self._writing() as change:
            return change.put_article(NewBody(article, passages, codes, terms), version, again=again)

    def put_facts(self, article: Article) -> None:
        """Note which file an article is in now, who wrote it and where on the web it is; its content stays as it is."""
        with self._writing() as change:
            change.put_facts(article)

    def put_tags(self, tags: Mapping[str, Sequence[str]]) -> None:
        """Give articles, by their ids, these tags in place of those that they have; all of it happens or none."""
        if tags:
            with self._writing() as change:
                change.put_tags(tags)

    def differing_tags(self, chosen: Mapping[str, Sequence[str]]) -> list[str]:
        """Return the ids of those articles that have other tags than are `chosen`; ids that are unknown are left out."""
        with self._reading() as state:
            found = self._reader(state).of_ids(list(chosen))
        return [record.id for record in found if set(record.tags) != set(chosen[record.id])]

    def put_twin(self, article: Article, version: int = 1) -> None:
        """Note an article whose content is stored under another id already. It takes over when that one goes."""
        with self._writing() as change:
            change.put_twin(article, version)

    def remove(self, article_id: str) -> str | None:
        """Remove an article with all that was made of it; return who has its content now. Raises ArticleMissing."""
        with self._writing() as change:
            there, heir = change.take_out(article_id)
            if not there:
                raise ArticleMissing(source=article_id)
        return heir

    def put_fingerprints(self, looks: dict[str, FileFingerprint | None]) -> None:
        """Note how files look whose articles are all stored, so that they need not be read again; None forgets a file."""
        if looks:
            with self._writing() as change:
                change.put_looks(looks)

    def tidy(self, *, purge: bool = False) -> None:
        """Sweep out what was replaced more than `grace` seconds ago.

        With `purge` it waits for that: when it returns, no row on the server has anything of what was removed. What deleted rows
        leave in Milvus's own files goes when Milvus compacts them.
        """
        with self._lock.held():
            state, now = self._newest(), round(time.time() * 1_000)
            replaced = [at for at in state.gone.values() if at <= now]
            if purge and replaced:
                time.sleep(max(0, max(replaced) + self._grace_ms - now) / 1_000)
                now = max(replaced) + self._grace_ms
            sweep(self._server, self._states, state, now - self._grace_ms)

    # Inside

    @contextmanager
    def _reading(self) -> Iterator[LibraryState]:
        held: LibraryState | None = getattr(self._here, "state", None)
        if held is not None:
            yield held
            return
        self._here.state = self._newest()
        try:
            yield self._here.state
        finally:
            self._here.state = None

    @contextmanager
    def _writing(self) -> Iterator[MilvusChange]:
        """Yield a change of the newest state, which is written at the end, or by any error not."""
        with self._lock.held():
            state = give_up(self._server, self._states, self._newest())
            if len(state.gone) > _GONE_MOST:
                state = sweep(self._server, self._states, state, sorted(state.gone.values())[_GONE_MOST // 2])
            change = MilvusChange(self._server, self._states, state, self._words)
            yield change
            change.commit()

    def _newest(self) -> LibraryState:
        state = self._states.newest()
        require_same(state.made_with, self._made_with)
        return state

    def _reader(self, state: LibraryState) -> RecordReader:
        return RecordReader(self._server.as_of(state.as_of), state)

    def _passages(self, state: LibraryState) -> PassageReader:
        return PassageReader(self._server.as_of(state.as_of), state, self._reader(state))

    def _body(self, state: LibraryState, article_id: str) -> int:
        """Return the number of an article's body, 0 for an id that is none or a twin's."""
        found = self._reader(state).of_id(article_id).get("article")
        return found.body if found else 0

    def _bodies(self, state: LibraryState, scope: Scope) -> list[int] | None:
        """Return the bodies of the articles in a scope, None for all there are."""
        return None if scope == EVERYTHING else self._remembered.bodies(self._reader(state), state, scope)
