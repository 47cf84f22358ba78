"""A sentence of an article in the other language."""

from dataclasses import dataclass

from bot.bilingual import Bilingual, Language


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence of an article in `language`, as `model` put it.

    `doubt` says which number, name or denial is not as in the original, None where none is known to differ.
    """

    text: str
    language: Language
    model: str
    doubt: Bilingual | None
