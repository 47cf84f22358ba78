"""Sentences of articles in the other language: made by the answering model, marked as that, checked, kept."""

from bot.translations.making import doubt_numbers, find_words, make_translation
from bot.translations.store import Place, Translations

__all__ = ["Place", "Translations", "doubt_numbers", "find_words", "make_translation"]
