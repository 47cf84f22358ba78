"""Haeseol, everything wired for one home: what the command line and the page both stand on."""

import threading
import time
from collections.abc import Callable, Generator, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial

from bot.answering.answer import Answer, AnswerDone, Event, EvidenceFound, Seconds, Waiting
from bot.answering.ask_options import AS_USUAL, AskOptions
from bot.answering.background import find_term
from bot.answering.claim_check import CheckedClaim, ClaimChecker
from bot.answering.explainer import Explainer
from bot.answering.explanation_writer import EXPLAINED, ExplanationWriter
from bot.answering.messages import SUGGESTED_QUESTIONS
from bot.answering.selection.sentence_reader import LearnedReader
from bot.answering.verification import FaithfulnessChecker
from bot.answering.verification.entailment_model import CrossEncoderEntailment
from bot.bilingual import Language
from bot.errors import HaeseolError
from bot.insights.digest import DigestItem, make_digest
from bot.insights.guides.guide_store import GuideStore
from bot.insights.guides.guides import Guides
from bot.insights.guides.steps import StepMaker
from bot.insights.overview.builder import OverviewBuilder
from bot.insights.translations import Translations, Translator
from bot.library.collection_errors import CorpusStoreError, ScopeEmpty
from bot.library.corpus.private_files import hide_from_others
from bot.library.corpus.samples import copy_samples
from bot.library.indexing.index_report import IndexReport
from bot.library.indexing.watcher import failed_run
from bot.library.library import Library
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.stored_passage import StoredPassage
from bot.models.embeddings.embedder import Embedder
from bot.models.embeddings.encoder import Encoder
from bot.models.embeddings.served.embedder_choice import open_checker, open_embedder
from bot.models.llm.active_model import NO_MODEL, ActiveModel
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.model_choice import ModelChoice
from bot.models.llm.priority import IdleGate
from bot.models.llm.profiles import SMALL, ModelProfile, profile_of
from bot.models.translation import ActiveTranslator
from bot.progress import Cancelled, Report
from bot.retrieval.evidence import Evidence
from bot.retrieval.followups import recent
from bot.retrieval.question import read_question
from bot.retrieval.retriever import LANGUAGES, Retriever
from bot.service.answer_cache import AnswerCache
from bot.service.article_choice import choose_articles
from bot.service.articles import Articles
from bot.service.exports.exporter import Exporter
from bot.service.feeds import Feeds
from bot.service.library_choice import empty_library, open_library
from bot.service.reader_queue import Place, ReaderQueue
from bot.service.service_state import SearchState, ServiceState
from bot.service.state.state_database import StateDatabase
from bot.service.work.filed_articles import FiledArticles
from bot.settings import Settings, user_home
from bot.text.lexicon import translate_words

__all__ = ["NO_MODEL", "Haeseol"]


