"""Which model answers: what may be chosen on the page, and how it gets there.

`--model` wins over HAESEOL_MODEL, that over what was chosen on the page, and that over the built-in one. Nothing else than the
catalogue's models, none, and the one that the program was started with can be chosen: a page must not be able to make this
machine speak to an address of its choice.
"""

import threading
from collections.abc import Callable

from bot.models.files import is_present, missing_bytes, setup_model
from bot.models.files.cache import hub_has
from bot.models.files.catalogue import Model, look_up
from bot.models.files.memory import memory_bytes
from bot.models.llm.active_model import NO_MODEL, ActiveModel
from bot.models.llm.background_download import BackgroundDownload
from bot.models.llm.model_speed import ModelSpeed
from bot.models.llm.model_state import ModelOffer, ModelOffers, ModelTest
from bot.models.llm.recommendation import Machine, first_word_seconds, forecast_ranked, recommend
from bot.models.llm.saved_choice import answering_models, gone_model, remember, remembered
from bot.models.model_errors import ModelMissing, ModelUnknown
from bot.progress import Progress
from bot.settings import DEFAULT_MODEL, Settings


class ModelChoice:
    """Changes the active model, at once or after a download. `open_model` has it opened without waiting for it."""

    def __init__(self, settings: Settings, active_model: ActiveModel, open_model: Callable[[], None]) -> None:
        self._settings = settings
        self._active_model = active_model
        self._open_in_background = open_model
        self._fetch = BackgroundDownload()
        # A model that runs elsewhere, or lies somewhere else than in the cache, can only be named at the start.
        named = settings.model not in (*answering_models(), NO_MODEL)
        self._names = (*answering_models(), *([settings.model] if named else []), NO_MODEL)
        self.gone = gone_model(settings)
        self._better = ""
        # Held while a choice is kept, so that what is offered and what was chosen agree.
        self._choosing = threading.Lock()
        self._closed = threading.Event()

    @property
    def better(self) -> str:
        """The model that is offered in place of the built-in one, "" where none is (see `look_for_better`)."""
        return self._better

    def offers(self) -> ModelOffers:
        """Return what can be chosen and how the choice stands."""
        return ModelOffers(
            tuple(self._offer(name) for name in self._names),
            self._active_model.name,
            self._settings.model if self._settings.model_named else "",
            self.gone,
            memory_bytes(),
            self._better,
            self._fetch.progress,
            self._fetch.failed,
            self._fetch.problem,
        )

    def choose(self, name: str, *, fetch: bool = False) -> None:
        """Let the model `name` answer from the next question on, and after each start that names no other.

        One that is not on this machine is fetched first if `fetch` allows it, while the old one goes on answering; nothing
        else here uses the network. A fetch that is under way for another is given up. Raises ModelUnknown, ModelMissing and
        PreferencesNotWritable; what goes wrong with a fetch is told by `offers`.
        """
        if name not in self._names:
            raise ModelUnknown(name=name, known=", ".join(self._names))
        if self._offer(name).ready:
            self._fetch.give_up()
            self._use(name)
        elif not fetch:
            raise ModelMissing(name=name)
        else:
            size = look_up(name).size
            begun = Progress("download", name, size - missing_bytes(name, self._settings.cache), size, "bytes")
            self._fetch.start(
                begun,
                lambda report, given_up: setup_model(
                    name, self._settings.cache, report, hub=self._settings.hub, given_up=given_up
                ),
                lambda: self._use(name),
            )

    def give_up_fetch(self) -> None:
        """End the fetch that is under way; the next one for the same model goes on where it stopped."""
        self._fetch.give_up()

    def look_for_better(self) -> None:
        """Find out whether to offer a better model than the built-in one: one that suits this machine and that the hub has.

        For a thread that nobody waits for. It asks the hub about one file, or two, and measures the model when no reader waits;
        where no hub answers nothing is measured. Nothing is done where the hub must not be asked, or where a model was ever
        chosen, be it the built-in one.
        """
        settings = self._settings
        if not settings.ask_hub or settings.model_named or remembered(settings.home):
            return
        if self._active_model.name != DEFAULT_MODEL:
            return
        fitting = self._best_at(ModelSpeed())
        if fitting is None or not self._can_be_had(fitting):
            return
        speed = self._active_model.measure(self._closed.is_set)
        best = self._best_at(speed) if speed.reading and speed.writing else None
        if best is None or (best is not fitting and not self._can_be_had(best)):
            return
        with self._choosing:
            if not remembered(settings.home):  # nobody has chosen meanwhile
                self._better = best.name

    def _best_at(self, speed: ModelSpeed) -> Model | None:
        cache = self._settings.cache
        best = recommend(forecast_ranked(Machine.with_cache(cache, speed, DEFAULT_MODEL), cache))
        return None if best is None else best.model

    def _can_be_had(self, model: Model) -> bool:
        return is_present(model.name, self._settings.cache) or hub_has(model, self._settings.hub)

    def close(self) -> None:
        """End what goes on in the background."""
        self._closed.set()
        self._fetch.give_up()

    def test(self) -> ModelTest:
        """Ask the model that answers now for one sentence and return how fast it came. Raises ModelUnavailable."""
        return self._active_model.time()

    def _use(self, name: str) -> None:
        with self._choosing:
            remember(self._settings.home, name)
            self.gone = self._better = ""
        self._active_model.choose(name)
        self._open_in_background()

    def _offer(self, name: str) -> ModelOffer:
        if name not in answering_models():
            return ModelOffer(name, ready=True)
        model, cache = look_up(name), self._settings.cache
        speed = self._expected(model)
        return ModelOffer(
            name,
            is_present(name, cache),
            model.size,
            model.memory,
            missing_bytes(name, cache),
            model.is_approximate,
            model.licence,
            model.notice,
            model.conditions,
            first_word_seconds(speed),
            speed.writing,
        )

    def _expected(self, model: Model) -> ModelSpeed:
        """Return how fast a model would be here, from the one that answers now; nothing is known where that runs elsewhere."""
        active = self._active_model.name
        if active not in answering_models():
            return ModelSpeed()
        return self._active_model.speed.scaled(look_up(active).size, model.size)
