"""Haeseol explains articles in Korean and English, every sentence tied to the passage it comes from.

Data flow one way, up these floors; each imports only from those below it (`tests/test_architecture.py` holds that):

text          what a text is made of: languages, sentences, words, names, numbers, dates
models        model files, the embedding model, the answering model
articles      a file or a web address becomes an article
library       articles become passages and an index, kept in step with the folder
retrieval     a question becomes evidence
answering     evidence becomes an answer, and every sentence of it is verified
insights      what is told without a question: guides, an overview, translations
service       all of it wired for one home, and the conversations kept there
evaluation, ui, api, langchain    how good it is; the page; doors for programs; parts for chains of other people's own
cli           the command line
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.answering.answer import Answer
    from bot.answering.ask_options import AskOptions
    from bot.errors import HaeseolError
    from bot.service.haeseol import Haeseol
    from bot.settings import Settings

__all__ = ["Answer", "AskOptions", "Haeseol", "HaeseolError", "Settings"]

_MODULES = {
    "Answer": "bot.answering.answer",
    "AskOptions": "bot.answering.ask_options",
    "Haeseol": "bot.service.haeseol",
    "HaeseolError": "bot.errors",
    "Settings": "bot.settings",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing a part of `bot` does not load all of it."""
    if name not in _MODULES:
        raise AttributeError(f"module 'bot' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
