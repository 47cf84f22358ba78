"""Haeseol, everything wired for one home: what the command line and the page both stand on."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from bot.answering.answer import Answer, AnswerDone, Draft, Event, EvidenceFound
from bot.answering.ask_options import AS_USUAL, AskOptions
from bot.answering.explainer import Explainer
from bot.answering.messages import SUGGESTED_QUESTIONS
from bot.answering.verification import FaithfulnessChecker
from bot.articles.web import is_address
from bot.bilingual import Language
from bot.errors import HaeseolError, VersionMissing
from bot.insights.guides import Guide, GuideProgress, Step
from bot.insights.guides.guide_store import GuideStore
from bot.insights.guides.guides import Guides
from bot.insights.guides.steps import StepMaker
from bot.insights.overview import Comparison, OverviewEvent
from bot.insights.overview.builder import OverviewBuilder
from bot.insights.translations import Translations, Translator
from bot.insights.translations.translation import Translation
from bot.library.corpus import folder as corpus
from bot.library.corpus import versions
from bot.library.corpus.changes import VersionChanges
from bot.library.indexing import watcher
from bot.library.indexing.index_report import IndexReport
from bot.library.indexing.indexer import Indexer
from bot.library.indexing.watcher import Watch, follow
from bot.library.store.library import Library
from bot.library.store.stored_article import ArticleRow, ArticleText
from bot.library.store.stored_passage import StoredPassage
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.models.files import find_model
from bot.models.llm.active_model import NO_MODEL, ActiveModel
from bot.models.llm.chat_model import AnsweringModel, time_model
from bot.models.llm.model_choice import ModelChoice
from bot.models.llm.model_state import ModelTest
from bot.models.llm.priority import IdleGate
from bot.progress import Progress, Report, report_nothing
from bot.retrieval.evidence import Evidence
from bot.retrieval.question import read_question
from bot.retrieval.retriever import LANGUAGES, Retriever
from bot.service.service_state import SearchState, ServiceState, StorageUse
from bot.settings import Settings
from bot.text.morphology import split_morphemes

__all__ = ["NO_MODEL", "Haeseol"]


class Haeseol:
    """One library with its search and its answering model. Models load when they are first needed, or by `load_ahead`.

    `models` says which answering models there are, and changes the one that answers.
    """

    def __init__(self, settings: Settings, library: Library, encoder: Encoder, embedder: SentenceEmbedder) -> None:
        self.settings = settings
        self._library = library
        self._embedder = embedder
        self._retriever = Retriever(library, encoder)
        self._indexer = Indexer(settings.corpus, library, encoder)
        self._idle_gate = IdleGate()
        self._active_model = ActiveModel(settings, self._idle_gate)
        self.models = ModelChoice(settings, self._active_model, self._open_in_background)
        self._checker = FaithfulnessChecker(embedder)
        self._explainer = Explainer(self._retriever, self._checker, self._active_model.take)
        self._overview_builder = OverviewBuilder(library, self._checker)
        self._translator = Translator(Translations(settings.index), self._checker, self._active_model, self._idle_gate)
        self._explanations = Guides(
            GuideStore(settings.index),
            StepMaker(self._retriever, self._checker),
            library.article,
            self._active_model.take,
            lambda: None if self._active_model.name == NO_MODEL else self._active_model.name,
            self._idle_gate,
        )
        self._search_state: SearchState = "loading"
        self._search_problem = ""
        # Runs over the folder one after the other, and changes that readers ask for too; but the latter get in between the
        # articles of a run over the folder, which may take an hour.
        self._syncing = threading.Lock()
        self._changing = threading.Lock()
        # Not set while a first run still fills an empty library: questions wait for it instead of finding nothing.
        self._filled = threading.Event()
        self._filled.set()
        # Not set while a question waits for its evidence: the answering model, whose loading takes both cores, lets it pass.
        self._idle = threading.Event()
        self._idle.set()
        self._watch = Watch()
        self._on_watched: Callable[[IndexReport], None] = lambda done: None

    @classmethod
    def open(cls, settings: Settings) -> "Haeseol":
        """Open the home's library. Quick: no model is loaded yet. Raises ModelMissing and LibraryError."""
        folder = find_model(settings.embedding, settings.cache)
        embedder = SentenceEmbedder.from_folder(folder, name=settings.embedding)
        encoder = Encoder.for_embedder(embedder)
        return cls(settings, Library.open(settings.index, encoder.identity), encoder, embedder)

    @classmethod
    def rebuild(cls, settings: Settings) -> "Haeseol":
        """Open the home with an empty library, to be filled from `corpus/` by `sync`."""
        folder = find_model(settings.embedding, settings.cache)
        embedder = SentenceEmbedder.from_folder(folder, name=settings.embedding)
        Library.empty(settings.index, Encoder.for_embedder(embedder).identity)
        return cls.open(settings)

    def close(self) -> None:
        """Stop watching and explaining, and close the library, once a run over the folder has come to its end."""
        self._watch.stop()
        self.models.give_up_fetch()
        self._explanations.stop()
        with self._syncing:
            self._library.close()

    def __enter__(self) -> "Haeseol":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def start(self, report: Report, on_synced: Callable[[IndexReport], None]) -> None:
        """Begin in the background what a page needs, in the order in which readers miss it.

        The search is loaded, `corpus/` is brought into the library (`on_synced` hears the result), the answering model is
        loaded. A question that comes earlier waits for what it needs.
        """
        if self._library.is_empty():
            self._filled.clear()
        threading.Thread(target=self._prepare, args=(report, on_synced), name="preparing", daemon=True).start()

    def load(self) -> None:
        """Load search and answering model now, so that what is timed later is the work alone. Raises ModelAway."""
        self._load_search()
        self._search_state = "ready"
        if self._active_model.name != NO_MODEL:
            self._active_model.require()

    def ask(self, question: str, options: AskOptions = AS_USUAL) -> Iterator[Event]:
        """Yield the events of an answer, as `Explainer.ask` does."""
        self._filled.wait()
        self._idle.clear()
        events = self._explainer.ask(question, options)
        try:
            # `closing` stops the model when the reader stops listening.
            with self._idle_gate.reader(), closing(events):  # type: ignore[type-var]
                for event in events:
                    if isinstance(event, EvidenceFound):
                        self._idle.set()
                    yield event
        finally:
            self._idle.set()

    def answer(self, question: str, options: AskOptions = AS_USUAL) -> Answer:
        """Return the whole answer to a question. Raises QuestionError."""
        *_, last = self.ask(question, options)
        assert isinstance(last, AnswerDone)
        return last.answer

    def search(self, question: str, k: int) -> list[tuple[StoredPassage, float]]:
        """Return up to `k` passages with their scores, best first. Raises QuestionError."""
        return self._retriever.search(read_question(question), k)

    def find_evidence(self, question: str, language: Language, k: int) -> Evidence:
        """Return the evidence for a question without answering it."""
        return self._retriever.find_evidence(read_question(question), language, k)

    def answering_model(self) -> AnsweringModel:
        """Return the answering model, loaded. Raises ModelAway where there is none."""
        return self._active_model.require()

    def articles(self) -> list[ArticleRow]:
        """Return what is in the library, newest indexed first."""
        return self._library.articles()

    def article(self, article_id: str, version: int | None = None) -> ArticleText:
        """Return one version of an article with its text, without a number the newest.

        Raises ArticleMissing, and VersionMissing for a version that is not kept any more.
        """
        newest = self._library.article(article_id)
        if version is None or version == newest.version:
            return newest
        older = versions.kept_version(self.settings.corpus, article_id, version)
        if older is None:
            raise VersionMissing(source=article_id, version=version, newest=newest.version)
        return older

    def explanation(self, article_id: str, *, wanted: bool = True) -> tuple[Guide, GuideProgress]:
        """Return what there is of an article's explanation, and how far the rest has come. Raises ArticleMissing.

        Where something is missing it is made next, before what waits for other articles, unless it is not `wanted`.
        """
        article = self._library.article(article_id)
        explanation = self._explanations.find(article)
        if wanted and self._explanations.making(explanation, article).stage != "ready":
            self._explanations.want([article.id], first=True)
        return explanation, self._explanations.making(explanation, article)

    def explain(self, article_id: str, languages: Sequence[Language]) -> Iterator[tuple[Guide, Step | None]]:
        """Make an article's explanation in `languages` now: yield it as far as it is, with the step that comes next.

        At last there is no next one. Without a model only what needs none is made. Raises ArticleMissing and ModelAway.
        """
        return self._explanations.make(self._library.article(article_id), languages)

    def versions(self, article_id: str) -> tuple[int, ...]:
        """Return the numbers of an article's versions that can be had, oldest first. Raises ArticleMissing."""
        newest = self._library.article(article_id).version
        return (*versions.kept_numbers(self.settings.corpus, article_id), newest)

    def replaced_at(self, article_id: str) -> dict[int, str]:
        """Return when each older version of an article was replaced (ISO 8601), by number, as far as that is known."""
        return versions.replaced_at(self.settings.corpus, article_id)

    def changes(self, article_id: str, before: int, after: int | None = None) -> VersionChanges:
        """Return what changed from one version to another, without a number to the newest.

        Raises ArticleMissing and VersionMissing.
        """
        return versions.compare(self.article(article_id, before), self.article(article_id, after))

    def translate(
        self, article_id: str, version: int | None, words: str, language: Language
    ) -> Iterator[Draft | Translation]:
        """Yield words of an article in the other language, `language`, as they are written; last as a whole.

        Each place is translated once and kept. A question comes first: QuestionFirst is raised while one is asked. Raises
        ArticleMissing, VersionMissing, TranslationError, ModelAway, and LibraryError where it cannot be kept.
        """
        yield from self._translator.translate(self.article(article_id, version), words, language)

    def overview(self) -> Iterator[OverviewEvent]:
        """Yield the overview of the whole library as it is made (see `bot.insights.overview.overview`)."""
        return self._overview_builder.survey()

    def compare(self, ko_id: str, en_id: str) -> Iterator[Progress | Comparison]:
        """Yield how far the comparison of a Korean and an English article has come, last the comparison.

        Raises ArticleMissing.
        """
        return self._overview_builder.compare(ko_id, en_id)

    def add_files(self, paths: Sequence[Path], report: Report = report_nothing) -> IndexReport:
        """Take files or folders into `corpus/` and index them."""
        with self._changing:
            return self._followed(self._indexer.add(paths, report))

    def add_text(self, text: str, title: str, report: Report = report_nothing) -> IndexReport:
        """Write a text into `corpus/` and index it; an empty title is made from the text.

        A text that is a web address and nothing else stands for the page there.
        """
        with self._changing:
            if is_address(text):
                return self._followed(self._indexer.add_webpage(text, report))
            return self._followed(self._indexer.add_text(text, title, report))

    def sync(self, report: Report = report_nothing) -> IndexReport:
        """Make the library match `corpus/`. What is added or removed meanwhile waits for an article or two, not for the end."""
        with self._syncing:
            return self._followed(self._indexer.sync(report))

    def refresh(self, article_id: str, report: Report = report_nothing) -> IndexReport:
        """Read one article's file again, whether or not it looks changed. Raises ArticleMissing."""
        with self._changing:
            return self._followed(self._indexer.refresh(article_id, report))

    def remove(self, article_id: str) -> IndexReport:
        """Take an article and its older versions out of `corpus/` and the library; `undo_remove` brings back the last one."""
        with self._changing:
            return self._followed(self._indexer.remove(article_id))

    def undo_remove(self) -> IndexReport:
        """Bring back the article that was removed last. Raises ArticleMissing where there is none."""
        with self._changing:
            return self._followed(self._indexer.restore(report_nothing))

    def follow(self, stop: threading.Event, report: Report = report_nothing) -> Iterator[IndexReport]:
        """Make the library match `corpus/` now and each time that something changes there, until `stop`.

        Yields what each time came to; a library that cannot be written for now is among the failures and tried again.
        Raises FolderNotWatched.
        """
        return follow(self.settings.corpus, self.sync, stop, report)

    def watch(self, on: bool, on_synced: Callable[[IndexReport], None] = lambda done: None) -> None:
        """Begin or end to follow `corpus/` in the background; `on_synced` hears what each time came to."""
        self._watch.stop()
        if on:
            self._watch.start(self.follow, on_synced)

    def watch_as_chosen(self, on_synced: Callable[[IndexReport], None]) -> None:
        """Follow `corpus/` unless a reader switched that off; `on_synced` hears of it now or when it is switched on."""
        self._on_watched = on_synced
        self.watch(watcher.is_wanted(self.settings.corpus), on_synced)

    def choose_watching(self, on: bool) -> None:
        """Begin or end to follow `corpus/`, now and after each start of the program. Raises CorpusNotWritable."""
        watcher.want(self.settings.corpus, on)
        self.watch(on, self._on_watched)

    def storage(self) -> StorageUse:
        """Return how much room the articles, what is kept beside them and the index take."""
        kept = corpus.kept_bytes(self.settings.corpus)
        articles = sum(path.stat().st_size for path in corpus.scan(self.settings.corpus))
        index = sum(path.stat().st_size for path in self.settings.index.glob("*") if path.is_file())
        return StorageUse(articles, kept, index)

    def state(self) -> ServiceState:
        """Return whether questions can be searched and answered now."""
        detail = self._search_problem or self._active_model.problem or self._watch.problem
        return ServiceState(
            self._search_state,
            self._active_model.state,
            self._active_model.name,
            detail,
            watching=self._watch.is_on,
            written_at=self._library.written_at(),
            gone_model=self.models.gone,
        )

    def test_model(self) -> ModelTest:
        """Ask the answering model for one sentence and return how fast it came. Raises ModelAway."""
        model = self.answering_model()
        with self._idle_gate.reader():
            return time_model(model)

    def suggested_questions(self) -> dict[Language, list[str]]:
        """Return questions that the sample articles answer; none where those are gone."""
        present = {row.id for row in self._library.articles()}
        return {
            language: [question.in_(language) for article_id, question in SUGGESTED_QUESTIONS if article_id in present]
            for language in ("ko", "en")
        }

    def _followed(self, done: IndexReport) -> IndexReport:
        """Forget what was made of articles that are gone, and have what is new explained in time.

        A model elsewhere may cost money: it explains only what a reader opens.
        """
        for article_id in done.removed:
            self._translator.forget(article_id)
        self._explanations.forget(done.removed)
        if ":" not in self._active_model.name:
            self._explanations.want([*done.added, *done.changed])
        return done

    def _open_in_background(self) -> None:
        def fill() -> None:
            self._idle.wait()
            self._active_model.take(self._warm_up)

        threading.Thread(target=fill, name="opening a model", daemon=True).start()

    def _warm_up(self, model: AnsweringModel) -> None:
        for language in LANGUAGES:
            if not self._idle_gate.reader_waits:
                self._explainer.warm_up(model, language)

    def _load_search(self) -> None:
        # Beside each other: 7 seconds on two cores instead of 9. The first text makes the analyser build its tables.
        with ThreadPoolExecutor(1) as beside:
            analyser = beside.submit(split_morphemes, "해설")
            self._embedder.load()
            analyser.result()

    def _prepare(self, report: Report, on_synced: Callable[[IndexReport], None]) -> None:
        try:
            self._load_search()
            if self._filled.is_set():
                self._search_state = "ready"
            on_synced(self.sync(report))
            self._search_state = "ready"
            self._explanations.keep_only({row.id for row in self._library.articles()})
        except (HaeseolError, OSError) as error:
            self._search_state, self._search_problem = "failed", str(error)
            return
        finally:
            self._filled.set()
        self._idle.wait()
        self._active_model.take(self._warm_up)
        self._explanations.start()
