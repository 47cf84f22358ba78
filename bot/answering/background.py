"""What words mean in general, told beside what the articles say of them and set apart: it is from no article.

`background.txt` beside this file holds the terms that come with Haeseol; a reader's own stand in `terms.txt` in the home, a line
each as there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.bilingual import Bilingual, Language
from bot.text.aliases import says

OWN = "terms.txt"


@dataclass(frozen=True, slots=True)
class Term:
    """A word with all its spellings, and what it means in general."""

    korean: tuple[str, ...]
    english: tuple[str, ...]
    meaning: Bilingual

    @property
    def spellings(self) -> tuple[str, ...]:
        """The spellings in both languages."""
        return self.korean + self.english

    def spelled_in(self, language: Language) -> str:
        """Return the usual spelling in `language`."""
        return (self.korean if language == "ko" else self.english)[0]


def find_term(question: str, home: Path | None = None) -> Term | None:
    """Return the term that a question names, the longest where it names several, None where it names none.

    What the reader wrote in `home` comes before what ships with the program. A line there that is no term is passed over.
    """
    own = tuple(_read(home / OWN)) if home is not None and (home / OWN).is_file() else ()
    named = [
        (len(spelling), term)
        for terms in (own, _shipped())
        for term in terms
        for spelling in term.spellings
        if says(question, spelling)
    ]
    return max(named, key=lambda each: each[0])[1] if named else None


@cache
def _shipped() -> tuple[Term, ...]:
    return tuple(_read(Path(__file__).parent / "background.txt"))


def _read(path: Path) -> Iterator[Term]:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        parts = [part.strip() for part in line.split(": ")]
        if len(parts) == 4 and not line.startswith("#") and all(parts):
            korean, english, *meaning = parts
            yield Term(tuple(korean.split("|")), tuple(english.split("|")), Bilingual(*meaning))
