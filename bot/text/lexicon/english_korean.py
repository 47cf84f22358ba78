"""The words of an English text with what they mean in Korean, the longest expressions first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

_FILE = Path(__file__).with_name("english_korean.tsv")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
# What may go on as a name; "I" in "Tomorrow I speak" does not.
_NEXT_WORD = re.compile(r" (?!I\b)(\w)")
_MOST_WORDS = 4
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word or expression at [start, end) of a text, and what it may mean in Korean, the most usual first."""

    start: int
    end: int
    korean: tuple[str, ...]


def find_meanings(text: str) -> list[Meaning]:
    """Return the words of an English text that the lexicon has, in order, none within another; names are left out.

    A word in capitals counts as a name. The first of the text does where another one follows it: Bill Gates, Reading Museum.
    """
    words = list(_WORD.finditer(text))
    first_word = words[0] if words and not _begins_name(text, words[0]) else None
    found: list[Meaning] = []
    i = 0
    while i < len(words):
        for size in range(min(_MOST_WORDS, len(words) - i), 0, -1):
            run = words[i : i + size]
            if (korean := _meanings_of(text, run, first_word)) is not None:
                found.append(Meaning(run[0].start(), run[-1].end(), korean))
                i += size
                break
        else:
            i += 1
    return found


def _begins_name(text: str, word: re.Match[str]) -> bool:
    following = _NEXT_WORD.match(text, word.end())
    return following is not None and following[1].isupper()


def _meanings_of(text: str, run: list[re.Match[str]], first_word: re.Match[str] | None) -> tuple[str, ...] | None:
    if any(word.group()[0].isupper() and word is not first_word for word in run):
        return None
    if any(text[one.end() : other.start()] != " " for one, other in pairwise(run)):
        return None
    said = [word.group().lower() for word in run]
    lexicon = read_lexicon()
    # Of an expression any word may be inflected, mostly the first or the last: took part, interest rates.
    for first in forms(said[0]):
        for last in forms(said[-1]) if len(said) > 1 else ("",):
            known = lexicon.get(" ".join([first, *said[1:-1], last]).strip())
            if known is not None:
                return known
    return None


def forms(word: str) -> Iterator[str]:
    """Yield a word as it stands and what it may be an inflected form of: rates, rate; planned, plan; bigger, big."""
    yield word
    for ending, others in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            yield from (stem + other for other in others)
            if ending in _DOUBLING and len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
                yield stem[:-1]


_ENDINGS = (
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("ier", ("y",)),
    ("iest", ("y",)),
    ("es", ("e", "")),
    ("s", ("",)),
    ("ed", ("e", "")),
    ("ing", ("", "e")),
    ("er", ("", "e")),
    ("est", ("", "e")),
)
_DOUBLING = frozenset(("ed", "ing", "er", "est"))


@cache
def read_lexicon() -> dict[str, tuple[str, ...]]:
    """Return the file: an English word or expression a line, a tab, and its meanings with semicolons between them."""
    lines = (line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return {english: tuple(korean.split("; ")) for english, korean in lines}
