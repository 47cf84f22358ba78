"""From the folder to the library: what is new or changed is embedded, what is the same is left alone."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot import corpus
from bot.articles import ARCHIVE_SUFFIX, Article, Content, read_archive, read_article
from bot.encoding import Encoder, PassageCode
from bot.errors import ArticleError, ArticleIdTaken, ArticleMissing
from bot.keywords import extract_terms
from bot.library import Library
from bot.passages import Passage, split_article
from bot.progress import Progress, Report
from bot.records import Failure, IndexReport
from bot.webpages import page_key, read_webpage

# Passages are embedded this many at a time, from as many articles as it takes: large enough for full batches, small enough
# that an interruption loses seconds of work.
_GROUP = 256


def embedded_text(article: Article, passage: str) -> str:
    """Return what is embedded for a passage: its article's title in front, because a passage seldom names its subject.

    A title that was only made from the article's first sentence stays away: it would lend that sentence's words to every
    passage alike.
    """
    title = article.title
    made = article.text.startswith(title.removesuffix("…"))
    return passage if made or passage.startswith(title) else f"{title}\n{passage}"


@dataclass(slots=True)
class _Run:
    """One run's results so far, and the articles that wait to be embedded together."""

    report: Report
    started: float = field(default_factory=time.perf_counter)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    waiting: list[tuple[Article, list[Passage]]] = field(default_factory=list)

    def finish(self) -> IndexReport:
        return IndexReport(
            added=tuple(self.added),
            changed=tuple(self.changed),
            unchanged=tuple(self.unchanged),
            removed=tuple(self.removed),
            failed=tuple(self.failed),
            seconds=time.perf_counter() - self.started,
        )


