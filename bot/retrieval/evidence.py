"""What was found for a question: passages, each with the sentence of it that fits best."""

from dataclasses import dataclass
from datetime import date

from bot.bilingual import Language
from bot.text.instructions import speaks_to_model


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence of a passage: offsets into the article's text, and how well it fits the question (higher is better)."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class EvidencePassage:
    """A passage found for a question. `n` is its number in the answer's citations, from 1; `best` indexes `sentences`.

    `sentences` are those that tell something (see `bot.text.instructions`), one at least; `text` is all of it. `page` is the
    page, from 1, that it was read from by machine, in its picture; None where it was text.
    """

    n: int
    article_id: str
    version: int
    title: str
    language: Language
    published: date | None
    start: int
    end: int
    text: str
    score: float
    sentences: tuple[EvidenceSentence, ...]
    best: int
    page: int | None = None

    @property
    def told(self) -> str:
        """The text without the sentences that are no evidence; headings and what else stands between the others stay."""
        parts, end = [], self.start
        for sentence in self.sentences:
            between = self.text[end - self.start : sentence.start - self.start]
            parts += [between if not speaks_to_model(between) else "\n", sentence.text]
            end = sentence.end
        rest = self.text[end - self.start :]
        return "".join([*parts, rest if not speaks_to_model(rest) else ""]).strip()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the search found, best first. `sufficient` is false where it is too far from the question to answer it.

    `missing` are the words that name what the question is about and that no passage comes near; `unmentioned`, of whole articles
    alone, nouns of it that the article does not have, though others may say the same. `translation` is the question in
    the language of the best passage where a translator put it there and the passage meets it better so, "" otherwise.
    """

    question: str
    language: Language
    passages: tuple[EvidencePassage, ...]
    sufficient: bool
    missing: tuple[str, ...]
    seconds: float
    translation: str = ""
    unmentioned: tuple[str, ...] = ()

    @property
    def nearest(self) -> float:
        """The score of the sentence that fits best, -1 where there is none."""
        return max((sentence.score for passage in self.passages for sentence in passage.sentences), default=-1.0)
