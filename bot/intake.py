"""What is taken into the library: embedded together, stored one by one, each in place of the version that it replaces."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot import describing, versions
from bot.articles import Article
from bot.encoding import Encoder, PassageCode
from bot.errors import ArticleMissing
from bot.library import Library
from bot.passages import Passage
from bot.progress import Progress
from bot.records import ArticleText
from bot.runs import Run


class Intake:
    """Stores in one library what waits in a run, and keeps the versions that it replaces beside the folder's articles."""

    def __init__(self, folder: Path, library: Library, encoder: Encoder) -> None:
        self._folder = folder
        self._library = library
        self._encoder = encoder

    def store(self, run: Run) -> None:
        """Embed the waiting articles together, then store each in a transaction of its own, and what follows from it."""
        reused = [self._known(article, run) for article, _ in run.waiting]
        fresh = [
            (article, article.text[passage.start : passage.end])
            for (article, passages), known in zip(run.waiting, reused, strict=True)
            for passage in passages
            if article.text[passage.start : passage.end] not in known
        ]
        run.pace.found -= sum(len(passages) for _, passages in run.waiting) - len(fresh)
        codes = iter(self._encode(fresh, run))
        for (article, passages), known in zip(run.waiting, reused, strict=True):
            texts = [article.text[passage.start : passage.end] for passage in passages]
            rows = [(known[text] if text in known else next(codes)) for text in texts]
            moved = [code.moved(passage.start) for code, passage in zip(rows, passages, strict=True)]
            terms = describing.terms(article, texts)
            self._library.put(article, passages, moved, terms, self._number(article))
            run.ahead.pop(article.content_hash, None)
        run.waiting.clear()
        run.waiting_contents.clear()
        for twin in run.waiting_twins:
            self.put_twin(twin)
        run.waiting_twins.clear()
        for _, _, stale in run.finished:
            self.remove(stale - run.seen.keys(), run)
        self._library.put_looks({source: look for source, look, _ in run.finished})
        run.finished.clear()
        self._library.tidy()

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
            ahead.update(zip(group, self._encode([(article, text) for text in group], run), strict=True))
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
        )
        versions.keep(self._folder, replaced, article.content_hash)
        return stored.version + 1

    def _encode(self, fresh: Sequence[tuple[Article, str]], run: Run) -> list[PassageCode]:
        pace, before = run.pace, run.pace.embedded

        def tell(subject: str, done: int) -> None:
            pace.embedded = before + done
            run.report(Progress("embed", subject, pace.embedded, max(pace.embedded, pace.total), "passages"))

        return describing.encode(self._encoder, fresh, tell)

    def _known(self, article: Article, run: Run) -> dict[str, PassageCode]:
        return self._reusable(article) | run.ahead.get(article.content_hash, {})

    def _reusable(self, article: Article) -> dict[str, PassageCode]:
        """Return the codes of the article's earlier passages, by text, while the title and language are still the same."""
        earlier: ArticleText | None = None
        with suppress(ArticleMissing):
            earlier = self._library.article(article.id)
        if earlier is None or (earlier.title, earlier.language) != (article.title, article.language):
            return {}
        return self._library.passage_codes(earlier.id)
