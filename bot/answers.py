"""What a reader gets: evidence first, then sentences with their marks, then the whole answer.

`Explainer.ask` yields these events in this order: one `EvidenceFound`, then any number of `Thinking`, `Draft` and
`SentenceChecked`, then one `AnswerDone`. A refusal is `EvidenceFound` followed by `AnswerDone` with `found` false.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from bot.bilingual import Bilingual, Language

Support = Literal["verbatim", "supported", "weak", "unsupported"]


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence of a passage: offsets into the article's text, and how well it fits the question (higher is better)."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class EvidencePassage:
    """A passage found for a question. `n` is its number in the answer's citations, from 1; `best` indexes `sentences`."""

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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the search found, best first. `sufficient` is false where it is too far from the question to answer it.

    `missing` are the words that name what the question is about and that no passage comes near.
    """

    question: str
    language: Language
    passages: tuple[EvidencePassage, ...]
    sufficient: bool
    missing: tuple[str, ...]
    seconds: float

    @property
    def nearest(self) -> float:
        """The score of the sentence that fits best, -1 where there is none."""
        return max((sentence.score for passage in self.passages for sentence in passage.sentences), default=-1.0)


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A finished sentence, its mark, the numbers of the passages that back it, and why where it is weak or unsupported.

    `closest` is the passage to look at where it is weak: near it, and no citation.
    """

    text: str
    support: Support
    citations: tuple[int, ...] = ()
    reason: str = ""
    closest: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """What [n] stands for: a passage of one version of an article (`text == article.text[start:end]`), `quote` in it."""

    n: int
    article_id: str
    version: int
    title: str
    start: int
    end: int
    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Seconds:
    """Times since the question arrived. `first_token` is None where no model was asked."""

    evidence: float
    first_token: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `model` is None where the answer is made of quotes or is a refusal."""

    question: str
    answer: str
    language: Language
    found: bool
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    model: str | None
    seconds: Seconds

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the command line and the page write it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The evidence, before any word of the answer."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Thinking:
    """More of a reasoning model's thinking, which is never part of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The sentence that is being written, whole as far as it has come; it replaces the draft before it."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    """A finished sentence with its mark; it takes the place of the draft."""

    sentence: AnswerSentence


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """The whole answer; nothing follows. Where it differs from the sentences shown so far, it takes their place."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence of an article in `language`, as `model` put it.

    `doubt` says which number, name or denial is not as in the original, None where none is known to differ.
    """

    text: str
    language: Language
    model: str
    doubt: Bilingual | None


Event = EvidenceFound | Thinking | Draft | SentenceChecked | AnswerDone
