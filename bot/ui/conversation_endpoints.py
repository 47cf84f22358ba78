"""The endpoints of what is saved: the list of conversations, one of them, its documents, and judgements of answers."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, cast, get_args

import gradio

from bot.bilingual import Language
from bot.errors import SettingInvalid
from bot.service.conversations import (
    Conversation,
    Conversations,
    Exported,
    Rating,
    Reason,
    export_html,
    export_markdown,
    feedback_cases,
    read_turns,
    title_of,
)
from bot.service.exports.document import Document
from bot.service.exports.exporter import ConversationForm
from bot.ui.events import Json, or_error

_EXPORTS: dict[str, Callable[[Conversation, Language], Exported]] = {"markdown": export_markdown, "html": export_html}


_DONE: Json = {"type": "done"}


def document_json(document: Document) -> Json:
    """Return a document as the page offers it: `text`, or `base64` of what is none."""
    said = {"type": "document", "name": document.name, "media_type": document.media_type}
    if document.media_type == "application/octet-stream":
        return {**said, "base64": b64encode(document.data).decode("ascii")}
    return {**said, "text": document.data.decode()}


class SavedEndpoints:
    """The endpoints over the saved conversations; `known_articles` returns the ids that are in the library now.

    `export_elsewhere` makes the forms of other programs.
    """

    def __init__(
        self,
        conversations: Conversations,
        known_articles: Callable[[], set[str]],
        export_elsewhere: Callable[[ConversationForm, Conversation, Language], Document],
    ) -> None:
        self.saved = conversations
        self.known_articles = known_articles
        self.export_elsewhere = export_elsewhere

    def register(self, server: gradio.Server) -> None:
        """Name the endpoints on `server`. None of them waits in a line."""
        for look in (
            self.conversations,
            self.conversation,
            self.rename_conversation,
            self.delete_conversation,
            self.undo_delete_conversation,
            self.judge_answer,
            self.export_conversation,
            self.export_turns,
            self.save_turns,
            self.export_feedback,
        ):
            server.api(look, name=look.__name__, queue=False)

    def conversations(self, sought: str = "") -> Json:
        """Return the saved `conversations`, changed last first, that hold the letters of `sought`; or an `error`."""
        return or_error(
            lambda: {"type": "conversations", "conversations": [asdict(row) for row in self.saved.rows(sought)]}
        )

    def conversation(self, conversation_id: str) -> Json:
        """Return a whole `conversation` with its turns, or an `error`."""
        return or_error(lambda: {"type": "conversation", **asdict(self.saved.conversation(conversation_id))})

    def rename_conversation(self, conversation_id: str, title: str) -> Json:
        """Give a conversation another title; an empty one is made from its first question."""

        def rename() -> Json:
            self.saved.rename(conversation_id, title)
            return _DONE

        return or_error(rename)

    def delete_conversation(self, conversation_id: str) -> Json:
        """Delete a conversation; the last one can be brought back for some time."""

        def delete() -> Json:
            self.saved.delete(conversation_id)
            return _DONE

        return or_error(delete)

    def undo_delete_conversation(self, conversation_id: str = "") -> Json:
        """Bring back a deleted conversation, "" for the one deleted last, and return its `id`; or an `error`."""
        return or_error(lambda: {"type": "done", "id": self.saved.undo_delete(conversation_id)})

    def judge_answer(self, turn_id: str, verdict: str = "", reason: str = "", note: str = "") -> Json:
        """Keep that an answer is "good" or "bad" and why; an empty verdict takes it back."""

        def judge() -> Json:
            for name, value, kind in (("verdict", verdict or "good", Rating), ("reason", reason, Reason)):
                if value not in get_args(kind):
                    raise SettingInvalid(setting=name, value=value, expected=" / ".join(get_args(kind)))
            self.saved.judge(turn_id, cast(Rating, verdict) if verdict else None, cast(Reason, reason), note)
            return _DONE

        return or_error(judge)

    def export_conversation(self, conversation_id: str, form: str, language: str = "en") -> Json:
        """Return a conversation as a `document`, our own words in `language`; or an `error`.

        `form` is "markdown", "html", "obsidian", "bibtex" or "csl-json".
        """

        return or_error(lambda: self._export(self.saved.conversation(conversation_id), form, language))

    def export_turns(self, turns: Any, form: str, language: str = "en") -> Json:
        """Return turns that nobody saved, as the page holds them, as a `document`; or an `error`. Nothing is kept."""

        def export() -> Json:
            held = read_turns(turns)
            unsaved = Conversation("unsaved", title_of(held[0].question), held[0].asked_at, held)
            return self._export(unsaved, form, language)

        return or_error(export)

    def save_turns(self, conversation_id: str, turns: Any) -> Json:
        """Save turns as the page holds them, in their order, so that they can be linked to and judged; or an `error`."""

        def save() -> Json:
            self.saved.save_all(conversation_id, read_turns(turns))
            return _DONE

        return or_error(save)

    def export_feedback(self) -> Json:
        """Return the judgements as a `document` of JSONL that `haeseol eval` reads; its text is empty without any."""

        def export() -> Json:
            text = feedback_cases(self.saved.judged(), self.known_articles())
            return {"type": "document", "name": "feedback.jsonl", "media_type": "application/jsonl", "text": text}

        return or_error(export)

    def _export(self, conversation: Conversation, form: str, language: str) -> Json:
        told_in: Language = "ko" if language == "ko" else "en"
        if form in _EXPORTS:
            return {"type": "document", **asdict(_EXPORTS[form](conversation, told_in))}
        if form in get_args(ConversationForm):
            return document_json(self.export_elsewhere(cast(ConversationForm, form), conversation, told_in))
        forms = " / ".join((*_EXPORTS, *get_args(ConversationForm)))
        raise SettingInvalid(setting="form", value=form, expected=forms)
