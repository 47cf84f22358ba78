"""From the folder to the library: what is new or changed is taken in, what is the same is left alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.articles import ARCHIVE_SUFFIX, Article, Content, clean_tags, read_archive, read_article
from bot.articles.article_errors import (
    ArticleError,
    ArticleIdTaken,
    ArticleMissing,
    ArticleUnforeseen,
    ArticleUnreadable,
    TagsUnreadable,
)
from bot.articles.web import page_key, read_webpage
from bot.library.chunking import Passage, split_article
from bot.library.corpus import chosen_tags, trash, versions
from bot.library.corpus import folder as corpus
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.corpus.working_copy import ChangedFolder, FolderAlone
from bot.library.indexing.index_report import Failure, IndexReport
from bot.library.indexing.ingest import Ingester
from bot.library.indexing.reading_faults import as_error_of
from bot.library.indexing.run import Run
from bot.library.library import Library
from bot.library.store.stored_article import StoredArticle, StoredFile
from bot.library.store.writer_lock import WriterLock
from bot.models.embeddings.encoder import Encoder
from bot.progress import Progress, Report, report_nothing
from bot.text.hanja import has_hanja

# Passages are embedded this many at a time, from as many articles as it takes: large enough for full batches of one length (64
# take 5% longer, 256 2% less), small enough that whoever wants to add an article meanwhile waits for a few seconds (for the group
# that is being embedded and the one that was read meanwhile), and that an interruption loses no more.
_GROUP = 96
# An article of more characters is embedded in such groups too, before it is stored as a whole.
_LONG = 20_000
# Nor does anyone wait for much longer where much is read and little embedded.
_TURN_SECONDS = 1.0


class Indexer:
    """Keeps one library in step with one folder of articles."""

    def __init__(
        self,
        folder: Path,
        library: Library,
        encoder: Encoder,
        read_webpage: Callable[[str], Content] = read_webpage,
        files: ChangedFolder | None = None,
    ) -> None:
        self._files = files or FolderAlone()
        self._read_webpage = read_webpage
        self._folder = folder
        self._library = library
        self._intake = Ingester(folder, library, encoder, self._files)

    def sync(self, report: Report) -> IndexReport:
        """Make the library match the folder. No file is changed; what cannot be read keeps what the library has of it.

        A file that looks as it did is not even read. What is stored stays stored when a run is interrupted, and the next
        goes on from there. Others may add and remove articles meanwhile.
        """
        run = Run(report)
        with self._files.changing(self._library) as lock:
            trash.recover(self._folder)
            found = corpus.scan(self._folder, run.fails)
            unread = [Path(failure.source) for failure in run.failed]
            paths = {corpus.article_id(self._folder, path): path for path in corpus.one_of_each_name(found, run.fails)}
            files = self._library.files()
            self._index(self._not_as_stored(paths, files, run), run, lock, quick=True)
            for source in files.keys() - paths.keys():
                path = self._folder / source
                if not any(map(path.is_relative_to, unread)) and not corpus.is_there(path):
                    self._intake.remove(set(self._library.file(source).ids) - run.seen.keys(), run)
                    self._library.put_fingerprints({source: None})
            chosen = run.chosen_tags or {}
            self._library.put_tags({each: chosen[each] for each in self._library.differing_tags(chosen)})
            self._library.tidy(purge=bool(run.removed))
        return run.finish()

    def add(self, paths: Sequence[Path], report: Report, *, uploaded: bool = False) -> IndexReport:
        """Take files, and all files in folders, into the folder and the library; those that are there already are refreshed.

        A file is known again by its path, one that was `uploaded` by its name and content. Each one that cannot be read is among
        what failed, and the others are taken in all the same.
        """
        run = Run(report)
        with self._files.changing(self._library) as lock:
            self._add(paths, run, lock, uploaded=uploaded)
        return run.finish()

    def add_text(self, text: str, title: str, report: Report) -> IndexReport:
        """Write pasted text into the folder as an article of today, and index it."""
        run = Run(report)
        with self._files.changing(self._library) as lock:
            path = corpus.write_article(self._folder, text, title=title, source="", added=date.today())
            self._add([path], run, lock)
        return run.finish()

    def refresh(self, article_id: str, report: Report) -> IndexReport:
        """Read one article's file again, however it looks. Raises ArticleMissing."""
        stored = self._library.stored(article_id)
        if stored is None:
            raise ArticleMissing(source=article_id)
        return self.add([self._folder / stored.source], report)

    def add_webpage(self, address: str, report: Report) -> IndexReport:
        """Fetch a web page into the folder and index it; the same address again refreshes it. Raises ArticleError."""
        report(Progress("read", address, 0, 1, "files"))
        return self.add_content(self._read_webpage(address), address, report)

    def read_page(self, address: str) -> Content:
        """Return the article at a web address, without taking it in. Raises ArticleError."""
        return self._read_webpage(address)

    def add_content(self, content: Content, address: str, report: Report) -> IndexReport:
        """Take what was found at a web address into the folder and index it. Raises ArticleEmpty or ArticleTooLarge."""
        run = Run(report)
        with self._files.changing(self._library) as lock:
            path = corpus.write_webpage(
                self._folder, content, address=address.strip(), key=page_key(address), added=date.today()
            )
            self._add([path], run, lock)
        return run.finish()

    def retag(self, article_ids: Sequence[str], change: Callable[[tuple[str, ...]], Sequence[str]]) -> None:
        """Give articles the tags that `change` makes of those that they have, for good: they outlive the index.

        Raises ArticleMissing for an unknown one, TagsUnreadable, CorpusNotWritable, and then nothing has changed.
        """
        with self._files.changing(self._library):
            changed = {}
            for article_id in article_ids:
                stored = self._library.stored(article_id)
                if stored is None:
                    raise ArticleMissing(source=article_id)
                changed[article_id] = clean_tags(change(stored.tags))
            chosen_tags.write_chosen(self._folder, {**chosen_tags.read_chosen(self._folder), **changed})
            self._library.put_tags(changed)

    def remove(self, article_id: str) -> IndexReport:
        """Take an article out of the library and out of the folder, with its older versions. Raises ArticleMissing.

        Where the library refuses, the folder is as it was.
        """
        run = Run(report_nothing)
        with self._files.changing(self._library):
            trash.recover(self._folder)
            stored = self._library.stored(article_id)
            if stored is None:
                raise ArticleMissing(source=article_id)
            path = self._folder / stored.source
            older = versions.versions_file(self._folder, article_id)
            with ExitStack() as files:
                with suppress(FileNotFoundError):
                    if path.suffix.lower() == ARCHIVE_SUFFIX:
                        files.enter_context(trash.removing_line(self._folder, path, article_id, older))
                    else:
                        files.enter_context(trash.removing(self._folder, path, older))
                self._files.send()  # a removal that ends here is begun again, one that only the library knows of is not
                self._intake.remove({article_id}, run)
            self._library.put_fingerprints({stored.source: None})
            self._library.tidy(purge=True)
        return run.finish()

    def restore(self, report: Report) -> IndexReport:
        """Bring back the article that was removed last. Raises ArticleMissing where there is none."""
        run = Run(report)
        with self._files.changing(self._library) as lock:
            trash.recover(self._folder)
            self._add([trash.restore(self._folder)], run, lock)
        return run.finish()

    def _add(self, paths: Sequence[Path], run: Run, lock: WriterLock, *, uploaded: bool = False) -> None:
        """Take in files as `add` does, and let others write in between."""
        adopted = {}
        files = [file for path in paths for file in _files(corpus.as_spelled(path), run)]
        for file in corpus.one_of_each_name(files, run.fails):
            try:
                with as_error_of(str(file)):
                    copy = corpus.adopt(self._folder, file, uploaded=uploaded)
                adopted[corpus.article_id(self._folder, copy)] = copy
            except ArticleError as error:
                run.failed.append(Failure(str(file), error))
        self._files.send_files(adopted.values())
        self._index(adopted, run, lock, quick=False)
        self._library.tidy()

    def _index(self, paths: Mapping[str, Path], run: Run, lock: WriterLock, *, quick: bool) -> None:
        """Index the articles in the files, and let others write in between; with `quick` not what they have done meanwhile."""
        run.begin_turn()
        try:
            run.chosen_tags = chosen_tags.read_chosen(self._folder)
        except TagsUnreadable as error:
            run.fails(error)
        sizes = {source: corpus.file_bytes(path) for source, path in paths.items()}
        run.pace.to_read = sum(sizes.values())
        done_bytes = 0
        again: dict[str, Path] = {}
        for done, (source, path) in enumerate(paths.items()):
            run.report(Progress("read", path.name, done, len(paths), "files"))
            by_others = quick and (
                not corpus.is_there(path)
                or not self._not_as_stored({source: path}, {source: self._library.file(source)}, run)
            )
            if not by_others and not self._read_file(source, path, run, lock):
                again[source] = path
            done_bytes += sizes[source]
            run.pace.read = done_bytes
            self._pass_on(run, lock)
        self._intake.store(run)
        for source, path in again.items():
            if corpus.is_there(path):
                self._read_file(source, path, run, None)
        self._intake.store(run)
        if paths:
            run.report(Progress("read", "", len(paths), len(paths), "files"))

    def _not_as_stored(self, paths: Mapping[str, Path], files: Mapping[str, StoredFile], run: Run) -> dict[str, Path]:
        """Return the files that are new or look another way than when they were stored; the others are unchanged."""
        reading = {}
        for source, path in paths.items():
            stored = files.get(source)
            if stored and stored.look is not None and stored.look == self._files.look(path):
                for article_id in stored.ids:
                    run.finds(article_id, "unchanged")
                    run.seen[article_id] = source
            else:
                reading[source] = path
        return reading

    def _read_file(self, source: str, path: Path, run: Run, lock: WriterLock | None) -> bool:
        """Take the articles of one file; return False where another writer has changed it meanwhile: then read it again.

        Without a lock to pass on there is no meanwhile.
        """
        look, state, failures = self._files.look(path), FileFingerprint.of(path), len(run.failed)
        seen: set[str] = set()
        before = self._library.file(source).look
        updated = before is None or state is None or before.rules != state.rules
        for item in self._read(source, path, run):
            if isinstance(item, Failure):
                run.failed.append(item)
            else:
                item = replace(item, tags=self._tags_of(item, run))
                run.pace.read += len(item.text)
                try:
                    if not self._embed_ahead(item, run, seen, lock, lambda: FileFingerprint.of(path) == state):
                        del run.failed[failures:]
                        return False
                    self._take(item, run, seen, updated=updated)
                except ArticleUnforeseen as error:
                    run.failed.append(Failure(item.source, error))
            if self._pass_on(run, lock) and FileFingerprint.of(path) != state:
                del run.failed[failures:]
                return False
        if len(run.failed) == failures:
            run.waiting.finished.append((source, look, set(self._library.file(source).ids) - seen))
        return True

    def _embed_ahead(
        self, item: Article, run: Run, seen: set[str], lock: WriterLock | None, same: Callable[[], bool]
    ) -> bool:
        """Embed a long article a group at a time before it is taken, and let others write after each group.

        Return False as soon as the file is no longer the `same` as when it was read.
        """
        if lock is None or len(item.text) <= _LONG or self._holder_of_id(item, run, seen):
            return True
        if run.unstored(item.content_hash) or self._library.with_content(item.content_hash):
            return True
        for _ in self._intake.embed_ahead(item, _split(item), _GROUP, run):
            if self._pass_on(run, lock) and not same():
                run.ahead.clear()
                return False
        return True

    def _pass_on(self, run: Run, lock: WriterLock | None) -> bool:
        """Where enough waits, or this turn has lasted long enough, go on with what waits; return whether others could write.

        They can only where some of them wait, and when everything is stored: what they change may be what is not.
        """
        if run.waiting.passages < _GROUP and run.turn_seconds < _TURN_SECONDS:
            return False
        self._intake.wait(run)
        if lock is None or not lock.wanted():
            self._intake.advance(run)
            run.begin_turn()
            return False
        self._intake.store(run)
        self._files.pass_on(lock)
        run.begin_turn()
        return True

    def _take(self, item: Article, run: Run, seen: set[str], *, updated: bool) -> None:
        """Compare an article with what the library has, and let it wait where it is to be stored.

        `updated` says that its file was last read by other rules, which may have cut the same text otherwise.
        """
        owner = self._holder_of_id(item, run, seen)
        if owner is not None:
            run.failed.append(Failure(item.source, ArticleIdTaken(source=item.source, article_id=item.id, owner=owner)))
            return
        stored = self._library.stored(item.id)
        run.seen[item.id] = item.source
        if item.warnings:
            run.warned[item.id] = item.warnings
        seen.add(item.id)
        again = stored is not None and stored.content_hash == item.content_hash
        if stored and again:
            run.finds(item.id, "unchanged")
            if stored.twin_of:
                run.twins[item.id] = stored.twin_of
            known = (stored.source, stored.author, stored.url, stored.warnings, set(stored.tags))
            if known != (item.source, item.author, item.url, item.warnings, set(item.tags)):
                self._library.put_facts(item)
            if stored.twin_of or not updated or not self._is_cut_otherwise(item):
                return
        elif self._is_twin(item, run, stored):
            return
        passages = _split(item)
        if again:
            run.again.add(item.id)
        else:
            run.finds(item.id, "changed" if stored else "added")
        run.waiting.articles.append((item, passages))
        run.waiting.contents[item.content_hash] = item.id
        run.pace.found += len(passages)

    def _tags_of(self, item: Article, run: Run) -> tuple[str, ...]:
        """Return the tags of an article; where those that readers chose cannot be read, the ones that it has."""
        stored = self._library.stored(item.id) if run.chosen_tags is None else None
        return stored.tags if stored else chosen_tags.tags_of(item, run.chosen_tags or {})

    def _is_cut_otherwise(self, item: Article) -> bool:
        """Return whether an article of the same content is cut or embedded otherwise than when it was stored."""
        return has_hanja(item.text) or self._library.cuts(item.id) != _split(item)

    def _holder_of_id(self, item: Article, run: Run, seen: set[str]) -> str | None:
        """Return the file that has another article of the same id, None where there is none."""
        stored = self._library.stored(item.id)
        owner = run.seen.get(item.id) or (stored.source if stored else item.source)
        taken = item.id in seen or (
            owner != item.source and (item.id in run.seen or corpus.is_there(self._folder / owner))
        )
        return owner if taken else None

    def _is_twin(self, item: Article, run: Run, stored: StoredArticle | None) -> bool:
        """Return whether the content is stored already, or about to be, under another id; then only that is noted."""
        unstored = run.unstored(item.content_hash)
        holder = unstored or self._library.with_content(item.content_hash)
        if holder is None:
            return False
        run.finds(item.id, "changed" if stored else "unchanged")
        run.twins[item.id] = holder
        if unstored:
            run.waiting.twins.append(item)
        else:
            self._intake.put_twin(item)
        return True

    def _read(self, source: str, path: Path, run: Run) -> Iterator[Article | Failure]:
        """Yield the articles in one file; an error is one too, and ends the file but not the run."""

        def note_page(done: int, total: int) -> None:
            run.report(Progress("recognise", path.name, done, total, "pages"))

        try:
            with as_error_of(source):
                if path.suffix.lower() == ARCHIVE_SUFFIX:
                    for item in read_archive(path, source):
                        yield Failure(source, item) if isinstance(item, ArticleError) else item
                else:
                    yield read_article(path, source, note_page)
        except ArticleError as error:
            yield Failure(source, error)


def _split(item: Article) -> list[Passage]:
    with as_error_of(item.source):
        return split_article(item)


def _files(path: Path, run: Run) -> list[Path]:
    """Return the files that a path stands for: itself, even where there is none, or those in the folder that it is."""
    try:
        return corpus.scan(path, run.fails) if path.is_dir() else [path]
    except OSError as error:
        run.fails(ArticleUnreadable(source=str(path), reason=error.strerror or str(error)))
        return []
