"""Sentences carried over between Korean and English by a model that does nothing else; where there is none, all works without."""

from bot.models.translation.active_translator import NO_TRANSLATOR, ActiveTranslator
from bot.models.translation.sentence_translator import FindTranslator, SentenceTranslator, find_none

__all__ = ["NO_TRANSLATOR", "ActiveTranslator", "FindTranslator", "SentenceTranslator", "find_none"]
