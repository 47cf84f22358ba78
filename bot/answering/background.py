"""What words mean in general, told beside what the articles say of them and set apart: it is from no article.

`background.txt` beside this file holds the terms that come with Haeseol; a reader's own stand in `terms.txt` in the home, a line
each as there.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.articles.article_errors import ArticleNotText
from bot.articles.decoding import decode
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


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """The terms of a reader's file, and the numbers of its lines that are none, from 1. `problem` says why it cannot be read."""

    terms: tuple[Term, ...] = ()
    wrong: tuple[int, ...] = ()
    problem: Bilingual | None = None


def find_term(question: str, home: Path | None = None) -> Term | None:
    """Return the term that a question names, the longest where it names several, None where it names none.

    What the reader wrote in `home` comes before what ships with the program. What is wrong there is passed over, and told by
    `haeseol doctor`.
    """
    own = read_own(home).terms if home is not None else ()
    named = [
        (len(spelling), term)
        for terms in (own, shipped_terms())
        for term in terms
        for spelling in term.spellings
        if says(question, spelling)
    ]
    return max(named, key=lambda each: each[0])[1] if named else None


def read_own(home: Path) -> OwnTerms:
    """Return what a reader's file in `home` holds, in any encoding that an article may have; nothing where there is none."""
    path = home / OWN
    try:
        return _read(decode(path.read_bytes(), str(path)))
    except FileNotFoundError:
        return OwnTerms()
    except OSError as error:
        reason = error.strerror or str(error)
        said = Bilingual(ko=f"{path}을(를) 읽을 수 없어요: {reason}", en=f"{path} cannot be read: {reason}")
        return OwnTerms(problem=said)
    except ArticleNotText as error:
        return OwnTerms(problem=Bilingual(ko=error.message("ko"), en=error.message("en")))


@cache
def shipped_terms() -> tuple[Term, ...]:
    """Return the terms that come with Haeseol."""
    return _read((Path(__file__).parent / "background.txt").read_text(encoding="utf-8")).terms


def _read(text: str) -> OwnTerms:
    terms: list[Term] = []
    wrong: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        names, meaning = (parts := [part.strip() for part in line.split(": ", 3)])[:2], parts[2:]
        korean, *english = [tuple(filter(None, map(str.strip, each.split("|")))) for each in names]
        if len(parts) == 4 and all((korean, *english, *meaning)):
            terms.append(Term(korean, english[0], Bilingual(*meaning)))
        else:
            wrong.append(number)
    return OwnTerms(tuple(terms), tuple(wrong))
