"""The place of the one translator of this process, which may be fetched while the program runs."""

from pathlib import Path

from bot.models.files import find_model
from bot.models.model_errors import ModelMissing, ModelUnknown
from bot.models.translation.firefox_translator import FirefoxTranslator
from bot.models.translation.sentence_translator import SentenceTranslator
from bot.settings import Settings

NO_TRANSLATOR = "none"


class ActiveTranslator:
    """The translator that the settings name, as soon as it is on this machine and for as long as it works."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._found: FirefoxTranslator | None = None
        self._unknown = ""

    @property
    def problem(self) -> str:
        """Why the translator is not used, in words; empty where it works or is not there yet."""
        return self._unknown if self._found is None else self._found.problem

    def take(self) -> SentenceTranslator | None:
        """Return the translator, None where there is none or it has failed. Quick: what it needs loads when it is used."""
        if self._found is None and self._settings.translator != NO_TRANSLATOR:
            name = self._settings.translator
            try:
                self._found = FirefoxTranslator.from_folder(Path(find_model(name, self._settings.cache)), name=name)
            except ModelMissing:
                return None
            except ModelUnknown as error:
                self._unknown = str(error)
        return None if self.problem else self._found
