"""The place of the one answering model of this process: opened when it is first needed, and what has become of it."""

import threading
from collections.abc import Callable
from pathlib import Path

from bot.errors import HaeseolError, ModelAway
from bot.llm import AnsweringModel, ChatModel
from bot.models import find_model
from bot.quiet import Quiet
from bot.records import ModelState
from bot.settings import Settings

NO_MODEL = "none"


class ModelSeat:
    """The place of the answering model: empty, being filled, taken, or left by a model that did not come.

    `problem` says in words why it did not come; it is empty otherwise.
    """

    def __init__(self, settings: Settings, quiet: Quiet) -> None:
        self._settings = settings
        self._quiet = quiet
        self._lock = threading.Lock()
        self._model: AnsweringModel | None = None
        self._state: ModelState = "none" if settings.model == NO_MODEL else "loading"
        self.problem = ""

    @property
    def name(self) -> str:
        """The name of the model that the place is for."""
        return self._settings.model

    @property
    def state(self) -> ModelState:
        """What the model is doing now."""
        return "answering" if self._quiet.reader_waits and self._state == "ready" else self._state

    def take(self, prepare: Callable[[AnsweringModel], None] | None = None) -> AnsweringModel | None:
        """Return the model, loading it on the first call; None where there is none, and `problem` says why.

        A model that runs in this process is then prepared; one elsewhere asks money for that.
        """
        with self._lock:
            if self._model is None and self._settings.model != NO_MODEL:
                try:
                    model = open_model(self._settings)
                    if prepare is not None and ":" not in self._settings.model:
                        prepare(model)
                    self._model = model
                    self._state, self.problem = "ready", ""
                except HaeseolError as error:
                    self._state, self.problem = "away", str(error)
            return self._model

    def require(self) -> AnsweringModel:
        """Return the model, loading it on the first call. Raises ModelAway where there is none."""
        model = self.take()
        if model is None:
            raise ModelAway(name=self.name, reason=self.problem or f"HAESEOL_MODEL={NO_MODEL}")
        return model


def open_model(settings: Settings) -> AnsweringModel:
    """Return the model that the settings name, in this process or elsewhere. Raises ModelMissing and ModelAway."""
    if ":" in settings.model:
        return ChatModel.from_provider(settings.model, base_url=settings.base_url)
    path = find_model(settings.model, settings.cache)
    return ChatModel.from_gguf(Path(path), name=settings.model)
