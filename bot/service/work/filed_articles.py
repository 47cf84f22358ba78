"""The articles of a page that shares them with others: read here, changed by workers.

Workers and pages of one deployment share `corpus/`, such as a volume that all of them mount, or the store that HAESEOL_CORPUS
names, because a page reads from it what the library does not have: older versions, pages as pictures, how much room all of it
takes. The library is on a server, or in an `index/` that processes of one machine share.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot.articles import Content
from bot.articles.web import read_webpage
from bot.errors import HaeseolError
from bot.library.corpus.read_files import ReadFiles
from bot.library.indexing.index_report import IndexReport
from bot.library.library import Library
from bot.progress import Report, report_nothing
from bot.service.read_articles import ReadArticles
from bot.service.state.state_errors import StateError
from bot.service.work.duties import WATCH, Duties, Duty
from bot.service.work.filed_work import FiledWork
from bot.service.work.job import JobCounts
from bot.service.work.job_outcome import content_to_json, report_from_json
from bot.service.work.job_queue import JobQueue
from bot.settings import Settings

# How often a page looks for what others took away.
_LOOK_SECONDS = 3.0
# And whether a worker watches.
_WATCHED_SECONDS = 2.0
_log = logging.getLogger("haeseol")


class FiledArticles(ReadArticles):
    """What is in `corpus/` and the library, and changes that are filed for workers.

    Each change returns or raises what it would here, as soon as a worker has made it. `on_change` hears of each that was filed
    here, before its caller does, and of what was taken away wherever that was asked for, within seconds.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        jobs: JobQueue,
        duties: Duties,
        on_change: Callable[[IndexReport], None],
        files: ReadFiles | None = None,
    ) -> None:
        super().__init__(settings, library, files)
        self._jobs = jobs
        self._duties = duties
        self._on_change = on_change
        self.work = FiledWork(jobs)
        self._stop = threading.Event()
        self._watched = Duty(), -_WATCHED_SECONDS - 1

    def add_files(
        self, paths: Sequence[Path], report: Report = report_nothing, *, uploaded: bool = False
    ) -> IndexReport:
        """Have files taken into `corpus/` and indexed. Their paths mean nothing elsewhere: all of them count as `uploaded`."""
        done = self.work.do("add_files", {"paths": [str(path) for path in paths]}, report, files=paths)
        return self._changed(report_from_json(done["report"]))

    def add_text(self, text: str, title: str, report: Report = report_nothing) -> IndexReport:
        """Have a text, or the page at the address that it is, written into `corpus/` and indexed."""
        done = self.work.do("add_text", {"text": text, "title": title}, report)
        return self._changed(report_from_json(done["report"]))

    def add_content(self, content: Content, address: str) -> IndexReport:
        """Have what was found at a web address taken in. Raises ArticleEmpty or ArticleTooLarge."""
        done = self.work.do("add_content", {"content": content_to_json(content), "address": address})
        return self._changed(report_from_json(done["report"]))

    def read_page(self, address: str) -> Content:
        """Return the article at a web address, without taking it in. Raises ArticleError."""
        return read_webpage(address)

    def sync(self, report: Report = report_nothing) -> IndexReport:
        """Have the library made to match `corpus/`. Who asks for that while it waits already gets the same report."""
        return self._changed(report_from_json(self.work.do("sync", report=report)["report"]))

    def refresh(self, article_id: str, report: Report = report_nothing) -> IndexReport:
        """Have one article's file read again. Raises ArticleMissing."""
        return self._changed(report_from_json(self.work.do("refresh", {"id": article_id}, report)["report"]))

    def remove(self, article_id: str) -> IndexReport:
        """Have an article taken out of `corpus/` and the library, with its older versions."""
        return self._changed(report_from_json(self.work.do("remove", {"id": article_id})["report"]))

    def undo_remove(self) -> IndexReport:
        """Have the article brought back that was removed last. Raises ArticleMissing where there is none."""
        return self._changed(report_from_json(self.work.do("undo_remove", {})["report"]))

    def retag(self, article_ids: Sequence[str], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Have articles given tags, and others taken away. Raises ArticleMissing and CorpusNotWritable, and changes nothing."""
        self.work.do("retag", {"ids": list(article_ids), "add": list(add), "remove": list(remove)})

    @property
    def is_watched(self) -> bool:
        """Whether a worker takes changes in the folder in as they happen."""
        return self._watching().is_done

    @property
    def watch_problem(self) -> str:
        """Why the folder cannot be followed, "" where nothing is wrong."""
        return self._watching().problem

    def watch(self, on: bool, on_synced: Callable[[IndexReport], None] = lambda done: None) -> None:
        """Do nothing: a worker watches."""

    def watch_as_chosen(self, on_synced: Callable[[IndexReport], None]) -> None:
        """Do nothing: a worker watches."""

    def choose_watching(self, on: bool) -> None:
        """Have a worker follow `corpus/`, or none, from now on. Raises StateError."""
        self._duties.choose(WATCH, on)
        self._watched = Duty(), -_WATCHED_SECONDS - 1

    def job_counts(self) -> JobCounts:
        """Return how many changes wait and are made now, and by how many workers. Raises StateError."""
        return self._jobs.counts()

    def hear_of_others(self) -> None:
        """Begin to listen for what is taken away, until `close`. Raises CorpusNotWritable."""
        self._files.forget()  # what was taken away before was not heard of
        threading.Thread(target=self._hear, name="changes of others", daemon=True).start()

    def close(self) -> None:
        """Close the library. What was filed is done all the same."""
        self._stop.set()
        self.work.close()
        self._library.close()

    def _watching(self) -> Duty:
        """Return who watches, looked up every other second; where that cannot be looked up, nobody, and why."""
        known, at = self._watched
        if time.monotonic() - at > _WATCHED_SECONDS:
            try:
                known = self._duties.look(WATCH)
            except StateError as error:
                known = Duty(problem=str(error))
            self._watched = known, time.monotonic()
        return known

    def _hear(self) -> None:
        last: datetime | None = None
        while not self._stop.wait(_LOOK_SECONDS):
            try:
                last, outcomes = self._jobs.done_after(last)
                removed = tuple(id for done in outcomes for id in done.get("report", {}).get("removed", ()))
                if removed:
                    self._changed(IndexReport(removed=tuple(dict.fromkeys(removed))))
            except HaeseolError as error:  # told wherever somebody waits for an answer; this goes on when it is over
                _log.debug("%s", error)

    def _changed(self, done: IndexReport) -> IndexReport:
        self._on_change(done)
        if done.removed:
            self._files.forget()
        return done
