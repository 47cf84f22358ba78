"""From the folder to the library: what is new or changed is embedded, what is the same is left alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot import corpus, removals, versions
from bot.articles import ARCHIVE_SUFFIX, Article, Content, read_archive, read_article
from bot.encoding import Encoder, PassageCode
from bot.errors import ArticleError, ArticleIdTaken, ArticleMissing
from bot.keywords import extract_terms
from bot.library import Library
from bot.passages import split_article
from bot.progress import Progress, Report, report_nothing
from bot.records import ArticleText, Failure, IndexReport, StoredArticle, StoredFile
from bot.runs import Run
from bot.terms import TermPair, mine_terms, other_spellings
from bot.webpages import page_key, read_webpage

# Passages are embedded this many at a time, from as many articles as it takes: large enough for full batches of one length,
# small enough that an interruption loses seconds of work.
_GROUP = 256
# What one huge article may embed at once: the tokens of so many passages take 200 MB until they are bytes.
_AT_ONCE = 1_024


def embedded_text(article: Article, passage: str) -> str:
    """Return what is embedded for a passage: its article's title in front, because a passage seldom names its subject.

    A title that was only made from the article's first sentence stays away: it would lend that sentence's words to every
    passage alike.
    """
    title = article.title
    made = article.text.startswith(title.removesuffix("…"))
    return passage if made or passage.startswith(title) else f"{title}\n{passage}"


def keyword_terms(article: Article, passage: str, pairs: Sequence[TermPair]) -> list[str]:
    """Return what a passage is found by: its own words, and those of the other spellings that its article has for them.

    An article that says "프롬 스크래치(From Scratch)" once says only one of the two from there on.
    """
    text = embedded_text(article, passage)
    return extract_terms(" ".join([text, *other_spellings(text, pairs)]))


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
        """Make the library match the folder. No file is changed; one that cannot be read keeps what the library has of it.

        A file that looks as it did is not even read. What is stored stays stored when a run is interrupted, and the next
        goes on from there.
        """
        run = Run(report)
        with self._library.changing():
            removals.mend(self._folder)
            paths = {corpus.article_id(self._folder, path): path for path in corpus.scan(self._folder)}
            files = self._library.files()
            self._index(paths, run, files, quick=True)
            for source in files.keys() - paths.keys():
                self._remove_all(set(files[source].ids) - run.seen.keys(), run)
                self._library.put_looks({source: None})
            self._library.tidy(purge=bool(run.removed))
        return run.finish()

    def add(self, paths: Sequence[Path], report: Report) -> IndexReport:
        """Take files into the folder and the library; those that are there already are refreshed."""
        run = Run(report)
        with self._library.changing():
            adopted = {}
            for path in paths:
                try:
                    for file in _files(path):
                        copy = corpus.adopt(self._folder, file)
                        adopted[corpus.article_id(self._folder, copy)] = copy
                except ArticleError as error:
                    run.failed.append(Failure(str(path), error))
            files = {source: self._library.file(source) for source in adopted}
            self._index(adopted, run, files, quick=False)
            self._library.tidy()
        return run.finish()

    def add_text(self, text: str, title: str, report: Report) -> IndexReport:
        """Write pasted text into the folder as an article of today, and index it."""
        with self._library.changing():
            path = corpus.write_article(self._folder, text, title=title, source="", added=date.today())
            return self.add([path], report)

    def refresh(self, article_id: str, report: Report) -> IndexReport:
        """Read one article's file again, however it looks. Raises ArticleMissing."""
        stored = self._library.stored(article_id)
        if stored is None:
            raise ArticleMissing(source=article_id)
        return self.add([self._folder / stored.source], report)

    def add_webpage(self, address: str, report: Report) -> IndexReport:
        """Fetch a web page into the folder and index it; the same address again refreshes it. Raises ArticleError."""
        report(Progress("read", address, 0, 1, "files"))
        content = self._read_webpage(address)
        with self._library.changing():
            path = corpus.write_webpage(
                self._folder, content, address=address.strip(), key=page_key(address), added=date.today()
            )
            return self.add([path], report)

    def remove(self, article_id: str) -> IndexReport:
        """Take an article out of the library and out of the folder, with its older versions. Raises ArticleMissing."""
        run = Run(report_nothing)
        with self._library.changing():
            removals.mend(self._folder)
            stored = self._library.stored(article_id)
            if stored is None:
                raise ArticleMissing(source=article_id)
            path = self._folder / stored.source
            older = versions.versions_file(self._folder, article_id)
            with suppress(FileNotFoundError):
                if path.suffix.lower() == ARCHIVE_SUFFIX:
                    removals.remove_line(self._folder, path, article_id, older)
                else:
                    removals.remove(self._folder, path, older)
            self._remove_all({article_id}, run)
            self._library.put_looks({stored.source: None})
            self._library.tidy(purge=True)
        return run.finish()

    def restore(self, report: Report) -> IndexReport:
        """Bring back the article that was removed last. Raises ArticleMissing where there is none."""
        with self._library.changing():
            removals.mend(self._folder)
            return self.add([removals.restore(self._folder)], report)

    def _index(self, paths: Mapping[str, Path], run: Run, files: Mapping[str, StoredFile], *, quick: bool) -> None:
        """Index the articles in the files; with `quick` those that look as they did are passed over."""
        looks = {source: corpus.look(path) for source, path in paths.items()}
        reading = {}
        for source, path in paths.items():
            stored = files.get(source)
            if quick and stored and stored.look is not None and stored.look == looks[source]:
                run.unchanged += stored.ids
                run.seen.update(dict.fromkeys(stored.ids, source))
            else:
                reading[source] = path
        sizes = {source: _size(path) for source, path in reading.items()}
        run.pace.to_read = sum(sizes.values())
        done_bytes = 0
        for done, (source, path) in enumerate(reading.items()):
            run.report(Progress("read", path.name, done, len(reading), "files"))
            before = len(run.failed)
            seen: set[str] = set()
            for item in self._read(source, path):
                if isinstance(item, Failure):
                    run.failed.append(item)
                else:
                    run.pace.read = min(done_bytes + sizes[source], run.pace.read + len(item.text))
                    self._take(item, run, seen)
            done_bytes += sizes[source]
            run.pace.read = done_bytes
            if len(run.failed) == before:
                stale = set(files[source].ids) - seen if source in files else set()
                run.finished.append((source, looks[source], stale))
        self._store(run)
        if paths:
            run.report(Progress("read", "", len(reading), len(reading), "files"))

    def _take(self, item: Article, run: Run, seen: set[str]) -> None:
        """Compare an article with what the library has, and let it wait where it is to be stored."""
        stored = self._library.stored(item.id)
        owner = run.seen.get(item.id) or (stored.source if stored else item.source)
        if item.id in run.seen or (owner != item.source and (self._folder / owner).exists()):
            run.failed.append(Failure(item.source, ArticleIdTaken(source=item.source, article_id=item.id, owner=owner)))
            return
        run.seen[item.id] = item.source
        seen.add(item.id)
        if stored and stored.content_hash == item.content_hash:
            run.unchanged.append(item.id)
            if owner != item.source:
                self._library.set_source(item.id, item.source)
            if stored.twin_of:
                run.twins[item.id] = stored.twin_of
            return
        if self._is_twin(item, run, stored):
            return
        (run.changed if stored else run.added).append(item.id)
        passages = split_article(item)
        run.waiting.append((item, passages))
        run.waiting_contents[item.content_hash] = item.id
        run.pace.found += len(passages)
        if run.waiting_passages >= _GROUP:
            self._store(run)

    def _is_twin(self, item: Article, run: Run, stored: StoredArticle | None) -> bool:
        """Return whether the content is stored already, or about to be, under another id; then only that is noted."""
        waiting = run.waiting_contents.get(item.content_hash)
        holder = waiting or self._library.with_content(item.content_hash)
        if holder is None:
            return False
        (run.changed if stored else run.unchanged).append(item.id)
        run.twins[item.id] = holder
        if waiting:
            run.waiting_twins.append(item)
        else:
            self._library.put_twin(item, self._number(item))
        return True

    def _read(self, source: str, path: Path) -> Iterator[Article | Failure]:
        """Yield the articles in one file; an error is one too, and ends the file but not the run."""
        try:
            if path.suffix.lower() == ARCHIVE_SUFFIX:
                for item in read_archive(path, source):
                    yield Failure(source, item) if isinstance(item, ArticleError) else item
            else:
                yield read_article(path, source)
        except ArticleError as error:
            yield Failure(source, error)

    def _store(self, run: Run) -> None:
        """Embed the waiting articles together, then store each in a transaction of its own, and what follows from it."""
        reused = [self._reusable(article) for article, _ in run.waiting]
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
            pairs = mine_terms(article.text)
            terms = [" ".join(keyword_terms(article, text, pairs)) for text in texts]
            self._library.put(article, passages, moved, terms, self._number(article))
        run.waiting.clear()
        run.waiting_contents.clear()
        for twin in run.waiting_twins:
            self._library.put_twin(twin, self._number(twin))
        run.waiting_twins.clear()
        for _, _, stale in run.finished:
            self._remove_all(stale - run.seen.keys(), run)
        self._library.put_looks({source: look for source, look, _ in run.finished})
        run.finished.clear()
        self._library.tidy()

    def _number(self, article: Article) -> int:
        """Return the version number of what is about to be stored, keeping the version that it replaces."""
        stored = self._library.stored(article.id)
        if stored is None:
            number = versions.number_for(self._folder, article.id, article.content_hash)
            versions.renumbered(self._folder, article.id, number, article.content_hash)
            return number
        replaced = replace(
            self._library.article(article.id), id=stored.id, version=stored.version, source=stored.source
        )
        versions.keep(self._folder, replaced, article.content_hash)
        return stored.version + 1

    def _remove_all(self, ids: set[str], run: Run) -> None:
        for article_id in sorted(ids):
            run.removes(article_id, self._library.remove(article_id))
            versions.forget(self._folder, article_id)

    def _encode(self, fresh: Sequence[tuple[Article, str]], run: Run) -> list[PassageCode]:
        """Return the codes of the passages in order."""
        codes: list[PassageCode] = []
        pace = run.pace
        for first in range(0, len(fresh), _AT_ONCE):
            group = fresh[first : first + _AT_ONCE]
            subject, before = group[0][0].title, pace.embedded

            def tell(done: int, subject: str = subject, before: int = before) -> None:
                pace.embedded = before + done
                run.report(Progress("embed", subject, pace.embedded, max(pace.embedded, pace.total), "passages"))

            tell(0)
            texts = [embedded_text(article, text) for article, text in group]
            encoded = self._encoder.encode_passages(texts, [article.language for article, _ in group], tell)
            # The title in front is not part of the article's text: its tokens lie before the passage's first character.
            codes += [
                code.moved(len(text) - len(whole)) for code, whole, (_, text) in zip(encoded, texts, group, strict=True)
            ]
        return codes

    def _reusable(self, article: Article) -> dict[str, PassageCode]:
        """Return the codes of the article's earlier passages, by text, while the title and language are still the same."""
        earlier: ArticleText | None = None
        with suppress(ArticleMissing):
            earlier = self._library.article(article.id)
        if earlier is None or (earlier.title, earlier.language) != (article.title, article.language):
            return {}
        return self._library.passage_codes(earlier.id)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise ArticleMissing(source=path)
    return corpus.scan(path) if path.is_dir() else [path]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
