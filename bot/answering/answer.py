"""What a reader gets: evidence first, then sentences with their marks, then the whole answer.

`Explainer.ask` yields these events in this order: one `EvidenceFound`, then any number of `Thinking`, `Draft`, `SentenceChecked`
and `SentenceRevised`, then one `AnswerDone`. A refusal is `EvidenceFound` followed by `AnswerDone` with `found` false. Where
several ask at once, `Waiting` stands between the evidence and what follows.
"""

from dataclasses import asdict, dataclass
from typing import Any

from bot.answering.verification.support import Support
from bot.bilingual import Language
from bot.retrieval.evidence import Evidence
from bot.retrieval.request_kind import Kind


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A finished sentence, its mark, the numbers of the passages that back it, and why it, or `roughly`, has no better one.

    `closest` is the passage to look at where it is weak: near it, and no citation. `quoted` says that it is shown as a quotation,
    and `roughly` is what the model makes of a quotation in another language than the answer's, where nothing confirms that; ""
    where there is none. Then `glosses` are names and terms of the quotation with what they are called in the answer's language.
    """

    text: str
    support: Support
    citations: tuple[int, ...] = ()
    reason: str = ""
    closest: int | None = None
    quoted: bool = False
    roughly: str = ""
    glosses: tuple[tuple[str, str], ...] = ()


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
    """A whole answer. `model` is None where the answer is made of quotes or is a refusal; `kind` is how it was understood.

    `background` is what a word that was asked about means in general, from no article; "" where nothing is known or asked.
    `repeated` says that it is the answer to the same question asked before, since when nothing that it is made from has changed.
    """

    question: str
    answer: str
    language: Language
    found: bool
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    model: str | None
    seconds: Seconds
    kind: Kind = "fact"
    background: str = ""
    repeated: bool = False

    @property
    def written(self) -> str:
        """What a model wrote of it: its own sentences, and what it made of quotations; "" where nothing."""
        told = (sentence.roughly if sentence.quoted else sentence.text for sentence in self.sentences)
        return " ".join(filter(None, told))

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the command line and the page write it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The evidence, before any word of the answer, and what kind of answer it is for."""

    evidence: Evidence
    kind: Kind = "fact"


@dataclass(frozen=True, slots=True)
class Waiting:
    """That `ahead` other questions go before this one; 0 where its turn has come after all."""

    ahead: int


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
class SentenceRevised:
    """What takes the place of the sentence at `index` among those shown: a quotation is being told in the reader's language."""

    index: int
    sentence: AnswerSentence


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """The whole answer; nothing follows. Where it differs from the sentences shown so far, it takes their place."""

    answer: Answer


Event = EvidenceFound | Waiting | Thinking | Draft | SentenceChecked | SentenceRevised | AnswerDone
