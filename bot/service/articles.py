"""The articles of one home: read, added, removed, and followed as the folder changes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.articles import Content, clean_tags, tag_key
from bot.articles.web import is_address
from bot.library.indexing.index_report import IndexReport
from bot.library.indexing.indexer import Indexer
from bot.library.indexing.watcher import Watch, follow
from bot.library.library import Library
from bot.progress import Cancelled, Progress, Report, report_nothing
from bot.service.read_articles import ReadArticles
from bot.settings import Preferences, Settings


class Articles(ReadArticles):
    """What is in `corpus/` and the library. `on_change` hears what came of each change before the caller does."""

    def __init__(
        self, settings: Settings, library: Library, indexer: Indexer, on_change: Callable[[IndexReport], None]
    ) -> None:
        super().__init__(settings, library)
        self._indexer = indexer
        self._on_change = on_change
        # Runs over the folder are made one after the other. What readers change takes turns with them and with each other
        # (`Indexer`): a small addition gets in between the passages of a large one. But no run over the folder begins
        # meanwhile: it would find there what a reader is just adding.
        self._syncing = threading.Lock()
        self._changed_by_readers = threading.Condition()
        self._changes = 0
        self._closing = threading.Event()
        self._watch = Watch()
        self._on_watched: Callable[[IndexReport], None] = lambda done: None

    def retag(self, article_ids: Sequence[str], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Give articles tags and take others away, for good. Raises ArticleMissing and CorpusNotWritable, and changes nothing."""
        gone = {tag_key(name) for name in clean_tags(remove)}
        with self._changing():
            self._indexer.retag(
                article_ids, lambda tags: [tag for tag in (*tags, *clean_tags(add)) if tag_key(tag) not in gone]
            )

    def add_files(
        self, paths: Sequence[Path], report: Report = report_nothing, *, uploaded: bool = False
    ) -> IndexReport:
        """Take files or folders into `corpus/` and index them; the path of a file that was `uploaded` means nothing."""
        with self._changing():
            return self._changed(self._indexer.add(paths, report, uploaded=uploaded))

    def add_text(self, text: str, title: str, report: Report = report_nothing) -> IndexReport:
        """Write a text into `corpus/` and index it; an empty title is made from the text.

        A text that is a web address and nothing else stands for the page there.
        """
        with self._changing():
            if is_address(text):
                return self._changed(self._indexer.add_webpage(text, report))
            return self._changed(self._indexer.add_text(text, title, report))

    def add_content(self, content: Content, address: str) -> IndexReport:
        """Take what was found at a web address into `corpus/` and index it. Raises ArticleEmpty or ArticleTooLarge."""
        with self._changing():
            return self._changed(self._indexer.add_content(content, address, report_nothing))

    def read_page(self, address: str) -> Content:
        """Return the article at a web address, without taking it in. Raises ArticleError."""
        return self._indexer.read_page(address)

    def sync(self, report: Report = report_nothing) -> IndexReport:
        """Make the library match `corpus/`. What is added or removed meanwhile waits for an article or two, not for the end.

        Raises Cancelled where all is being closed; what is stored by then stays.
        """

        def tell(progress: Progress) -> None:
            if self._closing.is_set():
                raise Cancelled
            report(progress)

        with self._syncing:
            with self._changed_by_readers:
                self._changed_by_readers.wait_for(lambda: not self._changes)
            return self._changed(self._indexer.sync(tell))

    def refresh(self, article_id: str, report: Report = report_nothing) -> IndexReport:
        """Read one article's file again, whether or not it looks changed. Raises ArticleMissing."""
        with self._changing():
            return self._changed(self._indexer.refresh(article_id, report))

    def remove(self, article_id: str) -> IndexReport:
        """Take an article and its older versions out of `corpus/` and the library; `undo_remove` brings back the last one."""
        with self._changing():
            return self._changed(self._indexer.remove(article_id))

    def undo_remove(self) -> IndexReport:
        """Bring back the article that was removed last. Raises ArticleMissing where there is none."""
        with self._changing():
            return self._changed(self._indexer.restore(report_nothing))

    def follow(self, stop: threading.Event, report: Report = report_nothing) -> Iterator[IndexReport]:
        """Make the library match `corpus/` now and each time that something changes there, until `stop`.

        Yields what each time came to; a library that cannot be written for now is among the failures and tried again.
        Raises FolderNotWatched.
        """
        return follow(self._settings.corpus, self.sync, stop, report)

    @property
    def is_watched(self) -> bool:
        """Whether changes in the folder are taken in as they happen."""
        return self._watch.is_on

    @property
    def watch_problem(self) -> str:
        """Why the folder cannot be followed, "" where nothing is wrong."""
        return self._watch.problem

    def watch(self, on: bool, on_synced: Callable[[IndexReport], None] = lambda done: None) -> None:
        """Begin or end to follow `corpus/` in the background; `on_synced` hears what each time came to."""
        self._watch.stop()
        if on:
            self._watch.start(self.follow, on_synced)

    def watch_as_chosen(self, on_synced: Callable[[IndexReport], None]) -> None:
        """Follow `corpus/` unless a reader switched that off; `on_synced` hears of it now or when it is switched on."""
        self._on_watched = on_synced
        self.watch(Preferences.of(self._settings.home).watch_corpus, on_synced)

    def choose_watching(self, on: bool) -> None:
        """Begin or end to follow `corpus/`, now and after each start of the program. Raises PreferencesNotWritable."""
        Preferences.of(self._settings.home).save(watch_corpus=on)
        self.watch(on, self._on_watched)

    def close(self) -> None:
        """Close the library; a run over the folder that is under way ends early, and what it has stored stays."""
        self._closing.set()
        with self._syncing:
            self._library.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Keep runs over the folder from beginning while a reader changes something."""
        with self._changed_by_readers:
            self._changes += 1
        try:
            yield
        finally:
            with self._changed_by_readers:
                self._changes -= 1
                self._changed_by_readers.notify_all()

    def _changed(self, done: IndexReport) -> IndexReport:
        self._on_change(done)
        return done
