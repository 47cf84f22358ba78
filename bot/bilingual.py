"""The two languages, and text that exists in both."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages."""

    ko: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in `language`."""
        return self.ko if language == "ko" else self.en
