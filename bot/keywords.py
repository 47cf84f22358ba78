"""The words by which a passage is found: Korean morphemes through Kiwi, Latin words and numbers as they stand.

English words are cut to their stems by SQLite's porter tokenizer, in the index and in the question alike.
"""

import re

from bot.morphemes import split_morphemes

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
    """.split()  # noqa: SIM905 - a word list reads as words
)


def extract_terms(text: str) -> list[str]:
    """Return the terms of `text` in order, repeated where they repeat, lower case; none where it has no content words."""
    terms = [match.group().lower() for match in _LATIN_OR_NUMBER.finditer(text)]
    terms = [term for term in terms if term not in _ENGLISH_STOP_WORDS]
    for morpheme in split_morphemes(text):
        if morpheme.tag.split("-")[0] in _CONTENT_TAGS and morpheme.form not in _EMPTY_FORMS:
            terms.append(morpheme.form.lower())
    return terms
