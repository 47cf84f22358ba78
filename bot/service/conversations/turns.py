"""What is saved of a conversation: its turns, each with the evidence and the answer as they were shown."""

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Rating = Literal["good", "bad"]

Reason = Literal["", "wrong", "unfounded", "incomplete", "unclear"]
"""Why an answer is bad. "unfounded" means that the articles do not answer the question and it should have been refused."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader said of an answer: good or bad, one of the reasons, and words of their own."""

    verdict: Rating
    reason: Reason
    note: str
    judged_at: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what was told about it.

    `evidence`, `sentences` and `answer` are the JSON of `bot.answering.answer`, so that old turns can be read whatever is added
    to those later; `answer` is None where the reader stopped it. The passages are copies: they stay as they were quoted
    when the article changes. `asked_at` is ISO 8601 in UTC, `scope` what `Scope.to_json` says: None for all
    articles.
    """

    id: str
    question: str
    asked_at: str
    scope: Json | None
    evidence: Json | None
    sentences: tuple[Json, ...]
    answer: Json | None
    stopped: bool = False
    judgement: Judgement | None = None

    @property
    def said(self) -> str:
        """The answer's words without marks."""
        words = " ".join(str(sentence["text"]) for sentence in self.sentences)
        return words or str((self.answer or {}).get("answer", ""))


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation as the list shows it. Times are ISO 8601 in UTC; `turns` is how many there are."""

    id: str
    title: str
    turns: int
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole conversation, its turns in the order of asking."""

    id: str
    title: str
    created_at: str
    turns: tuple[Turn, ...]
