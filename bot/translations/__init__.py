"""Sentences of articles in the other language: made by the answering model, marked as that, checked, kept."""

from bot.translations.doubting import doubt_numbers, find_doubt
from bot.translations.making import find_words, make_translation
from bot.translations.store import Place, Translations
from bot.translations.translator import Translator

__all__ = ["Place", "Translations", "Translator", "doubt_numbers", "find_doubt", "find_words", "make_translation"]
