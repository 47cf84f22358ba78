"""Which model answers: what may be chosen on the page, and how it gets there.

`--model` wins over HAESEOL_MODEL, that over what was chosen on the page, and that over the built-in one. Nothing else than the
catalogue's models, none, and the one that the program was started with can be chosen: a page must not be able to make this
machine speak to an address of its choice.
"""

from collections.abc import Callable

from bot.models.files import is_present, missing_bytes, setup_model
from bot.models.files.catalogue import look_up
from bot.models.files.memory import memory_bytes
from bot.models.llm.active_model import NO_MODEL, ActiveModel
from bot.models.llm.background_download import BackgroundDownload
from bot.models.llm.model_state import ModelOffer, ModelOffers, ModelTest
from bot.models.llm.saved_choice import answering_models, gone_model, remember
from bot.models.model_errors import ModelMissing, ModelUnknown
from bot.progress import Progress
from bot.settings import Settings


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

    def offers(self) -> ModelOffers:
        """Return what can be chosen and how the choice stands."""
        return ModelOffers(
            tuple(self._offer(name) for name in self._names),
            self._active_model.name,
            self._settings.model if self._settings.model_named else "",
            self.gone,
            memory_bytes(),
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

    def test(self) -> ModelTest:
        """Ask the model that answers now for one sentence and return how fast it came. Raises ModelUnavailable."""
        return self._active_model.time()

    def _use(self, name: str) -> None:
        remember(self._settings.home, name)
        self.gone = ""
        self._active_model.choose(name)
        self._open_in_background()

    def _offer(self, name: str) -> ModelOffer:
        if name not in answering_models():
            return ModelOffer(name, ready=True)
        model, cache = look_up(name), self._settings.cache
        return ModelOffer(name, is_present(name, cache), model.size, model.memory, missing_bytes(name, cache))
