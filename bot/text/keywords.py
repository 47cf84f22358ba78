"""The words by which a passage is found: Korean morphemes through Kiwi, Latin words and numbers as they stand.

English words are cut to their stems by SQLite's porter tokenizer, in the index and in the question alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.bilingual import Language
from bot.text.hanja import meant_words, spell_out
from bot.text.morphology import Morpheme, split_morphemes

# Nouns, names, numerals, roots and verbs carry the meaning; particles and endings only say how words hang together.
# https://github.com/bab2min/kiwipiepy documents the tags (Sejong).
_CONTENT_TAGS = frozenset({"NNG", "NNP", "NR", "XR", "VV", "VA", "MAG", "SH"})
# Verbs so common that they tell no passage from another.
_EMPTY_FORMS = frozenset({"하", "되", "있", "없", "이", "같", "대하", "위하", "의하", "따르", "통하"})
_LATIN_OR_NUMBER = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:[-'’.]?[A-Za-z0-9\u00c0-\u024f]+)*|\d+(?:[.,]\d+)*")
_ENGLISH_STOP_WORDS = frozenset(
    """
    a about after all also an and any are as at be been before being between both but by can could did do does doing for
    from had has have having he her him his how i if in into is it its just me more most my no not of on one only or other
    our out over own she should so some such than that the their them then there these they this those through to too
    under up us very was we were what when where which while who whom whose why will with would you your
    """.split()
)


# Words that ask, and what is asked with them: they are part of many questions and of no answer.
_KOREAN_QUESTION_WORDS = frozenset({"얼마", "무엇", "누구", "언제", "어디", "왜", "몇", "어떻게", "뭐"})
_ENGLISH_QUESTION_WORDS = frozenset(
    """
    according anyone anything article because call called come comes different do done explain get gets give given happen
    happened happens hardly kind know known like list made make makes many mean means mention mentioned mentions much name
    named need never often people please point points reason reasons said say says someone something sort story text think
    thinks thought type used way
    """.split()
)


@dataclass(frozen=True, slots=True)
class ContentWord:
    """A word that carries meaning, in its written form, at [start, end) of its text."""

    form: str
    start: int
    end: int


def extract_terms(text: str) -> list[str]:
    """Return the terms of `text`, lower case, repeated where they repeat; none where it has no content words.

    To Hanja in a Korean text come the words that it stands for, so that 中 is found by 중국 and 韓美 by 미국.
    """
    spelled = spell_out(text)
    korean = [m.form.lower() for m in split_morphemes(spelled) if _has_content(m)]
    if spelled != text:
        korean += meant_words(text) + [m.form for m in split_morphemes(text) if m.tag == "SH"]
    return [word.form.lower() for word in _latin_words(text)] + korean


def named_words(text: str) -> list[ContentWord]:
    """Return the words of a question that name what it is about, in order: Latin words, Korean nouns and names."""
    nouns = [
        ContentWord(m.form, m.start, m.end)
        for m in split_morphemes(text)
        if m.tag in ("NNG", "NNP") and len(m.form) > 1 and m.form not in _KOREAN_QUESTION_WORDS
    ]
    latin = [
        word
        for word in _latin_words(text)
        if len(word.form) > 1 and not word.form[0].isdigit() and word.form.lower() not in _ENGLISH_QUESTION_WORDS
    ]
    return sorted([*latin, *nouns], key=lambda word: word.start)


def content_words(text: str, language: Language) -> list[ContentWord]:
    """Return the words of a request that are about something: those that name it, and Korean verbs and adjectives."""
    if language == "en":
        return named_words(text)
    korean = [ContentWord(m.form, m.start, m.end) for m in split_morphemes(text) if _has_content(m)]
    asking = _KOREAN_QUESTION_WORDS
    return [*_latin_words(text), *(word for word in korean if word.form not in asking)]


def _latin_words(text: str) -> Iterator[ContentWord]:
    for match in _LATIN_OR_NUMBER.finditer(text):
        if match.group().lower() not in _ENGLISH_STOP_WORDS:
            yield ContentWord(match.group(), match.start(), match.end())


def _has_content(morpheme: Morpheme) -> bool:
    return morpheme.tag.split("-")[0] in _CONTENT_TAGS and morpheme.form not in _EMPTY_FORMS
