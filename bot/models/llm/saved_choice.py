"""The chosen model, remembered beside the articles, so that it outlives the program and the index."""

from dataclasses import replace
from pathlib import Path

from bot.errors import CorpusNotWritable
from bot.models.files import is_present
from bot.models.files.catalogue import CATALOGUE
from bot.models.llm.active_model import NO_MODEL
from bot.settings import Settings

ANSWERING = tuple(model.name for model in CATALOGUE.values() if model.role == "answering")
"""The catalogue's answering models by name, the built-in one first."""

_REMEMBERED = ".answering-model"


def remember(corpus: Path, name: str) -> None:
    """Remember the model `name`; one that can only be named at the start is not. Raises CorpusNotWritable."""
    place = corpus / _REMEMBERED
    try:
        if name == NO_MODEL or name in ANSWERING:
            corpus.mkdir(parents=True, exist_ok=True)
            place.write_text(name + "\n", encoding="utf-8")
        else:
            place.unlink(missing_ok=True)
    except OSError as error:
        raise CorpusNotWritable(path=corpus, reason=error.strerror or str(error)) from error


def remembered(corpus: Path) -> str:
    """Return the name of the model that was chosen last, "" where none was; anything else in its place is no choice."""
    try:
        name = (corpus / _REMEMBERED).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return name if name == NO_MODEL or name in ANSWERING else ""


def with_remembered(settings: Settings) -> Settings:
    """Return `settings` with the model that was chosen on the page, where none was named at the start and it is there."""
    name = remembered(settings.corpus)
    if settings.model_named or not name or gone_model(settings):
        return settings
    return replace(settings, model=name)


def gone_model(settings: Settings) -> str:
    """Return the model that was chosen on the page and is not on this machine any more, "" where that is not so."""
    name = "" if settings.model_named else remembered(settings.corpus)
    return name if name in ANSWERING and not is_present(name, settings.cache) else ""
