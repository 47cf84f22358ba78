"""The answering model that was chosen on the page, remembered in the home."""

from dataclasses import replace
from pathlib import Path

from bot.models.files import is_present
from bot.models.files.catalogue import catalogue
from bot.models.llm.active_model import NO_MODEL
from bot.settings import Preferences, Settings


def answering_models() -> tuple[str, ...]:
    """Return the catalogue's answering models by name, the built-in one first."""
    return tuple(model.name for model in catalogue().values() if model.role == "answering")


def remember(home: Path, name: str) -> None:
    """Remember the model `name`; one that can only be named at the start is not. Raises PreferencesNotWritable."""
    kept = name if name == NO_MODEL or name in answering_models() else ""
    Preferences.of(home).save(answering_model=kept)


def remembered(home: Path) -> str:
    """Return the name of the model that was chosen last, "" where none was; anything else in its place is no choice."""
    name = Preferences.of(home).answering_model
    return name if name == NO_MODEL or name in answering_models() else ""


def with_remembered(settings: Settings) -> Settings:
    """Return `settings` with the model that was chosen on the page, where none was named at the start and it is there."""
    name = remembered(settings.home)
    if settings.model_named or not name or gone_model(settings):
        return settings
    return replace(settings, model=name)


def gone_model(settings: Settings) -> str:
    """Return the model that was chosen on the page and is not on this machine any more, "" where that is not so."""
    name = "" if settings.model_named else remembered(settings.home)
    return name if name in answering_models() and not is_present(name, settings.cache) else ""
