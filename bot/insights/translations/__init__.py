"""Sentences of articles in the other language: made by the answering model, marked as that, checked, kept."""

from bot.insights.translations.generate import find_words, make_translation
from bot.insights.translations.translation_store import SentenceKey, Translations
from bot.insights.translations.translator import Translator
from bot.insights.translations.verify import doubt_numbers, find_doubt

__all__ = ["SentenceKey", "Translations", "Translator", "doubt_numbers", "find_doubt", "find_words", "make_translation"]