class Indexer:
    """Keeps one library in step with one folder of articles."""

    def __init__(
        self,
        folder: Path,
        library: Library,
        encoder: Encoder,
        read_webpage: Callable[[str], Content] = read_webpage,
    ) -> None:
        self._read_webpage = read_webpage
        self._folder = folder
        self._library = library
        self._encoder = encoder

    def sync(self, report: Report) -> IndexReport:
        """Make the library match the folder. A file that cannot be read keeps what the library has of it."""
        run = _Run(report)
        paths = corpus.scan(self._folder)
        seen = self._index(paths, run)
        present = {corpus.article_id(self._folder, path) for path in paths}
        for article_id, (source, _) in self._library.content_hashes().items():
            readable = source not in {failure.source for failure in run.failed}
            if source not in present or (article_id not in seen and readable):
                self._library.remove(article_id)
                run.removed.append(article_id)
        self._library.save()
        return run.finish()

    def add(self, paths: Sequence[Path], report: Report) -> IndexReport:
        """Take files into the folder and the library; those that are there already are refreshed."""
        run = _Run(report)
        adopted = []
        for path in paths:
            try:
                adopted += [corpus.adopt(self._folder, file) for file in _files(path)]
            except ArticleError as error:
                run.failed.append(Failure(str(path), error))
        self._index(adopted, run)
        self._library.save()
        return run.finish()

    def add_text(self, text: str, title: str, report: Report) -> IndexReport:
        """Write pasted text into the folder as an article of today, and index it."""
        path = corpus.write_article(self._folder, text, title=title, source="", added=date.today())
        return self.add([path], report)

    def add_webpage(self, address: str, report: Report) -> IndexReport:
        """Fetch a web page into the folder and index it; the same address again refreshes it. Raises ArticleError."""
        report(Progress("read", address, 0, 1, "files"))
        content = self._read_webpage(address)
        path = corpus.write_webpage(
            self._folder, content, address=address.strip(), key=page_key(address), added=date.today()
        )
        return self.add([path], report)

    def remove(self, article_id: str) -> IndexReport:
        """Take an article out of the library and out of the folder. Raises ArticleMissing."""
        started = time.perf_counter()
        source, _ = self._library.content_hashes().get(article_id, ("", ""))
        if not source:
            raise ArticleMissing(source=article_id)
        path = self._folder / source
        with suppress(FileNotFoundError):
            if path.suffix.lower() == ARCHIVE_SUFFIX:
                corpus.remove_line(self._folder, path, article_id)
            else:
                corpus.remove(self._folder, path)
        self._library.remove(article_id)
        self._library.save()
        return IndexReport(removed=(article_id,), seconds=time.perf_counter() - started)

    def _index(self, paths: Sequence[Path], run: _Run) -> set[str]:
        """Index the articles in `paths`; return the ids that were seen."""
        known = self._library.content_hashes()
        seen: set[str] = set()
        for done, path in enumerate(paths):
            run.report(Progress("read", path.name, done, len(paths), "files"))
            for item in self._read(path):
                if isinstance(item, Failure):
                    run.failed.append(item)
                    continue
                owner, content_hash = known.get(item.id, (item.source, ""))
                if owner != item.source or item.id in seen:
                    error = ArticleIdTaken(source=item.source, article_id=item.id, owner=owner)
                    run.failed.append(Failure(item.source, error))
                    continue
                seen.add(item.id)
                if content_hash == item.content_hash:
                    run.unchanged.append(item.id)
                    continue
                (run.changed if content_hash else run.added).append(item.id)
                run.waiting.append((item, split_article(item)))
                if sum(len(passages) for _, passages in run.waiting) >= _GROUP:
                    self._store(run)
        self._store(run)
        if paths:
            run.report(Progress("read", "", len(paths), len(paths), "files"))
        return seen

    def _read(self, path: Path) -> Iterator[Article | Failure]:
        """Yield the articles in one file; an error is one too, and ends the file but not the run."""
        source = corpus.article_id(self._folder, path)
        try:
            if path.suffix.lower() == ARCHIVE_SUFFIX:
                for item in read_archive(path, source):
                    yield Failure(source, item) if isinstance(item, ArticleError) else item
            else:
                yield read_article(path, source)
        except ArticleError as error:
            yield Failure(source, error)

    def _store(self, run: _Run) -> None:
        """Embed the waiting articles together, then store each in a transaction of its own."""
        if not run.waiting:
            return
        reused = [self._reusable(article) for article, _ in run.waiting]
        fresh = [
            (article, article.text[passage.start : passage.end])
            for (article, passages), known in zip(run.waiting, reused, strict=True)
            for passage in passages
            if article.text[passage.start : passage.end] not in known
        ]
        codes = iter(self._encode(fresh, run.report))
        for (article, passages), known in zip(run.waiting, reused, strict=True):
            texts = [article.text[passage.start : passage.end] for passage in passages]
            rows = [(known[text] if text in known else next(codes)) for text in texts]
            moved = [code.moved(passage.start) for code, passage in zip(rows, passages, strict=True)]
            terms = [" ".join(extract_terms(embedded_text(article, text))) for text in texts]
            self._library.put(article, passages, moved, terms)
        run.waiting.clear()

    def _encode(self, fresh: Sequence[tuple[Article, str]], report: Report) -> list[PassageCode]:
        if not fresh:
            return []
        subject, total = fresh[0][0].title, len(fresh)
        report(Progress("embed", subject, 0, total, "passages"))
        texts = [embedded_text(article, text) for article, text in fresh]
        codes = self._encoder.encode_passages(
            texts,
            [article.language for article, _ in fresh],
            lambda done: report(Progress("embed", subject, done, total, "passages")),
        )
        # The title in front is not part of the article's text: its tokens lie before the passage's first character.
        return [
            code.moved(len(text) - len(embedded)) for code, embedded, (_, text) in zip(codes, texts, fresh, strict=True)
        ]

    def _reusable(self, article: Article) -> dict[str, PassageCode]:
        """Return the codes of the article's earlier passages, by text, while the title and language are still the same."""
        try:
            earlier = self._library.article(article.id)
        except ArticleMissing:
            return {}
        same = (earlier.title, earlier.language) == (article.title, article.language)
        return self._library.passage_codes(article.id) if same else {}


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise ArticleMissing(source=path)
    return corpus.scan(path) if path.is_dir() else [path]