class Haeseol:
    """One library with its search and its answering model, which load when they are first needed, or by `start`.

    Questions are asked here; `articles`, `exports`, `feeds`, `guides`, `models`, `overview` and `translations` are the parts with
    a subject each.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        encoder: Encoder,
        embedder: Embedder,
        shared: StateDatabase | None = None,
    ) -> None:
        self.settings = settings
        self._library = library
        self._embedder = embedder
        checking = self._checking = open_checker(settings, embedder)
        self._translator = ActiveTranslator(settings)
        self._retriever = Retriever(library, encoder, self._translator.take)
        self._idle_gate = IdleGate()
        self._active_model = ActiveModel(settings, self._idle_gate)
        checker = FaithfulnessChecker(checking, entailment=CrossEncoderEntailment.for_embedder(checking))
        self._claims = ClaimChecker(self._retriever, checker, self._active_model.take, self._active_model.note_failure)
        self._explainer = Explainer(
            self._retriever,
            checker,
            self._active_model.take,
            self._profile,
            partial(find_term, home=settings.home),
            self._translator.take,
            self._active_model.note_failure,
            LearnedReader.for_embedder(checking),
        )
        self.articles: Articles | FiledArticles
        self.feeds: Feeds
        self.articles, self.feeds = choose_articles(settings, library, encoder, self._follow_change, shared)
        self.models = ModelChoice(settings, self._active_model, self._open_in_background)
        self.overview = OverviewBuilder(library, checker)
        self.translations = Translator(
            Translations(settings.index), checker, self._active_model, self._idle_gate, self._translator.take
        )
        self.guides = Guides(
            GuideStore(settings.index),
            StepMaker(self._retriever, checker, self.explanations.is_told),
            library.article,
            self._active_model.take,
            lambda: None if self._active_model.name == NO_MODEL else self._active_model.name,
            self._idle_gate,
        )
        self._queue = ReaderQueue(lambda: self.settings.parallel if ":" in self._active_model.name else 1)
        self._answers = AnswerCache()
        self.exports = Exporter(
            self.articles.within, library.article, lambda article_id: self.guides.open(article_id, wanted=False)[0]
        )
        self._search_state: SearchState = "loading"
        self._search_problem = ""
        # Not set while a first run still fills an empty library: questions wait for it instead of finding nothing.
        self._filled = threading.Event()
        self._filled.set()
        # Not set while a question waits for its evidence: the answering model, whose loading takes both cores, lets it pass.
        self._idle = threading.Event()
        self._idle.set()

    @classmethod
    def open(cls, settings: Settings, shared: StateDatabase | None = None) -> "Haeseol":
        """Open the home's library. Quick: no model is loaded yet. Raises ModelMissing, LibraryError, and as `open_embedder`.

        With a `shared` database changes of articles are filed there for workers (`haeseol work`); whoever opened it closes it.
        The user's own data folder begins with the sample articles; a folder that somebody named begins empty.
        """
        if settings.home == user_home() and not settings.corpus_store and not settings.corpus.exists():
            copy_samples(settings.corpus)
        hide_from_others(settings.corpus)
        embedder = open_embedder(settings)
        encoder = Encoder.for_embedder(embedder)
        return cls(settings, open_library(settings, encoder.identity), encoder, embedder, shared)

    @classmethod
    def rebuild(cls, settings: Settings) -> "Haeseol":
        """Open the home with an empty library, to be filled from `corpus/` by `sync`."""
        empty_library(settings, Encoder.for_embedder(open_embedder(settings)).identity)
        return cls.open(settings)

    def close(self) -> None:
        """Stop watching and explaining, and close the library; a run over the folder ends early."""
        self.feeds.stop()
        self.articles.watch(False)
        self.models.close()
        self.guides.stop()
        self.articles.close()

    def __enter__(self) -> "Haeseol":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def start(self, report: Report, on_synced: Callable[[IndexReport], None]) -> None:
        """Begin in the background what a page needs, in the order in which readers miss it.

        The search is loaded, `corpus/` is brought into the library (`on_synced` hears the result), the answering model is
        loaded. A question that comes earlier waits for what it needs.
        """
        if isinstance(self.articles, Articles) and not self._library.has_articles():
            self._filled.clear()
        threading.Thread(target=self._prepare, args=(report, on_synced), name="preparing", daemon=True).start()

    def load(self) -> None:
        """Load search and answering model now, so that what is timed later is the work alone. Raises ModelUnavailable."""
        self._load_search()
        self._search_state = "ready"
        if self._active_model.name != NO_MODEL:
            self._active_model.require()

    @property
    def explanations(self) -> ExplanationWriter:
        """What explains from whole articles."""
        return self._explainer.explanations

    def ask(self, question: str, options: AskOptions = AS_USUAL) -> Iterator[Event]:
        """Yield the events of an answer, as `Explainer.ask` does. Raises ScopeEmpty too, where no article is asked."""
        self._filled.wait()
        self._require_articles(options.scope)
        asked = self._asked(question, options)
        yield from self._answers.repeat(asked) or self._ask(question, options, asked)

    def _ask(self, question: str, options: AskOptions, asked: Hashable) -> Iterator[Event]:
        """Yield the events of an answer that has to be made, and keep it; evidence is for all at once, the model in turns."""
        began = time.perf_counter()
        self._idle.clear()
        events = self._explainer.ask(question, options)
        found: EvidenceFound | None = None
        try:
            # `closing` stops the model when the reader stops listening.
            with self._idle_gate.reader(), self._queue.place(options.reader) as place, closing(events):  # type: ignore[type-var]
                for event in events:
                    yield event
                    if isinstance(event, EvidenceFound):
                        found = event
                        self._idle.set()
                        if self._active_model.name != NO_MODEL and _may_need_model(event):
                            kept = yield from self._wait(place, asked)
                            if kept is not None:
                                took = Seconds(event.evidence.seconds, None, time.perf_counter() - began)
                                yield AnswerDone(replace(kept, seconds=took))
                                return
                    elif isinstance(event, AnswerDone) and found is not None and self._is_whole(event.answer):
                        self._answers.keep(asked, found, event)
        finally:
            self._idle.set()

    def _wait(self, place: Place, asked: Hashable) -> Generator[Event, None, Answer | None]:
        """Wait for the turn of a place, and return the answer where somebody who asked the same had it meanwhile."""
        for ahead in self._queue.wait(place):
            if kept := self._answers.repeat(asked):
                return kept[1].answer
            yield Waiting(ahead)
        return None

    def _profile(self) -> ModelProfile:
        """Return how the model is asked; where there is none, no whole article is put together for it to explain."""
        name = self._active_model.name
        return SMALL if name == NO_MODEL else profile_of(name, self._active_model.speed.reading)

    def _asked(self, question: str, options: AskOptions) -> Hashable:
        """Return all that an answer depends on: the same again has the same answer."""
        before = recent(options.conversation)
        options = replace(options, conversation=(), reader="")
        translated = self._translator.take() is not None
        return question, options, before, self._library.coverage(), self._active_model.name, translated, date.today()

    def _is_whole(self, answer: Answer) -> bool:
        """Return whether an answer is as the model makes it; without a model that should be there it is made of quotes."""
        chosen = self._active_model.name
        if chosen == NO_MODEL:
            return True
        # A small model says of a fact whether it is there, which nobody hears.
        heard = answer.kind in EXPLAINED or answer.seconds.first_token is not None or not self._profile().explains
        quoted = heard and ":" not in chosen
        return self._active_model.failure is None and (answer.model == chosen or not answer.found or quoted)

    def answer(self, question: str, options: AskOptions = AS_USUAL) -> Answer:
        """Return the whole answer to a question. Raises QuestionError."""
        *_, last = self.ask(question, options)
        assert isinstance(last, AnswerDone)
        return last.answer

    def check_claim(self, claim: str, scope: Scope = EVERYTHING) -> CheckedClaim:
        """Return whether the articles of a scope say a claim. Raises QuestionError where it cannot be read, and ScopeEmpty."""
        self._filled.wait()
        with self._idle_gate.reader():
            self._require_articles(scope)
            return self._claims.check(claim, scope)

    def check_text(self, text: str, scope: Scope = EVERYTHING) -> Iterator[CheckedClaim]:
        """Yield whether the articles of a scope say each sentence of a text.

        Raises QuestionError and ScopeEmpty before the first.
        """
        self._filled.wait()
        with self._idle_gate.reader():
            self._require_articles(scope)
            yield from self._claims.check_text(text, scope)

    def search(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[tuple[StoredPassage, float]]:
        """Return up to `k` passages of a scope with their scores, best first. Raises QuestionError and ScopeEmpty."""
        self._require_articles(scope)
        return self._retriever.search(read_question(question), k, scope=scope)

    def find_evidence(self, question: str, language: Language, k: int) -> Evidence:
        """Return the evidence for a question without answering it."""
        return self._retriever.find_evidence(read_question(question), language, k)

    def digest(self, day: date, language: Language) -> list[DigestItem]:
        """Return what the feeds brought on a day, each article by its own sentence, those in `language` first."""
        return make_digest(self.feeds.brought(day), language, self._library.article, self._translator.take)

    def answering_model(self) -> AnsweringModel:
        """Return the answering model, loaded. Raises ModelUnavailable where there is none."""
        return self._active_model.require()

    def model_failure(self) -> HaeseolError | None:
        """Return why answers are made of quotes although there should be a model; None where that is not so."""
        return self._active_model.failure

    def state(self) -> ServiceState:
        """Return whether questions can be searched and answered now."""
        problems = (
            self._search_problem,
            self._active_model.problem,
            self.articles.watch_problem,
            self._translator.problem,
        )
        detail = next(filter(None, problems), "")
        return ServiceState(
            self._search_state,
            self._active_model.state,
            self._active_model.name,
            detail,
            watching=self.articles.is_watched,
            written_at=self._library.written_at(),
            gone_model=self.models.gone,
            better_model=self.models.better,
            addresses=self._active_model.addresses,
        )

    def suggested_questions(self) -> dict[Language, list[str]]:
        """Return questions that the sample articles answer; none where those are gone."""
        present = {row.id for row in self.articles.all()}
        return {
            language: [question for article_id, question in questions if article_id in present]
            for language, questions in SUGGESTED_QUESTIONS.items()
        }

    def _require_articles(self, scope: Scope) -> None:
        if scope != EVERYTHING and not self._library.has_articles(scope):
            raise ScopeEmpty(scope=scope)

    def _follow_change(self, done: IndexReport) -> None:
        """Forget what was made of articles that are gone, and have what is new explained in time.

        A model elsewhere may cost money: it explains only what a reader opens.
        """
        if self._search_state == "failed":
            self._search_state, self._search_problem = "ready", ""
        for article_id in done.removed:
            self.translations.forget(article_id)
        self.guides.forget(done.removed)
        if ":" not in self._active_model.name:
            self.guides.want([*done.added, *done.changed])

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
        # Beside each other: 7 seconds on two cores instead of 9. The first text makes the analyser build its tables, and the
        # lexicon be read.
        with ThreadPoolExecutor(1) as beside:
            words = beside.submit(translate_words, "해설", "ko")
            self._embedder.load()
            words.result()

    def _sync_first(self, report: Report) -> IndexReport:
        """Make the library match `corpus/`; what stands against that for now is a failure, and the next run may do it."""
        try:
            return self.articles.sync(report)
        except (HaeseolError, OSError) as error:
            if not isinstance(error, CorpusStoreError):  # what is in the library can be asked without that one
                self._search_state, self._search_problem = "failed", str(error)
            return failed_run(self.settings.corpus, error)

    def _prepare(self, report: Report, on_synced: Callable[[IndexReport], None]) -> None:
        try:
            self._load_search()
            if self._filled.is_set():
                self._search_state = "ready"
            if isinstance(self.articles, Articles):
                on_synced(self._sync_first(report))
            else:
                self.articles.hear_of_others()
            if self._search_state == "loading":
                self._search_state = "ready"
            self.guides.keep_only({row.id for row in self.articles.all()})
        except (HaeseolError, OSError) as error:
            self._search_state, self._search_problem = "failed", str(error)
            return
        except Cancelled:
            return
        finally:
            self._filled.set()
        self.feeds.start(on_synced)
        self._idle.wait()
        self._checking.load()
        self._active_model.take(self._warm_up)
        self.guides.start()
        self.models.look_for_better()


def _may_need_model(found: EvidenceFound) -> bool:
    """Return whether the model may be asked after this evidence; else the answer is a refusal and comes at once."""
    return found.kind in EXPLAINED or (found.evidence.sufficient and found.kind != "advice")
