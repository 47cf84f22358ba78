"""Conversations that last: saved beside the articles, found again, exported, and judged by their readers."""

from bot.conversations.export import Exported, export_html, export_markdown
from bot.conversations.feedback import feedback_cases
from bot.conversations.held import read_turns
from bot.conversations.store import Conversations, title_of
from bot.conversations.turns import Conversation, ConversationRow, Judgement, Reason, Turn, Verdict

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
