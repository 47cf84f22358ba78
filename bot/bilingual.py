"""The two languages, and text that exists in both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en"]

# Takes a text in Korean and in English and returns one of them.
Say = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    ko: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.ko if language == "ko" else self.en


def say_in(language: Language) -> Say:
    """Return what takes a text in Korean and in English and returns the one in `language`."""
    return lambda ko, en: Bilingual(ko, en).in_(language)
