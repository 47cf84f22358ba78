"""How a question is to be answered, besides its words."""

from dataclasses import dataclass

from bot.library.scope import EVERYTHING, Scope
from bot.models.llm.prompts import ReadingLevel
from bot.retrieval.followups import Conversation
from bot.retrieval.question import PASSAGES, AnswerLanguage


@dataclass(frozen=True, slots=True)
class AskOptions:
    """The answer's `language`, the question's own for "auto", and how simply it is written (`reading_level`).

    `conversation` are the (question, answer) pairs before it, oldest first; `scope` says which articles are asked; `passages` is
    how many of them the evidence has. `reader` is who asks, so that nobody keeps others waiting by asking more; "" is somebody
    else with each question.
    """

    language: AnswerLanguage = "auto"
    conversation: Conversation = ()
    scope: Scope = EVERYTHING
    reading_level: ReadingLevel = "standard"
    passages: int = PASSAGES
    reader: str = ""


AS_USUAL = AskOptions()
