"""Guides made in the background, one step at a time, whenever no reader waits; and what the page is told of that."""

import threading
from collections.abc import Callable, Iterator, Sequence

from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.errors import HaeseolError
from bot.insights.guides.article_reading import read_explanation
from bot.insights.guides.guide import Guide, GuideProgress, Stage, Step
from bot.insights.guides.guide_store import GuideStore
from bot.insights.guides.steps import StepMaker, both, steps_left
from bot.library.store.stored_article import ArticleText
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.preemptible import make_preemptible
from bot.models.llm.priority import IdleGate, Preempted
from bot.models.model_errors import ModelUnavailable

# An archive of thousands would keep the machine busy for days: of what is added at once, so many are explained ahead, the
# others when a reader opens them.
AHEAD = 20


class Guides:
    """The explanations of one library. Reading is immediate; what needs time is made in the background after `start`.

    `find_article` returns the newest version of an article and raises ArticleMissing; `model` returns the answering model,
    loaded, None where it is away; `model_name` returns its name, None where there is to be none.
    """

    def __init__(
        self,
        store: GuideStore,
        maker: StepMaker,
        find_article: Callable[[str], ArticleText],
        model: Callable[[], AnsweringModel | None],
        model_name: Callable[[], str | None],
        idle_gate: IdleGate,
    ) -> None:
        self._store = store
        self._maker = maker
        self._find_article = find_article
        self._model = model
        self._model_name = model_name
        self._idle_gate = idle_gate
        self._line: list[str] = []
        self._changed = threading.Condition()
        # What is kept is of an article that is still there: a removal waits for this, and then forgets it.
        self._keeping = threading.Lock()
        self._worker: threading.Thread | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to make what stands in the line, in a thread of its own, until `stop`; nothing begins after that."""
        with self._changed:
            if self._stopped:
                return
            self._worker = threading.Thread(target=self._work, name="explaining", daemon=True)
            self._worker.start()

    def stop(self) -> None:
        """Give up what is being made, and return when that has happened. What was made is kept."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._worker is not None:
            self._worker.join()

    def find(self, article: ArticleText) -> Guide:
        """Return what there is of an article's explanation now; what is in the article itself always is."""
        kept = self._store.find(article.id)
        if kept is not None and kept.is_of(article):
            return kept
        explanation = read_explanation(article)
        self._keep(explanation)
        return explanation

    def open(self, article_id: str, *, wanted: bool = True) -> tuple[Guide, GuideProgress]:
        """Return what there is of an article's guide, and how far the rest has come. Raises ArticleMissing.

        Where something is missing it is made next, before what waits for other articles, unless it is not `wanted`.
        """
        article = self._find_article(article_id)
        guide = self.find(article)
        if wanted and self.making(guide, article).stage != "ready":
            self.want([article.id], first=True)
        return guide, self.making(guide, article)

    def want(self, article_ids: Sequence[str], *, first: bool = False) -> None:
        """Put articles into the line, at most `AHEAD` of them; with `first` before all others, for a reader who looks at one."""
        with self._changed:
            wanted = [each for each in article_ids if first or each not in self._line][:AHEAD]
            others = [each for each in self._line if each not in wanted]
            self._line = [*wanted, *others] if first else [*others, *wanted]
            self._changed.notify_all()

    def forget(self, article_ids: Sequence[str]) -> None:
        """Leave no trace of removed articles."""
        with self._changed:
            self._line = [each for each in self._line if each not in article_ids]
        with self._keeping:
            self._store.forget(article_ids)

    def keep_only(self, article_ids: set[str]) -> None:
        """Leave no trace of any article but these."""
        self.forget(sorted(self._store.article_ids() - article_ids))

    def making(self, explanation: Guide, article: ArticleText) -> GuideProgress:
        """Return how far an explanation has come."""
        languages = both(article.language)
        model = self._model_name()
        left = steps_left(explanation, languages, model, article.language)
        begun = Guide("", 0, "", 0, explanation.key_points)
        steps = len(steps_left(begun, languages, model, article.language))
        with self._changed:
            ahead = self._line.index(article.id) if article.id in self._line else -1
        stage: Stage = "making"
        if not left:
            stage = "ready"
        elif ahead < 0:
            stage = "stopped"
        elif self._worker is None or ahead > 0:
            stage = "waiting"
        elif not self._idle_gate.is_idle:
            stage = "paused"
        return GuideProgress(stage, max(ahead, 0), steps - len(left), steps, left[0] if left else None)

    def make(self, article: ArticleText, languages: Sequence[Language]) -> Iterator[tuple[Guide, Step | None]]:
        """Make an article's explanation here and now: yield it as far as it is, with the step that comes next, None at last.

        Raises ModelUnavailable. What was made before is not made again.
        """
        explanation, model = self.find(article), self._model()
        while left := steps_left(explanation, languages, model.name if model else None, article.language):
            yield explanation, left[0]
            explanation = self._maker.make(left[0], explanation, article, model)
            self._keep(explanation)
        yield explanation, None

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._line and not self._stopped:
                    self._changed.wait()
                if self._stopped:
                    return
                article_id = self._line[0]
            self._idle_gate.wait(lambda: self._stopped)
            if not self._stopped and not self._make_step(article_id):
                with self._changed:
                    self._line = [each for each in self._line if each != article_id]

    def _make_step(self, article_id: str) -> bool:
        """Make the next step of an article; return whether it is to stay in the line."""
        try:
            article = self._find_article(article_id)
            explanation, model = self.find(article), self._model()
            left = steps_left(explanation, both(article.language), model.name if model else None, article.language)
            if left:
                background = None if model is None else make_preemptible(model, self._may_go_on)
                self._keep(self._maker.make(left[0], explanation, article, background, self._look_up))
            return len(left) > 1
        except Preempted:
            return True
        except ArticleMissing:
            return False
        except ModelUnavailable:
            # It will be away for the next article too. Opening one tries again.
            with self._changed:
                self._line.clear()
            return False
        except HaeseolError:
            return False

    def _look_up(self) -> None:
        if not self._may_go_on():
            raise Preempted

    def _may_go_on(self) -> bool:
        return self._idle_gate.is_idle and not self._stopped

    def _keep(self, explanation: Guide) -> None:
        """Keep an explanation, unless its article was removed or changed meanwhile."""
        with self._keeping:
            try:
                if explanation.is_of(self._find_article(explanation.article_id)):
                    self._store.put(explanation)
            except ArticleMissing:
                return
