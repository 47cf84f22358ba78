"""Conversations that last: saved beside the articles, found again, exported, and judged by their readers."""

from bot.service.conversations.export import Exported, export_html, export_markdown
from bot.service.conversations.feedback import feedback_cases
from bot.service.conversations.parsing import read_turns
from bot.service.conversations.store import Conversations, title_of
from bot.service.conversations.turns import Conversation, ConversationRow, Judgement, Reason, Turn, Verdict

__all__ = [
    "Conversation",
    "ConversationRow",
    "Conversations",
    "Exported",
    "Judgement",
    "Reason",
    "Turn",
    "Verdict",
    "export_html",
    "export_markdown",
    "feedback_cases",
    "read_turns",
    "title_of",
]
