"""The named endpoints behind the page: everything it does, for gradio_client and scripts as well."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import gradio

from bot.answering.ask_options import AskOptions
from bot.articles.article_errors import ArticleMissing
from bot.errors import HaeseolError, QuestionLanguageUnknown, SettingInvalid, visible
from bot.library.indexing.index_report import IndexReport
from bot.library.scope import Scope
from bot.models.llm.prompts import ReadingLevel
from bot.progress import Progress, Report
from bot.retrieval.question import FEWEST_PASSAGES, MOST_PASSAGES, PASSAGES, AnswerLanguage
from bot.service.conversations import Conversations
from bot.service.exports.exporter import ArticleForm
from bot.settings import MOST_PARALLEL
from bot.ui.article_endpoints import ReadingEndpoints
from bot.ui.claim_endpoints import ClaimEndpoints
from bot.ui.conversation_endpoints import SavedEndpoints, document_json
from bot.ui.events import (
    Json,
    error_json,
    event_json,
    or_error,
    plain,
    progress_json,
    report_json,
)
from bot.ui.feed_endpoints import FeedEndpoints
from bot.ui.model_endpoints import ModelEndpoints
from bot.ui.overview_endpoints import OverviewEndpoints
from bot.ui.turn_recorder import begin_turn, keep

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol


# Changes of the library that are begun at once; they take turns with each other, a small one between the parts of a large one.
_CHANGES = 8


class Endpoints:
    """The endpoints over one service. Only files in `uploads`, the folder of uploaded ones, can be added by path."""

    def __init__(self, service: "Haeseol", conversations: Conversations, uploads: Path) -> None:
        self.service = service
        self.conversations = conversations
        self.uploads = uploads.resolve()

    def register(self, server: gradio.Server) -> None:
        """Name the endpoints on `server`. Evidence is found for all at once; those who wait for the model know their place."""
        server.api(self.ask, name="ask", concurrency_limit=MOST_PARALLEL, concurrency_id="ask")
        server.api(self.test_model, name="test_model", concurrency_limit=1, concurrency_id="test_model")
        for work in (self.add_files, self.add_text, self.refresh, self.remove, self.undo_remove, self.retag):
            server.api(work, name=work.__name__, concurrency_limit=_CHANGES, concurrency_id="library")
        # It may take an hour, and lets the others in between.
        server.api(self.sync, name="sync", concurrency_limit=1, concurrency_id="sync")
        for look in (
            self.articles,
            self.choose_watching,
            self.storage,
            self.state,
            self.suggested_questions,
            self.export_articles,
        ):
            server.api(look, name=look.__name__, queue=False)
        ReadingEndpoints(self.service).register(server)
        ClaimEndpoints(self.service).register(server)
        OverviewEndpoints(self.service.overview).register(server)
        FeedEndpoints(self.service).register(server)
        ModelEndpoints(self.service.models).register(server)
        SavedEndpoints(
            self.conversations,
            lambda: {row.id for row in self.service.articles.all()},
            lambda form, conversation, language: self.service.exports.conversation(form, conversation, language),
        ).register(server)

    def ask(
        self,
        question: str,
        language: str = "auto",
        conversation: list[list[str]] | None = None,
        scope: Json | None = None,
        conversation_id: str = "",
        turn_id: str = "",
        reading_level: str = "standard",
        passages: int = PASSAGES,
    ) -> Iterator[Json]:
        """Stream an answer: `evidence`, then `place`, `thinking`, `draft` and `sentence` events, last `answer` or `error`.

        `scope` says which articles are asked, as `Scope.from_json` reads it; None stands for all. With ids for both, the turn
        is saved in that conversation, and `saved` or `unsaved` follows.
        """
        try:
            within = Scope.from_json(scope)
        except HaeseolError as error:
            yield error_json(error)
            return
        events = self._answer(
            question,
            lambda: _options(language, conversation or [], within, reading_level, passages, conversation_id),
        )
        if conversation_id and turn_id:
            turn = begin_turn(turn_id, question, within)
            events = keep(events, turn, lambda told: self.conversations.save(conversation_id, told))
        yield from events

    def _answer(self, question: str, options: Callable[[], AskOptions]) -> Iterator[Json]:
        try:
            for event in self.service.ask(question, options()):
                yield event_json(event)
        except HaeseolError as error:
            yield error_json(error)

    def add_files(self, files: list[Any]) -> Iterator[Json]:
        """Add uploaded files: a stream of `progress`, last `report`.

        A file is the path that /gradio_api/upload gave it, or what gradio_client's `handle_file` makes of a file.
        """
        paths: list[Path] = []
        try:
            paths = [self._uploaded(file) for file in files]
        except HaeseolError as error:
            yield error_json(error)
            return

        def add(report: Report) -> IndexReport:
            try:
                return self.service.articles.add_files(paths, report, uploaded=True)
            finally:
                for path in paths:
                    path.unlink(missing_ok=True)

        yield from _steps(add)

    def add_text(self, text: str, title: str = "") -> Iterator[Json]:
        """Add a pasted text: a stream of `progress`, last `report` or `error`."""
        yield from _steps(lambda report: self.service.articles.add_text(text, title, report))

    def sync(self) -> Iterator[Json]:
        """Make the library match the corpus: a stream of `progress`, last `report` or `error`."""
        yield from _steps(self.service.articles.sync)

    def refresh(self, article_id: str) -> Iterator[Json]:
        """Read one article's file again: a stream of `progress`, last `report` or `error`."""
        yield from _steps(lambda report: self.service.articles.refresh(article_id, report))

    def remove(self, article_id: str) -> Json:
        """Remove an article and return the `report`, or an `error`."""
        return or_error(lambda: report_json(self.service.articles.remove(article_id)))

    def undo_remove(self) -> Json:
        """Bring back what was removed last and return the `report`, or an `error`."""
        return or_error(lambda: report_json(self.service.articles.undo_remove()))

    def retag(self, article_ids: list[str], add: list[str], remove: list[str]) -> Json:
        """Give articles tags and take others away, and say so with `done`; or an `error`, and nothing has changed."""

        def change() -> Json:
            self.service.articles.retag(article_ids, add=add, remove=remove)
            return {"type": "done"}

        return or_error(change)

    def articles(self) -> Json:
        """Return the `articles` of the library, or an `error`."""

        def look() -> Json:
            rows = (plain(row) for row in self.service.articles.all())
            return {"type": "articles", "articles": [row | {"source": visible(row["source"])} for row in rows]}

        return or_error(look)

    def export_articles(self, scope: Json | None, form: str) -> Json:
        """Return the articles of a scope in the form "obsidian", "anki", "bibtex" or "csl-json" as `documents`, or an `error`."""

        def export() -> Json:
            if form not in get_args(ArticleForm):
                raise SettingInvalid(setting="form", value=form, expected=" / ".join(get_args(ArticleForm)))
            made = self.service.exports.articles(cast(ArticleForm, form), Scope.from_json(scope))
            return {"type": "documents", "documents": [document_json(document) for document in made]}

        return or_error(export)

    def choose_watching(self, on: bool) -> Json:
        """Begin or end to follow the folder of the articles, for good, and return the `state`; or an `error`."""

        def choose() -> Json:
            self.service.articles.choose_watching(on)
            return {"type": "state", **plain(self.service.state())}

        return or_error(choose)

    def storage(self) -> Json:
        """Return the bytes that articles, what is kept beside them and the index take as `storage`, or an `error`."""
        return or_error(lambda: {"type": "storage", **asdict(self.service.articles.storage())})

    def state(self) -> Json:
        """Return the `state` of search and model, or an `error`."""
        return or_error(lambda: {"type": "state", **plain(self.service.state())})

    def test_model(self) -> Json:
        """Return how fast the answering model answers as `model_test`, or an `error`."""
        return or_error(lambda: {"type": "model_test", **asdict(self.service.models.test())})

    def suggested_questions(self) -> Json:
        """Return the `questions` that the first articles answer, by language, or an `error`."""
        return or_error(lambda: {"type": "questions", "questions": self.service.suggested_questions()})

    def _uploaded(self, file: object) -> Path:
        path = Path(str(file["path"] if isinstance(file, dict) else file)).resolve()
        if not path.is_relative_to(self.uploads) or not path.is_file():
            raise ArticleMissing(source=path.name)
        return path


