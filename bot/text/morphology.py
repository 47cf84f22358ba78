"""Kiwi, the Korean morphological analyser: one instance for the whole process, in our own types."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

# A question and the sentences of its answer are read by whatever looks for names, words and roles, up to twenty times within a
# second. 2,000 sentences of news take some 10 MB.
_SENTENCE, _KEPT = 500, 2_000
_HALF_SURROGATE = re.compile("[\ud800-\udfff]")
_lock = Lock()
_loaded: "list[Kiwi]" = []


@dataclass(frozen=True, slots=True)
class Morpheme:
    """A morpheme in its written form, its Sejong tag (NNG, VV, JKO, SL, ...) and where it stands in the text.

    Morphemes of a contracted syllable share offsets: 갔 is 가/VV and 었/EP over the same character.
    """

    form: str
    tag: str
    start: int
    end: int


def kiwi() -> "Kiwi":
    """Return the shared analyser, loading it on the first call (3 to 4 seconds). Any thread may use it."""
    with _lock:
        if not _loaded:
            from kiwipiepy import Kiwi

            # More workers only help with batches of texts, and each holds its own buffers.
            # The dictionaries of multi-word names and of typing errors are left out: they double the time to load, and a name
            # that is found as one morpheme is not found by its words.
            _loaded.append(Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False))
        return _loaded[0]


def split_morphemes(text: str) -> tuple[Morpheme, ...]:
    """Return the morphemes of `text` in order; none for an empty text. Latin words and numbers come whole."""
    return _split_again(text) if len(text) <= _SENTENCE else _split(text)


def _split(text: str) -> tuple[Morpheme, ...]:
    whole = _HALF_SURROGATE.sub("\ufffd", text)  # of which Kiwi tells forms that are no text
    return tuple(Morpheme(token.form, token.tag, token.start, token.end) for token in kiwi().tokenize(whole))


_split_again = lru_cache(_KEPT)(_split)


def join_morphemes(morphemes: Sequence[tuple[str, str]]) -> str:
    """Return (form, tag) pairs written together as Korean spelling has it: 하/XSV + 었/EP + 습니다/EF is 했습니다."""
    joined: str = kiwi().join(list(morphemes))
    return joined


def korean_sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence that Kiwi sees in `text`, which should be no longer than a few pages.

    Kiwi knows Korean endings, with or without a full stop, and keeps a quotation with the verb that reports it. It
    does not know English: two English sentences often come as one.
    """
    return [(sentence.start, sentence.end) for sentence in kiwi().split_into_sents(text)]


def is_word_end(before: str, after: str) -> bool:
    """Return whether a word ends between two lines rather than going on, from the morphemes of both.

    A dozen characters on either side are enough (346 of 355 breaks of news text right, as with whole lines).
    """
    _, spaces = kiwi().glue([before, after], return_space_insertions=True)
    return bool(spaces[0])
