"""The place of the one answering model of this process: opened when it is first needed, and what has become of it."""

import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.errors import HaeseolError
from bot.models.files import find_model
from bot.models.llm.chat_model import AnsweringModel, ChatModel, time_model
from bot.models.llm.model_speed import ModelSpeed
from bot.models.llm.model_state import ModelAddress, ModelState, ModelTest
from bot.models.llm.native_engine import find_native_engine
from bot.models.llm.preemptible import make_preemptible
from bot.models.llm.priority import IdleGate, Preempted
from bot.models.llm.recommendation import measure_speed
from bot.models.model_errors import ModelUnavailable
from bot.settings import Settings

NO_MODEL = "none"
# An answer that is under way keeps the model it began with. None takes so long; after that the new one is opened beside it.
_LEAVING_SECONDS = 300.0


class ActiveModel:
    """The place of the answering model: empty, being filled, taken, or left by a model that did not come or has ended."""

    def __init__(self, settings: Settings, idle_gate: IdleGate) -> None:
        self._settings = settings
        self._idle_gate = idle_gate
        # Held while a model is opened, which may take a minute, and while another one is chosen, which takes no time.
        self._opening = threading.Lock()
        self._choosing = threading.Lock()
        self._model: AnsweringModel | None = None
        self._leaving: weakref.ref[AnsweringModel] | None = None
        self._state: ModelState = "none" if settings.model == NO_MODEL else "loading"
        self._failure: HaeseolError | None = None

    @property
    def failure(self) -> HaeseolError | None:
        """Why the model did not come, or how it has ended; None otherwise."""
        self._notice_end()
        return self._failure

    @property
    def problem(self) -> str:
        """Why the model did not come, or how it has ended, in English; "" otherwise."""
        return "" if self.failure is None else str(self.failure)

    @property
    def name(self) -> str:
        """The name of the model that the place is for."""
        return self._settings.model

    @property
    def state(self) -> ModelState:
        """What the model is doing now."""
        self._notice_end()
        return "answering" if self._idle_gate.reader_waits and self._state == "ready" else self._state

    @property
    def speed(self) -> ModelSpeed:
        """How fast the model has been seen to read and write; nothing is known of one that is away or runs elsewhere."""
        model = self._model
        return model.speed if isinstance(model, ChatModel) else ModelSpeed()

    @property
    def addresses(self) -> tuple[ModelAddress, ...]:
        """How each address of a model that has several is doing; () of every other."""
        model = self._model
        return model.addresses if isinstance(model, ChatModel) else ()

    def choose(self, name: str) -> None:
        """Make this the place of another model, which the next `take` opens. The same again tries again where it is away.

        Whoever works with the old one goes on with it, and with the last of them it is closed. Background work is disturbed.
        """
        with self._choosing:
            if name == self.name and self._state != "away":
                return
            if self._model is not None:
                self._leaving, self._model = weakref.ref(self._model), None
            self._settings = replace(self._settings, model=name)
            self._state, self._failure = "none" if name == NO_MODEL else "loading", None
        with self._idle_gate.reader():
            pass  # a reader was here: what is made in the background is given up, and with it the old model

    def take(self, prepare: Callable[[AnsweringModel], None] | None = None) -> AnsweringModel | None:
        """Return the model, loading it on the first call; None where there is none, and `problem` says why.

        A model that runs in this process is then prepared; one elsewhere asks money for that.
        """
        with self._opening:
            self._notice_end()
            self._try_again()
            while self._model is None and (settings := self._settings).model != NO_MODEL:
                self._wait_for_leaving()
                try:
                    model = open_model(settings)
                    if prepare is not None and ":" not in settings.model:
                        prepare(model)
                except HaeseolError as error:
                    if self._sit(settings, None, error):
                        break
                    continue
                self._sit(settings, model)
                del model  # where another was chosen meanwhile, this one is closed before that is opened
            return self._model

    def require(self) -> AnsweringModel:
        """Return the model, loading it on the first call. Raises ModelUnavailable where there is none."""
        model = self.take()
        if model is None:
            raise ModelUnavailable(name=self.name, reason=self.problem or f"HAESEOL_MODEL={NO_MODEL}")
        return model

    def time(self) -> ModelTest:
        """Ask the model for one sentence and return how fast it came. Raises ModelUnavailable."""
        model = self.require()
        with self._idle_gate.reader():
            return time_model(model)

    def measure(self, is_over: Callable[[], bool]) -> ModelSpeed:
        """Return how fast the model is, measuring what is not known yet whenever no reader waits, until `is_over`."""
        while not is_over():
            self._idle_gate.wait(is_over)
            try:
                self._measure_now()
                break
            except Preempted:
                continue  # what the reader's answer took is known then
            except ModelUnavailable:
                break
        return self.speed

    def _measure_now(self) -> None:
        # Apart, so that nobody holds the model while it is waited for: another may have been chosen.
        model = make_preemptible(self.require(), lambda: not self._idle_gate.reader_waits)
        measure_speed(model, lambda: self.speed)

    def _sit(self, settings: Settings, model: AnsweringModel | None, failure: HaeseolError | None = None) -> bool:
        """Put what came of `settings` in its place; return False if another model was chosen meanwhile."""
        with self._choosing:
            if settings is not self._settings:
                return False
            self._model, self._failure = model, failure
            self._state = "ready" if model is not None else "away"
            return True

    def note_failure(self, error: ModelUnavailable) -> None:
        """Note that the model has left an answer, so that a reader can be told why; the next `take` tries again."""
        with self._choosing:
            if self._model is not None:
                self._state, self._failure = "away", error

    def _try_again(self) -> None:
        with self._choosing:
            if self._model is not None:
                self._state, self._failure = "ready", None

    def _notice_end(self) -> None:
        """Where the engine of the model has ended, leave its place to be filled again by the next `take`."""
        model = self._model
        failure = model.failure if isinstance(model, ChatModel) else None
        if failure is not None:
            with self._choosing:
                if self._model is model:
                    self._model, self._state, self._failure = None, "away", self._failure or failure

    def _wait_for_leaving(self) -> None:
        """Return when the model that sat here before is closed, so that there are never two in memory."""
        until = time.monotonic() + _LEAVING_SECONDS
        while self._leaving is not None and self._leaving() is not None and time.monotonic() < until:
            time.sleep(0.05)
        self._leaving = None


def open_model(settings: Settings) -> AnsweringModel:
    """Return the model that the settings name, in this process or elsewhere.

    Raises ModelMissing, ProviderKeyMissing and ModelUnavailable.
    """
    if ":" in settings.model:
        return ChatModel.from_provider(settings.model, base_urls=settings.base_urls, parallel=settings.parallel)
    path, native = find_model(settings.model, settings.cache), find_native_engine(settings.cache)
    return ChatModel.from_gguf(Path(path), name=settings.model, package=native.folder if native else None)
