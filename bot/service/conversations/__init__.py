"""Conversations that last: saved beside the articles, found again, exported, and judged by their readers."""

from bot.service.conversations.conversations import Conversations
from bot.service.conversations.export import Exported, export_html, export_markdown
from bot.service.conversations.feedback import feedback_cases
from bot.service.conversations.kept_form import title_of
from bot.service.conversations.parsing import read_turns
from bot.service.conversations.sqlite_conversations import SqliteConversations
from bot.service.conversations.turns import Conversation, ConversationRow, Judgement, Rating, Reason, Turn

__all__ = [
    "Conversation",
    "ConversationRow",
    "Conversations",
    "Exported",
    "Judgement",
    "Rating",
    "Reason",
    "SqliteConversations",
    "Turn",
    "export_html",
    "export_markdown",
    "feedback_cases",
    "read_turns",
    "title_of",
]
