"""What an explanation of an article is: items and sentences, each of which names the sentence of the article it rests on."""

import hashlib
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from bot.answering.verification.support import Support
from bot.bilingual import Language
from bot.library.store.stored_article import ArticleText

# Goes into what is kept of an explanation: with another number all of them are made again.
GUIDE_RULES = 5

Part = Literal["key_points", "people", "organisations", "figures", "timeline", "terms"]
What = Literal["patterns", "summary", "questions"]
Stage = Literal["waiting", "paused", "making", "ready", "stopped"]
PARTS: tuple[Part, ...] = ("key_points", "people", "organisations", "figures", "timeline", "terms")


@dataclass(frozen=True, slots=True)
class Source:
    """Sentence number `n` (from 1) of an article: `article.text[start:end]`."""

    n: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a part. `label` is what it is about, `other` what else that is called or is; either may be empty."""

    label: str
    other: str
    source: Source


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of a summary with its mark, why it, or `roughly`, has no better one, and the sentences that back it.

    `roughly` is what the model makes of a quotation in another language than the summary's, where nothing confirms that; else "".
    """

    text: str
    support: Support
    reason: str
    sources: tuple[Source, ...]
    roughly: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary in one language, and the model that wrote it, None where it is made of the article's own sentences.

    Without sentences, the model wrote none that holds.
    """

    language: Language
    sentences: tuple[SummarySentence, ...]
    model: str | None


@dataclass(frozen=True, slots=True)
class SuggestedQuestion:
    """A question that the sentence at `source` answers. `model` wrote it; None where it was made from a pattern."""

    text: str
    source: Source
    model: str | None


@dataclass(frozen=True, slots=True)
class SuggestedQuestions:
    """The questions in one language. `model` is the one that was asked for them; None as long as none was."""

    language: Language
    questions: tuple[SuggestedQuestion, ...]
    model: str | None


@dataclass(frozen=True, slots=True)
class Guide:
    """All that is made of one version of an article so far; what is still to come is empty.

    `fingerprint` is that of what it was made from, `read` how many characters of the text that is, from its beginning.
    """

    article_id: str
    version: int
    fingerprint: str
    read: int
    key_points: tuple[Item, ...] = ()
    people: tuple[Item, ...] = ()
    organisations: tuple[Item, ...] = ()
    figures: tuple[Item, ...] = ()
    timeline: tuple[Item, ...] = ()
    terms: tuple[Item, ...] = ()
    summaries: tuple[Summary, ...] = ()
    questions: tuple[SuggestedQuestions, ...] = ()

    def summary(self, language: Language) -> Summary | None:
        """Return the summary in a language, None where there is none yet."""
        return next((each for each in self.summaries if each.language == language), None)

    def questions_in(self, language: Language) -> SuggestedQuestions | None:
        """Return the questions in a language, None where there are none yet."""
        return next((each for each in self.questions if each.language == language), None)

    def is_of(self, article: ArticleText) -> bool:
        """Return whether this was made of that very article and version."""
        return (self.article_id, self.version, self.fingerprint) == (article.id, article.version, fingerprint(article))

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as it is kept, and as the command line and the page write it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: object) -> "Guide":
        """Return what `to_json` returned, read from JSON. Raises ValueError for anything else."""
        adapter = _adapter()
        guide: Guide = adapter.validate_python(told)
        # pydantic passes over what it does not know, puts in what is missing where it can, and takes "1" for 1.
        if adapter.dump_python(guide, mode="json") != told:
            raise ValueError("not a guide as it is kept")
        return guide


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work: questions from patterns, a summary, or questions by the model, in one language."""

    what: What
    language: Language


@dataclass(frozen=True, slots=True)
class GuideProgress:
    """How far an explanation has come: `ahead` articles are before it in the line, `done` of `steps` steps are made.

    It is `paused` while a reader is served first, and `stopped` where nothing more is tried until a reader opens the article
    again, because the model is away. `step` is being made, or comes next; None where nothing is left.
    """

    stage: Stage
    ahead: int
    done: int
    steps: int
    step: Step | None


def fingerprint(article: ArticleText) -> str:
    """Return a digest of everything of an article that its explanation is made from."""
    made_from = (article.title, article.language, str(article.today), article.text)
    return hashlib.sha256("\0".join(made_from).encode()).hexdigest()


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Guide)