def _options(
    language: str,
    conversation: list[list[str]],
    scope: Scope,
    reading_level: str,
    passages: int,
    reader: str,
) -> AskOptions:
    """Return what the page sent as options. Raises QuestionLanguageUnknown and SettingInvalid."""
    if language not in ("auto", "ko", "en"):
        raise QuestionLanguageUnknown
    if reading_level not in get_args(ReadingLevel):
        raise SettingInvalid(setting="reading_level", value=reading_level, expected=" / ".join(get_args(ReadingLevel)))
    if not FEWEST_PASSAGES <= passages <= MOST_PASSAGES:
        raise SettingInvalid(setting="passages", value=passages, expected=f"{FEWEST_PASSAGES} - {MOST_PASSAGES}")
    if any(len(turn) != 2 for turn in conversation):
        raise SettingInvalid(setting="conversation", value=len(conversation), expected='[["…", "…"], …]')
    before = [(asked, answered) for asked, answered in conversation]
    level = cast(ReadingLevel, reading_level)
    return AskOptions(cast(AnswerLanguage, language), before, scope, level, passages, reader)


def _steps(work: Callable[[Report], IndexReport]) -> Iterator[Json]:
    """Do `work` in a thread of its own and yield its progress, last its report or error.

    The work ends even when nobody listens any more: a closed page must not leave half an article. Progress that comes
    faster than it is read is skipped, not queued.
    """
    news: queue.SimpleQueue[Progress | Json | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            news.put(report_json(work(news.put)))
        except HaeseolError as error:
            news.put(error_json(error))
        except BaseException as error:  # raised again where Gradio logs it
            news.put(error)

    within = copy_context()  # of the request
    threading.Thread(target=lambda: within.run(run), name="library work", daemon=True).start()
    while True:
        item = news.get()
        while isinstance(item, Progress) and not news.empty():
            item = news.get()
        if isinstance(item, Progress):
            yield progress_json(item)
        elif isinstance(item, BaseException):
            raise item
        else:
            yield item
            return
