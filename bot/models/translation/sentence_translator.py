"""What a translator does."""

from collections.abc import Callable
from typing import Protocol

from bot.bilingual import Language


class SentenceTranslator(Protocol):
    """Something that translates between Korean and English."""

    @property
    def name(self) -> str:
        """The translator's name, as what it made shows it."""

    def translate(self, text: str, language: Language) -> str:
        """Return `text`, which is in the other language, in `language`; "" for one without words.

        Raises TranslatorUnavailable.
        """


FindTranslator = Callable[[], SentenceTranslator | None]
"""Returns the translator of this machine, None while there is none."""


def find_none() -> None:
    """Return no translator."""
