"""Hanja in Korean texts, as headlines write them: what they are read as, and the words that they stand for.

readings    one character's sound, and a word's
headlines    中 for 중국, 與野 for 여야, 反도체 for 반도체
"""

from bot.text.hanja.headlines import SpelledOut, has_hanja, meant_words, spell_in_place, spell_out

__all__ = ["SpelledOut", "has_hanja", "meant_words", "spell_in_place", "spell_out"]
