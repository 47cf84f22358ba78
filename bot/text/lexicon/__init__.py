"""What English words mean in Korean and Korean ones in English (two files that were written for this project)."""

from bot.text.lexicon.english_korean import Meaning, find_meanings
from bot.text.lexicon.word_by_word import KnownWord, find_known_words, translate_words

__all__ = ["KnownWord", "Meaning", "find_known_words", "find_meanings", "translate_words"]
