"""The library as the rest of the program knows it, wherever it is kept.

`bot.library.store` keeps one in SQLite and FAISS beside the articles, `bot.library.milvus` one on a server. Only
`bot.service.library_choice` names either.
"""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from bot.articles import Article
from bot.bilingual import Language
from bot.library.chunking import Passage
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.stored_article import ArticleRow, ArticleText, StoredArticle, StoredFile
from bot.library.store.stored_passage import StoredPassage
from bot.library.store.writer_lock import WriterLock
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import PassageCode
from bot.models.embeddings.late_interaction import PassageTokens


class Library(Protocol):
    """All articles of one home. Safe to use from several threads and processes; each change happens as a whole or not at all.

    Whoever reads sees the last committed state and waits for no writer. A passage's id is never used twice, and what it names
    never changes. Anything may raise LibraryError where the library is damaged or out of reach.
    """

    def close(self) -> None:
        """Let go of what is held. What was stored stays."""

    def reading(self) -> AbstractContextManager[None]:
        """Make everything that this thread reads inside come from one state of the library."""

    def changing(self) -> AbstractContextManager[WriterLock]:
        """Keep other writers out for a whole run, or until it lets them in between; single changes do so by themselves.

        Other threads wait. Raises LibraryBusy when another process does not finish in time.
        """

    # What is in it

    def articles(self, scope: Scope = EVERYTHING) -> list[ArticleRow]:
        """Return what there is to list in a scope, newest indexed first."""

    def titled(self, text: str, parts: Sequence[str], scope: Scope = EVERYTHING) -> str | None:
        """Return the id of the newest article in a scope whose title stands in `text` or has one of `parts` in it.

        A title that stands in the text has two words at least. Letters count in either case, as far as they are ASCII. None
        where there is no such article.
        """

    def has_articles(self, scope: Scope = EVERYTHING) -> bool:
        """Return whether any article is in a scope."""

    def is_one_article(self, scope: Scope) -> bool:
        """Return whether a scope is one article alone."""

    def article(self, article_id: str) -> ArticleText:
        """Return one article with its text; for a twin, the one whose content it shares. Raises ArticleMissing."""

    def stored(self, article_id: str) -> StoredArticle | None:
        """Return what is known of an article without its text, None where there is none of that id."""

    def with_content(self, content_hash: str) -> str | None:
        """Return the id of the article that has this content, None where it is new."""

    def file(self, source: str) -> StoredFile:
        """Return the articles that came from one file, and how it looked; none where it is unknown."""

    def files(self) -> dict[str, StoredFile]:
        """Return every file that articles came from, by its name in the folder."""

    def passages(self, ids: Sequence[int]) -> list[StoredPassage]:
        """Return these passages in the order asked for; ids that are gone are left out.

        Where only the day of saving is known, `published` is None: no "last year" is counted from it.
        """

    def cuts(self, article_id: str) -> list[Passage]:
        """Return how an article is cut into passages, in order; nothing for an unknown one."""

    def passage_codes(self, article_id: str) -> dict[str, PassageCode]:
        """Return how an article's passages are encoded, by passage text, so that unchanged ones need no embedding.

        Their token spans count from the passage's first character.
        """

    def passage_tokens(self, ids: Sequence[int]) -> list[PassageTokens]:
        """Return the tokens of these passages in the order asked for. Raises KeyError for an id that is gone."""

    def terms(self, article_id: str) -> list[str]:
        """Return the keyword terms of an article's passages as `put` got them, in the order of `cuts`."""

    def written_at(self) -> int:
        """Return when the library was written last, in milliseconds since 1970; it waits for no writer."""

    def coverage(self) -> Hashable:
        """Return what tells one committed state from all others: after any change it is another."""

    # Finding

    def article_vectors(self, ids: Sequence[str]) -> Floats:
        """Return the mean of each article's vectors, unit length, shape (len(ids), dimension); zeros for one that is gone."""

    def search_vectors(
        self, vector: Floats, k: int, language: Language, scope: Scope = EVERYTHING
    ) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, cosine) pairs of one language in a scope, nearest first."""

    def search_keywords(self, terms: Sequence[str], k: int, scope: Scope = EVERYTHING) -> list[tuple[int, float]]:
        """Return up to `k` (passage id, BM25 score) pairs for passages in a scope with any of `terms`; higher is better."""

    def of_language(self, ids: Sequence[int], language: Language) -> list[int]:
        """Return those of the passages that are in `language`, in the order given."""

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

        An article of the same id is replaced, and the version grows; `version` is that of an id that is new. Of content that
        is stored already under this id only the facts are noted; with `again` it gets the passages anew, and its version stays.
        All of it happens or none. Returns the version. Raises LibraryBusy, LibraryFull and LibraryNotWritable, and ValueError
        for vectors of another size.
        """

    def put_facts(self, article: Article) -> None:
        """Note which file an article is in now, who wrote it and where on the web it is; its content stays as it is."""

    def put_tags(self, tags: Mapping[str, Sequence[str]]) -> None:
        """Give articles, by their ids, these tags in place of those that they have; all of it happens or none."""

    def differing_tags(self, chosen: Mapping[str, Sequence[str]]) -> list[str]:
        """Return the ids of those articles that have other tags than are `chosen`; ids that are unknown are left out."""

    def put_twin(self, article: Article, version: int = 1) -> None:
        """Note an article whose content is stored under another id already. It takes over when that one goes."""

    def remove(self, article_id: str) -> str | None:
        """Remove an article with all that was made of it. Raises ArticleMissing.

        Returns the id of the article that has the same content and now stands for it, None where there is none.
        """

    def put_fingerprints(self, looks: dict[str, FileFingerprint | None]) -> None:
        """Note how files look whose articles are all stored, so that they need not be read again; None forgets a file."""

    def tidy(self, *, purge: bool = False) -> None:
        """Put in order what changes have left behind, where it has become much; with `purge` in any case.

        With `purge` also the words of what was removed are swept out.
        """
