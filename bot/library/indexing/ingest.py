"""What is taken into the library: embedded in groups, stored one by one, each in place of the version that it replaces."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.articles import Article
from bot.articles.article_errors import ArticleMissing
from bot.library.chunking import Passage
from bot.library.corpus import versions
from bot.library.corpus.working_copy import ChangedFolder
from bot.library.indexing import passage_text
from bot.library.indexing.run import Group, Run
from bot.library.library import Library
from bot.library.store.stored_article import ArticleText
from bot.models.embeddings.encoder import Encoder, PassageCode
from bot.text.hanja import has_hanja

_REPORT_SECONDS = 0.1


class Ingester:
    """Stores in one library what waits in a run, and keeps the versions that it replaces beside the folder's articles."""

    def __init__(self, folder: Path, library: Library, encoder: Encoder, files: ChangedFolder) -> None:
        self._files = files
        self._folder = folder
        self._library = library
        self._encoder = encoder
        self._threads = ThreadPoolExecutor(1, "indexing")

    def store(self, run: Run) -> None:
        """Store what is being embedded and what waits."""
        self.advance(run)
        self.advance(run)

    def advance(self, run: Run) -> None:
        """Store the group that is being embedded, and begin to embed the one that waits.

        It is embedded while the caller reads on, which takes one core, and while the group before it is stored.
        """
        group, run.embedding, run.waiting = run.embedding, run.waiting, Group()
        fresh = iter(self._await(group.fresh, run) if group.fresh else ())
        self._begin(run.embedding, run)
        self._put(group, fresh, run)

    def wait(self, run: Run) -> None:
        """Return when the group that is being embedded can be stored."""
        if run.embedding.fresh:
            self._await(run.embedding.fresh, run)

    def embed_ahead(self, article: Article, passages: Sequence[Passage], at_once: int, run: Run) -> Iterator[None]:
        """Embed an article's new passages, pausing after each `at_once`; nothing is stored, but the next `store` has them.

        A code depends on nothing but the article, so that others may change the library in the pauses.
        """
        known = self._known(article, run)
        texts = dict.fromkeys(article.text[passage.start : passage.end] for passage in passages)
        fresh = [text for text in texts if text not in known]
        ahead = run.ahead.setdefault(article.content_hash, {})
        for first in range(0, len(fresh), at_once):
            group = fresh[first : first + at_once]
            run.pace.found += len(group)
            codes = self._await(self._encode([(article, text) for text in group], run), run)
            ahead.update(zip(group, codes, strict=True))
            yield

    def put_twin(self, article: Article) -> None:
        """Note an article whose content is stored under another id already."""
        self._library.put_twin(article, self._number(article))

    def remove(self, ids: set[str], run: Run) -> None:
        """Remove articles with their older versions; where another has the same content, it takes over."""
        for article_id in sorted(ids):
            run.removes(article_id, self._library.remove(article_id))
            versions.forget(self._folder, article_id)

    def _number(self, article: Article) -> int:
        """Return the version number of what is about to be stored, keeping the version that it replaces."""
        stored = self._library.stored(article.id)
        if stored is None:
            number = versions.number_for(self._folder, article.id, article.content_hash)
            versions.renumbered(self._folder, article.id, number, article.content_hash)
            return number
        replaced = replace(
            self._library.article(article.id),
            id=stored.id,
            version=stored.version,
            source=stored.source,
            author=stored.author,
            url=stored.url,
            warnings=stored.warnings,
        )
        versions.keep(self._folder, replaced, article.content_hash)
        self._files.send_files([versions.versions_file(self._folder, article.id)])
        return stored.version + 1

    def _begin(self, group: Group, run: Run) -> None:
        group.known = [self._known(article, run) for article, _ in group.articles]
        fresh = [
            (article, text)
            for (article, passages), known in zip(group.articles, group.known, strict=True)
            for text in _texts(article, passages)
            if text not in known
        ]
        run.pace.found -= group.passages - len(fresh)
        if fresh:
            group.fresh = self._encode(fresh, run)

    def _put(self, group: Group, fresh: Iterator[PassageCode], run: Run) -> None:
        """Store each article of a group in a transaction of its own, and what follows from it."""
        for (article, passages), known in zip(group.articles, group.known, strict=True):
            texts = _texts(article, passages)
            rows = [(known[text] if text in known else next(fresh)) for text in texts]
            moved = [code.moved(passage.start) for code, passage in zip(rows, passages, strict=True)]
            terms = passage_text.terms(article, texts)
            again = article.id in run.again
            self._library.put(article, passages, moved, terms, 1 if again else self._number(article), again=again)
            run.ahead.pop(article.content_hash, None)
        for twin in group.twins:
            self.put_twin(twin)
        for _, _, stale in group.finished:
            self.remove(stale - run.seen.keys(), run)
        self._library.put_fingerprints({source: look for source, look, _ in group.finished})
        self._library.tidy()

    def _encode(self, fresh: Sequence[tuple[Article, str]], run: Run) -> Future[list[PassageCode]]:
        """Begin to embed passages in another thread, which notes in the run's pace how far it is."""
        pace, before = run.pace, run.pace.embedded

        def note(subject: str, done: int) -> None:
            pace.subject, pace.embedded = subject, before + done

        return self._threads.submit(passage_text.encode, self._encoder, fresh, note)

    def _await(self, codes: Future[list[PassageCode]], run: Run) -> list[PassageCode]:
        """Return the codes when they are there, and report meanwhile."""
        while not wait([codes], timeout=_REPORT_SECONDS).done:
            run.report(run.pace.progress())
        run.report(run.pace.progress())
        return codes.result()

    def _known(self, article: Article, run: Run) -> dict[str, PassageCode]:
        known = self._reusable(article)
        if article.id in run.again:
            known = {text: code for text, code in known.items() if not has_hanja(text)}
        return known | run.ahead.get(article.content_hash, {})

    def _reusable(self, article: Article) -> dict[str, PassageCode]:
        """Return the codes of the article's earlier passages, by text, while the title and language are still the same."""
        earlier: ArticleText | None = None
        with suppress(ArticleMissing):
            earlier = self._library.article(article.id)
        if earlier is None or (earlier.title, earlier.language) != (article.title, article.language):
            return {}
        return self._library.passage_codes(earlier.id)


def _texts(article: Article, passages: Sequence[Passage]) -> list[str]:
    return [article.text[passage.start : passage.end] for passage in passages]
